package io.memview.internal.copy;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Compares numbers of like kinds, a block at a time: both sides are copied to arrays of their
 * common type, whose loops the JIT compiler turns into vector instructions.
 */
final class BlockComparison {
  /** The most items of a block: its arrays stay in the cache. */
  private static final int BLOCK = 8192;

  private static final long EXPONENT = 0x7FF0_0000_0000_0000L;
  private static final long LOWEST_OF_EXPONENT = 0x0010_0000_0000_0000L;

  private final Scalar common;
  private final long[] left;
  private final long[] right;

  private BlockComparison(Scalar common, int length) {
    this.common = common;
    left = new long[length];
    right = new long[length];
  }

  /** For two memories of one shape; null if no type has all values of both formats. */
  static @Nullable BlockComparison ofNumbers(Region a, Region b) {
    Scalar common = common(a.format(), b.format());
    return common == null
        ? null
        : new BlockComparison(common, (int) Math.min(BLOCK, a.layout().itemCount()));
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
  boolean test(Region a, Region b) {
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

  private boolean block(Region a, Region b, int count) {
    MemorySegment first = copy(a, left);
    MemorySegment second = copy(b, right);
    if (common.isInteger()) {
      return first.mismatch(second) < 0;
    }
    return areFinite(left, right, count) || areEqual(left, right, count);
  }

  /**
   * Whether the bits are equal and none are infinite or no number; without a branch in the loop.
   */
  private static boolean areFinite(long[] left, long[] right, int count) {
    long differ = 0;
    long overflow = 0;
    for (int i = 0; i < count; i++) {
      differ |= left[i] ^ right[i];
      overflow |= (left[i] & EXPONENT) + LOWEST_OF_EXPONENT;
    }
    return differ == 0 && overflow >= 0;
  }

  private static boolean areEqual(long[] left, long[] right, int count) {
    for (int i = 0; i < count; i++) {
      if (Double.longBitsToDouble(left[i]) != Double.longBitsToDouble(right[i])) {
        return false;
      }
    }
    return true;
  }

  /** The items as eight bytes each, integers too, in the memory of an array. */
  private MemorySegment copy(Region from, long[] array) {
    Layout packed = Layout.contiguous(common.itemSize(), Order.C, from.layout().shape());
    MemorySegment items = MemorySegment.ofArray(array).asSlice(0, packed.byteLength());
    Copy.copy(from, Region.of(items, common, packed));
    return items;
  }
}
