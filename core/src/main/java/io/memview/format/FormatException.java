package io.memview.format;

/**
 * A format string does not follow the grammar. The message names the column, what was found and
 * what was expected, and shows the string with a caret under the column. Counterpart of {@code
 * struct.error} for format strings.
 */
public final class FormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 60;

  /** Counted from 1. */
  private final int column;

  FormatException(String format, int column, String problem) {
    super(message(format, column, problem));
    this.column = column;
  }

  /**
   * Where in the string the problem lies.
   *
   * @return the column, counted from 1
   */
  public int column() {
    return column;
  }

  /** A long string is shown as a window around the column. */
  private static String message(String format, int column, String problem) {
    int at = column - 1;
    int from = format.length() <= SHOWN ? 0 : Math.max(0, at - SHOWN / 2);
    int to = Math.min(format.length(), from + SHOWN);
    String shown =
        (from > 0 ? "…" : "")
            + visible(format.substring(from, to))
            + (to < format.length() ? "…" : "");
    int caret = at - from + (from > 0 ? 1 : 0);
    return "bad format: column %d: %s%n  %s%n  %s^"
        .formatted(column, visible(shortened(problem)), shown, " ".repeat(caret));
  }

  /** A problem may quote a name of any length. */
  private static String shortened(String problem) {
    return problem.length() <= 2 * SHOWN ? problem : problem.substring(0, 2 * SHOWN) + "…";
  }

  private static String visible(String text) {
    return text.replaceAll("\\p{Cntrl}", "·");
  }
}
