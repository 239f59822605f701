package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.internal.PythonLiteral;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any text is a literal of Python's or is refused, and a literal is printed as it is read. */
final class LiteralTarget extends TextTarget {
  @Override
  public String name() {
    return "literal";
  }

  @Override
  List<String> texts() {
    return List.of(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
        "[('x', '<i4'), ('y', [('z', '|u1')], (2,))]",
        "((1,), [], {}, None, True)",
        "'a\\x41\\u00e9\\U0001F600\\'\\n\\101'",
        "u\"text\"",
        " ( -12L , ) ");
  }

  @Override
  public List<String> words() {
    return List.of(
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ",",
        ":",
        "'",
        "\"",
        "\\",
        "\\x41",
        "\\u0041",
        "\\ud83d",
        "\\U0001F600",
        "\\0",
        "u",
        "True",
        "False",
        "None",
        "-",
        "L",
        " ",
        "\n",
        "\f",
        "'a'",
        "1",
        "()",
        "(1,)",
        "[[",
        "é",
        "\\N");
  }

  @Override
  boolean isRefusal(RuntimeException thrown) {
    return thrown.getClass() == IllegalArgumentException.class;
  }

  @Override
  @Nullable String answer(String text) {
    Object value = PythonLiteral.parse(text);
    String printed = PythonLiteral.print(value);
    assertEquals(value, PythonLiteral.parse(printed), printed);
    return shape(printed);
  }
}
