package io.memview.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What was wrong with one target: a file for each place in the code, with the first input. */
final class Findings {
  private static final String PREFIX = "finding-";

  private final Path folder;

  Findings(Path folder) {
    this.folder = folder;
  }

  /** Writes it down, unless the same has been found before. */
  boolean add(byte[] input, Throwable wrong) throws IOException {
    Path file = folder.resolve("%s%08x.txt".formatted(PREFIX, key(wrong).hashCode()));
    if (Files.exists(file)) {
      return false;
    }
    StringWriter text = new StringWriter();
    text.write(Inputs.line(input) + System.lineSeparator());
    wrong.printStackTrace(new PrintWriter(text));
    Files.writeString(file, text.toString());
    return true;
  }

  long count() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).count();
    }
  }

  /** The kind of the error that began it, and the innermost places in memview. */
  private static String key(Throwable wrong) {
    Throwable first = wrong;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    StringBuilder key = new StringBuilder(first.getClass().getName());
    Arrays.stream(first.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("io.memview."))
        .limit(2)
        .forEach(
            frame ->
                key.append(' ')
                    .append(frame.getClassName())
                    .append(':')
                    .append(frame.getLineNumber()));
    return key.toString();
  }
}
