package io.memview.format;

/**
 * A format string does not follow the grammar. The message names the column, what was expected and
 * what was found, and shows the string with a caret under the column. Counterpart of {@code
 * struct.error} for format strings.
 */
public final class FormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 60;

  /** Counted from 1. */
  private final int column;

  /** In words. */
  private final String expected;

  /** In words. */
  private final String found;

  FormatException(String format, int column, String expected, String found) {
    super(message(format, column, expected, visible(shortened(found))));
    this.column = column;
    this.expected = expected;
    this.found = visible(shortened(found));
  }

  /**
   * Where in the string the problem lies.
   *
   * @return the column, counted from 1
   */
  public int column() {
    return column;
  }

  /**
   * What would have been right at the column.
   *
   * @return words for people, such as {@code a format code}
   */
  public String expected() {
    return expected;
  }

  /**
   * What stands at the column.
   *
   * @return words for people, such as {@code the end}
   */
  public String found() {
    return found;
  }

  /** A long string is shown as a window around the column. */
  private static String message(String format, int column, String expected, String found) {
    int at = column - 1;
    int from = format.length() <= SHOWN ? 0 : Math.max(0, at - SHOWN / 2);
    int to = Math.min(format.length(), from + SHOWN);
    String shown =
        (from > 0 ? "…" : "")
            + visible(format.substring(from, to))
            + (to < format.length() ? "…" : "");
    int caret = at - from + (from > 0 ? 1 : 0);
    return "bad format: column %d: expected %s, found %s%n  %s%n  %s^"
        .formatted(column, expected, found, shown, " ".repeat(caret));
  }

  /** What was found may quote a name of any length. */
  private static String shortened(String found) {
    return found.length() <= 2 * SHOWN ? found : found.substring(0, 2 * SHOWN) + "…";
  }

  private static String visible(String text) {
    return text.replaceAll("\\p{Cntrl}", "·");
  }
}
