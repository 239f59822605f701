package io.memview.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Python's literals as {@code ast.literal_eval} reads them, and as {@code repr} writes them: what
 * NumPy puts into headers. Nothing is ever evaluated; code is a syntax error.
 *
 * <p>A string is a {@link String}, an integer a {@link Long}, a list a {@link List}, a dictionary a
 * {@link Map} with strings as keys; {@link Tuple} and {@link None} stand for themselves. Floats,
 * bytes, sets, strings in pieces and named characters are refused.
 */
public final class PythonLiteral {
  /** Python itself gives up at 200. */
  private static final int MAX_NESTING = 200;

  private static final int SHOWN = 20;
  private static final String ESCAPES = "\\'\"abfnrtv";
  private static final String ESCAPED = "\\'\"\u0007\b\f\n\r\t\u000b";

  private final String text;
  private int at;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /**
   * A tuple.
   *
   * @param items what is in it
   */
  public record Tuple(List<Object> items) {
    /** A tuple. */
    public Tuple {
      items = List.copyOf(items);
    }

    /**
     * A tuple of these items.
     *
     * @param items what is in it
     * @return the tuple
     */
    public static Tuple of(Object... items) {
      return new Tuple(List.of(items));
    }
  }

  /** {@code None}. */
  public enum None {
    /** The only one. */
    NONE
  }

  // ---- reading

  /**
   * Reads one literal.
   *
   * @param text the whole text; white space may stand around the literal
   * @return the value
   * @throws IllegalArgumentException if it is no literal, has a key twice, an integer of more than
   *     64 bits, or is nested more than 200 deep; the message says where and what was expected
   */
  public static Object parse(String text) {
    PythonLiteral parser = new PythonLiteral(text);
    Object value = parser.value(0);
    parser.skipSpace();
    if (parser.at < text.length()) {
      throw parser.error("the end");
    }
    return value;
  }

  private Object value(int depth) {
    skipSpace();
    if (depth > MAX_NESTING) {
      throw new IllegalArgumentException(
          "column %d: nested more than %d deep".formatted(at + 1, MAX_NESTING));
    }
    char c = at < text.length() ? text.charAt(at) : 0;
    return switch (c) {
      case '[' -> items(']', depth);
      case '(' -> tuple(depth);
      case '{' -> dictionary(depth);
      case '\'', '"' -> string();
      case 'u' -> {
        // Python 2 wrote its text so.
        at++;
        if (at == text.length() || (text.charAt(at) != '\'' && text.charAt(at) != '"')) {
          at--;
          throw noLiteral();
        }
        yield string();
      }
      default -> c == '-' || isDigit(c) ? number() : word();
    };
  }

  private Object word() {
    int end = at;
    while (end < text.length() && Character.isUnicodeIdentifierPart(text.charAt(end))) {
      end++;
    }
    Object value =
        switch (text.substring(at, end)) {
          case "True" -> true;
          case "False" -> false;
          case "None" -> None.NONE;
          default -> throw noLiteral();
        };
    at = end;
    return value;
  }

