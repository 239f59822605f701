package io.memview.internal.memory;

import io.memview.layout.Layout;

/** The way to an item: what a class of views is specialised for, besides the kind of memory. */
public enum AccessPath {
  /** No pointers: one sum. */
  DIRECT,
  /** Dimension 0 alone holds pointers: one table look-up, then a sum. */
  ROW_POINTERS,
  /** Anything else: a walk over the dimensions. */
  INDIRECT;

  /** The way that a layout asks for. */
  public static AccessPath of(Layout layout) {
    if (!layout.hasPointers()) {
      return DIRECT;
    }
    for (int d = 1; d < layout.ndim(); d++) {
      if (layout.isPointer(d)) {
        return INDIRECT;
      }
    }
    return ROW_POINTERS;
  }
}
