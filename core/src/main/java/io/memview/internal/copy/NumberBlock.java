package io.memview.internal.copy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.memview.internal.BFloat16;
import io.memview.internal.Half;
import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodec.Kind;
import io.memview.internal.copy.Arithmetic.Rule;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Some numbers on their way from one format to another, in arrays: each in that of the source, then
 * as a {@code long} or a {@code double}, then in that of the target. Each loop does one thing, from
 * array to array, so that the JIT compiler makes vector instructions of it.
 */
final class NumberBlock {
  private static final int MAX_HALF = 0x7C00;
  private static final int MAX_SINGLE = 0x7F80_0000;

  /** The bits of integers that are exact as floats. */
  private static final int SINGLE = 24;

  private static final int DOUBLE = 53;

  /** The largest double below 2^63, as bits. */
  private static final long BELOW_LIMIT = 0x43DF_FFFF_FFFF_FFFFL;

  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLES = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private final Convert convert;
  private final NumberCodec source;
  private final NumberCodec target;

  /** Whether what becomes smaller floats is exact in 32 bits: there is no way through doubles. */
  private final boolean areSingles;

  // What one side or both have, and what is computed with; else no items. Halves are shorts.
  final byte[] bytes;
  final short[] shorts;
  final int[] ints;
  final long[] longs;
  final float[] floats;
  final double[] doubles;

  /**
   * For so many numbers at most.
   *
   * @param isDirect whether a loop of somebody else goes from the source's array to the target's
   */
  NumberBlock(Convert convert, int length, boolean isDirect) {
    this.convert = convert;
    this.source = convert.source();
    this.target = convert.target();
    boolean isSingle = source.kind() == Kind.FLOAT && source.width() == Float.SIZE;
    boolean isHalved = !source.isFloat() && target.width() == Short.SIZE;
    boolean isNarrower = target.isFloat() && target.width() < Double.SIZE;
    this.areSingles = !convert.scaled() && isNarrower && (isSingle || isHalved);
    boolean isByLongs = !isDirect && !(source.isFloat() && target.isFloat());
    boolean isByDoubles = !isDirect && !areSingles && isReal(convert);
    boolean isBySingles = !isDirect && areSingles;
    this.bytes = new byte[has(false, Byte.SIZE) ? length : 0];
    this.shorts = new short[has(false, Short.SIZE) || has(true, Short.SIZE) ? length : 0];
    this.ints = new int[has(false, Integer.SIZE) ? length : 0];
    this.longs = new long[has(false, Long.SIZE) || isByLongs ? length : 0];
    this.floats = new float[has(true, Float.SIZE) || isBySingles ? length : 0];
    this.doubles = new double[has(true, Double.SIZE) || isByDoubles ? length : 0];
  }

  private static boolean isReal(Convert convert) {
    return convert.source().isFloat() || convert.target().isFloat() || convert.scaled();
  }

  private boolean has(boolean isFloat, int width) {
    return (source.isFloat() == isFloat && source.width() == width)
        || (target.isFloat() == isFloat && target.width() == width);
  }

  // ---- memory without gaps

  /** Takes numbers that follow each other. */
  void load(MemorySegment from, long at, int count) {
    if (source.isFloat() && source.width() == Double.SIZE) {
      MemorySegment.copy(from, DOUBLES.withOrder(source.order()), at, doubles, 0, count);
    } else if (source.isFloat() && source.width() == Float.SIZE) {
      MemorySegment.copy(from, FLOATS.withOrder(source.order()), at, floats, 0, count);
    } else {
      switch (source.byteSize()) {
        case Byte.BYTES -> MemorySegment.copy(from, JAVA_BYTE, at, bytes, 0, count);
        case Short.BYTES -> MemorySegment.copy(from, JAVA_SHORT_UNALIGNED, at, shorts, 0, count);
        case Integer.BYTES -> MemorySegment.copy(from, JAVA_INT_UNALIGNED, at, ints, 0, count);
        default -> MemorySegment.copy(from, JAVA_LONG_UNALIGNED, at, longs, 0, count);
      }
    }
  }

  /** Writes numbers, one after the other. */
  void store(MemorySegment to, long at, int count) {
    if (target.isFloat() && target.width() == Double.SIZE) {
      MemorySegment.copy(doubles, 0, to, DOUBLES.withOrder(target.order()), at, count);
    } else if (target.isFloat() && target.width() == Float.SIZE) {
      MemorySegment.copy(floats, 0, to, FLOATS.withOrder(target.order()), at, count);
    } else {
      switch (target.byteSize()) {
        case Byte.BYTES -> MemorySegment.copy(bytes, 0, to, JAVA_BYTE, at, count);
        case Short.BYTES -> MemorySegment.copy(shorts, 0, to, JAVA_SHORT_UNALIGNED, at, count);
        case Integer.BYTES -> MemorySegment.copy(ints, 0, to, JAVA_INT_UNALIGNED, at, count);
        default -> MemorySegment.copy(longs, 0, to, JAVA_LONG_UNALIGNED, at, count);
      }
    }
  }

