package io.memview.cpython;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The interpreter of the tests; without one, they are skipped and say so. */
public final class TestPython {
  private static @Nullable String missing;

  private TestPython() {}

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
