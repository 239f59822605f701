package io.memview.cpython;

import io.memview.fixture.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of the tests in a process of their own, since a process has one interpreter. */
public final class Jvm {
  private static final int LONGEST_MINUTES = 3;

  /** How a program ended, and what it wrote. */
  public record Result(int status, String output) {}

  private Jvm() {}

  static Result run(Path folder, List<String> options, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, Map.of(), options, program, arguments);
  }

  static Result run(
      Path folder,
      Map<String, String> variables,
      List<String> options,
      Class<?> program,
      String... arguments)
      throws IOException, InterruptedException {
    return run(folder, LONGEST_MINUTES, variables, options, program, arguments);
  }

  /**
   * Runs a program in a folder, with variables of the environment beside those of the tests; its
   * status is -1 if it does not end in so many minutes.
   */
  public static Result run(
      Path folder,
      int minutes,
      Map<String, String> variables,
      List<String> options,
      Class<?> program,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp"));
    // JUnit's jars, for what the tests share.
    command.add(
        JavaProcess.classPath() + File.pathSeparator + System.getProperty("java.class.path"));
    command.addAll(options);
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      String output = Files.readString(out);
      return new Result(ended ? process.exitValue() : -1, output);
    } finally {
      process.destroyForcibly();
    }
  }
}