  // ---- bits, in the order of the formats

  /** Takes the bits of numbers. */
  void setBits(long[] bits, int count) {
    boolean isSwapped = source.order() != ByteOrder.nativeOrder();
    if (source.isFloat() && source.width() == Double.SIZE) {
      for (int i = 0; i < count; i++) {
        doubles[i] = Double.longBitsToDouble(isSwapped ? Long.reverseBytes(bits[i]) : bits[i]);
      }
    } else if (source.isFloat() && source.width() == Float.SIZE) {
      for (int i = 0; i < count; i++) {
        int each = (int) bits[i];
        floats[i] = Float.intBitsToFloat(isSwapped ? Integer.reverseBytes(each) : each);
      }
    } else if (source.width() == Long.SIZE) {
      System.arraycopy(bits, 0, longs, 0, count);
    } else {
      narrow(bits, source.width(), count);
    }
  }

  /** Gives the bits of numbers that have been converted. */
  void toBits(long[] bits, int count) {
    boolean isSwapped = target.order() != ByteOrder.nativeOrder();
    if (target.isFloat() && target.width() == Double.SIZE) {
      for (int i = 0; i < count; i++) {
        long each = Double.doubleToRawLongBits(doubles[i]);
        bits[i] = isSwapped ? Long.reverseBytes(each) : each;
      }
    } else if (target.isFloat() && target.width() == Float.SIZE) {
      for (int i = 0; i < count; i++) {
        int each = Float.floatToRawIntBits(floats[i]);
        bits[i] = isSwapped ? Integer.reverseBytes(each) : each;
      }
    } else if (target.width() == Long.SIZE) {
      System.arraycopy(longs, 0, bits, 0, count);
    } else {
      widen(bits, target.width(), ~0L, count);
    }
  }

  // ---- the conversion

  /**
   * Converts numbers from the array of the source to that of the target: floats of 32 and 64 bits
   * in native order, others in the order of their format.
   *
   * @param count how many
   * @return false if one is refused, or is treated differently from the rest
   */
  boolean convert(double scale, double shift, int count) {
    if (source.order() != ByteOrder.nativeOrder()) {
      swap(source, count);
    }
    if (!(source.isFloat() ? fromFloats(scale, shift, count) : fromIntegers(scale, shift, count))) {
      return false;
    }
    if (target.order() != ByteOrder.nativeOrder()) {
      swap(target, count);
    }
    return true;
  }

  private boolean fromIntegers(double scale, double shift, int count) {
    boolean isScaled = convert.scaled();
    if (!isScaled && !target.isFloat()) {
      return toIntegers(count);
    }
    widen(count);
    if ((isWide(source) && !fit(longs, 0, Long.MAX_VALUE, count))
        || (!isScaled && !areExact(count))) {
      return false;
    }
    if (areSingles) {
      toFloats(longs, floats, count);
      return toFloats(count);
    }
    toDoubles(longs, doubles, count);
    return fromDoubles(scale, shift, count);
  }

  /** Whether integers become floats without being rounded twice, or at all if that is refused. */
  private boolean areExact(int count) {
    boolean isChecked = convert.rule() == Rule.CHECKED && !convert.alwaysFits();
    int bits = isChecked ? convert.precision() : areSingles ? SINGLE : DOUBLE;
    boolean isOnce = !isChecked && target.width() == Double.SIZE;
    return isOnce || source.width() <= bits || fit(longs, ~0, (1L << bits) - 1, count);
  }

  private boolean fromFloats(double scale, double shift, int count) {
    if (areSingles) {
      return toFloats(count);
    }
    if (source.width() == Float.SIZE) {
      toDoubles(floats, doubles, count);
    } else if (source.kind() == Kind.BRAIN_FLOAT) {
      fromBrainFloats(shorts, doubles, count);
    } else if (source.width() == Short.SIZE) {
      fromHalves(shorts, doubles, count);
    }
    return fromDoubles(scale, shift, count);
  }

  private boolean fromDoubles(double scale, double shift, int count) {
    if (convert.scaled()) {
      scale(doubles, scale, shift, count);
    }
    if (!target.isFloat()) {
      return fromDoublesToIntegers(count);
    }
    if (target.width() == Float.SIZE) {
      toFloats(doubles, floats, count);
    }
    return toFloats(count);
  }

