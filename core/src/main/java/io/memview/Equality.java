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
  private final double[] doubles;
  private final double[] otherDoubles;
  private final long[] longs;
  private final long[] otherLongs;

  private Equality(Scalar common, int length) {
    this.common = common;
    doubles = new double[common.isInteger() ? 0 : length];
    otherDoubles = new double[doubles.length];
    longs = new long[common.isInteger() ? length : 0];
    otherLongs = new long[longs.length];
  }

  /** Whether two formats have a common type with all values of both. */
  static boolean isOfNumbers(Format a, Format b) {
    return common(a, b) != null;
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

  /** Whether all items of two memories of one shape are equal; {@code NaN} is not. */
  static boolean of(Memory a, Memory b) {
    Scalar common = common(a.format(), b.format());
    if (common == null) {
      throw new IllegalArgumentException(
          "'%s' and '%s' have no common type".formatted(a.format(), b.format()));
    }
    int length = (int) Math.min(BLOCK, a.layout().itemCount());
    return new Equality(common, length).halves(a, b);
  }

  /** Halves the first dimension until the rest is a block. */
  private boolean halves(Memory a, Memory b) {
    Layout layout = a.layout();
    if (layout.itemCount() <= BLOCK) {
      return block(a, b, (int) layout.itemCount());
    }
    long extent = layout.shape(0);
    if (extent == 1) {
      return halves(a.slice(Index.at(0)), b.slice(Index.at(0)));
    }
    Index first = Index.range(0, extent / 2);
    Index second = Index.range(extent / 2, extent);
    return halves(a.slice(first), b.slice(first)) && halves(a.slice(second), b.slice(second));
  }

  private boolean block(Memory a, Memory b, int count) {
    boolean isInteger = common.isInteger();
    copy(a, isInteger ? MemorySegment.ofArray(longs) : MemorySegment.ofArray(doubles));
    copy(b, isInteger ? MemorySegment.ofArray(otherLongs) : MemorySegment.ofArray(otherDoubles));
    return isInteger ? equalLongs(count) : equalDoubles(count);
  }

  private void copy(Memory from, MemorySegment array) {
    Layout packed = Layout.contiguous(Order.C, common.itemSize(), from.layout().shape());
    Copy.copy(from, Memory.of(array.asSlice(0, packed.byteLength()), common, packed));
  }

  private boolean equalLongs(int count) {
    long differences = 0;
    for (int i = 0; i < count; i++) {
      differences |= longs[i] ^ otherLongs[i];
    }
    return differences == 0;
  }

  private boolean equalDoubles(int count) {
    for (int i = 0; i < count; i++) {
      if (doubles[i] != otherDoubles[i]) {
        return false;
      }
    }
    return true;
  }
}
