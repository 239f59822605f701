package io.memview.format;

import io.memview.internal.Platform;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Floating-point numbers that are wider than a double, in 16 bytes: a sign, 15 bits of exponent and
 * a significand. They are what a C long double is on most machines.
 */
enum Extended {
  /** The x87's, of 80 bits: the significand's leading bit is stored, and 6 bytes are padding. */
  X87(64),
  /** IEEE 754 binary128: the leading bit follows from the exponent. */
  BINARY128(113);

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final long LOW_AT = LITTLE_ENDIAN ? 0 : Long.BYTES;
  private static final long HIGH_AT = Long.BYTES - LOW_AT;
  private static final int BIAS = 16383;
  private static final int SPECIAL = 0x7FFF;
  private static final BigInteger FIVE = BigInteger.valueOf(5);

  /** Bits of the significand, the leading one included. */
  private final int precision;

  Extended(int precision) {
    this.precision = precision;
  }

  /** The kind of this machine, where a long double is not a double by another name. */
  static Extended here() {
    return switch (Platform.current().longDouble()) {
      case X87 -> X87;
      case BINARY128 -> BINARY128;
      default ->
          throw new UnsupportedOperationException(
              "what the bits of a long double, 'g', mean on %s is not known"
                  .formatted(Platform.current()));
    };
  }

  /** The bits of a number, of which the higher 48 of an {@link #X87} are padding. */
  record Words(long high, long low) {}

  /** A {@link BigDecimal}, or a {@link Double} for what none can say: NaN, infinities and -0.0. */
  Number get(MemorySegment segment, long offset) {
    return decode(
        new Words(segment.get(WORD, offset + HIGH_AT), segment.get(WORD, offset + LOW_AT)));
  }

  static void put(MemorySegment segment, long offset, Words words) {
    segment.set(WORD, offset + HIGH_AT, words.high);
    segment.set(WORD, offset + LOW_AT, words.low);
  }

  /** Where the sign lies in the higher word. The exponent is below it. */
  private int signAt() {
    return this == X87 ? 15 : 63;
  }

  private int exponentAt() {
    return signAt() - 15;
  }

  Number decode(Words words) {
    boolean negative = ((words.high >>> signAt()) & 1) != 0;
    int biased = (int) (words.high >>> exponentAt()) & SPECIAL;
    BigInteger significand = unsigned(words.low);
    if (this == BINARY128) {
      long leadingBit = 1L << exponentAt();
      long most = (words.high & (leadingBit - 1)) | (biased == 0 ? 0 : leadingBit);
      significand = BigInteger.valueOf(most).shiftLeft(Long.SIZE).or(significand);
    }
    boolean leading = significand.testBit(precision - 1);
    if (biased == SPECIAL || (biased != 0 && !leading)) { // without the leading bit: invalid
      boolean infinite = biased == SPECIAL && leading && significand.bitCount() == 1;
      return infinite
          ? (negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
          : Double.NaN;
    }
    if (significand.signum() == 0) {
      return negative ? (Number) (-0.0) : BigDecimal.ZERO;
    }
    int zeros = significand.getLowestSetBit();
    int exponent = Math.max(biased, 1) - BIAS - (precision - 1) + zeros;
    BigInteger digits = significand.shiftRight(zeros);
    BigDecimal value =
        exponent >= 0
            ? new BigDecimal(digits.shiftLeft(exponent))
            : new BigDecimal(digits.multiply(FIVE.pow(-exponent)), -exponent);
    return negative ? value.negate() : value;
  }

  private static BigInteger unsigned(long word) {
    return new BigInteger(Long.toUnsignedString(word));
  }

  /** The words of a number, rounded to the nearest even; null if it is too large or no number. */
  @Nullable Words encode(Object value) {
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

  private @Nullable Words encode(double value) {
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    BigInteger leading = BigInteger.ONE.shiftLeft(precision - 1);
    if (Double.isNaN(value)) {
      return words(leading.setBit(precision - 2), SPECIAL, false);
    }
    if (Double.isInfinite(value)) {
      return words(leading, SPECIAL, negative);
    }
    return value == 0 ? words(BigInteger.ZERO, 0, negative) : encode(new BigDecimal(value));
  }

  private @Nullable Words encode(BigDecimal value) {
    boolean negative = value.signum() < 0;
    long digits = (long) value.precision() - value.scale();
    if (value.signum() == 0 || digits < -4970) { // the least number is 6.5e-4966
      return words(BigInteger.ZERO, 0, negative);
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
    int shift = precision - 1 - exponent;
    BigInteger divisor = shifted(under, -shift);
    BigInteger[] parts = shifted(over, shift).divideAndRemainder(divisor);
    BigInteger significand = parts[0];
    int half = parts[1].shiftLeft(1).compareTo(divisor);
    if (half > 0 || (half == 0 && significand.testBit(0))) {
      significand = significand.add(BigInteger.ONE);
    }
    if (significand.bitLength() > precision) {
      significand = significand.shiftRight(1);
      exponent++;
    }
    if (exponent > BIAS) {
      return null;
    }
    return words(significand, significand.bitLength() == precision ? exponent + BIAS : 0, negative);
  }

  /** Shifted left, or as it is where the other side of a fraction is shifted instead. */
  private static BigInteger shifted(BigInteger value, int by) {
    return by > 0 ? value.shiftLeft(by) : value;
  }

  private Words words(BigInteger significand, int biased, boolean negative) {
    long most = significand.shiftRight(Long.SIZE).longValue() & ((1L << exponentAt()) - 1);
    long sign = negative ? 1L << signAt() : 0;
    return new Words(sign | ((long) biased << exponentAt()) | most, significand.longValue());
  }
}
