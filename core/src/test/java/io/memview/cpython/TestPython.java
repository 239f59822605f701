package io.memview.cpython;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The interpreter of the tests; without one, they are skipped and say so. */
public final class TestPython {
  private static @Nullable String missing;

  private TestPython() {}

  /** The interpreters of pyenv from 3.9 on; none where there is no pyenv. */
  public static List<Path> installed() throws IOException {
    Path versions = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
    if (!Files.isDirectory(versions)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(versions)) {
      return folders
          .filter(version -> version.getFileName().toString().matches("3\\.(9|[1-9]\\d).*"))
          .map(version -> version.resolve("bin/python3"))
          .filter(Files::isExecutable)
          .sorted()
          .toList();
    }
  }

  /** The interpreter, if the machine has one and it has these modules. */
  public static Python with(String... modules) {
    Python python = python();
    if (python == null) {
      return abort("skipped: " + missing);
    }
    for (String module : modules) {
      try {
        python.exec("import " + module);
      } catch (PythonException e) {
        return abort("skipped: Python has no " + module + " (" + e.getMessage() + ")");
      }
    }
    return python;
  }

  /** The interpreter, if the machine has one. */
  public static synchronized @Nullable Python python() {
    if (missing != null) {
      return null;
    }
    try {
      return Python.start();
    } catch (IllegalStateException e) {
      missing = e.getMessage();
      return null;
    }
  }

  static String text(Python python, String expression) {
    try (PyObject value = python.eval(expression)) {
      return value.toString();
    }
  }

  static long number(Python python, String expression) {
    try (PyObject value = python.eval(expression)) {
      return value.toLong();
    }
  }

  /** What Python says with {@code .hex()}. */
  static byte[] bytes(Python python, String expression) {
    return HexFormat.of().parseHex(text(python, expression));
  }
}
