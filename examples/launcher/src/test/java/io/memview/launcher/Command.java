package io.memview.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A program that is run with an environment of its own. */
final class Command {
  private static final Path FOLDER = Path.of(System.getProperty("memview.folder"));

  /** The command as the build has made it. */
  static final Path INSTALLED = FOLDER.resolve("bin/memview");

  /** What a run left behind. */
  record Run(int status, String out, String err) {}

  private final ProcessBuilder process = new ProcessBuilder();
  private final Path program;

  Command(Path program) {
    this.program = program;
    environment().put("MEMVIEW_JAVA", System.getProperty("java.home"));
    environment().put("MEMVIEW_AOT", "off");
    environment().remove("MEMVIEW_JAVA_OPTIONS");
  }

  /** The folder made by the build, once more. */
  static Path copy(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.toList()) {
        Path to = target.resolve(FOLDER.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    return target;
  }

  Map<String, String> environment() {
    return process.environment();
  }

  Command in(Path folder) {
    process.directory(folder.toFile());
    return this;
  }

  /** Reads standard input from a file. */
  Command from(Path file) {
    process.redirectInput(file.toFile());
    return this;
  }

  Process start(String... args) throws IOException {
    List<String> words = new ArrayList<>(List.of(args));
    words.addFirst(program.toString());
    // The shell looks for the program on the path of this environment; Java would on its own.
    words.addAll(0, List.of("/bin/sh", "-c", "exec \"$0\" \"$@\""));
    return process.command(words).start();
  }

  Run run(String... args) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("memview", ".err");
    try {
      process.redirectError(errors.toFile());
      Process started = start(args);
      String out = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(started.waitFor(), out, Files.readString(errors));
    } finally {
      Files.delete(errors);
    }
  }
}
