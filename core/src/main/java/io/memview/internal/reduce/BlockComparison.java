package io.memview.internal.reduce;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import io.memview.format.ValueException;
import io.memview.internal.copy.Arithmetic;
import io.memview.internal.copy.Copy;
import io.memview.internal.memory.LoopOrder;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.RowWalk;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Compares numbers of like kinds, a block at a time: as bytes where they lie, if bytes decide but
 * for {@code NaN}, or both sides are copied to arrays of their common type, whose loops the JIT
 * compiler turns into vector instructions.
 */
final class BlockComparison {
  /** The most items of a block: its arrays stay in the cache. */
  private static final int BLOCK = 8192;

  /** The bytes that are compared and then looked through for {@code NaN}, which the cache has. */
  private static final long STRETCH = 1 << 14;

  /** The exponent of a double: where it has all bits, adding the lowest one overflows. */
  private static final long EXPONENT = 0x7FF0_0000_0000_0000L;

  private static final long LOWEST = 0x0010_0000_0000_0000L;

  /** Makes numbers of truth values. */
  private static final Arithmetic TRUTHS = Arithmetic.of(Arithmetic.Rule.WRAPPING);

  private final Scalar common;

  /** Whether the bits of items tell whether they are equal, but for those of floats. */
  private final boolean areAlike;

  private final int length;

  /** The blocks of both sides; made when one is copied, which what bytes decide is not. */
  private long[] left = {};

  private long[] right = {};

  private BlockComparison(Scalar common, Scalar a, Scalar b, int length) {
    this.common = common;
    boolean isSwapped = a.isSwapped() && a.itemSize() > 1;
    boolean isRawFloat = !common.isInteger() && !isSwapped && a.itemSize() >= Float.BYTES;
    boolean areRaw = a.isInteger() || isRawFloat;
    this.areAlike = a.type() == b.type() && a.isSwapped() == b.isSwapped() && areRaw;
    this.length = length;
  }

  private long[] room(long[] array) {
    return array.length == 0 ? new long[length] : array;
  }

  /** For two memories of one shape; null if one has no numbers of at most eight bytes. */
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
    if (!isNumber(x) || !isNumber(y)) {
      return null;
    }
    if (x.type().kind() == Kind.FLOAT || y.type().kind() == Kind.FLOAT) {
      return new Scalar(ScalarType.FLOAT64);
    }
    return new Scalar(isUnsigned64(x) && isUnsigned64(y) ? ScalarType.UINT64 : ScalarType.INT64);
  }

  private static boolean isNumber(Scalar scalar) {
    return scalar.isInteger()
        || scalar.type().kind() == Kind.FLOAT
        || scalar.type().kind() == Kind.BOOL;
  }

  private static boolean isUnsigned64(Scalar scalar) {
    return scalar.type().kind() == Kind.UNSIGNED && scalar.itemSize() == Long.BYTES;
  }

  /** Whether all items of two memories of one shape are equal; {@code NaN} is not. */
  boolean test(Region a, Region b) {
    if (a.layout().itemCount() == 0) {
      return true; // its offset may be anywhere
    }
    if (a.layout().hasPointers() || b.layout().hasPointers()) {
      return parts(a, b);
    }
    LoopOrder order = LoopOrder.of(Order.ANY, a.layout(), b.layout());
    return parts(a.withLayout(order.applyTo(a.layout())), b.withLayout(order.applyTo(b.layout())));
  }

  /** Halves the outermost dimension until the rest is a run on both sides, or a block. */
  private boolean parts(Region a, Region b) {
    if (areAlike && isRun(a) && isRun(b)) {
      if (common.isInteger()) {
        return areSame(a, b);
      }
      RunFold loops = RunFold.of(a.storage().flatSegment());
      if (loops != null) {
        return runs(RowWalk.ABOVE, run(a), run(b), loops);
      }
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

  static boolean isRun(Region items) {
    Layout layout = items.layout();
    return !layout.hasPointers()
        && layout.isContiguous(Order.C)
        && layout.itemSize() == items.format().itemSize();
  }

  /** Whether two runs of one size have the same bytes. */
  static boolean areSame(Region a, Region b) {
    long length = a.layout().byteLength();
    return length == 0 // its offset may be anywhere
        || areSame(
            a.storage().flatSegment(),
            a.layout().offset(),
            b.storage().flatSegment(),
            b.layout().offset(),
            length);
  }

  private static boolean areSame(
      MemorySegment x, long xAt, MemorySegment y, long yAt, long length) {
    return MemorySegment.mismatch(x, xAt, xAt + length, y, yAt, yAt + length) < 0;
  }

  private static Region run(Region items) {
    Layout layout = items.layout();
    long size = layout.itemSize();
    return items.withLayout(
        Layout.strided(layout.offset(), size, new long[] {layout.itemCount()}, new long[] {size}));
  }

  /**
   * Whether two runs of floats are equal.
   *
   * @param depth from {@link RowWalk#ABOVE} on, so that the loops are compiled with this
   * @param loops what looks for {@code NaN}
   */
  private boolean runs(int depth, Region a, Region b, RunFold loops) {
    if (depth < 0) {
      return runs(depth + 1, a, b, loops);
    }
    MemorySegment x = a.storage().flatSegment();
    MemorySegment y = b.storage().flatSegment();
    long xAt = a.layout().offset();
    long yAt = b.layout().offset();
    long size = a.layout().itemSize();
    long length = a.layout().itemCount() * size;
    for (long at = 0; at < length; at += STRETCH) {
      long end = Math.min(at + STRETCH, length);
      boolean areSame = areSame(x, xAt + at, y, yAt + at, end - at);
      int count = (int) ((end - at) / size);
      boolean areEqual =
          areSame ? !hasNaN(loops, x, xAt + at, count, size) : part(a, b, at / size, count);
      if (!areEqual) {
        return false;
      }
    }
    return true;
  }

  /** Compares some items of two runs by value: zeros of both signs are equal. */
  private boolean part(Region a, Region b, long first, int count) {
    Index part = Index.range(first, first + count);
    return block(a.slice(part), b.slice(part), count);
  }

  private static boolean hasNaN(RunFold loops, MemorySegment run, long at, int count, long size) {
    return size == Float.BYTES
        ? loops.nanOfFloats(run, at, count) < 0
        : loops.nanOfDoubles(run, at, count) < 0;
  }

  // ---- other items

  private boolean block(Region a, Region b, int count) {
    left = room(left);
    right = room(right);
    MemorySegment first;
    MemorySegment second;
    try {
      first = copy(a, left);
      second = copy(b, right);
    } catch (ValueException e) {
      return Comparison.equalOneByOne(a, b); // the common type does not hold an integer
    }
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
      overflow |= (left[i] & EXPONENT) + LOWEST;
    }
    return (differ | (overflow & Long.MIN_VALUE)) == 0;
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
    boolean areTruths = ((Scalar) from.format()).type().kind() == Kind.BOOL;
    Copy.copy(from, Region.of(items, common, packed), areTruths ? TRUTHS : Arithmetic.PLAIN);
    return items;
  }
}
