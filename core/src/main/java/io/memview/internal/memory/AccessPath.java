package io.memview.internal.memory;

import io.memview.layout.Layout;

/** The way to an item: what a class of views is specialised for, besides the kind of memory. */
public enum AccessPath {
  /** No pointers: one sum. */
  DIRECT,
  /** Dimension 0 alone holds pointers: one table look-up, then a sum. */
  ROW_POINTERS,
  /** The same, but that all rows are in one segment: one look-up of where, then a sum. */
  ROW_OFFSETS,
  /** Anything else: a walk over the dimensions. */
  INDIRECT;

  /** The way that a layout over a storage asks for. */
  public static AccessPath of(Storage storage, Layout layout) {
    if (!layout.hasPointers()) {
      return DIRECT;
    }
    for (int d = 1; d < layout.ndim(); d++) {
      if (layout.isPointer(d)) {
        return INDIRECT;
      }
    }
    if (storage instanceof Storage.Blocks) {
      return ROW_POINTERS;
    }
    return storage instanceof Storage.Rows table && table.base() instanceof Storage.Flat
        ? ROW_OFFSETS
        : INDIRECT;
  }
}
