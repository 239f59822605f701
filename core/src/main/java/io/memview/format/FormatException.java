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

  FormatException(String format, int column, String expected, String found) {
    super(
        Caret.message("bad format", format, column, expected, found) + ForeignName.advice(format));
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
}
