package io.memview.layout;

import io.memview.internal.Caret;

/**
 * The text of a slice does not follow the grammar. The message names the column, what was expected
 * and what was found, and shows the text with a caret under the column. Counterpart of Python's
 * {@code SyntaxError} for what stands between brackets.
 */
public final class IndexException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Counted from 1. */
  private final int column;

  IndexException(String text, int column, String expected, String found) {
    super(Caret.message("bad slice", text, column, expected, found));
    this.column = column;
  }

  /**
   * Where in the text the problem lies.
   *
   * @return the column, counted from 1
   */
  public int column() {
    return column;
  }
}
