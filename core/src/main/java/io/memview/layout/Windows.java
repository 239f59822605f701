package io.memview.layout;

import io.memview.internal.Texts;
import java.util.Arrays;

/** Windows that slide over a layout, as NumPy's {@code sliding_window_view} has them. */
final class Windows {
  private Windows() {}

  static Layout of(Layout layout, long[] window, int[] dimensions) {
    if (window.length != dimensions.length) {
      throw new IllegalArgumentException(
          "a window of %d extents %s for %d dimensions %s; there is one extent for each"
              .formatted(
                  window.length,
                  Texts.tuple(window),
                  dimensions.length,
                  Arrays.toString(dimensions)));
    }
    int ndim = layout.shape.length;
    long[] places = layout.shape();
    for (int i = 0; i < window.length; i++) {
      int d = layout.checkDimension(dimensions[i]);
      if (window[i] < 0 || window[i] > places[d]) {
        throw new IllegalArgumentException(
            "a window of %d does not fit dimension %d of shape %s"
                .formatted(window[i], d, Texts.tuple(layout.shape)));
      }
      if (isBeforePointers(layout, d)) {
        throw new LayoutException(
            "no strides express windows over dimension %d, which pointers follow: copy first"
                .formatted(d));
      }
      places[d] -= window[i] - 1;
    }
    // Windows over a last dimension of pointers move in the table; their own goes to the blocks.
    boolean inTable = window.length > 0 && layout.isPointer(dimensions[0]);
    LayoutBuilder to = new LayoutBuilder(ndim + window.length, layout.offset);
    for (int d = 0; d < ndim; d++) {
      to.add(places[d], layout.strides[d]);
      if (!inTable || d < ndim - 1) {
        to.pointer(layout, d);
      }
    }
    for (int i = 0; i < window.length; i++) {
      to.add(window[i], layout.strides[dimensions[i]]);
    }
    if (inTable) {
      to.pointer(layout, ndim - 1);
    }
    return to.build(layout.itemSize);
  }

  /** Whether a dimension of items of a window would stand behind pointers that it leads to. */
  private static boolean isBeforePointers(Layout layout, int dimension) {
    int next = dimension == layout.shape.length - 1 ? dimension + 1 : dimension;
    return layout.pointers.dimensions >>> next != 0 && next < Layout.MAX_DIMENSIONS;
  }
}
