package io.memview.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The x87's 80-bit extended numbers: 64 bits of significand with an explicit leading bit, 15 bits
 * of exponent, a sign; 6 bytes of padding. They are what a C long double is on x86-64 and nowhere
 * else.
 */
final class Extended {
  static final int SIZE = 16;
  private static final boolean HERE =
      Set.of("amd64", "x86_64").contains(System.getProperty("os.arch", ""));
  private static final ValueLayout.OfLong SIGNIFICAND =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort EXPONENT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int BIAS = 16383;
  private static final int SPECIAL = 0x7FFF;
  private static final BigInteger FIVE = BigInteger.valueOf(5);

  private Extended() {}

  /** The two words of a number. */
  record Words(long significand, short exponent) {}

  /** A {@link BigDecimal}, or a {@link Double} for what none can say: NaN, infinities and -0.0. */
  static Number get(MemorySegment segment, long offset) {
    refuseElsewhere();
    MemorySegment item = segment.asSlice(offset, SIZE);
    return decode(new Words(item.get(SIGNIFICAND, 0), item.get(EXPONENT, 8)));
  }

  static void put(MemorySegment segment, long offset, Words words) {
    MemorySegment item = segment.asSlice(offset, SIZE);
    item.fill((byte) 0);
    item.set(SIGNIFICAND, 0, words.significand);
    item.set(EXPONENT, 8, words.exponent);
  }

  private static void refuseElsewhere() {
    if (!HERE) {
      throw new UnsupportedOperationException(
          "a 'g' item is an 80-bit number of x86-64; what a long double is on %s is not known"
              .formatted(System.getProperty("os.arch")));
    }
  }

  static Number decode(Words words) {
    long significand = words.significand;
    int biased = words.exponent & SPECIAL;
    boolean negative = words.exponent < 0;
    boolean leading = significand < 0;
    if (biased == SPECIAL || (biased != 0 && !leading)) { // without the leading bit: invalid
      boolean infinite = biased == SPECIAL && significand == Long.MIN_VALUE;
      return infinite
          ? (negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
          : Double.NaN;
    }
    if (significand == 0) {
      return negative ? (Number) (-0.0) : BigDecimal.ZERO;
    }
    int zeros = Long.numberOfTrailingZeros(significand);
    int exponent = Math.max(biased, 1) - BIAS - 63 + zeros;
    BigInteger digits = new BigInteger(Long.toUnsignedString(significand >>> zeros));
    BigDecimal value =
        exponent >= 0
            ? new BigDecimal(digits.shiftLeft(exponent))
            : new BigDecimal(digits.multiply(FIVE.pow(-exponent)), -exponent);
    return negative ? value.negate() : value;
  }

  /** The words of a number, rounded to the nearest even; null if it is too large or no number. */
  static @Nullable Words encode(Object value) {
    refuseElsewhere();
    return switch (value) {
      case BigDecimal n -> encode(n);
      case BigInteger n -> encode(new BigDecimal(n));
      case Double n -> encode(n.doubleValue());
      case Float n -> encode(n.doubleValue());
      case Long n -> encode(BigDecimal.valueOf(n));
      case Integer n -> encode(BigDecimal.valueOf(n));
      case Short n -> encode(BigDecimal.valueOf(n));
      case Byte n -> encode(BigDecimal.valueOf(n));
      default -> null;
    };
  }

  private static @Nullable Words encode(double value) {
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    if (Double.isNaN(value)) {
      return new Words(0xC000_0000_0000_0000L, (short) SPECIAL);
    }
    if (Double.isInfinite(value)) {
      return words(Long.MIN_VALUE, SPECIAL, negative);
    }
    return value == 0 ? words(0, 0, negative) : encode(new BigDecimal(value));
  }

  private static @Nullable Words encode(BigDecimal value) {
    boolean negative = value.signum() < 0;
    long digits = (long) value.precision() - value.scale();
    if (value.signum() == 0 || digits < -4960) { // the least number is 3.6e-4951
      return words(0, 0, negative);
    }
    if (digits > 4940) { // the greatest is 1.2e4932
      return null;
    }
    BigInteger over = value.unscaledValue().abs();
    BigInteger under = BigInteger.ONE;
    if (value.scale() > 0) {
      under = BigInteger.TEN.pow(value.scale());
    } else {
      over = over.multiply(BigInteger.TEN.pow(-value.scale()));
    }
    int exponent = over.bitLength() - under.bitLength();
    if (shifted(over, -exponent).compareTo(shifted(under, exponent)) < 0) {
      exponent--;
    }
    exponent = Math.max(exponent, 1 - BIAS);
    int shift = 63 - exponent;
    BigInteger divisor = shifted(under, -shift);
    BigInteger[] parts = shifted(over, shift).divideAndRemainder(divisor);
    BigInteger significand = parts[0];
    int half = parts[1].shiftLeft(1).compareTo(divisor);
    if (half > 0 || (half == 0 && significand.testBit(0))) {
      significand = significand.add(BigInteger.ONE);
    }
    if (significand.bitLength() > 64) {
      significand = significand.shiftRight(1);
      exponent++;
    }
    if (exponent > BIAS) {
      return null;
    }
    return words(
        significand.longValue(), significand.bitLength() == 64 ? exponent + BIAS : 0, negative);
  }

  /** Shifted left, or as it is where the other side of a fraction is shifted instead. */
  private static BigInteger shifted(BigInteger value, int by) {
    return by > 0 ? value.shiftLeft(by) : value;
  }

  private static Words words(long significand, int biased, boolean negative) {
    return new Words(significand, (short) (negative ? biased | 0x8000 : biased));
  }
}
