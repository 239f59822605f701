package io.memview.internal;

import java.util.StringJoiner;

/** Values in words, as messages have them. */
public final class Texts {
  /** How much of a name a message quotes. */
  private static final int NAME = 40;

  /** How much a message quotes of a value, which may be anything. */
  private static final int VALUE = 200;

  private Texts() {}

  /**
   * A name as it is quoted, in one line that is not too long.
   *
   * @param name any text of the caller's or of a file
   * @return its beginning, without control characters
   */
  public static String shown(String name) {
    return shown(name, NAME);
  }

  /**
   * A value as it is quoted, in one line that is not too long.
   *
   * @param value any object
   * @return the beginning of its text, without control characters
   */
  public static String shownValue(Object value) {
    return shown(value.toString(), VALUE);
  }

  private static String shown(String text, int most) {
    String beginning = text.length() <= most ? text : text.substring(0, most) + "…";
    return beginning.replaceAll("\\p{Cntrl}", "·");
  }

  /**
   * Numbers as Python prints a tuple.
   *
   * @param numbers the numbers
   * @return such as {@code (3, 4)} or {@code (3,)}
   */
  public static String tuple(long... numbers) {
    StringJoiner all = new StringJoiner(", ", "(", numbers.length == 1 ? ",)" : ")");
    for (long number : numbers) {
      all.add(Long.toString(number));
    }
    return all.toString();
  }
}
