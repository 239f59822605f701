package io.memview.internal.memory;

import io.memview.internal.Texts;
import io.memview.layout.Layout;
import java.util.Arrays;

/**
 * Where the rows at some positions lie: a list of any length, checked and turned into offsets at
 * once.
 *
 * @param offsets those of the rows, in the order of the list
 * @param hasRepeats whether a row stands twice
 */
record RowPositions(long[] offsets, boolean hasRepeats) {
  /** A bit for each row of the memory is cheaper than sorting, unless there are many more rows. */
  private static final long ROWS_PER_POSITION = 256;

  /** The rows at positions in the first dimension, where negative ones count from the end. */
  static RowPositions of(long[] positions, Layout layout) {
    long extent = layout.shape(0);
    long first = layout.offset();
    long stride = layout.itemCount() == 0 ? 0 : layout.stride(0); // else it leads nowhere
    long[] offsets = new long[positions.length];
    boolean hasBits =
        extent >>> 6 < Integer.MAX_VALUE / 2 && extent / ROWS_PER_POSITION <= positions.length;
    long[] seen = new long[hasBits ? (int) (extent >>> 6) + 1 : 1];
    long repeats = 0;
    for (int i = 0; i < positions.length; i++) {
      long position = positions[i];
      long row = position < 0 ? position + extent : position;
      if (row < 0 || row >= extent) {
        throw new IndexOutOfBoundsException(
            "position %d, number %d of the list, is out of bounds for dimension 0 of shape %s"
                .formatted(position, i, Texts.tuple(layout.shape())));
      }
      offsets[i] = first + row * stride;
      if (hasBits) {
        int word = (int) (row >>> 6);
        repeats |= seen[word] & 1L << row;
        seen[word] |= 1L << row;
      }
    }
    return new RowPositions(offsets, hasBits ? repeats != 0 : isTwice(offsets));
  }

  private static boolean isTwice(long[] offsets) {
    long[] sorted = offsets.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        return true;
      }
    }
    return false;
  }
}
