package io.memview.layout;

import java.util.Arrays;

/** Collects the dimensions of a layout that is derived from another. */
final class LayoutBuilder {
  private final long[] shape;
  private final long[] strides;
  private long[] suboffsets = Layout.NONE;
  private long offset;
  private long pointers;
  private int ndim;
  private int lastPointer = -1;

  LayoutBuilder(int capacity, long offset) {
    this.shape = new long[capacity];
    this.strides = new long[capacity];
    this.offset = offset;
  }

  void add(long extent, long stride) {
    shape[ndim] = extent;
    strides[ndim++] = stride;
  }

  /** The dimension just added holds pointers if that of another layout does. */
  void pointer(Layout from, int dimension) {
    if ((from.pointers >>> dimension & 1) != 0) {
      lastPointer = ndim - 1;
      if (pointers == 0) {
        suboffsets = new long[shape.length];
      }
      pointers |= 1L << lastPointer;
      suboffsets[lastPointer] = from.suboffsets[dimension];
    }
  }

  /** Moves the start: in the memory, or in the blocks behind the nearest pointers before it. */
  void move(long bytes) {
    if (lastPointer < 0) {
      offset += bytes;
    } else {
      suboffsets[lastPointer] += bytes;
    }
  }

  Layout build(long itemSize) {
    if (ndim > Layout.MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "%d dimensions; there can be at most %d".formatted(ndim, Layout.MAX_DIMENSIONS));
    }
    boolean full = ndim == shape.length;
    return new Layout(
        offset,
        itemSize,
        full ? shape : Arrays.copyOf(shape, ndim),
        full ? strides : Arrays.copyOf(strides, ndim),
        full || pointers == 0 ? suboffsets : Arrays.copyOf(suboffsets, ndim),
        pointers);
  }
}
