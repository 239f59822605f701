package io.memview.races;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs the races of this module, each in JVMs of its own: interpreted, by C1 alone, by C2 alone,
 * and by C2 with its phases in random order; in the mode "tough" also with one thread compiled and
 * the other not. Fails if something forbidden was seen, and if nothing was run at all.
 *
 * <p>{@code java io.memview.races.Races (sanity|quick|default|tough) REGEX}
 */
public final class Races {
  private Races() {}

  /**
   * The program.
   *
   * @param args the mode of jcstress, and which races
   * @throws Exception if jcstress fails
   */
  public static void main(String[] args) throws Exception {
    String mode = args[0];
    long start = System.nanoTime();
    Options options =
        new Options(
            new String[] {
              "-m", mode, "-t", args[1], "-sc", String.valueOf(mode.equals("tough")), "-r", "races"
            });
    if (!options.parse()) {
      System.exit(1);
    }
    try {
      new JCStress(options).run();
    } finally {
      summarize(options, (System.nanoTime() - start) / 1_000_000_000);
    }
  }

  private static void summarize(Options options, long seconds) throws Exception {
    // jcstress says so in one line, and succeeds.
    if (!Files.exists(Path.of(options.getResultFile()))) {
      throw new IllegalStateException("no race has been run; see above");
    }
    InProcessCollector collector = new InProcessCollector();
    DiskReadCollector results = new DiskReadCollector(options.getResultFile(), collector);
    results.dump();
    results.close();
    long samples = 0;
    for (TestResult result : collector.getTestResults()) {
      if (result.status() == Status.API_MISMATCH) { // which jcstress takes for success
        throw new IllegalStateException(result.getName() + " does not fit memview");
      }
      samples += result.getTotalCount();
    }
    Set<String> races =
        collector.getTestResults().stream().map(TestResult::getName).collect(Collectors.toSet());
    System.out.printf(
        "%d races in %d JVMs, %,d samples, %d seconds%n",
        races.size(), collector.getTestResults().size(), samples, seconds);
  }
}
