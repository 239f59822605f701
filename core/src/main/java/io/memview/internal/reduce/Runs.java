package io.memview.internal.reduce;

import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Folds runs of items where they lie, into accumulators as a {@link Loader} would have loaded them:
 * integers and floats of Java's sizes, in native order.
 */
final class Runs {
  /** Runs of fewer items are not worth the loops over them. */
  static final int MIN = 64;

  /** The sum of so many integers of 32 bits is a double, and each sum of some of them. */
  static final int EXACT = 1 << 20;

  /** The bytes of a stretch, which several loops go over: they stay in the first-level cache. */
  private static final int BYTES = 1 << 14;

  private static final long BYTE_PARTS = 0x00FF_00FF_00FF_00FFL;
  private static final long SHORT_PARTS = 0x0000_FFFF_0000_FFFFL;
  private static final long INT_PARTS = 0x0000_0000_FFFF_FFFFL;

  private final RunFold loops;
  private final Fold fold;
  private final int size;
  private final boolean isSigned;

  /** Of the run. */
  private final Block one;

  /** Of a stretch of it. */
  private final Block next;

  private Runs(RunFold loops, Scalar items, Fold fold) {
    this.loops = loops;
    this.fold = fold;
    this.size = (int) items.itemSize();
    boolean isFloat = items.type().kind() == Kind.FLOAT;
    this.isSigned = items.type().kind() == Kind.SIGNED;
    if (size == Long.BYTES) {
      one = isFloat ? new DoubleBlock(1) : new LongBlock(1);
    } else if (isFloat) {
      one = new FloatBlock(1);
    } else if (fold.isSum()) {
      one = new LongBlock(1);
    } else {
      one = Loader.isNarrow(items, fold) ? new NarrowBlock(size, 1) : new IntBlock(1);
    }
    next = one.accumulators(1, fold.isSum());
  }

  /** For the items of a segment; null if they are to be loaded. */
  static @Nullable Runs of(MemorySegment segment, Scalar items, Fold fold) {
    boolean isNumber =
        switch (items.type().kind()) {
          case SIGNED, UNSIGNED -> fold != Fold.MEAN || items.itemSize() < Long.BYTES;
          case FLOAT -> items.type() == ScalarType.FLOAT32 || items.type() == ScalarType.FLOAT64;
          default -> false;
        };
    RunFold loops =
        isNumber && !Fold.isSwapped(items) && !fold.isTruth() ? RunFold.of(segment) : null;
    return loops == null ? null : new Runs(loops, items, fold);
  }

  /**
   * By how much long integers are shifted: by nothing, which the JIT compiler must not know, since
   * it takes vectors for what has been computed only.
   */
  private int noShift() {
    return Long.SIZE - size * Byte.SIZE;
  }

  /**
   * Folds a run into one accumulator.
   *
   * @return if places are asked for, where to look for the first of its greatest items
   */
  int fold(Block all, int k, MemorySegment from, long at, int count) {
    if (fold.isSum()) {
      sum(from, at, count);
      all.add(k, one, 0, 1);
      return 0;
    }
    int first = max(from, at, count);
    all.max(k, one, 0, 1);
    return first;
  }

  // ---- sums

  /**
   * The sum as doubles. Of integers, it is the same as if they were added as doubles, as long as
   * their sum is one: there are no more than {@link #EXACT}.
   */
  double sumAsDoubles(MemorySegment from, long at, int count) {
    return switch (one) {
      case DoubleBlock _, FloatBlock _ -> sumOfReals(from, at, count);
      default -> sumOfIntegers(from, at, count);
    };
  }

  private void sum(MemorySegment from, long at, int count) {
    switch (one) {
      case DoubleBlock doubles -> doubles.items[0] = sumOfReals(from, at, count);
      case FloatBlock floats -> floats.items[0] = sumOfFloats(from, at, count);
      default -> ((LongBlock) one).items[0] = sumOfIntegers(from, at, count);
    }
  }

  /** Of floats or doubles, in NumPy's order of additions: the same sum to the last bit. */
  private double sumOfReals(MemorySegment from, long at, int count) {
    if (count > Block.SUMMED) {
      int half = (int) Block.half(count);
      return sumOfReals(from, at, half) + sumOfReals(from, at + (long) half * size, count - half);
    }
    return size == Double.BYTES
        ? loops.sumOfDoubles(from, at, count)
        : loops.sumOfWidenedFloats(from, at, count);
  }

  /** The same as a float, which is rounded at each addition. */
  private float sumOfFloats(MemorySegment from, long at, int count) {
    if (count > Block.SUMMED) {
      int half = (int) Block.half(count);
      return sumOfFloats(from, at, half)
          + sumOfFloats(from, at + (long) half * Float.BYTES, count - half);
    }
    return loops.sumOfFloats(from, at, count);
  }

