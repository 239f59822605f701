package io.memview.format;

import io.memview.internal.Caret;

/**
 * A format string does not follow the grammar. The message names the column, what was expected and
 * what was found, and shows the string with a caret under the column. Counterpart of {@code
 * struct.error} for format strings.
 */
public final class FormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Counted from 1. */
  private final int column;

  /** In words. */
  private final String expected;

  /** In words. */
  private final String found;

  FormatException(String format, int column, String expected, String found) {
    super(
        Caret.message("bad format", format, column, expected, found) + ForeignName.advice(format));
    this.column = column;
    this.expected = expected;
    this.found = Caret.found(found);
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
}
