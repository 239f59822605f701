package io.memview.format;

import io.memview.format.ScalarType.Kind;
import io.memview.internal.Unfused;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One code of the table in a byte order: a number, a truth value, text or bytes.
 *
 * <p>Numbers travel as <i>bits</i>: the item's bytes as an integer of the item's width, already in
 * native order. {@link #toLong}, {@link #toDouble}, {@link #ofLong} and {@link #ofDouble} turn bits
 * into values and back and hold every range rule, so that whoever loads and stores the bytes needs
 * to know the width and the order only.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param type the row of the table
 * @param mode the byte order
 * @param length the number of bytes of {@code s p x} and of units of {@code u w}; 1 for every other
 *     code
 */
public record Scalar(ScalarType type, ByteMode mode, long length) implements Format {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final BigInteger UNSIGNED_MASK =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /**
   * A code in a byte order.
   *
   * @throws IllegalArgumentException if the code does not exist in that byte order, if the length
   *     is negative, or if a code without a length has one other than 1
   * @throws ArithmeticException if the size in bytes does not fit a long
   */
  public Scalar {
    long size = type.size(mode);
    if (length < 0 || (!type.hasLength() && length != 1)) {
      throw new IllegalArgumentException("length %d of code '%s'".formatted(length, type.text()));
    }
    Math.multiplyExact(size, length);
  }

  /**
   * A code in native byte order.
   *
   * @param type the row of the table
   */
  public Scalar(ScalarType type) {
    this(type, ByteMode.NATIVE, 1);
  }

  /**
   * A code in a byte order.
   *
   * @param type the row of the table
   * @param mode the byte order
   */
  public Scalar(ScalarType type, ByteMode mode) {
    this(type, mode, 1);
  }

  @Override
  public long itemSize() {
    return type.size(mode) * length;
  }

  @Override
  public long alignment() {
    return mode.aligned() ? type.alignment() : 1;
  }

  /**
   * Whether items are numbers or truth values, which travel as bits.
   *
   * @return true for integers, {@code ? e f d} and bfloat16, which have 8 bytes at most
   */
  public boolean isNumeric() {
    return isInteger() || type.kind() == Kind.FLOAT || type.kind() == Kind.BOOL;
  }

  /**
   * Whether items are integers.
   *
   * @return true for signed and unsigned codes
   */
  public boolean isInteger() {
    return type.kind() == Kind.SIGNED || type.kind() == Kind.UNSIGNED;
  }

  /**
   * Whether the bytes in memory are in the other order than the machine's.
   *
   * @return true if they must be swapped; false for items of single bytes
   */
  public boolean isSwapped() {
    return mode.order() != ByteOrder.nativeOrder() && type.size(mode) > 1;
  }

  /**
   * The same code with the bytes in native order.
   *
   * @return this, if the order is native
   */
  public Scalar inNativeOrder() {
    return isSwapped() ? new Scalar(type, ByteMode.STANDARD, length) : this;
  }

  /**
   * The integer that the bits mean.
   *
   * @param bits the item's bytes in the low end
   * @return the value
   * @throws ArithmeticException if the value is above 2<sup>63</sup>-1
   * @throws UnsupportedOperationException if the code is not an integer
   */
  public long toLong(long bits) {
    boolean signed = checkedInteger().type.kind() == Kind.SIGNED;
    switch (type.size(mode)) {
      case 1:
        return signed ? (byte) bits : bits & 0xFF;
      case 2:
        return signed ? (short) bits : bits & 0xFFFF;
      case 4:
        return signed ? Unfused.signed((int) bits) : Unfused.unsigned((int) bits);
      default:
        if (!signed && bits < 0) {
          throw new ArithmeticException(
              "%s of format '%s' does not fit a long: read it boxed"
                  .formatted(Long.toUnsignedString(bits), this));
        }
        return bits;
    }
  }

  /**
   * The number that the bits mean.
   *
   * @param bits the item's bytes in the low end
   * @return the value, exactly
   * @throws UnsupportedOperationException if the code is not a float and not an integer of at most
   *     32 bits, which a double holds exactly
   */
  public double toDouble(long bits) {
    if (type.kind() == Kind.FLOAT) {
      return switch (type.size(mode)) {
        case 2 -> fromHalf((short) bits);
        case 4 -> Unfused.real((int) bits);
        default -> Double.longBitsToDouble(bits);
      };
    }
    if (!isInteger() || type.size(mode) == 8) {
      throw new UnsupportedOperationException(
          "a double does not hold every '%s' item: read it as %s".formatted(this, reading()));
    }
    return toLong(bits);
  }

  private double fromHalf(short bits) {
    return type == ScalarType.BFLOAT16 ? BFloat16.toDouble(bits) : Float.float16ToFloat(bits);
  }

  /**
   * The bits of an integer.
   *
   * @param value the value
   * @return the item's bytes in the low end
   * @throws ValueException if the value is out of the code's range, or if the code is neither an
   *     integer nor a float that holds the value exactly
   */
  public long ofLong(long value) {
    if (isInteger()) {
      if (value < min() || value > max()) {
        throw outOfRange(value);
      }
      return value;
    }
    if (type.kind() == Kind.FLOAT) {
      long bits = ofDouble(value);
      if ((long) toDouble(bits) != value || value == Long.MAX_VALUE) {
        throw new ValueException("%d is not exact as format '%s'".formatted(value, this));
      }
      return bits;
    }
    throw wrongType(value);
  }

  /**
   * The bits of a number, rounded to the nearest.
   *
   * @param value the value
   * @return the item's bytes in the low end
   * @throws ValueException if the code is not a float; if a finite value is too large for {@code e}
   *     or bfloat16; if it is too large for {@code f} in an explicit byte order (in native order it
   *     becomes infinite), as {@code struct} has it
   */
  public long ofDouble(double value) {
    if (type.kind() != Kind.FLOAT) {
      throw wrongType(value);
    }
    switch (type.size(mode)) {
      case 2:
        short half = type == ScalarType.BFLOAT16 ? BFloat16.of(value) : Half.of(value);
        if (Double.isFinite(value) && !Double.isFinite(fromHalf(half))) {
          throw outOfRange(value);
        }
        return half;
      case 4:
        float single = (float) value;
        if (!mode.nativeSizes() && Double.isFinite(value) && !Float.isFinite(single)) {
          throw outOfRange(value);
        }
        return Float.floatToRawIntBits(single);
      default:
        return Double.doubleToRawLongBits(value);
    }
  }

  /**
   * The bits of a truth value.
   *
   * @param value the value
   * @return 1 or 0
   * @throws ValueException if the code is not {@code ?}
   */
  public long ofBoolean(boolean value) {
    if (type.kind() != Kind.BOOL) {
      throw wrongType(value);
    }
    return value ? 1 : 0;
  }

  /**
   * The truth value that the bits mean.
   *
   * @param bits the item's bytes in the low end
   * @return true unless they are 0
   * @throws UnsupportedOperationException if the code is not {@code ?}
   */
  public boolean toBoolean(long bits) {
    if (type.kind() != Kind.BOOL) {
      throw new UnsupportedOperationException(
          "a '%s' item is not a truth value: read it as %s".formatted(this, reading()));
    }
    return (bits & 0xFF) != 0;
  }

  /**
   * The boxed value that the bits mean.
   *
   * @param bits the item's bytes in the low end
   * @return the value, of the type in {@link Format}'s table
   * @throws UnsupportedOperationException if the code is not numeric
   */
  public Object toObject(long bits) {
    return switch (type.kind()) {
      case BOOL -> toBoolean(bits);
      case FLOAT -> toDouble(bits);
      case SIGNED -> toLong(bits);
      case UNSIGNED ->
          itemSize() < 8 ? (Object) toLong(bits) : BigInteger.valueOf(bits).and(UNSIGNED_MASK);
      default ->
          throw new UnsupportedOperationException(
              "a '%s' item does not travel as bits: it is %s".formatted(this, carrier()));
    };
  }

  /**
   * The bits of a boxed value.
   *
   * @param value the value, of a type in {@link Format}'s table
   * @return the item's bytes in the low end
   * @throws ValueException if the value has the wrong type or is out of range
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
      default -> throw wrongType(value);
    };
  }

  private long ofBig(BigInteger value) {
    if (type.kind() == Kind.UNSIGNED && itemSize() == 8) {
      if (value.signum() < 0 || value.bitLength() > 64) {
        throw outOfRange(value);
      }
      return value.longValue();
    }
    if (value.bitLength() > 63) {
      throw outOfRange(value);
    }
    return ofLong(value.longValue());
  }

  /**
   * The smallest integer of the code: Python's {@code numpy.iinfo(t).min}.
   *
   * @return 0 for unsigned codes
   * @throws UnsupportedOperationException if the code is not an integer
   */
  public long min() {
    return checkedInteger().type.kind() == Kind.UNSIGNED
        ? 0
        : Long.MIN_VALUE >> (64 - 8 * type.size(mode));
  }

  /**
   * The largest integer of the code that is a {@code long}: Python's {@code numpy.iinfo(t).max} but
   * for {@code Q}, whose other half is read boxed.
   *
   * @return the value
   * @throws UnsupportedOperationException if the code is not an integer
   */
  public long max() {
    int bits = 8 * checkedInteger().type.size(mode);
    return type.kind() == Kind.UNSIGNED && bits < 64
        ? (1L << bits) - 1
        : Long.MAX_VALUE >> (64 - bits);
  }

  private Scalar checkedInteger() {
    if (!isInteger()) {
      throw new UnsupportedOperationException(
          "a '%s' item is not an integer: read it as %s".formatted(this, reading()));
    }
    return this;
  }

  @Override
  public Object get(MemorySegment segment, long offset) {
    return switch (type.kind()) {
      case CHAR, BYTES, VOID -> segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      case TEXT -> Text.get(this, segment, offset);
      case EXTENDED -> Extended.get(segment, offset);
      case COMPLEX -> {
        Scalar part = part();
        Object re = part.get(segment, offset);
        Object im = part.get(segment, offset + part.itemSize());
        yield re instanceof Double x && im instanceof Double y && isComplexOfDoubles()
            ? new Complex(x, y)
            : List.of(re, im);
      }
      case OBJECT -> throw noValue();
      case PASCAL -> {
        byte[] all = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        yield all.length == 0
            ? all
            : Arrays.copyOfRange(all, 1, 1 + Math.min(all[0] & 0xFF, all.length - 1));
      }
      default -> toObject(getBits(segment, offset));
    };
  }

  private boolean isComplexOfDoubles() {
    return type != ScalarType.LONG_COMPLEX;
  }

  /** The real or the imaginary part. */
  private Scalar part() {
    return new Scalar(type.part().orElseThrow(), mode);
  }

  /** The parts of what is written as a complex number. */
  private List<?> parts(Object value) {
    return switch (value) {
      case Complex z -> List.of(z.re(), z.im());
      case Number n -> List.of(n, 0.0);
      case List<?> both when both.size() == 2 && !isComplexOfDoubles() -> both;
      default -> throw wrongType(value);
    };
  }

  private Extended.Words extended(Object value) {
    Extended.Words words = Extended.encode(value);
    if (words == null) {
      throw value instanceof Number ? outOfRange(value) : wrongType(value);
    }
    return words;
  }

  private UnsupportedOperationException noValue() {
    return new UnsupportedOperationException(
        "a '%s' item is %s, which has no value here; items can be copied"
            .formatted(this, carrier()));
  }

  @Override
  public void check(Object value) {
    Objects.requireNonNull(value, "value");
    switch (type.kind()) {
      case CHAR -> {
        if (!(value instanceof byte[] bytes) || bytes.length != 1) {
          throw new ValueException("format 'c' takes a byte[] of length 1, not " + show(value));
        }
      }
      case BYTES, PASCAL -> {
        if (!(value instanceof byte[])) {
          throw wrongType(value);
        }
      }
      case VOID -> {
        if (!(value instanceof byte[] bytes) || bytes.length != length) {
          throw wrongType(value);
        }
      }
      case TEXT -> Text.units(this, value);
      case EXTENDED -> extended(value);
      case COMPLEX -> {
        Scalar part = part();
        parts(value).forEach(part::check);
      }
      case OBJECT -> throw noValue();
      default -> ofObject(value);
    }
  }

  @Override
  public void put(MemorySegment segment, long offset, Object value) {
    Objects.requireNonNull(value, "value");
    switch (type.kind()) {
      case TEXT -> Text.put(this, segment, offset, value);
      case EXTENDED -> Extended.put(segment, offset, extended(value));
      case COMPLEX -> {
        Scalar part = part();
        List<?> both = parts(value);
        part.put(segment, offset, both.get(0));
        part.put(segment, offset + part.itemSize(), both.get(1));
      }
      case OBJECT -> throw noValue();
      case CHAR, BYTES, VOID -> putBytes(segment.asSlice(offset, length), (byte[]) value);
      case PASCAL -> {
        if (length > 0) {
          byte[] text = (byte[]) value;
          int kept = (int) Math.min(Math.min(text.length, length - 1), 255);
          MemorySegment item = segment.asSlice(offset, length);
          putBytes(item.asSlice(1), Arrays.copyOf(text, kept));
          item.set(ValueLayout.JAVA_BYTE, 0, (byte) kept);
        }
      }
      default -> setBits(segment, offset, ofObject(value));
    }
  }

  private static void putBytes(MemorySegment item, byte[] value) {
    long kept = Math.min(value.length, item.byteSize());
    MemorySegment.copy(value, 0, item, ValueLayout.JAVA_BYTE, 0, (int) kept);
    item.asSlice(kept).fill((byte) 0);
  }

  /**
   * Loads the bits of an item.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @return the item's bytes in native order, in the low end
   * @throws UnsupportedOperationException if the code is not numeric
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   */
  public long getBits(MemorySegment segment, long offset) {
    if (!isNumeric()) {
      throw new UnsupportedOperationException(
          "a '%s' item does not travel as bits: read it as %s".formatted(this, reading()));
    }
    boolean swap = isSwapped();
    switch (type.size(mode)) {
      case 1:
        return segment.get(ValueLayout.JAVA_BYTE, offset);
      case 2:
        short two = segment.get(SHORT, offset);
        return swap ? Short.reverseBytes(two) : two;
      case 4:
        int four = segment.get(INT, offset);
        return (swap ? Integer.reverseBytes(four) : four) & 0xFFFF_FFFFL;
      default:
        long eight = segment.get(LONG, offset);
        return swap ? Long.reverseBytes(eight) : eight;
    }
  }

  /**
   * Stores the bits of an item.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @param bits the item's bytes in native order, in the low end
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   */
  public void setBits(MemorySegment segment, long offset, long bits) {
    boolean swap = isSwapped();
    switch (type.size(mode)) {
      case 1 -> segment.set(ValueLayout.JAVA_BYTE, offset, (byte) bits);
      case 2 -> segment.set(SHORT, offset, swap ? Short.reverseBytes((short) bits) : (short) bits);
      case 4 -> segment.set(INT, offset, swap ? Integer.reverseBytes((int) bits) : (int) bits);
      default -> segment.set(LONG, offset, swap ? Long.reverseBytes(bits) : bits);
    }
  }

  private ValueException outOfRange(Object value) {
    String range =
        isInteger()
            ? "%d to %s"
                .formatted(
                    min(),
                    type.kind() == Kind.UNSIGNED && itemSize() == 8
                        ? Long.toUnsignedString(-1)
                        : Long.toString(max()))
            : "the finite numbers of %d bytes".formatted(itemSize());
    return new ValueException(
        "%s is out of range for format '%s': %s".formatted(value, this, range));
  }

  private ValueException wrongType(Object value) {
    return new ValueException(
        "format '%s' takes %s, not %s".formatted(this, carrier(), show(value)));
  }

  static String show(Object value) {
    return value instanceof byte[] bytes
        ? "a byte[] of length " + bytes.length
        : "%s (%s)".formatted(value, value.getClass().getSimpleName());
  }

  /** How values can be read, in words for messages. */
  private String reading() {
    return carrier()
        + (type.kind() == Kind.VOID ? ", or reinterpret the view as what its bytes are" : "");
  }

  /** What values of the code are, in words for messages. */
  private String carrier() {
    return switch (type.kind()) {
      case BOOL -> "a boolean";
      case SIGNED, UNSIGNED -> "an integer";
      case FLOAT -> "a double";
      case EXTENDED -> "a boxed number";
      case COMPLEX -> isComplexOfDoubles() ? "a Complex" : "a Complex or a list of two numbers";
      case CHAR, BYTES, PASCAL -> "a byte[]";
      case VOID -> "a byte[] of length " + length;
      case TEXT -> "a String";
      case OBJECT -> "a Python object";
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scalar that
        && type.kind() == that.type.kind()
        && type.size(mode) == that.type.size(that.mode)
        && (type == ScalarType.BFLOAT16) == (that.type == ScalarType.BFLOAT16)
        && itemSize() == that.itemSize()
        && isSwapped() == that.isSwapped();
  }

  @Override
  public int hashCode() {
    return Objects.hash(type.kind(), itemSize(), isSwapped());
  }

  /** The format string: the byte order unless it is {@code @}, a length, the code. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
