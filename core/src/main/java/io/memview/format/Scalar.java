package io.memview.format;

import io.memview.format.ScalarType.Kind;
import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodecs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * One code of the table in a byte order: a number, a truth value, text or bytes.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param type the row of the table
 * @param mode the byte order
 * @param length the number of bytes of {@code s p x} and of units of {@code u w}; 1 for every other
 *     code
 */
public record Scalar(ScalarType type, ByteMode mode, long length) implements Format {
  static {
    NumberCodecs.makeBy(
        Scalar.class,
        new Function<>() { // each program starts with scalars: see "Start" in DESIGN.md
          @Override
          public NumberCodec apply(Scalar scalar) {
            return scalar.codec();
          }
        });
  }

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
    if (length > Long.MAX_VALUE / size) {
      throw new ArithmeticException(
          "length %d of code '%s' is more than 2^63-1 bytes".formatted(length, type.text()));
    }
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
   * Whether items are numbers or truth values that a primitive type of Java holds.
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

  @Override
  public Object get(MemorySegment segment, long offset) {
    return switch (type.kind()) {
      case CHAR, BYTES, VOID -> segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      case TEXT -> Text.get(this, segment, offset);
      case EXTENDED -> Extended.here().get(segment, offset);
      case COMPLEX -> {
        Scalar part = part();
        Object re = part.get(segment, offset);
        Object im = part.get(segment, offset + part.itemSize());
        yield re instanceof Double x && im instanceof Double y && isComplexOfDoubles()
            ? new Complex(x, y)
            : List.of(re, im);
      }
      case OBJECT -> throw refusal().noValue();
      case PASCAL -> {
        byte[] all = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        yield all.length == 0
            ? all
            : Arrays.copyOfRange(all, 1, 1 + Math.min(all[0] & 0xFF, all.length - 1));
      }
      default -> {
        NumberCodec codec = codec();
        yield codec.toObject(codec.load(segment, offset));
      }
    };
  }

  private boolean isComplexOfDoubles() {
    return part().type.kind() == Kind.FLOAT;
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
      default -> throw refusal().wrongType(value);
    };
  }

  private Extended.Words extended(Object value) {
    Extended.Words words = Extended.here().encode(value);
    if (words == null) {
      throw value instanceof Number
          ? refusal().outOfRange(value, "the finite numbers of %d bytes".formatted(itemSize()))
          : refusal().wrongType(value);
    }
    return words;
  }

  /** How items are numbers, in every respect. */
  NumberCodec codec() {
    NumberCodec.Kind kind =
        switch (type.kind()) {
          case BOOL -> NumberCodec.Kind.TRUTH;
          case SIGNED -> NumberCodec.Kind.SIGNED;
          case UNSIGNED -> NumberCodec.Kind.UNSIGNED;
          case FLOAT ->
              type == ScalarType.BFLOAT16 ? NumberCodec.Kind.BRAIN_FLOAT : NumberCodec.Kind.FLOAT;
          default -> NumberCodec.Kind.NONE;
        };
    return new NumberCodec(
        kind,
        kind == NumberCodec.Kind.NONE ? 0 : Byte.SIZE * type.size(mode),
        0,
        isSwapped() ? mode.order() : ByteOrder.nativeOrder(),
        !mode.nativeSizes(),
        refusal());
  }

  private Refusal refusal() {
    return new Refusal(
        this,
        switch (type.kind()) {
          case BOOL -> "a boolean";
          case SIGNED, UNSIGNED -> "an integer";
          case FLOAT -> "a double";
          case EXTENDED -> "a boxed number";
          case COMPLEX -> isComplexOfDoubles() ? "a Complex" : "a Complex or a list of two numbers";
          case CHAR, BYTES, PASCAL -> "a byte[]";
          case VOID -> "a byte[] of length " + length;
          case TEXT -> "a String";
          case OBJECT -> "a Python object";
        },
        type == ScalarType.VOID ? ", or reinterpret the view as what its bytes are" : "");
  }

  @Override
  public void check(Object value) {
    Objects.requireNonNull(value, "value");
    switch (type.kind()) {
      case CHAR -> {
        if (!(value instanceof byte[] bytes) || bytes.length != 1) {
          throw new ValueException(
              "format 'c' takes a byte[] of length 1, not " + Refusal.show(value));
        }
      }
      case BYTES, PASCAL -> {
        if (!(value instanceof byte[])) {
          throw refusal().wrongType(value);
        }
      }
      case VOID -> {
        if (!(value instanceof byte[] bytes) || bytes.length != length) {
          throw refusal().wrongType(value);
        }
      }
      case TEXT -> Text.units(this, value);
      case EXTENDED -> extended(value);
      case COMPLEX -> {
        Scalar part = part();
        parts(value).forEach(part::check);
      }
      case OBJECT -> throw refusal().noValue();
      default -> codec().ofObject(value);
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
      case OBJECT -> throw refusal().noValue();
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
      default -> {
        NumberCodec codec = codec();
        codec.store(segment, offset, codec.ofObject(value));
      }
    }
  }

  private static void putBytes(MemorySegment item, byte[] value) {
    long kept = Math.min(value.length, item.byteSize());
    MemorySegment.copy(value, 0, item, ValueLayout.JAVA_BYTE, 0, (int) kept);
    item.asSlice(kept).fill((byte) 0);
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
