package io.memview.format;

import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodecs;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

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
  static {
    NumberCodecs.makeBy(Bits.class, Bits::codec);
  }

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
    NumberCodec codec = codec();
    long bits = codec.load(segment, offset);
    return bits >= 0 ? (Object) bits : codec.toObject(bits);
  }

  @Override
  public void check(Object value) {
    codec().ofObject(value);
  }

  @Override
  public void put(MemorySegment segment, long offset, Object value) {
    NumberCodec codec = codec();
    codec.store(segment, offset, codec.ofObject(value));
  }

  /** How items are numbers, in every respect. */
  NumberCodec codec() {
    return new NumberCodec(
        NumberCodec.Kind.UNSIGNED,
        width,
        shift,
        ByteOrder.LITTLE_ENDIAN,
        false,
        new Refusal(this, "an integer", ""));
  }

  /** The format string, such as {@code 3t}. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
