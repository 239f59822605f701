package io.memview.layout;

import io.memview.internal.Texts;
import java.util.Arrays;

/** Decides whether strides can express items of another size in the same bytes, and which. */
final class Resize {
  private Resize() {}

  /** The rules of NumPy's {@code ndarray.view(dtype)}. */
  static Layout of(Layout layout, long newSize) {
    long size = layout.itemSize;
    if (newSize == size) {
      return layout;
    }
    int last = layout.shape.length - 1;
    if (last < 0) {
      throw new IllegalArgumentException(
          "an item of %d bytes without dimensions is none of %d bytes; a shape says how it is divided"
              .formatted(size, newSize));
    }
    boolean isContiguous =
        !layout.isPointer(last) && (layout.shape[last] == 1 || layout.strides[last] == size);
    if (!isContiguous && layout.itemCount() != 0) {
      throw inexpressible(layout, "items of %d bytes".formatted(newSize));
    }
    long bytes = bytes(layout, last);
    if (newSize == 0 || (newSize < size ? size : bytes) % newSize != 0) {
      throw new IllegalArgumentException(
          "%d bytes %s are not a whole number of items of %d bytes"
              .formatted(
                  newSize < size ? size : bytes,
                  newSize < size ? "of an item" : "in the last dimension",
                  newSize));
    }
    LayoutBuilder to = new LayoutBuilder(layout.shape.length, layout.offset);
    for (int d = 0; d <= last; d++) {
      to.add(
          d == last ? bytes / newSize : layout.shape[d], d == last ? newSize : layout.strides[d]);
      to.pointer(layout, d);
    }
    return to.build(newSize);
  }

  /** The bytes of the last dimension, which can be any number where there are no items. */
  private static long bytes(Layout layout, int last) {
    try {
      return Math.multiplyExact(layout.shape[last], layout.itemSize);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "the last dimension of %s has more bytes than 64 bits can count".formatted(layout), e);
    }
  }

  /** The same bytes in C order under another shape, too. */
  static Layout of(Layout layout, long newSize, long[] shape) {
    Layout packed = Layout.contiguous(newSize, Order.C, shape);
    if (packed.byteLength() != layout.byteLength()) {
      throw new IllegalArgumentException(
          "shape %s of items of %d bytes takes %d bytes, but there are %d"
              .formatted(Texts.tuple(shape), newSize, packed.byteLength(), layout.byteLength()));
    }
    if (layout.isContiguous(Order.C)) {
      return packed.withOffset(layout.offset);
    }
    if (newSize == layout.itemSize && packed.itemCount() == layout.itemCount()) {
      return layout.reshape(shape);
    }
    try {
      return ofBytes(layout, newSize, shape);
    } catch (LayoutException e) {
      throw inexpressible(
          layout, "shape %s of items of %d bytes".formatted(Texts.tuple(shape), newSize));
    }
  }

  /** By way of the single bytes, which are a dimension more on either side. */
  private static Layout ofBytes(Layout layout, long newSize, long[] shape) {
    Layout old = layout.subItem(0, 1, new long[] {layout.itemSize});
    int last = shape.length;
    long[] wanted = Arrays.copyOf(shape, last + 1);
    wanted[last] = newSize;
    Layout bytes = old.reshape(wanted);
    if (bytes.isPointer(last) || bytes.strides[last] != 1) {
      throw new LayoutException("the bytes of an item would have gaps");
    }
    LayoutBuilder to = new LayoutBuilder(last, bytes.offset);
    for (int d = 0; d < last; d++) {
      to.add(bytes.shape[d], bytes.strides[d]);
      to.pointer(bytes, d);
    }
    return to.build(newSize);
  }

  private static LayoutException inexpressible(Layout layout, String wanted) {
    return new LayoutException(
        "no strides express %s in these bytes (%s): items of another size need the last dimension without gaps, those of the same size do not; copy them first"
            .formatted(wanted, layout));
  }
}
