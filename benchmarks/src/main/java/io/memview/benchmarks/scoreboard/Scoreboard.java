package io.memview.benchmarks.scoreboard;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures all rows in one run, and tells how each stands to its reference. */
@Command(
    name = "scoreboard",
    mixinStandardHelpOptions = true,
    description = "Measures memview, its peers and NumPy, and holds them against each other.")
public final class Scoreboard implements Callable<Integer> {
  @Option(
      names = "--quick",
      arity = "0..1",
      fallbackValue = "true",
      description = "One short run of each benchmark.")
  private boolean quick;

  @Option(
      names = "--include",
      defaultValue = ".*",
      description = "Which rows: a regular expression that an id contains.")
  private Pattern include = Pattern.compile("");

  @Option(
      names = "--output",
      defaultValue = "target/scoreboard.json",
      description = "Where the result goes: ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Option(
      names = "--script",
      defaultValue = "src/main/python/peers.py",
      description = "What times CPython and NumPy: ${DEFAULT-VALUE}.")
  private Path script = Path.of("");

  private final Map<Work, Figure> figures = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final long start = System.nanoTime();
  private int count;
  private int done;

  private Scoreboard() {}

  /**
   * The program.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Scoreboard()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Row> rows = Row.all().stream().filter(row -> include.matcher(row.id()).find()).toList();
    Set<Work> works = new LinkedHashSet<>();
    rows.forEach(row -> works.addAll(List.of(row.ours(), row.reference())));
    works.removeIf(Work.Constant.class::isInstance);
    count = works.size();
    Path folder = output.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    runPython(all(works, Work.Python.class));
    runJmh(all(works, Work.Jmh.class));

    List<Result> results = rows.stream().map(row -> Result.of(row, figures)).toList();
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(output.toFile(), results);
    System.out.println();
    System.out.print(Table.of(rows, results));
    System.out.printf("%nWritten to %s after %s.%n", output, elapsed());
    failures.forEach(System.err::println);
    return failures.isEmpty() ? 0 : 1;
  }

  private void runPython(List<Work.Python> works) throws InterruptedException {
    if (works.isEmpty()) {
      return;
    }
    try {
      int status = PythonRunner.run(script, quick ? 0.2 : 1, works, this::measured);
      if (status != 0) {
        failures.add("%s ended with status %d".formatted(script, status));
      }
    } catch (IOException e) {
      System.out.println("No figures of Python: " + e.getMessage());
    }
    for (Work work : works) {
      if (!figures.containsKey(work)) {
        progress(work, "absent");
      }
    }
  }

  private void runJmh(List<Work.Jmh> works) throws IOException {
    Path log = output.resolveSibling("scoreboard.log");
    try (PrintStream out = new PrintStream(log.toFile(), StandardCharsets.UTF_8)) {
      JmhRunner runner = new JmhRunner(quick, out);
      for (Work.Jmh work : works) {
        if (figures.containsKey(work)) {
          continue; // the other side of a benchmark that has two
        }
        try {
          runner.run(work).forEach(this::measured);
        } catch (RunnerException e) {
          progress(work, "FAILED");
          failures.add("%s failed (%s); see %s".formatted(work, e.getMessage(), log));
        }
      }
    }
  }

  private void measured(Work work, Figure figure) {
    figures.put(work, figure);
    boolean there = !Double.isNaN(figure.nanoseconds());
    progress(work, there ? Table.number(figure.nanoseconds() / 1e3) + " us" : "absent");
  }

  private void progress(Work work, String text) {
    done++;
    System.out.printf("%s [%3d/%d] %-60s %14s%n", elapsed(), done, count, work, text);
  }

  private String elapsed() {
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  private static <W> List<W> all(Set<Work> works, Class<W> kind) {
    return works.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
