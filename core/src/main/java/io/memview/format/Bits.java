package io.memview.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Objects;

/**
 * Some bits of a byte, or of a few: {@code 3t}. The value is an unsigned integer whose least
 * significant bit comes first, in the lowest bit that is free; byte orders have no say in it.
 * Entries {@code t} that follow each other in a record share bytes; the next other code starts a
 * byte of its own.
 *
 * <p>A field of bits that starts inside a byte has a {@code shift}. A format string can say it only
 * behind the bits in front, so that {@code toString()} of such a field by itself leaves it out.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param width the number of bits, from 1 to 64
 * @param shift the number of lower bits of the first byte that belong to others, from 0 to 7
 */
public record Bits(int width, int shift) implements Format {
  /**
   * A field of bits.
   *
   * @throws IllegalArgumentException if the width is not in 1..64 or the shift not in 0..7
   */
  public Bits {
    if (width < 1 || width > 64 || shift < 0 || shift > 7) {
      throw new IllegalArgumentException(
          "bits have a width of 1 to 64 and a shift of 0 to 7, not %d and %d"
              .formatted(width, shift));
    }
  }

  /** The number of bytes that hold the bits, those shared with other bits included. */
  @Override
  public long itemSize() {
    return (shift + width + 7L) / 8;
  }

  /** The alignment, which is 1. */
  @Override
  public long alignment() {
    return 1;
  }

  @Override
  public Object get(MemorySegment segment, long offset) {
    MemorySegment item = segment.asSlice(offset, itemSize());
    long bits = 0;
    for (int i = 0; i < itemSize(); i++) {
      long eight = item.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
      int at = 8 * i - shift;
      bits |= at < 0 ? eight >>> -at : eight << at;
    }
    bits &= mask();
    return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
  }

  @Override
  public void check(Object value) {
    bits(value);
  }

  @Override
  public void put(MemorySegment segment, long offset, Object value) {
    long bits = bits(value);
    MemorySegment item = segment.asSlice(offset, itemSize());
    for (int i = 0; i < itemSize(); i++) {
      int at = 8 * i - shift;
      long mine = at < 0 ? mask() << -at : mask() >>> at;
      long eight = at < 0 ? bits << -at : bits >>> at;
      byte old = item.get(ValueLayout.JAVA_BYTE, i);
      item.set(ValueLayout.JAVA_BYTE, i, (byte) ((old & ~mine) | eight));
    }
  }

  private long mask() {
    return -1L >>> (64 - width);
  }

  private long bits(Object value) {
    Objects.requireNonNull(value, "value");
    BigInteger number =
        switch (value) {
          case Long n -> BigInteger.valueOf(n);
          case Integer n -> BigInteger.valueOf(n);
          case Short n -> BigInteger.valueOf(n);
          case Byte n -> BigInteger.valueOf(n);
          case BigInteger n -> n;
          default ->
              throw new ValueException(
                  "format '%s' takes an integer, not %s".formatted(this, Scalar.show(value)));
        };
    if (number.signum() < 0 || number.bitLength() > width) {
      throw new ValueException(
          "%s is out of range for format '%s': 0 to %s"
              .formatted(value, this, Long.toUnsignedString(mask())));
    }
    return number.longValue();
  }

  /** The format string, such as {@code 3t}. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
