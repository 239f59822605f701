package io.memview.races.stress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@link Run} in JVMs of their own: interpreted, by C1 alone and by C2 alone; and fails if one
 * of them does.
 *
 * <p>{@code java io.memview.races.stress.Stress SECONDS}
 */
public final class Stress {
  private static final List<String> COMPILERS =
      List.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation");

  private Stress() {}

  /**
   * The program.
   *
   * @param args how long it runs with each compiler, in seconds; 0 for not at all
   * @throws Exception if a JVM cannot be started
   */
  public static void main(String[] args) throws Exception {
    String seconds = args[0];
    if (seconds.equals("0")) {
      return;
    }
    boolean hasPassed = true;
    for (String compiler : COMPILERS) {
      System.out.println("stress with " + compiler);
      hasPassed &= runs(List.of(compiler), seconds, "races");
      hasPassed &= runs(List.of(compiler, "-Dio.memview.leaks=every"), seconds, "forgotten");
    }
    if (!hasPassed) {
      System.exit(1);
    }
  }

  private static boolean runs(List<String> options, String seconds, String what)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-classpath",
            System.getProperty("java.class.path"),
            Run.class.getName(),
            what,
            seconds));
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
