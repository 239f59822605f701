package io.memview.internal.memory;

import io.memview.format.Format;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.internal.Texts;

/** How much an array, a list or a text can hold: what is more is refused before it is made. */
public final class Limits {
  /** What to do instead of making an array. */
  public static final String TO_SEGMENT = "copyTo writes to a segment, which has room for more";

  /** The longest array the platform is sure to allocate. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** The least bytes of a reference in an array. */
  private static final int REFERENCE = 4;

  /** So many values are put in no list and no text, which has two characters for each. */
  private static final long MOST = Integer.MAX_VALUE / 2;

  private Limits() {}

  /** A length that an array can have, or why not and what to do instead. */
  public static int arrayLength(long length, String instead) {
    if (length > MAX_ARRAY) {
      throw new IllegalArgumentException(
          "an array holds at most %d, not %d; %s".formatted(MAX_ARRAY, length, instead));
    }
    return (int) length;
  }

  /** Refuses so many items that not even the references to their values would have room. */
  public static void checkRoom(long items, Format format, String what) {
    long room = Math.min(Runtime.getRuntime().maxMemory() / REFERENCE, MOST);
    if (items > room / Math.max(1, values(format))) {
      throw new IllegalArgumentException(
          "%s are more than a list or a text holds, or than the heap could refer to; take a slice"
              .formatted(what.formatted(items, Texts.shownValue(format))));
    }
  }

  /** How many values an item unpacks into; no more than bytes can be. */
  private static long values(Format format) {
    // No switch by type, which each program would pay for when it needs a list first.
    if (format instanceof SubArray array && array.itemSize() > 0) {
      return array.itemSize() / array.element().itemSize() * values(array.element());
    }
    return format instanceof Struct struct
        ? struct.fields().stream().mapToLong(f -> values(f.format())).sum()
        : 1;
  }
}
