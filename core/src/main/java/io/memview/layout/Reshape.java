package io.memview.layout;

import io.memview.internal.Texts;
import java.util.Arrays;

/** Decides whether strides can express another shape, and which. */
final class Reshape {
  private Reshape() {}

  static Layout of(Layout layout, long[] wanted) {
    long[] shape = resolve(layout, wanted);
    if (Arrays.equals(shape, layout.shape())) {
      return layout;
    }
    LayoutBuilder to = new LayoutBuilder(shape.length, layout.offset());
    if (layout.itemCount() == 0) {
      Layout empty = Layout.contiguous(layout.itemSize(), Order.C, shape);
      for (int d = 0; d < shape.length; d++) {
        to.add(shape[d], empty.stride(d));
      }
      return to.build(layout.itemSize());
    }
    if (!fit(layout.squeeze(), to, shape)) {
      throw new LayoutException(
          "%s cannot be reshaped to %s without a copy: no strides express it"
              .formatted(layout, Texts.tuple(shape)));
    }
    return to.build(layout.itemSize());
  }

  /**
   * Adds the new dimensions, if strides can express them. Old dimensions of one item are left that
   * hold pointers only.
   */
  private static boolean fit(Layout layout, LayoutBuilder to, long[] shape) {
    int from = 0;
    int next = 0;
    while (from < layout.ndim() || next < shape.length) {
      // The shortest run of old and of new dimensions that hold equally many items.
      int fromEnd = from;
      int nextEnd = next;
      long held = 1;
      long needed = 1;
      do {
        if ((held <= needed && fromEnd < layout.ndim()) || nextEnd == shape.length) {
          held *= layout.shape(fromEnd++);
        } else {
          needed *= shape[nextEnd++];
        }
      } while (held != needed);
      // A run has room for one dimension of pointers, which needs a new dimension to stand in. New
      // dimensions of one item belong to the run that follows them, if there is one.
      if (fromEnd < layout.ndim()
          && layout.shape(fromEnd) == 1
          && !hasPointer(layout, from, fromEnd)) {
        fromEnd++;
      }
      while (nextEnd < shape.length
          && shape[nextEnd] == 1
          && (nextEnd == next || fromEnd == layout.ndim())) {
        nextEnd++;
      }
      if (!run(layout, from, fromEnd, to, shape, next, nextEnd)) {
        return false;
      }
      from = fromEnd;
      next = nextEnd;
    }
    return true;
  }

  private static boolean hasPointer(Layout layout, int from, int end) {
    for (int d = from; d < end; d++) {
      if (layout.isPointer(d)) {
        return true;
      }
    }
    return false;
  }

  /** The shape with -1 computed. */
  private static long[] resolve(Layout layout, long[] wanted) {
    long[] shape = wanted.clone();
    int open = -1;
    for (int d = 0; d < shape.length; d++) {
      if (shape[d] < -1 || (shape[d] == -1 && open >= 0)) {
        throw new IllegalArgumentException(
            "shape %s has a negative extent; one may be -1, which is computed"
                .formatted(Texts.tuple(wanted)));
      }
      if (shape[d] == -1) {
        open = d;
        shape[d] = 1;
      }
    }
    long items = layout.itemCount();
    long known = count(shape);
    if (open < 0 ? known != items : known <= 0 || items % known != 0) {
      throw new IllegalArgumentException(
          "shape %s with %d items cannot be reshaped to %s"
              .formatted(Texts.tuple(layout.shape()), items, Texts.tuple(wanted)));
    }
    if (open >= 0) {
      shape[open] = items / known;
    }
    return shape;
  }

  /** How many items there are in a shape; -1 if they are more than 64 bits can count. */
  private static long count(long[] shape) {
    try {
      return Layout.product(shape);
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  /** Gives the new dimensions of one run the strides of the old ones, if they have any. */
  private static boolean run(
      Layout layout, int from, int fromEnd, LayoutBuilder to, long[] shape, int next, int nextEnd) {
    int last = -1;
    long stride = layout.itemSize();
    for (int d = from; d < fromEnd; d++) {
      if (layout.shape(d) == 1) {
        continue;
      }
      if (last >= 0
          && (layout.isPointer(last)
              || layout.stride(last) != layout.stride(d) * layout.shape(d))) {
        return false;
      }
      last = d;
      stride = layout.stride(d);
    }
    int pointer = -1;
    for (int d = from; d < fromEnd; d++) {
      if (layout.isPointer(d)) {
        if (d < last || nextEnd == next) {
          return false;
        }
        pointer = d;
        stride = last < 0 ? layout.stride(d) : stride;
      }
    }
    long[] strides = new long[nextEnd - next];
    for (int d = nextEnd - 1; d >= next; d--) {
      strides[d - next] = stride;
      stride *= shape[d];
    }
    for (int d = next; d < nextEnd; d++) {
      to.add(shape[d], strides[d - next]);
    }
    if (pointer >= 0) {
      to.pointer(layout, pointer);
    }
    return true;
  }
}
