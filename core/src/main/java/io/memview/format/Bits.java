package io.memview.format;

import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodecs;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * An integer of any number of bits: {@code 3t}, {@code 24t}. It is unsigned or in two's complement,
 * and its bits lie in one of two ways:
 *
 * <ul>
 *   <li>little-endian, which is usual: the least significant bit comes first, in the lowest bit of
 *       a byte that is free, as C compilers lay out bit fields and as samples lie in a {@code .wav}
 *       file;
 *   <li>big-endian: the most significant bit comes first, in the highest bit that is free, as in
 *       headers of network protocols and in an {@code .aiff} file.
 * </ul>
 *
 * <p>The order is said by name; the byte orders of format strings have no say in it. Entries {@code
 * t} of one order that follow each other in a record share bytes; what comes next starts a byte of
 * its own. In a format string {@code -} in front of the number makes the integer signed, and {@code
 * ~} big-endian: {@code -24t}, {@code ~4t}, {@code -~24t}. Others than memview read {@code t} at
 * most.
 *
 * <p>A field of bits that starts inside a byte has a {@code shift}. A format string can say it only
 * behind the bits in front, so that {@code toString()} of such a field by itself leaves it out.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param width the number of bits, from 1 to 64
 * @param shift the number of bits of the first byte that belong to others, from 0 to 7: the lower
 *     ones if the order is little-endian, the higher ones if it is big-endian
 * @param isSigned whether the values are in two's complement
 * @param order which bits come first
 */
public record Bits(int width, int shift, boolean isSigned, ByteOrder order) implements Format {
  static {
    NumberCodecs.makeBy(Bits.class, Bits::codec);
  }

  /**
   * A field of bits.
   *
   * @throws IllegalArgumentException if the width is not in 1..64 or the shift not in 0..7
   */
  public Bits {
    Objects.requireNonNull(order, "order");
    if (width < 1 || width > 64 || shift < 0 || shift > 7) {
      throw new IllegalArgumentException(
          "bits have a width of 1 to 64 and a shift of 0 to 7, not %d and %d"
              .formatted(width, shift));
    }
  }

  /**
   * A field of unsigned, little-endian bits.
   *
   * @param width the number of bits, from 1 to 64
   * @param shift the number of lower bits of the first byte that belong to others, from 0 to 7
   * @throws IllegalArgumentException if the width is not in 1..64 or the shift not in 0..7
   */
  public Bits(int width, int shift) {
    this(width, shift, false, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * An unsigned integer, little-endian, from the start of a byte on: {@code 12t}.
   *
   * @param width the number of bits, from 1 to 64
   * @return the format
   * @throws IllegalArgumentException if the width is not in 1..64
   */
  public static Bits unsigned(int width) {
    return new Bits(width, 0);
  }

  /**
   * An integer in two's complement, little-endian, from the start of a byte on: {@code -24t}.
   *
   * @param width the number of bits, from 1 to 64
   * @return the format
   * @throws IllegalArgumentException if the width is not in 1..64
   */
  public static Bits signed(int width) {
    return new Bits(width, 0, true, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The same integer with its bits in an order, as {@link
   * java.lang.foreign.ValueLayout#withOrder(ByteOrder)} has it for bytes.
   *
   * @param newOrder which bits come first
   * @return the format
   */
  public Bits withOrder(ByteOrder newOrder) {
    Objects.requireNonNull(newOrder, "newOrder");
    return new Bits(width, shift, isSigned, newOrder);
  }

  /** The same integer behind other bits. */
  Bits withShift(int newShift) {
    return new Bits(width, newShift, isSigned, order);
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
    return bits >= 0 && !isSigned ? (Object) bits : codec.toObject(bits);
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
        isSigned ? NumberCodec.Kind.SIGNED : NumberCodec.Kind.UNSIGNED,
        width,
        shift,
        order,
        false,
        new Refusal(this, "an integer", ""));
  }

  /** Where the lowest bit is, if all bits are in one byte: from both ends they are the same. */
  private int lowest() {
    return order == ByteOrder.LITTLE_ENDIAN ? shift : Byte.SIZE - shift - width;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Bits that) || width != that.width || isSigned != that.isSigned) {
      return false;
    }
    return (itemSize() == 1 && that.itemSize() == 1)
        ? lowest() == that.lowest()
        : shift == that.shift && order == that.order;
  }

  @Override
  public int hashCode() {
    return Objects.hash(width, isSigned, itemSize());
  }

  /** The format string, such as {@code 3t}. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
