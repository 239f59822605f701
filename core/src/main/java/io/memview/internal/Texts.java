package io.memview.internal;

import java.util.StringJoiner;

/** Values in words, as messages have them. */
public final class Texts {
  private Texts() {}

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
