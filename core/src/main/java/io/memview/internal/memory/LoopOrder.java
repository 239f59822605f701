package io.memview.internal.memory;

import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.util.Comparator;
import java.util.stream.IntStream;

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
    boolean[] backwards = new boolean[ndim];
    int[] dimensions =
        switch (order) {
          case C -> IntStream.range(0, ndim).toArray();
          case FORTRAN -> IntStream.range(0, ndim).map(d -> ndim - 1 - d).toArray();
          case ANY -> {
            for (int d = 0; d < ndim; d++) {
              backwards[d] = isBackwards(d, layouts);
            }
            yield IntStream.range(0, ndim)
                .boxed()
                .sorted(inMemory(layouts))
                .mapToInt(Integer::intValue)
                .toArray();
          }
        };
    return new LoopOrder(dimensions, backwards);
  }

  /** Outermost first: dimensions before pointers, those of one item, those with long strides. */
  private static Comparator<Integer> inMemory(Layout... layouts) {
    return Comparator.<Integer>comparingInt(d -> level(d, layouts))
        .thenComparing(d -> layouts[0].shape(d) != 1)
        .thenComparing(d -> way(d, layouts), Comparator.reverseOrder());
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
    Index[] indices = new Index[dimensions.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = backwards[dimensions[i]] ? Index.every(-1) : Index.all();
    }
    return layout.permute(dimensions).slice(indices);
  }
}
