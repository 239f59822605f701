package io.memview.internal;

/** Shows a text with a caret under the column at which it is wrong. */
public final class Caret {
  private static final int SHOWN = 60;

  private Caret() {}

  /**
   * The message about a text that does not follow its grammar. A long text is shown as a window
   * around the column.
   *
   * @param what what is wrong, such as {@code bad format}
   * @param text the whole text
   * @param column where it is wrong, counted from 1
   * @param expected what would have been right there
   * @param found what stands there
   * @return three lines
   */
  public static String message(
      String what, String text, int column, String expected, String found) {
    int at = column - 1;
    int from = text.length() <= SHOWN ? 0 : Math.max(0, at - SHOWN / 2);
    int to = Math.min(text.length(), from + SHOWN);
    String shown =
        (from > 0 ? "…" : "") + visible(text.substring(from, to)) + (to < text.length() ? "…" : "");
    int caret = at - from + (from > 0 ? 1 : 0);
    return "%s: column %d: expected %s, found %s%n  %s%n  %s^"
        .formatted(what, column, expected, found(found), shown, " ".repeat(caret));
  }

  /** What was found may quote a name of any length and any characters. */
  private static String found(String found) {
    return visible(found.length() <= 2 * SHOWN ? found : found.substring(0, 2 * SHOWN) + "…");
  }

  private static String visible(String text) {
    return text.replaceAll("\\p{Cntrl}", "·");
  }
}
