package io.memview.format;

import java.lang.foreign.MemorySegment;

/**
 * What one item of a view is: a scalar, a sub-array or a record. Counterpart of {@code
 * Py_buffer.format} together with {@code struct.Struct}.
 *
 * <p>A format is made from a string by {@link #parse} and printed by {@code toString()}. Two
 * formats are equal when their items have the same bytes and the same meaning: {@code "l"} and
 * {@code "q"} are equal where a C long has eight bytes, and {@code "i"} equals {@code "<i"} on a
 * little-endian machine.
 *
 * <p><b>Units.</b> All sizes and offsets are bytes.
 *
 * <p><b>Values.</b> {@link #get} and {@link #set} deal in boxed values, the same Java type for
 * every item of a code:
 *
 * <table>
 * <caption>Java types of items</caption>
 * <tr><th>codes</th><th>read as</th><th>written from</th></tr>
 * <tr><td>{@code b B h H i I l L q n}</td><td>{@link Long}</td>
 *     <td>any integer {@link Number}</td></tr>
 * <tr><td>{@code Q N P}, and {@code L} of 8 bytes</td><td>{@link java.math.BigInteger}</td>
 *     <td>any integer {@link Number}</td></tr>
 * <tr><td>{@code e f d}</td><td>{@link Double}</td><td>any {@link Number}</td></tr>
 * <tr><td>{@code ?}</td><td>{@link Boolean}</td><td>{@link Boolean}</td></tr>
 * <tr><td>{@code c s p}</td><td>{@code byte[]}</td><td>{@code byte[]}</td></tr>
 * <tr><td>a count or {@code (k1,…)}</td><td>nested {@link java.util.List}</td>
 *     <td>nested {@link java.util.List}</td></tr>
 * <tr><td>several codes, {@code T{…}}</td><td>{@link java.util.List} in field order</td>
 *     <td>{@link java.util.List} in field order</td></tr>
 * </table>
 *
 * <p><b>Threads.</b> Immutable, thread-safe, value-based.
 */
public sealed interface Format permits Scalar, SubArray, Struct {

  /**
   * Reads a format string.
   *
   * <p>The grammar of an entry is {@code [(k1,…)] [order] [count] code [:name:]}, where the order
   * is one of {@code @ ^ = < > !} and lasts until the next one. A code is one of {@link
   * ScalarType}'s, {@code x} (padding) or {@code T{…}}. White space stands anywhere but between a
   * count and its code. A count is a length before {@code s}, {@code p} and {@code x}, and a
   * one-dimensional sub-array before any other code. One unnamed entry without padding is the
   * format itself; everything else is a {@link Struct}.
   *
   * @param format the string, such as {@code "d"}, {@code ">i"} or {@code "T{i:x:d:y:}"}
   * @return the format
   * @throws FormatException if the string does not follow the grammar, if a code does not exist in
   *     the byte order it stands in, or if the item would be larger than 2<sup>63</sup>-1 bytes
   */
  static Format parse(String format) {
    return new FormatParser(format).parse();
  }

  /**
   * The size of one item in bytes, as {@code struct.calcsize} and {@code PyBuffer_SizeFromFormat}
   * count it: a bare sequence of codes has no trailing padding, {@code T{…}} is padded to its
   * alignment as a C struct is.
   *
   * @return the size in bytes, 0 or more
   */
  long itemSize();

  /**
   * The alignment that the item asks for in bytes: that of its widest code under {@code @}, and 1
   * in every other byte order.
   *
   * @return a power of two
   */
  long alignment();

  /**
   * Unpacks one item.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @return the value, of the type listed in the table above
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   */
  Object get(MemorySegment segment, long offset);

  /**
   * Packs one item. Nothing is written if the value does not fit.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @param value the value, of a type listed in the table above
   * @throws ValueException if the value has the wrong type or is out of the range of its code
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   * @throws IllegalArgumentException if the segment is read-only
   */
  default void set(MemorySegment segment, long offset, Object value) {
    check(value);
    put(segment, offset, value);
  }

  /**
   * Says whether a value can be packed, without packing it.
   *
   * @param value the value, of a type listed in the table above
   * @throws ValueException if the value has the wrong type or is out of the range of its code
   */
  void check(Object value);

  /**
   * Packs one item that {@link #check} has let pass; part of {@link #set}.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @param value the value
   * @throws ValueException if the value does not fit; earlier fields may have been written
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   */
  void put(MemorySegment segment, long offset, Object value);
}
