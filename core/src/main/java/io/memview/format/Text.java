package io.memview.format;

import io.memview.internal.Texts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/** Text of fixed width, {@code u} and {@code w}: padded with NUL, which is cut off on reading. */
final class Text {
  private static final ValueLayout.OfChar UNIT2 = ValueLayout.JAVA_CHAR_UNALIGNED;
  private static final ValueLayout.OfInt UNIT4 = ValueLayout.JAVA_INT_UNALIGNED;

  private Text() {}

  static String get(Scalar format, MemorySegment segment, long offset) {
    boolean narrow = format.type() == ScalarType.UCS2;
    MemorySegment item = segment.asSlice(offset, format.itemSize());
    long length = format.length();
    while (length > 0 && unit(format, item, length - 1) == 0) {
      length--;
    }
    StringBuilder text = new StringBuilder();
    for (long i = 0; i < length; i++) {
      int unit = unit(format, item, i);
      if (narrow) {
        text.append((char) unit);
      } else if (Character.isValidCodePoint(unit)) {
        text.appendCodePoint(unit);
      } else {
        throw new ValueException(
            "unit %d of a '%s' item is %s, which is no Unicode code point"
                .formatted(i, format, Integer.toHexString(unit)));
      }
    }
    return text.toString();
  }

  private static int unit(Scalar format, MemorySegment item, long i) {
    return format.type() == ScalarType.UCS2
        ? item.get(UNIT2.withOrder(format.mode().order()), 2 * i)
        : item.get(UNIT4.withOrder(format.mode().order()), 4 * i);
  }

  /** Checks that a text fits and gives its units. */
  static int[] units(Scalar format, Object value) {
    if (!(value instanceof String text)) {
      throw new ValueException(
          "format '%s' takes a String, not %s (%s)"
              .formatted(format, Texts.shownValue(value), value.getClass().getSimpleName()));
    }
    IntStream units = format.type() == ScalarType.UCS2 ? text.chars() : text.codePoints();
    int[] all = units.toArray();
    if (all.length > format.length()) {
      throw new ValueException(
          "format '%s' takes a String of at most %d units, not %d"
              .formatted(format, format.length(), all.length));
    }
    return all;
  }

  static void put(Scalar format, MemorySegment segment, long offset, Object value) {
    MemorySegment item = segment.asSlice(offset, format.itemSize());
    int[] units = units(format, value);
    for (int i = 0; i < units.length; i++) {
      if (format.type() == ScalarType.UCS2) {
        item.set(UNIT2.withOrder(format.mode().order()), 2L * i, (char) units[i]);
      } else {
        item.set(UNIT4.withOrder(format.mode().order()), 4L * i, units[i]);
      }
    }
    item.asSlice((long) units.length * format.type().size(format.mode())).fill((byte) 0);
  }
}
