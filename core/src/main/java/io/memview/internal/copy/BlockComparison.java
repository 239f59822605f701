package io.memview.internal.copy;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.memory.LoopOrder;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Compares numbers of like kinds, a block at a time: as bytes where they lie, if bytes decide, or
 * both sides are copied to arrays of their common type, whose loops the JIT compiler turns into
 * vector instructions.
 */
final class BlockComparison {
  /** The most items of a block: its arrays stay in the cache. */
  private static final int BLOCK = 8192;

  /**
   * The exponents of the floats in a {@code long}: where one has all bits, adding the lowest bit of
   * each overflows.
   */
  private record Exponents(long bits, long lowest, long overflow) {}

  private static final Exponents OF_DOUBLE =
      new Exponents(0x7FF0_0000_0000_0000L, 0x0010_0000_0000_0000L, 0x8000_0000_0000_0000L);

  private static final Exponents OF_FLOATS =
      new Exponents(0x7F80_0000_7F80_0000L, 0x0080_0000_0080_0000L, 0x8000_0000_8000_0000L);

  private final Scalar common;

  /** Whether the bits of items tell whether they are equal, but for those of floats. */
  private final boolean areAlike;

  /** The exponents in the bits of both sides, if they are floats of one format. */
  private final Exponents exponents;

  private final int length;

  /** The blocks of both sides; made when one is copied, which what bytes decide is not. */
  private long[] left = {};

  private long[] right = {};

  private BlockComparison(Scalar common, Scalar a, Scalar b, int length) {
    this.common = common;
    boolean isSwapped = a.isSwapped() && a.itemSize() > 1;
    boolean areRaw = common.isInteger() || (!isSwapped && a.itemSize() >= Float.BYTES);
    this.areAlike = a.type() == b.type() && a.isSwapped() == b.isSwapped() && areRaw;
    this.exponents = a.itemSize() == Float.BYTES ? OF_FLOATS : OF_DOUBLE;
    this.length = length;
  }

  private long[] room(long[] array) {
    return array.length == 0 ? new long[length] : array;
  }

  /** For two memories of one shape; null if no type has all values of both formats. */
  static @Nullable BlockComparison ofNumbers(Region a, Region b) {
    Scalar common = common(a.format(), b.format());
    return common == null
        ? null
        : new BlockComparison(
            common,
            (Scalar) a.format(),
            (Scalar) b.format(),
            (int) Math.min(BLOCK, a.layout().itemCount()));
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
  boolean test(Region a, Region b) {
    if (a.layout().hasPointers() || b.layout().hasPointers()) {
      return parts(a, b);
    }
    LoopOrder order = LoopOrder.of(Order.ANY, a.layout(), b.layout());
    return parts(a.withLayout(order.applyTo(a.layout())), b.withLayout(order.applyTo(b.layout())));
  }

  /** Halves the outermost dimension until the rest is a run on both sides, or a block. */
  private boolean parts(Region a, Region b) {
    if (areAlike && isRun(a) && isRun(b)) {
      return runs(run(a), run(b));
    }
    Layout layout = a.layout();
    if (layout.itemCount() <= BLOCK) {
      return block(a, b, (int) layout.itemCount());
    }
    long extent = layout.shape(0);
    if (extent == 1) {
      return parts(a.slice(Index.at(0)), b.slice(Index.at(0)));
    }
    Index first = Index.upTo(extent / 2);
    Index second = Index.from(extent / 2);
    return parts(a.slice(first), b.slice(first)) && parts(a.slice(second), b.slice(second));
  }

  // ---- items that follow each other, of one format: their bits are looked at where they lie

  private static boolean isRun(Region items) {
    Layout layout = items.layout();
    return !layout.hasPointers()
        && layout.isContiguous(Order.C)
        && layout.itemSize() == items.format().itemSize();
  }

  private static Region run(Region items) {
    Layout layout = items.layout();
    long size = layout.itemSize();
    return items.withLayout(
        Layout.strided(layout.offset(), size, new long[] {layout.itemCount()}, new long[] {size}));
  }

  private boolean runs(Region a, Region b) {
    long size = a.layout().itemSize();
    long count = a.layout().itemCount();
    long each = common.isInteger() ? count : BLOCK;
    for (long first = 0; first < count; first += each) {
      long end = Math.min(first + each, count);
      if (areSame(a, b, first * size, end * size)) {
        continue;
      }
      Index part = Index.range(first, end);
      if (common.isInteger() || !block(a.slice(part), b.slice(part), (int) (end - first))) {
        return false;
      }
    }
    return true;
  }

  /** Whether bytes are equal, and those of finite numbers, if they are of floats. */
  private boolean areSame(Region a, Region b, long from, long to) {
    MemorySegment left = a.storage().flatSegment();
    MemorySegment right = b.storage().flatSegment();
    long x = a.layout().offset();
    long y = b.layout().offset();
    return MemorySegment.mismatch(left, x + from, x + to, right, y + from, y + to) < 0
        && (common.isInteger() || areFinite(left, x + from, to - from));
  }

  private boolean areFinite(MemorySegment floats, long at, long size) {
    int whole = (int) (size / Long.BYTES);
    left = room(left);
    left[Math.min(whole, left.length - 1)] = 0; // the last one may be half a long
    MemorySegment.copy(floats, at, MemorySegment.ofArray(left), 0, size);
    int longs = (int) Math.ceilDiv(size, Long.BYTES);
    return areFinite(left, left, longs, exponents);
  }

  private boolean block(Region a, Region b, int count) {
    left = room(left);
    right = room(right);
    MemorySegment first = copy(a, left);
    MemorySegment second = copy(b, right);
    if (common.isInteger()) {
      return first.mismatch(second) < 0;
    }
    return areFinite(left, right, count, OF_DOUBLE) || areEqual(left, right, count);
  }

  /**
   * Whether the bits are equal and none are infinite or no number; without a branch in the loop.
   */
  private static boolean areFinite(long[] left, long[] right, int count, Exponents exponents) {
    long bits = exponents.bits();
    long lowest = exponents.lowest();
    long differ = 0;
    long overflow = 0;
    for (int i = 0; i < count; i++) {
      differ |= left[i] ^ right[i];
      overflow |= (left[i] & bits) + lowest;
    }
    return differ == 0 && (overflow & exponents.overflow()) == 0;
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
