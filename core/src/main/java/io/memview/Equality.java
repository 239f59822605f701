package io.memview;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Compares numbers of like kinds, a block at a time: both sides are copied to arrays of their
 * common type, whose loops the JIT compiler turns into vector instructions.
 */
final class Equality {
  /** The most items of a block: its arrays stay in the cache. */
  private static final int BLOCK = 2048;

  private final Scalar common;
  private final double[] left;
  private final double[] right;

  private Equality(Scalar common, int length) {
    this.common = common;
    left = new double[length];
    right = new double[length];
  }

  /** For two memories of one shape; null if no type has all values of both formats. */
  static @Nullable Equality ofNumbers(Memory a, Memory b) {
    Scalar common = common(a.format(), b.format());
    return common == null
        ? null
        : new Equality(common, (int) Math.min(BLOCK, a.layout().itemCount()));
  }

  private static @Nullable Scalar common(Format a, Format b) {
    if (!(a instanceof Scalar x && b instanceof Scalar y)) {
      return null;
    }
    if (x.type().kind() == Kind.FLOAT && y.type().kind() == Kind.FLOAT) {
      return new Scalar(ScalarType.FLOAT64);
    }
    if (x.isInteger() && y.isInteger()) {
      boolean long64 = isUnsigned64(x);
      return long64 != isUnsigned64(y)
          ? null
          : new Scalar(long64 ? ScalarType.UINT64 : ScalarType.INT64);
    }
    return null;
  }

  private static boolean isUnsigned64(Scalar scalar) {
    return scalar.type().kind() == Kind.UNSIGNED && scalar.itemSize() == Long.BYTES;
  }

  /**
   * Whether all items of two memories of one shape are equal; {@code NaN} is not. Halves the first
   * dimension until the rest is a block.
   */
  boolean test(Memory a, Memory b) {
    Layout layout = a.layout();
    if (layout.itemCount() <= BLOCK) {
      return block(a, b, (int) layout.itemCount());
    }
    long extent = layout.shape(0);
    if (extent == 1) {
      return test(a.slice(Index.at(0)), b.slice(Index.at(0)));
    }
    Index first = Index.range(0, extent / 2);
    Index second = Index.range(extent / 2, extent);
    return test(a.slice(first), b.slice(first)) && test(a.slice(second), b.slice(second));
  }

  private boolean block(Memory a, Memory b, int count) {
    MemorySegment first = copy(a, left);
    MemorySegment second = copy(b, right);
    if (common.isInteger()) {
      return first.mismatch(second) < 0;
    }
    for (int i = 0; i < count; i++) {
      if (left[i] != right[i]) {
        return false;
      }
    }
    return true;
  }

  /** The items as eight bytes each, integers too, in the memory of an array. */
  private MemorySegment copy(Memory from, double[] array) {
    Layout packed = Layout.contiguous(Order.C, common.itemSize(), from.layout().shape());
    MemorySegment items = MemorySegment.ofArray(array).asSlice(0, packed.byteLength());
    Copy.copy(from, Memory.of(items, common, packed));
    return items;
  }
}