  /** Makes what is not yet in the array of the target; says whether nothing is refused. */
  private boolean toFloats(int count) {
    boolean isChecked = convert.rule() == Rule.CHECKED;
    if (target.width() == Double.SIZE) {
      return true;
    }
    if (target.width() == Float.SIZE) {
      return !isChecked || !target.strict() || areSingles || areFinite(doubles, floats, count);
    }
    if (target.kind() == Kind.BRAIN_FLOAT && areSingles) {
      toBrainFloats(floats, shorts, count);
    } else if (target.kind() == Kind.BRAIN_FLOAT) {
      toBrainFloats(doubles, shorts, count);
    } else if (areSingles) {
      toHalves(floats, shorts, count);
    } else {
      toHalves(doubles, shorts, count);
    }
    return !isChecked || areHalvesFinite(count);
  }

  private boolean areHalvesFinite(int count) {
    int infinity = target.kind() == Kind.BRAIN_FLOAT ? MAX_SINGLE >>> Short.SIZE : MAX_HALF;
    if (!hasInfinite(shorts, infinity, count)) {
      return true;
    }
    for (int i = 0; i < count; i++) {
      boolean isFinite = Double.isFinite(areSingles ? floats[i] : doubles[i]);
      if (isFinite && (shorts[i] & Short.MAX_VALUE) == infinity) {
        return false;
      }
    }
    return true;
  }

  private boolean fromDoublesToIntegers(int count) {
    if (target.kind() == Kind.TRUTH) {
      toMagnitudes(doubles, longs, count);
      toTruths(longs, count);
      narrow(count);
      return true;
    }
    if (convert.scaled()) {
      round(doubles, count);
    }
    if ((convert.rule() != Rule.SATURATING || isWide(target)) && !areLongs(doubles, count)) {
      return false;
    }
    toLongs(doubles, longs, count);
    if (convert.rule() == Rule.CHECKED && !fit(longs, signs(true), target.max(), count)) {
      return false;
    }
    if (convert.rule() == Rule.SATURATING) {
      clamp(longs, target.min(), target.max(), count);
    }
    narrow(count);
    return true;
  }

  private boolean toIntegers(int count) {
    boolean isChecked = convert.rule() == Rule.CHECKED && !convert.alwaysFits();
    if (isChecked && source.width() == Integer.SIZE) {
      if (!fitInts(count)) {
        return false;
      }
      isChecked = false;
    }
    if (isChecked || !convert.dry()) {
      widen(count);
    }
    if (isChecked && !fit(longs, signs(source.kind() == Kind.SIGNED), most(), count)) {
      return false;
    }
    if (convert.dry()) {
      return true;
    }
    if (target.kind() == Kind.TRUTH) {
      toTruths(longs, count);
    } else if (convert.rule() == Rule.SATURATING && !(isWide(source) && isWide(target))) {
      if (isWide(source)) {
        limit(longs, count);
      }
      clamp(longs, target.min(), target.max(), count);
    }
    narrow(count);
    return true;
  }

  /** The bits of the integers of the source that fit. */
  private long most() {
    boolean areBits = source.kind() == Kind.UNSIGNED && target.kind() == Kind.UNSIGNED;
    return areBits ? target.mask() : target.max();
  }

  /** Whether integers of 32 bits fit before they are made wider. */
  private boolean fitInts(int count) {
    boolean isSigned = source.kind() == Kind.SIGNED;
    int signs = (int) signs(isSigned);
    return fit(ints, signs, (int) (isSigned ? Math.min(most(), Integer.MAX_VALUE) : most()), count);
  }

  /** Whether there may be more than a {@code long} holds. */
  private static boolean isWide(NumberCodec items) {
    return items.kind() == Kind.UNSIGNED && items.width() == Long.SIZE;
  }

  /** All ones if a negative number of the source may be one of the target, too. */
  private long signs(boolean isSigned) {
    return isSigned && target.kind() == Kind.SIGNED ? ~0L : 0;
  }

  // ---- from the array of the source, to that of the target

  private void widen(int count) {
    widen(longs, source.width(), source.kind() == Kind.UNSIGNED ? source.mask() : ~0L, count);
    if (source.kind() == Kind.TRUTH) {
      toTruths(longs, count);
    }
  }

  private void widen(long[] to, int width, long mask, int count) {
    switch (width) {
      case Byte.SIZE -> widen(bytes, to, mask, count);
      case Short.SIZE -> widen(shorts, to, mask, count);
      case Integer.SIZE -> widen(ints, to, mask, count);
      default -> {} // as they are
    }
  }

  private void narrow(int count) {
    narrow(longs, target.width(), count);
  }

