package io.memview.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a number lies in memory, and what its bits mean: the arithmetic of item access and of
 * conversions. Knows no formats; {@link NumberCodecs} gives the codec of one.
 *
 * <p>Numbers travel as <i>bits</i>: the item's bits in the low end of a {@code long}, in native
 * order; what stands above them means nothing. Values out of bits, bits out of values and every
 * range rule are here. A record, whose components the JIT compiler takes for constants where the
 * codec is one: then nothing of this is left to decide.
 *
 * @param kind what the bits mean
 * @param width the number of bits, from 1 to 64; 0 if the items are no numbers
 * @param shift the bits of the first byte in front of them, from 0 to 7: the lower ones if the
 *     order is little-endian, the higher ones if it is big-endian
 * @param order the order of bytes, and of bits in a byte where those are counted
 * @param strict whether a finite value that is too large for a binary32 is refused, and not
 *     infinite
 * @param refusals what is said of values that do not fit
 */
public record NumberCodec(
    Kind kind, int width, int shift, ByteOrder order, boolean strict, Refusals refusals) {
  /** All but what is said: that goes with the rest. By hand, as a record's own is slow to link. */
  @Override
  public int hashCode() {
    int places = (kind.ordinal() * 31 + width) * 31 + shift;
    return (places * 31 + order.hashCode()) * 31 + (strict ? 1 : 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NumberCodec that
        && kind == that.kind
        && width == that.width
        && shift == that.shift
        && order == that.order
        && strict == that.strict
        && refusals.equals(that.refusals);
  }

  /** What bits mean. */
  public enum Kind {
    /** Truth: any bit of the byte. */
    TRUTH,
    /** A two's complement integer. */
    SIGNED,
    /** An integer without a sign. */
    UNSIGNED,
    /** An IEEE 754 number of 16, 32 or 64 bits. */
    FLOAT,
    /** The upper half of a binary32. */
    BRAIN_FLOAT,
    /** No number: everything is refused. */
    NONE
  }

  /** The exceptions for a format, in words that name it. */
  public interface Refusals {
    /**
     * Whether others name the format by the same string: formats can be equal and print
     * differently.
     *
     * @param other others
     * @return true if they do
     */
    boolean isNamedAs(Refusals other);

    /**
     * A value that the format does not hold.
     *
     * @param value the value
     * @param range which ones it holds
     * @return to be thrown
     */
    RuntimeException outOfRange(Object value, String range);

    /**
     * An integer that the format would round.
     *
     * @param value the value
     * @return to be thrown
     */
    RuntimeException inexact(long value);

    /**
     * A value of a type that the format does not take.
     *
     * @param value the value
     * @return to be thrown
     */
    RuntimeException wrongType(Object value);

    /**
     * Items that are not what they are read as.
     *
     * @param why a clause, with {@code %s} for the format
     * @return to be thrown
     */
    RuntimeException unreadable(String why);

    /**
     * A value that is there, and that its carrier does not hold.
     *
     * @param value the value
     * @return to be thrown
     */
    RuntimeException tooLarge(String value);
  }

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final BigInteger UNSIGNED_MASK =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

  /** The integers up to here are doubles, all of them. */
  private static final int DOUBLE_PRECISION = 53;

  // ---- what it is

  /**
   * Whether items are numbers or truth values.
   *
   * @return true unless the kind is {@link Kind#NONE}
   */
  public boolean isNumeric() {
    return kind != Kind.NONE;
  }

  /**
   * Whether items are integers.
   *
   * @return true if they are
   */
  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /**
   * Whether items are floats of any kind.
   *
   * @return true if they are
   */
  public boolean isFloat() {
    return kind == Kind.FLOAT || kind == Kind.BRAIN_FLOAT;
  }

  /**
   * Whether every item is a double.
   *
   * @return true of floats, and of integers that a double holds exactly
   */
  public boolean areDoubles() {
    return isFloat() || (isInteger() && width <= DOUBLE_PRECISION);
  }

  /**
   * Whether items fill bytes as a Java type does, so that one load or store moves all of an item
   * and nothing else.
   *
   * @return true of 8, 16, 32 or 64 bits from the start of a byte on
   */
  public boolean isWhole() {
    return shift == 0 && width >= Byte.SIZE && Integer.bitCount(width) == 1;
  }

  /**
   * The bytes that an item lies in.
   *
   * @return how many
   */
  public int byteSize() {
    return (shift + width + 7) / Byte.SIZE;
  }

  private boolean isSwapped() {
    return order != ByteOrder.nativeOrder();
  }

  /**
   * As many ones as an item has bits.
   *
   * @return the bits
   */
  public long mask() {
    return -1L >>> (Long.SIZE - width);
  }

  /**
   * The smallest integer: Python's {@code numpy.iinfo(t).min}.
   *
   * @return 0 of unsigned ones
   * @throws UnsupportedOperationException if items are not integers
   */
  public long min() {
    checkInteger();
    return kind == Kind.UNSIGNED ? 0 : Long.MIN_VALUE >> (Long.SIZE - width);
  }

  /**
   * The largest integer that is a {@code long}: Python's {@code numpy.iinfo(t).max} but for
   * unsigned ones of 64 bits.
   *
   * @return the value
   * @throws UnsupportedOperationException if items are not integers
   */
  public long max() {
    checkInteger();
    return kind == Kind.UNSIGNED && width < Long.SIZE
        ? mask()
        : Long.MAX_VALUE >> (Long.SIZE - width);
  }

  private void checkInteger() {
    if (!isInteger()) {
      throw refusals.unreadable("a '%s' item is not an integer");
    }
  }

  // ---- bits in memory

  /**
   * Loads the bits of an item.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @return the bits in the low end
   * @throws UnsupportedOperationException if items are no numbers
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   */
  public long load(MemorySegment segment, long offset) {
    if (!isNumeric()) {
      throw refusals.unreadable("a '%s' item is not one number");
    }
    if (!isWhole()) {
      return loadField(segment, offset);
    }
    switch (width) {
      case Byte.SIZE:
        return segment.get(BYTE, offset);
      case Short.SIZE:
        short two = segment.get(SHORT, offset);
        return isSwapped() ? Short.reverseBytes(two) : two;
      case Integer.SIZE:
        int four = segment.get(INT, offset);
        return (isSwapped() ? Integer.reverseBytes(four) : four) & 0xFFFF_FFFFL;
      default:
        long eight = segment.get(LONG, offset);
        return isSwapped() ? Long.reverseBytes(eight) : eight;
    }
  }

  /**
   * Stores the bits of an item. What else lies in its bytes stays.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @param bits the bits in the low end
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   */
  public void store(MemorySegment segment, long offset, long bits) {
    if (!isWhole()) {
      storeField(segment, offset, bits & mask());
      return;
    }
    boolean swap = isSwapped();
    switch (width) {
      case Byte.SIZE -> segment.set(BYTE, offset, (byte) bits);
      case Short.SIZE ->
          segment.set(SHORT, offset, swap ? Short.reverseBytes((short) bits) : (short) bits);
      case Integer.SIZE ->
          segment.set(INT, offset, swap ? Integer.reverseBytes((int) bits) : (int) bits);
      default -> segment.set(LONG, offset, swap ? Long.reverseBytes(bits) : bits);
    }
  }

  private long loadField(MemorySegment segment, long offset) {
    long bits = 0;
    for (int i = 0; i < byteSize(); i++) {
      bits |= moved(segment.get(BYTE, offset + i) & 0xFF, place(i));
    }
    return bits & mask();
  }

  private void storeField(MemorySegment segment, long offset, long bits) {
    Objects.checkFromIndexSize(offset, byteSize(), segment.byteSize());
    for (int i = 0; i < byteSize(); i++) {
      long mine = moved(mask(), -place(i)) & 0xFF;
      long others = mine == 0xFF ? 0 : segment.get(BYTE, offset + i) & ~mine;
      segment.set(BYTE, offset + i, (byte) (others | (moved(bits, -place(i)) & 0xFF)));
    }
  }

  /**
   * Which bit of the number the lowest bit of a byte is.
   *
   * @param i which byte of the item
   * @return the bit; negative if it lies below the lowest one
   */
  public int place(int i) {
    return order == ByteOrder.LITTLE_ENDIAN
        ? Byte.SIZE * i - shift
        : shift + width - Byte.SIZE * (i + 1);
  }

  /**
   * Bits further up, or down.
   *
   * @param bits the bits
   * @param up how far; down if negative
   * @return the bits without those that fell off
   */
  public static long moved(long bits, int up) {
    return up < 0 ? bits >>> -up : bits << up;
  }

  // ---- bits and values

  /**
   * The integer that bits mean.
   *
   * @param bits the bits in the low end
   * @return the value
   * @throws ArithmeticException if the value is above 2<sup>63</sup>-1
   * @throws UnsupportedOperationException if items are not integers
   */
  public long toLong(long bits) {
    checkInteger();
    boolean signed = kind == Kind.SIGNED;
    switch (width) {
      case Byte.SIZE:
        return signed ? (byte) bits : bits & 0xFF;
      case Short.SIZE:
        return signed ? (short) bits : bits & 0xFFFF;
      case Integer.SIZE:
        return signed ? Unfused.signed((int) bits) : Unfused.unsigned((int) bits);
      case Long.SIZE:
        if (!signed && bits < 0) {
          throw refusals.tooLarge(Long.toUnsignedString(bits));
        }
        return bits;
      default:
        int above = Long.SIZE - width;
        return signed ? bits << above >> above : bits & mask();
    }
  }

  /**
   * The number that bits mean.
   *
   * @param bits the bits in the low end
   * @return the value, exactly
   * @throws UnsupportedOperationException if items are not floats, and not integers of few enough
   *     bits for a double to hold all of them
   */
  public double toDouble(long bits) {
    if (isFloat()) {
      return switch (width) {
        case Short.SIZE -> fromHalf((short) bits);
        case Integer.SIZE -> Unfused.real((int) bits);
        default -> Double.longBitsToDouble(bits);
      };
    }
    if (!areDoubles()) {
      throw refusals.unreadable("a double does not hold every '%s' item");
    }
    return toLong(bits);
  }

  private double fromHalf(short bits) {
    return kind == Kind.BRAIN_FLOAT ? BFloat16.toDouble(bits) : Float.float16ToFloat(bits);
  }

  /**
   * The bits of an integer.
   *
   * @param value the value
   * @return the bits in the low end
   * @throws IllegalArgumentException if the value is out of range, or if items are neither integers
   *     nor floats that hold the value exactly
   */
  public long ofLong(long value) {
    if (isInteger()) {
      if (value < min() || value > max()) {
        throw outOfRange(value);
      }
      return value;
    }
    if (isFloat()) {
      long bits = ofDouble(value);
      if ((long) toDouble(bits) != value || value == Long.MAX_VALUE) {
        throw refusals.inexact(value);
      }
      return bits;
    }
    throw refusals.wrongType(value);
  }

  /**
   * The bits of a number, rounded to the nearest.
   *
   * @param value the value
   * @return the bits in the low end
   * @throws IllegalArgumentException if items are not floats; if a finite value is too large for 16
   *     bits, or for 32 where that is refused
   */
  public long ofDouble(double value) {
    if (!isFloat()) {
      throw refusals.wrongType(value);
    }
    long bits = roundedBits(value);
    boolean mayOverflow = width < Integer.SIZE || (width == Integer.SIZE && strict);
    if (mayOverflow && Double.isFinite(value) && !Double.isFinite(toDouble(bits))) {
      throw outOfRange(value);
    }
    return bits;
  }

  /**
   * The bits of the nearest float, which is infinite where the value is too large.
   *
   * @param value the value
   * @return the bits in the low end
   */
  public long roundedBits(double value) {
    return switch (width) {
      case Short.SIZE -> kind == Kind.BRAIN_FLOAT ? BFloat16.of(value) : Half.of(value);
      case Integer.SIZE -> Float.floatToRawIntBits((float) value);
      default -> Double.doubleToRawLongBits(value);
    };
  }

  /**
   * The bits of a truth value.
   *
   * @param value the value
   * @return 1 or 0
   * @throws IllegalArgumentException if items are no truth values
   */
  public long ofBoolean(boolean value) {
    if (kind != Kind.TRUTH) {
      throw refusals.wrongType(value);
    }
    return value ? 1 : 0;
  }

  /**
   * The truth value that bits mean.
   *
   * @param bits the bits in the low end
   * @return true unless they are 0
   * @throws UnsupportedOperationException if items are no truth values
   */
  public boolean toBoolean(long bits) {
    if (kind != Kind.TRUTH) {
      throw refusals.unreadable("a '%s' item is not a truth value");
    }
    return (bits & 0xFF) != 0;
  }

  /**
   * The boxed value that bits mean.
   *
   * @param bits the bits in the low end
   * @return a {@link Boolean}, {@link Double} or {@link Long}; a {@link BigInteger} of unsigned
   *     integers of 64 bits
   * @throws UnsupportedOperationException if items are no numbers
   */
  public Object toObject(long bits) {
    return switch (kind) {
      case TRUTH -> toBoolean(bits);
      case FLOAT, BRAIN_FLOAT -> toDouble(bits);
      case SIGNED -> toLong(bits);
      case UNSIGNED ->
          width < Long.SIZE ? (Object) toLong(bits) : BigInteger.valueOf(bits).and(UNSIGNED_MASK);
      case NONE -> throw refusals.unreadable("a '%s' item is not one number");
    };
  }

  /**
   * The bits of a boxed value.
   *
   * @param value the value
   * @return the bits in the low end
   * @throws IllegalArgumentException if the value has the wrong type or is out of range
   */
  public long ofObject(Object value) {
    Objects.requireNonNull(value, "value");
    return switch (value) {
      case Boolean b -> ofBoolean(b);
      case Long n -> ofLong(n);
      case Integer n -> ofLong(n);
      case Short n -> ofLong(n);
      case Byte n -> ofLong(n);
      case BigInteger n -> ofBig(n);
      case BigDecimal n -> ofDouble(n.doubleValue());
      case Double n -> ofDouble(n);
      case Float n -> ofDouble(n);
      default -> throw refusals.wrongType(value);
    };
  }

  private long ofBig(BigInteger value) {
    if (kind == Kind.UNSIGNED && width == Long.SIZE) {
      if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
        throw outOfRange(value);
      }
      return value.longValue();
    }
    if (value.bitLength() >= Long.SIZE) {
      throw isNumeric() ? outOfRange(value) : refusals.wrongType(value);
    }
    return ofLong(value.longValue());
  }

  /**
   * What a value is refused with that is no item.
   *
   * @param value the value
   * @return to be thrown
   */
  public RuntimeException outOfRange(Object value) {
    return refusals.outOfRange(
        value,
        isInteger()
            ? "%d to %s"
                .formatted(
                    min(), kind == Kind.UNSIGNED ? Long.toUnsignedString(mask()) : "" + max())
            : "the finite numbers of %d bytes".formatted(byteSize()));
  }
}
