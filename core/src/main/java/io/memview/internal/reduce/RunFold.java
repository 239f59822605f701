package io.memview.internal.reduce;

import io.memview.internal.HiddenClasses;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Loops over runs: numbers in native byte order that follow each other in one segment. The numbers
 * stay where they are, and loops of more than additions of floats become vector instructions, so
 * that memory is what they wait for. There is a class for each class of segments.
 *
 * <p>Extremes are those of integers: those of floats are the extremes of their bits in an order in
 * which integers have that of the floats. The JIT compiler takes vectors for the greatest of what
 * has been computed, and not for that of what has only been loaded.
 */
abstract class RunFold {
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
  private static final long LONG_INFINITY = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
  private static final Map<Class<?>, RunFold> KNOWN = new ConcurrentHashMap<>();

  /** For the runs of a segment; null where hidden classes are not to be had. */
  static @Nullable RunFold of(MemorySegment segment) {
    Class<?> type = segment.getClass();
    RunFold known = KNOWN.get(type);
    if (known == null) {
      known = HiddenClasses.define(MethodHandles.lookup(), RunFold.class, "RunFoldTemplate", type);
      if (known != null) {
        KNOWN.put(type, known);
      }
    }
    return known;
  }

  /** The greatest of some integers, each shifted to the left and then turned by a key. */
  abstract int max(MemorySegment from, long at, int count, int shift, int key);

  /** The greatest of some long integers, each shifted to the left and then turned by a key. */
  abstract long max(MemorySegment from, long at, int count, int shift, long key);

  /** The greatest of some floats, as integers in their order, each turned by a key. */
  abstract int maxOfFloats(MemorySegment from, long at, int count, int key);

  /** The greatest of some doubles, as integers in their order, each turned by a key. */
  abstract long maxOfDoubles(MemorySegment from, long at, int count, long key);

  /** A negative number if one of some floats is NaN. */
  abstract int nanOfFloats(MemorySegment from, long at, int count);

  /** A negative number if one of some doubles is NaN. */
  abstract long nanOfDoubles(MemorySegment from, long at, int count);

  /** The sum of some long integers, each shifted to the left. */
  abstract long sumOfLongs(MemorySegment from, long at, int count, int shift);

  /**
   * The sums of the parts of some long integers, each turned by a key: side by side, of every two
   * parts one.
   *
   * @param mask the lower one of every two parts
   * @param width the bits of a part
   */
  abstract long sumOfParts(MemorySegment from, long at, int count, long key, long mask, int width);

  /** The sum of at most {@link Block#SUMMED} floats, in eight partial sums. */
  abstract float sumOfFloats(MemorySegment from, long at, int count);

  /** The sum of at most {@link Block#SUMMED} doubles, in eight partial sums. */
  abstract double sumOfDoubles(MemorySegment from, long at, int count);

  /** The sum, as doubles, of at most {@link Block#SUMMED} floats, in eight partial sums. */
  abstract double sumOfWidenedFloats(MemorySegment from, long at, int count);

  /** A negative number if the bits are those of a NaN. */
  static int nan(int bits) {
    return INFINITY - (bits & Integer.MAX_VALUE);
  }

  /** A negative number if the bits are those of a NaN. */
  static long nan(long bits) {
    return LONG_INFINITY - (bits & Long.MAX_VALUE);
  }

  /** The integer in the order of floats, and the other way round. */
  static int ordered(int bits) {
    return bits ^ ((bits >> 31) >>> 1);
  }

  /** The long integer in the order of doubles, and the other way round. */
  static long ordered(long bits) {
    return bits ^ ((bits >> 63) >>> 1);
  }
}
