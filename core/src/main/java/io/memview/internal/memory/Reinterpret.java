package io.memview.internal.memory;

import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.internal.Texts;
import io.memview.layout.Layout;
import io.memview.layout.LayoutException;
import io.memview.layout.Order;

/**
 * Other items in the same bytes: casts by the rules of {@code memory_cast} of CPython 3.12, and all
 * that strides can express.
 */
public final class Reinterpret {
  private Reinterpret() {}

  /** What {@code memoryview} takes for a cast: one code and nothing else, but for a sign. */
  public static Format oneCode(String text) {
    Format format = Format.parse(text);
    boolean isOne = text.length() == 1 || (text.length() == 2 && text.charAt(0) == '@');
    if (!isOne) {
      throw noCode(text);
    }
    return format;
  }

  private static IllegalArgumentException noCode(Object format) {
    return new IllegalArgumentException(
        "a cast takes one native code, such as 'd', not '%s'; reinterpret takes any format"
            .formatted(Texts.shownValue(format)));
  }

  /** The same bytes as other items, between bytes and numbers, in one dimension. */
  public static Region cast(Region region, Format format) {
    checkCast(region, format);
    if (region.layout().ndim() != 1) {
      checkHasItems(region);
    }
    return flat(region, format);
  }

  /** The same bytes as other items, between bytes and numbers. */
  public static Region cast(Region region, Format format, long[] shape) {
    checkCast(region, format);
    if (region.layout().ndim() != 1 && shape.length > 1) {
      throw new IllegalArgumentException(
          "a cast is to or from one dimension, not from %d to %d"
              .formatted(region.layout().ndim(), shape.length));
    }
    checkHasItems(region);
    for (long extent : shape) {
      if (extent <= 0) {
        throw new IllegalArgumentException(
            "the extents of a cast are above 0, not %s".formatted(Texts.tuple(shape)));
      }
    }
    checkContiguous(region);
    return reinterpret(region, format, shape);
  }

  private static void checkCast(Region region, Format format) {
    boolean isOneCode =
        format instanceof Scalar scalar
            && scalar.mode() == ByteMode.NATIVE
            && scalar.length() == 1
            && isNative(scalar.type());
    if (!isOneCode) {
      throw noCode(format);
    }
    if (!isBytes(region.format()) && !isBytes(format)) {
      throw new IllegalArgumentException(
          "a cast is between bytes ('B', 'b' or 'c') and other items, not from '%s' to '%s'"
              .formatted(Texts.shownValue(region.format()), Texts.shownValue(format)));
    }
    Layout layout = region.layout();
    if (layout.ndim() == 1 && layout.shape(0) == 0 && layout.stride(0) != layout.itemSize()) {
      // Contiguous to PyBuffer_IsContiguous, but not to memoryview.
      throw new LayoutException(
          "a stepped dimension without items is not C contiguous for a cast (%s)"
              .formatted(region.describe()));
    }
  }

  private static void checkHasItems(Region region) {
    if (region.layout().itemCount() == 0) {
      throw new IllegalArgumentException("a view without items cannot be cast to a shape");
    }
  }

  /** Whether {@code memoryview} casts to a code. */
  private static boolean isNative(ScalarType type) {
    return switch (type.kind()) {
      case BOOL, CHAR, SIGNED, UNSIGNED -> true;
      case FLOAT -> type != ScalarType.LONG_DOUBLE; // also where that is a double
      default -> false;
    };
  }

  private static boolean isBytes(Format format) {
    return format instanceof Scalar scalar
        && scalar.mode() == ByteMode.NATIVE
        && (scalar.type() == ScalarType.UINT8
            || scalar.type() == ScalarType.INT8
            || scalar.type() == ScalarType.CHAR);
  }

  /** The same bytes as items of any format: the rules of {@code numpy.ndarray.view(dtype)}. */
  public static Region reinterpret(Region region, Format format) {
    return region.withItems(format, region.layout().reinterpret(format.itemSize()));
  }

  /** The same bytes as items of any format and another shape. */
  public static Region reinterpret(Region region, Format format, long[] shape) {
    return region.withItems(format, region.layout().reinterpret(format.itemSize(), shape));
  }

  /** All bytes as items of any format, in one dimension. */
  private static Region flat(Region region, Format format) {
    checkContiguous(region);
    long size = format.itemSize();
    long bytes = region.layout().byteLength();
    if (bytes % size != 0) {
      throw new IllegalArgumentException(
          "%d bytes are not a whole number of '%s' items of %d bytes"
              .formatted(bytes, Texts.shownValue(format), size));
    }
    return reinterpret(region, format, new long[] {bytes / size});
  }

  private static void checkContiguous(Region region) {
    if (!region.layout().isContiguous(Order.C)) {
      throw new LayoutException(
          "a cast is of C contiguous items (%s); reinterpret takes all strides for items of the same size, others are copied first"
              .formatted(region.describe()));
    }
  }
}
