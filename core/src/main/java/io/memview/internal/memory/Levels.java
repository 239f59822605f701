package io.memview.internal.memory;

import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.util.Arrays;

/**
 * How the items of several layouts of one shape are walked together: in rows, along which each has
 * one stride, and levels of loops around them. Dimensions of one item have no level, and short rows
 * are joined with what lies around them.
 *
 * <p>For whoever walks: {@link #extents}, {@link #rows} of {@link #rowLength} items, and {@link
 * #jumps} in each layout. Counters of the steps that levels have taken are the walker's own.
 */
public final class Levels {
  /**
   * Rows that have so many items stay as they are, so that the position along a dimension is what
   * its level counts; of shorter ones it takes a division.
   */
  private static final long LONG_ENOUGH = 32;

  private final long[] shape;
  private final boolean[] backwards;
  private final long itemCount;

  /** The number of steps of each level, from the row outwards. */
  private final long[] steps;

  /** The dimension whose step is one of the level; -1 if none is. */
  private final int[] dimensions;

  private int count;

  /** The level of each dimension; -1 if it has one position only. */
  private final int[] levels;

  /** How many steps of its level are one of the dimension. */
  private final long[] units;

  private Levels(LoopOrder axes, Layout... layouts) {
    shape = layouts[0].shape();
    backwards = axes.backwards();
    itemCount = layouts[0].itemCount();
    levels = new int[shape.length];
    units = new long[shape.length];
    steps = new long[shape.length + 1];
    dimensions = new int[shape.length + 1];
    for (int i = shape.length - 1; i >= 0; i--) {
      int d = axes.dimensions()[i];
      levels[d] = shape[d] == 1 ? -1 : level(d, layouts);
    }
    if (count == 0) {
      add(-1, 1);
    }
  }

  /** The levels of layouts that have one shape, in an order. */
  public static Levels of(Order order, Layout... layouts) {
    return new Levels(LoopOrder.of(order, layouts), layouts);
  }

  private void add(int dimension, long extent) {
    dimensions[count] = dimension;
    steps[count++] = extent;
  }

  private int level(int d, Layout... layouts) {
    if (count == 0 && isBroken(d, layouts)) {
      add(-1, 1); // each item is a row of its own
    }
    if (count > 0 && isJoined(d, layouts)) {
      units[d] = steps[count - 1];
      steps[count - 1] *= shape[d];
    } else {
      units[d] = 1;
      add(d, shape[d]);
    }
    return count - 1;
  }

  /** Whether a step along the dimension leads to other pointers. */
  private boolean isBroken(int dimension, Layout... layouts) {
    for (Layout layout : layouts) {
      for (int d = dimension; d < shape.length && layout.hasPointers(); d++) {
        if (layout.isPointer(d)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isJoined(int d, Layout... layouts) {
    int inner = dimensions[count - 1];
    long extent = steps[count - 1];
    if (inner < 0 || extent >= LONG_ENOUGH || isBroken(d, layouts) || isBroken(inner, layouts)) {
      return false;
    }
    for (Layout layout : layouts) {
      if (stride(layout, d) != stride(layout, inner) * extent) {
        return false;
      }
    }
    return true;
  }

  /** On the way of the loop. */
  private long stride(Layout layout, int d) {
    return backwards[d] ? -layout.stride(d) : layout.stride(d);
  }

  // ---- what is walked

  /** The number of items in a row. */
  public long rowLength() {
    return itemCount == 0 ? 0 : steps[0];
  }

  /** The number of rows. */
  public long rows() {
    return itemCount == 0 ? 0 : itemCount / steps[0];
  }

  /** The number of steps of each level around the rows, outermost first; a new array. */
  public long[] extents() {
    long[] extents = new long[count - 1];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = steps[count - 1 - i];
    }
    return extents;
  }

  /** How far the next item of a row is. */
  public long step(Layout layout) {
    return dimensions[0] < 0 ? 0 : stride(layout, dimensions[0]);
  }

  /**
   * How far the next row of a layout is, for each level that may take a step, if those within it
   * begin anew then.
   *
   * @param from the first dimension whose steps count
   * @param to the one behind the last
   */
  public long[] jumps(Layout layout, int from, int to) {
    long[] jumps = new long[count - 1];
    long back = 0;
    for (int i = jumps.length - 1; i >= 0; i--) {
      int d = dimensions[count - 1 - i];
      long stride = d >= from && d < to ? stride(layout, d) : 0;
      jumps[i] = stride - back;
      back += (steps[count - 1 - i] - 1) * stride;
    }
    return jumps;
  }

  // ---- where a walk is

  /** The common shape; nobody changes the array. */
  public long[] shape() {
    return shape;
  }

  /**
   * The position along a dimension, by the steps of the levels, outermost first, and of the row.
   */
  public long index(int d, long[] counters, long inRow) {
    int level = levels[d];
    if (level < 0) {
      return 0;
    }
    long taken = level == 0 ? inRow : counters[count - 1 - level];
    long position = steps[level] == shape[d] ? taken : taken / units[d] % shape[d];
    return backwards[d] ? shape[d] - 1 - position : position;
  }

  /** The positions along all dimensions: a new array. */
  public long[] index(long[] counters, long inRow) {
    long[] index = new long[shape.length];
    Arrays.setAll(index, d -> index(d, counters, inRow));
    return index;
  }
}