  private void narrow(long[] from, int width, int count) {
    switch (width) {
      case Byte.SIZE -> narrow(from, bytes, count);
      case Short.SIZE -> narrow(from, shorts, count);
      case Integer.SIZE -> narrow(from, ints, count);
      default -> {} // as they are
    }
  }

  private void swap(NumberCodec items, int count) {
    if (items.width() == Short.SIZE) {
      swap(shorts, count);
    } else if (items.width() == Integer.SIZE && !items.isFloat()) {
      swap(ints, count);
    } else if (items.width() == Long.SIZE && !items.isFloat()) {
      swap(longs, count);
    }
  }

  // ---- loops

  private static void widen(byte[] from, long[] to, long mask, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i] & mask;
    }
  }

  private static void widen(short[] from, long[] to, long mask, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i] & mask;
    }
  }

  private static void widen(int[] from, long[] to, long mask, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i] & mask;
    }
  }

  private static void narrow(long[] from, byte[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (byte) from[i];
    }
  }

  private static void narrow(long[] from, short[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (short) from[i];
    }
  }

  private static void narrow(long[] from, int[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (int) from[i];
    }
  }

  private static void swap(short[] items, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = Short.reverseBytes(items[i]);
    }
  }

  private static void swap(int[] items, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = Integer.reverseBytes(items[i]);
    }
  }

  private static void swap(long[] items, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = Long.reverseBytes(items[i]);
    }
  }

  /** Makes 1 of all that is not 0. */
  private static void toTruths(long[] items, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = (items[i] | -items[i]) >>> (Long.SIZE - 1);
    }
  }

  private static void clamp(long[] items, long min, long max, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = Math.max(min, Math.min(max, items[i]));
    }
  }

  /** Makes the largest {@code long} of unsigned integers that are larger. */
  private static void limit(long[] items, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = (items[i] | items[i] >> (Long.SIZE - 1)) & Long.MAX_VALUE;
    }
  }

  /**
   * Whether all integers have the bits of a mask only.
   *
   * @param signs all ones if negative ones may have the others instead; else 0
   */
  private static boolean fit(long[] items, long signs, long mask, int count) {
    long others = 0;
    for (int i = 0; i < count; i++) {
      others |= (items[i] ^ (items[i] >> (Long.SIZE - 1) & signs)) & ~mask;
    }
    return others == 0;
  }

  private static boolean fit(int[] items, int signs, int mask, int count) {
    int others = 0;
    for (int i = 0; i < count; i++) {
      others |= (items[i] ^ (items[i] >> (Integer.SIZE - 1) & signs)) & ~mask;
    }
    return others == 0;
  }

  private static void scale(double[] items, double scale, double shift, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = items[i] * scale + shift;
    }
  }

  private static void round(double[] items, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = Math.rint(items[i]);
    }
  }

  /** Whether all are numbers between -2^63 and 2^63. */
  private static boolean areLongs(double[] items, int count) {
    long below = 0;
    for (int i = 0; i < count; i++) {
      below |= BELOW_LIMIT - (Double.doubleToRawLongBits(items[i]) & Long.MAX_VALUE);
    }
    return below >= 0;
  }

  private static void toLongs(double[] from, long[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (long) from[i];
    }
  }

  /** Takes the bits without the sign: they are 0 of both zeros only. */
  private static void toMagnitudes(double[] from, long[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Double.doubleToRawLongBits(from[i]) & Long.MAX_VALUE;
    }
  }

  private static void toDoubles(long[] from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i];
    }
  }

  private static void toFloats(long[] from, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i];
    }
  }

  private static void toDoubles(float[] from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i];
    }
  }

  private static void toFloats(double[] from, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (float) from[i];
    }
  }

  private static void fromHalves(short[] from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.float16ToFloat(from[i]);
    }
  }

  private static void fromBrainFloats(short[] from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = BFloat16.toDouble(from[i]);
    }
  }

  private static void toHalves(float[] from, short[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.floatToFloat16(from[i]);
    }
  }

  private static void toHalves(double[] from, short[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Half.of(from[i]);
    }
  }

  private static void toBrainFloats(float[] from, short[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = BFloat16.of(from[i]);
    }
  }

  private static void toBrainFloats(double[] from, short[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = BFloat16.of(from[i]);
    }
  }

  private static boolean hasInfinite(short[] items, int infinity, int count) {
    int below = 0;
    for (int i = 0; i < count; i++) {
      below |= ((items[i] & Short.MAX_VALUE) ^ infinity) - 1;
    }
    return below < 0;
  }

  /** Whether all that was finite still is. */
  private static boolean areFinite(double[] from, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      if (Float.isInfinite(to[i]) && !Double.isInfinite(from[i])) {
        return false;
      }
    }
    return true;
  }
}
