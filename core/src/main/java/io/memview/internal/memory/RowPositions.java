package io.memview.internal.memory;

import io.memview.internal.Texts;
import io.memview.layout.Layout;
import java.util.Arrays;
import java.util.BitSet;

/** Positions in the first dimension, as many as there are rows wanted. */
final class RowPositions {
  /** A bit for each row of the memory is cheaper than sorting, unless there are many more rows. */
  private static final long ROWS_PER_POSITION = 256;

  private RowPositions() {}

  /** A copy of the positions, where negative ones count from the end. */
  static long[] fromStart(long[] positions, Layout layout) {
    long extent = layout.shape(0);
    long[] rows = positions.clone();
    for (int i = 0; i < rows.length; i++) {
      long row = rows[i] < 0 ? rows[i] + extent : rows[i];
      if (row < 0 || row >= extent) {
        throw new IndexOutOfBoundsException(
            "position %d, number %d of the list, is out of bounds for dimension 0 of shape %s"
                .formatted(rows[i], i, Texts.tuple(layout.shape())));
      }
      rows[i] = row;
    }
    return rows;
  }

  /** Whether a row of so many stands twice. */
  static boolean hasRepeats(long[] rows, long extent) {
    if (rows.length > extent) {
      return true;
    }
    if (extent > Integer.MAX_VALUE || extent / ROWS_PER_POSITION > rows.length) {
      long[] sorted = rows.clone();
      Arrays.sort(sorted);
      for (int i = 1; i < sorted.length; i++) {
        if (sorted[i] == sorted[i - 1]) {
          return true;
        }
      }
      return false;
    }
    BitSet seen = new BitSet((int) extent);
    for (long row : rows) {
      if (seen.get((int) row)) {
        return true;
      }
      seen.set((int) row);
    }
    return false;
  }
}
