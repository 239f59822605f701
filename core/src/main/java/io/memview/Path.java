package io.memview;

/** The way to an item: what a view's class is specialised for, besides the kind of memory. */
enum Path {
  /** No pointers: one sum. */
  FLAT,
  /** Dimension 0 alone holds pointers: one table look-up, then a sum. */
  ROWS,
  /** Anything else: a walk over the dimensions. */
  DEEP;

  static Path of(Layout layout) {
    if (!layout.hasPointers()) {
      return FLAT;
    }
    for (int d = 1; d < layout.ndim(); d++) {
      if (layout.isPointer(d)) {
        return DEEP;
      }
    }
    return ROWS;
  }
}
