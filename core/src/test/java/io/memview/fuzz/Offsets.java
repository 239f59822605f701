package io.memview.fuzz;

import io.memview.layout.Layout;
import java.util.ArrayList;
import java.util.List;

/** Where the items of a small layout lie, one after the other. */
final class Offsets {
  private Offsets() {}

  /** In C order. */
  static List<Long> of(Layout layout) {
    List<Long> offsets = new ArrayList<>();
    if (layout.itemCount() == 0) {
      return offsets;
    }
    long[] index = new long[layout.ndim()];
    do {
      long at = layout.offset();
      for (int d = 0; d < index.length; d++) {
        at += index[d] * layout.stride(d);
      }
      offsets.add(at);
    } while (isNext(index, layout));
    return offsets;
  }

  private static boolean isNext(long[] index, Layout layout) {
    for (int d = index.length - 1; d >= 0; d--) {
      if (++index[d] < layout.shape(d)) {
        return true;
      }
      index[d] = 0;
    }
    return false;
  }
}
