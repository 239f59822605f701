package io.memview.layout;

/** Collects the dimensions of a layout that is derived from another. */
final class LayoutBuilder {
  private final long[] shape;
  private final long[] strides;
  private long[] suboffsets = Pointers.NONE.suboffsets;
  private long offset;
  private long pointers;
  private int ndim;
  private int lastPointer = -1;

  /** For as many dimensions as will be added. */
  LayoutBuilder(int dimensions, long offset) {
    this.shape = new long[dimensions];
    this.strides = new long[dimensions];
    this.offset = offset;
  }

  void add(long extent, long stride) {
    shape[ndim] = extent;
    strides[ndim++] = stride;
  }

  /** The dimension just added holds pointers if that of another layout does. */
  void pointer(Layout from, int dimension) {
    if (from.pointers.isAt(dimension)) {
      lastPointer = ndim - 1;
      if (pointers == 0) {
        suboffsets = new long[shape.length];
      }
      pointers |= 1L << lastPointer;
      suboffsets[lastPointer] = from.pointers.suboffset(dimension);
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
    return new Layout(offset, itemSize, shape, strides, Pointers.of(pointers, suboffsets));
  }
}