  private Object number() {
    int start = at;
    if (text.charAt(at) == '-') {
      at++;
    }
    int digits = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == digits || (text.charAt(digits) == '0' && at > digits + 1)) {
      at = start;
      throw error("an integer");
    }
    try {
      long value = Long.parseLong(text, start, at, 10);
      if (at < text.length() && text.charAt(at) == 'L') {
        at++; // Python 2 wrote its long integers so.
      }
      return value;
    } catch (NumberFormatException e) {
      at = start;
      throw error("an integer of at most 64 bits");
    }
  }

  private String string() {
    char quote = text.charAt(at++);
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = at < text.length() ? text.charAt(at) : '\n';
      if (c == '\n' || c == '\r') {
        throw error("the end of a string (%c)".formatted(quote));
      }
      at++;
      if (c == quote) {
        return out.toString();
      } else if (c == '\\') {
        escape(out);
      } else {
        out.append(c);
      }
    }
  }

  private void escape(StringBuilder out) {
    char c = at < text.length() ? text.charAt(at) : 0;
    int simple = ESCAPES.indexOf(c);
    if (simple >= 0) {
      at++;
      out.append(ESCAPED.charAt(simple));
      return;
    }
    switch (c) {
      case 'x' -> out.appendCodePoint(code(1, 2, 16));
      case 'u' -> out.appendCodePoint(code(1, 4, 16));
      case 'U' -> out.appendCodePoint(code(1, 8, 16));
      default -> {
        int digits = 0;
        while (digits < 3 && isDigit(at + digits, 8)) {
          digits++;
        }
        if (digits == 0) {
          throw error("an escape sequence behind '\\'");
        }
        out.appendCodePoint(code(0, digits, 8));
      }
    }
  }

  /** A character by its number, which begins so far behind the position and has so many digits. */
  private int code(int from, int digits, int radix) {
    int point = 0;
    for (int i = 0; i < digits; i++) {
      if (!isDigit(at + from + i, radix)) {
        throw error("%d digits of a character".formatted(digits));
      }
      point = radix * point + Character.digit(text.charAt(at + from + i), radix);
      if (point > Character.MAX_CODE_POINT) {
        throw error("a character");
      }
    }
    at += from + digits;
    return point;
  }

  private List<Object> items(char close, int depth) {
    at++;
    List<Object> items = new ArrayList<>();
    while (!isNext(close)) {
      items.add(value(depth + 1));
      if (!isNext(',') && !endsWith(close)) {
        throw error("',' or '%c'".formatted(close));
      }
    }
    return items;
  }

  /** A tuple, or what stands in parentheses. */
  private Object tuple(int depth) {
    List<Object> items = items(')', depth);
    boolean isTuple = items.size() != 1 || text.charAt(lastBefore(at - 1)) == ',';
    return isTuple ? new Tuple(items) : items.getFirst();
  }

  private int lastBefore(int end) {
    int last = end - 1;
    while (isSpace(text.charAt(last))) {
      last--;
    }
    return last;
  }

  private Map<String, Object> dictionary(int depth) {
    at++;
    Map<String, Object> entries = new LinkedHashMap<>();
    while (!isNext('}')) {
      skipSpace();
      int start = at;
      if (!(value(depth + 1) instanceof String key)) {
        at = start;
        throw error("a string as the key");
      }
      if (entries.containsKey(key)) {
        at = start;
        throw error("each key once");
      }
      if (!isNext(':')) {
        throw error("':' behind the key");
      }
      entries.put(key, value(depth + 1));
      if (!isNext(',') && !endsWith('}')) {
        throw error("',' or '}'");
      }
    }
    return entries;
  }

  /** Steps over a character if it comes next. */
  private boolean isNext(char c) {
    boolean is = endsWith(c);
    at += is ? 1 : 0;
    return is;
  }

  private boolean endsWith(char c) {
    skipSpace();
    return at < text.length() && text.charAt(at) == c;
  }

  private void skipSpace() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean isDigit(int index, int radix) {
    return index < text.length()
        && text.charAt(index) < 128
        && Character.digit(text.charAt(index), radix) >= 0;
  }

  private IllegalArgumentException noLiteral() {
    return error("a string, an integer, True, False, None, '(', '[' or '{'");
  }

  private IllegalArgumentException error(String expected) {
    int end = Math.min(text.length(), at + SHOWN);
    String found =
        at == text.length()
            ? "the end"
            : "'%s%s'"
                .formatted(
                    text.substring(at, end).replaceAll("\\p{Cntrl}", "·"),
                    end < text.length() ? "…" : "");
    return new IllegalArgumentException(
        "column %d: expected %s, found %s".formatted(at + 1, expected, found));
  }

  // ---- writing

  /**
   * Writes a literal as Python's {@code repr} does.
   *
   * @param value a value as {@link #parse} gives it
   * @return the text
   */
  public static String print(Object value) {
    return switch (value) {
      case String string -> PythonRepr.of(string);
      case Boolean truth -> truth ? "True" : "False";
      case None _ -> "None";
      case Tuple(List<Object> items) ->
          items.size() == 1 ? "(" + print(items.getFirst()) + ",)" : print(items, "(", ")");
      case List<?> items -> print(items, "[", "]");
      case Map<?, ?> entries ->
          entries.entrySet().stream()
              .map(entry -> print(entry.getKey()) + ": " + print(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }

  private static String print(List<?> items, String open, String close) {
    return items.stream().map(PythonLiteral::print).collect(Collectors.joining(", ", open, close));
  }
}