  private long sumOfIntegers(MemorySegment from, long at, int count) {
    return switch (size) {
      case Long.BYTES -> loops.sumOfLongs(from, at, count, noShift());
      case Integer.BYTES -> sumOfParts(from, at, count, 0x8000_0000_8000_0000L, INT_PARTS);
      case Short.BYTES -> sumOfParts(from, at, count, 0x8000_8000_8000_8000L, SHORT_PARTS);
      default -> sumOfParts(from, at, count, 0x8080_8080_8080_8080L, BYTE_PARTS);
    };
  }

  /**
   * The sum of integers that are narrower than a long one: of several in one addition, as often as
   * their sums have room in twice their bits. With their signs turned, integers have none and are
   * greater by as much as the sign weighs.
   */
  private long sumOfParts(MemorySegment from, long at, int count, long signs, long mask) {
    int width = size * Byte.SIZE;
    long key = isSigned ? signs : 0;
    int each = Long.BYTES / size;
    int whole = count / each;
    int room = size == 1 ? 1 << 7 : size == 2 ? 1 << 15 : whole;
    long sum = 0;
    for (int i = 0; i < whole; i += room) {
      int longs = Math.min(room, whole - i);
      long x = at + (long) i * Long.BYTES;
      sum += across(loops.sumOfParts(from, x, longs, key, mask, width));
    }
    long[] last = new long[1]; // what is missing of it is 0
    long read = (long) whole * Long.BYTES;
    MemorySegment.copy(from, at + read, MemorySegment.ofArray(last), 0, (long) count * size - read);
    long parts = last[0] ^ key;
    sum += across((parts & mask) + ((parts >>> width) & mask));
    return isSigned ? sum - (((whole + 1L) * each) << (width - 1)) : sum;
  }

  /** The sum of sums side by side. */
  private long across(long sums) {
    return switch (size) {
      case Integer.BYTES -> sums;
      case Short.BYTES -> (sums & INT_PARTS) + (sums >>> Integer.SIZE);
      default -> {
        long wider = (sums & SHORT_PARTS) + ((sums >>> Short.SIZE) & SHORT_PARTS);
        yield (wider & INT_PARTS) + (wider >>> Integer.SIZE);
      }
    };
  }

  // ---- extremes, of items that may have been turned round

  private int max(MemorySegment from, long at, int count) {
    int each = BYTES / size;
    int first = 0;
    setMax(one, from, at, Math.min(each, count));
    for (int i = each; i < count; i += each) {
      setMax(next, from, at + (long) i * size, Math.min(each, count - i));
      first = fold.isPlace() && next.compare(0, one, 0) > 0 ? i : first;
      one.max(0, next, 0, 1);
    }
    return first;
  }

  private void setMax(Block block, MemorySegment from, long at, int count) {
    switch (block) {
      case DoubleBlock doubles -> doubles.items[0] = maxOfDoubles(from, at, count);
      case FloatBlock floats -> floats.items[0] = maxOfFloats(from, at, count);
      case LongBlock longs -> {
        long key = (isSigned ? 0 : Long.MIN_VALUE) ^ (fold.isReversed() ? ~0L : 0);
        longs.items[0] = loops.max(from, at, count, noShift(), key);
      }
      case NarrowBlock narrow -> narrow.set(0, maxOfIntegers(from, at, count), isSigned);
      default -> ((IntBlock) block).items[0] = maxOfIntegers(from, at, count);
    }
  }

  private double maxOfDoubles(MemorySegment from, long at, int count) {
    long key = fold.isReversed() ? ~0L : 0;
    boolean hasNaN = loops.nanOfDoubles(from, at, count) < 0;
    long most = loops.maxOfDoubles(from, at, count, key);
    double value = Double.longBitsToDouble(RunFold.ordered(most ^ key));
    return hasNaN ? Double.NaN : fold.isReversed() ? -value : value;
  }

  private float maxOfFloats(MemorySegment from, long at, int count) {
    int key = fold.isReversed() ? ~0 : 0;
    boolean hasNaN = loops.nanOfFloats(from, at, count) < 0;
    int most = loops.maxOfFloats(from, at, count, key);
    float value = Float.intBitsToFloat(RunFold.ordered(most ^ key));
    return hasNaN ? Float.NaN : fold.isReversed() ? -value : value;
  }

  /**
   * Each of the items that an {@code int} holds is shifted to its highest bits in turn, which
   * decide whatever stands below them. The last {@code int} may have been looked at before.
   */
  private int maxOfIntegers(MemorySegment from, long at, int count) {
    int key = (isSigned ? 0 : Integer.MIN_VALUE) ^ (fold.isReversed() ? ~0 : 0);
    int width = size * Byte.SIZE;
    int most = Integer.MIN_VALUE;
    int ints = count * size / Integer.BYTES;
    long last = at + (long) count * size - Integer.BYTES;
    for (int shift = 0; shift < Integer.SIZE; shift += width) {
      most = Math.max(most, loops.max(from, last, 1, shift, key));
      most = Math.max(most, loops.max(from, at, ints, shift, key));
    }
    if (size == Integer.BYTES) {
      return most;
    }
    int unused = Integer.SIZE - width;
    int value = isSigned ? (most ^ key) >> unused : (most ^ key) >>> unused;
    return fold.isReversed() ? ~value : value;
  }
}
