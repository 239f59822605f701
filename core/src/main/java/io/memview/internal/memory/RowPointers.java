package io.memview.internal.memory;

import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way to items of one to three dimensions of which the first holds pointers, in numbers that
 * item access reads without looking for them.
 *
 * @param blocks what the pointers lead to; none if all rows are in one segment
 * @param starts where the pointers lead to in the one segment; none if there are several
 * @param layout where the items lie; says what is wrong with an index
 * @param first where the pointer to row 0 is in the table, in bytes
 * @param stride from one row's pointer to the next one's, in bytes
 * @param suboffset where the items of a row start in its block
 * @param rows the extents, and the strides of the dimensions in a block
 */
public record RowPointers(
    MemorySegment[] blocks,
    long[] starts,
    Layout layout,
    long first,
    long stride,
    long suboffset,
    long rows,
    long columns,
    long columnStride,
    long items,
    long itemStride) {

  private static final MemorySegment[] NO_BLOCKS = {};
  private static final long[] NO_STARTS = {};

  /** What leads to the items of a table whose slots are segments, or places in one; else null. */
  public static @Nullable RowPointers of(Storage storage, Layout layout) {
    return switch (storage) {
      case Storage.Blocks(MemorySegment[] blocks, _) -> of(blocks, NO_STARTS, layout);
      case Storage.Rows(_, long[] starts) -> of(NO_BLOCKS, starts, layout);
      default -> null;
    };
  }

  private static RowPointers of(MemorySegment[] blocks, long[] starts, Layout layout) {
    return new RowPointers(
        blocks,
        starts,
        layout,
        layout.offset(),
        layout.stride(0),
        layout.suboffset(0),
        layout.shape(0),
        extent(layout, 1),
        stride(layout, 1),
        extent(layout, 2),
        stride(layout, 2));
  }

  private static long extent(Layout layout, int dimension) {
    return dimension < layout.ndim() ? layout.shape(dimension) : 0;
  }

  private static long stride(Layout layout, int dimension) {
    return dimension < layout.ndim() ? layout.stride(dimension) : 0;
  }

  /** The block of a row, whose index has been checked. */
  public MemorySegment block(long i) {
    return blocks[slot(i)];
  }

  /** Where a row, whose index has been checked, starts in the one segment. */
  public long start(long i) {
    return starts[slot(i)];
  }

  private int slot(long i) {
    return (int) ((first + i * stride) >>> 3);
  }

  /**
   * Where an item lies in its block, which is a row of its own.
   *
   * @throws IndexOutOfBoundsException if the index is not in the shape, or there is not one
   *     dimension
   */
  public long offsetInBlock(long i) {
    try {
      Objects.checkIndex(i, layout.ndim() == 1 ? rows : 0);
      return suboffset;
    } catch (IndexOutOfBoundsException e) {
      layout.checkIndex(new long[] {i});
      throw e;
    }
  }

  /**
   * Where an item lies in the block of its row.
   *
   * @throws IndexOutOfBoundsException if the index is not in the shape, or there are not two
   *     dimensions
   */
  public long offsetInBlock(long i, long j) {
    try {
      Objects.checkIndex(i, layout.ndim() == 2 ? rows : 0);
      return suboffset + Objects.checkIndex(j, columns) * columnStride;
    } catch (IndexOutOfBoundsException e) {
      layout.checkIndex(new long[] {i, j});
      throw e;
    }
  }

  /**
   * Where an item lies in the block of its row.
   *
   * @throws IndexOutOfBoundsException if the index is not in the shape, or there are not three
   *     dimensions
   */
  public long offsetInBlock(long i, long j, long k) {
    try {
      Objects.checkIndex(i, layout.ndim() == 3 ? rows : 0);
      return suboffset
          + Objects.checkIndex(j, columns) * columnStride
          + Objects.checkIndex(k, items) * itemStride;
    } catch (IndexOutOfBoundsException e) {
      layout.checkIndex(new long[] {i, j, k});
      throw e;
    }
  }
}
