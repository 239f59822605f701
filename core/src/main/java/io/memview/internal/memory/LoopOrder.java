package io.memview.internal.memory;

import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;

/**
 * In which order the dimensions of layouts of one shape are walked.
 *
 * @param dimensions from the outermost loop to the innermost
 * @param backwards which dimensions are walked from their end
 */
public record LoopOrder(int[] dimensions, boolean[] backwards) {

  /** The order that somebody asks for; {@code ANY} is the one in which items lie in memory. */
  public static LoopOrder of(Order order, Layout... layouts) {
    int ndim = layouts[0].ndim();
    int[] dimensions = new int[ndim];
    boolean[] backwards = new boolean[ndim];
    for (int d = 0; d < ndim; d++) {
      dimensions[d] = order == Order.FORTRAN ? ndim - 1 - d : d;
      backwards[d] = order == Order.ANY && isBackwards(d, layouts);
    }
    if (order == Order.ANY) {
      sort(dimensions, layouts);
    }
    return new LoopOrder(dimensions, backwards);
  }

  /** By insertion: few dimensions, mostly in order, are not worth boxes and a comparator. */
  private static void sort(int[] dimensions, Layout... layouts) {
    for (int i = 1; i < dimensions.length; i++) {
      int moved = dimensions[i];
      int at = i;
      for (; at > 0 && isBefore(moved, dimensions[at - 1], layouts); at--) {
        dimensions[at] = dimensions[at - 1];
      }
      dimensions[at] = moved;
    }
  }

  /** Outermost first: dimensions before pointers, those of one item, those with long strides. */
  private static boolean isBefore(int a, int b, Layout... layouts) {
    int levels = level(a, layouts) - level(b, layouts);
    if (levels != 0) {
      return levels < 0;
    }
    boolean isOne = layouts[0].shape(a) == 1;
    if (isOne != (layouts[0].shape(b) == 1)) {
      return isOne;
    }
    return way(a, layouts) > way(b, layouts);
  }

  private static int level(int dimension, Layout... layouts) {
    int level = 0;
    for (Layout layout : layouts) {
      level = Math.max(level, pointersBefore(layout, dimension));
    }
    return level;
  }

  private static int pointersBefore(Layout layout, int dimension) {
    int pointers = 0;
    for (int d = 0; d < dimension; d++) {
      pointers += layout.isPointer(d) ? 1 : 0;
    }
    return pointers;
  }

  /** How far a step goes, in all layouts together. */
  private static double way(int dimension, Layout... layouts) {
    double way = 0;
    for (Layout layout : layouts) {
      way += Math.abs((double) layout.stride(dimension));
    }
    return way;
  }

  private static boolean isBackwards(int dimension, Layout... layouts) {
    boolean some = false;
    for (Layout layout : layouts) {
      if (layout.stride(dimension) > 0) {
        return false;
      }
      some |= layout.stride(dimension) < 0;
    }
    return some;
  }

  /** A layout whose C order is this order; it must not cross pointers. */
  public Layout applyTo(Layout layout) {
    if (isPlain()) {
      return layout;
    }
    Index[] indices = new Index[dimensions.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = backwards[dimensions[i]] ? Index.every(-1) : Index.all();
    }
    return layout.permute(dimensions).slice(indices);
  }

  /** Whether it is the order in which the dimensions stand, all of them forwards. */
  boolean isPlain() {
    for (int d = 0; d < dimensions.length; d++) {
      if (dimensions[d] != d || backwards[d]) {
        return false;
      }
    }
    return true;
  }
}
