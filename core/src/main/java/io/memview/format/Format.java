package io.memview.format;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

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
 * <tr><td>{@code g}</td><td>{@link java.math.BigDecimal}, and {@link Double} for NaN, the
 *     infinities and -0.0; on x86-64 only</td><td>any {@link Number}, rounded</td></tr>
 * <tr><td>{@code Ze Zf Zd}</td><td>{@link Complex}</td>
 *     <td>{@link Complex}, any {@link Number}</td></tr>
 * <tr><td>{@code Zg}</td><td>{@link java.util.List} of two {@code g}</td>
 *     <td>the same, {@link Complex}, any {@link Number}</td></tr>
 * <tr><td>{@code t}, also {@code -t ~t}</td><td>{@link Long}, and {@link java.math.BigInteger} from
 *     2<sup>63</sup></td>
 *     <td>any integer {@link Number}</td></tr>
 * <tr><td>{@code ?}</td><td>{@link Boolean}</td><td>{@link Boolean}</td></tr>
 * <tr><td>{@code c s p}</td><td>{@code byte[]}</td><td>{@code byte[]}</td></tr>
 * <tr><td>{@code x} with a name</td><td>{@code byte[]}</td><td>{@code byte[]} of its length</td></tr>
 * <tr><td>{@code u w}</td><td>{@link String} without trailing NULs</td>
 *     <td>{@link String}, if it is not too long</td></tr>
 * <tr><td>{@code &}</td><td>{@link java.math.BigInteger}, the address</td>
 *     <td>any integer {@link Number}</td></tr>
 * <tr><td>{@code O X{}}</td><td>refused</td><td>refused</td></tr>
 * <tr><td>a count or {@code (k1,…)}</td><td>nested {@link java.util.List}</td>
 *     <td>nested {@link java.util.List}</td></tr>
 * <tr><td>several codes, {@code T{…}}</td><td>{@link java.util.List} in field order</td>
 *     <td>{@link java.util.List} in field order</td></tr>
 * </table>
 *
 * <p><b>Threads.</b> Immutable, thread-safe, value-based.
 */
public sealed interface Format permits Scalar, Bits, SubArray, Struct, Pointer, FunctionPointer {

  /**
   * Reads a format string strictly.
   *
   * <p>The grammar of an entry is {@code [(k1,…)] [order] [count] code [:name:]}; the order may
   * also stand before the shape. It is one of {@code @ ^ = < > !} and lasts until the next one, out
   * of the record it stands in too, as NumPy has it. A code is one of {@link ScalarType}'s, {@code
   * Z} and one of {@code e f d g} (a complex number; {@code F} and {@code D} are {@code Zf} and
   * {@code Zd}), {@code x} (padding, or opaque bytes if it has a name), {@code t} ({@link Bits},
   * signed behind {@code -} and big-endian behind {@code ~}), {@code T{…}}, {@code &} and another
   * item (a pointer) or <code>X{… -&gt; …}</code> (a pointer to a function of these arguments and
   * this result). White space stands anywhere but between a count and its code.
   *
   * <p>A count is a length before {@code s p u w x t}, and a one-dimensional sub-array before any
   * other code; a count of 1 is none. One unnamed entry without padding is the format itself;
   * everything else is a {@link Struct}. A {@code T{…}} is padded to its alignment if the byte
   * order at its end is {@code @}; in every other it has the alignment 1.
   *
   * <p>A shape before a count is a sub-array of sub-arrays, and so is a shape before another one:
   * {@code (2)5d}, as NumPy reads it, and {@code T{(2)(5)d:m:}}, as it writes it.
   *
   * <p>What a format prints is read as an equal one. The exceptions are what no string says: {@link
   * ScalarType#VOID} without a record around it, {@link ScalarType#BFLOAT16}, and {@link Bits} that
   * start inside of a byte without those in front.
   *
   * <p>The formats of recent strings are kept, as {@code struct} keeps them.
   *
   * @param format the string, such as {@code "d"}, {@code ">i"} or {@code "T{i:x:d:y:}"}
   * @return the format
   * @throws FormatException if the string does not follow the grammar, if a code does not exist in
   *     the byte order it stands in, if records, pointers and sub-arrays of sub-arrays are nested
   *     more than 64 deep, if the item would be larger than 2<sup>63</sup>-1 bytes, or if a
   *     sub-array has more than 64 dimensions, or more than 1024 elements without bytes
   */
  static Format parse(String format) {
    return parse(format, Leniency.STRICT);
  }

  /**
   * Reads a format string.
   *
   * @param format the string
   * @param leniency what to let pass that {@link #parse(String)} does not
   * @return the format
   * @throws FormatException as {@link #parse(String)}, for what the leniency does not let pass
   */
  static Format parse(String format, Leniency leniency) {
    Objects.requireNonNull(leniency, "leniency");
    return FormatCache.parse(Objects.requireNonNull(format, "format"), leniency);
  }

  /**
   * The size of one item in bytes, as {@code struct.calcsize} and {@code PyBuffer_SizeFromFormat}
   * count it: a bare sequence of codes has no trailing padding.
   *
   * @return the size in bytes, 0 or more
   * @see #paddedSize
   */
  long itemSize();

  /**
   * The size of one item in bytes, as NumPy and C compilers count it: a multiple of the alignment.
   * It differs from {@link #itemSize} for a bare sequence of codes that ends early, such as {@code
   * "ib"}: 8 and not 5.
   *
   * @return the size in bytes, {@link #itemSize} or more
   */
  default long paddedSize() {
    return FormatParser.alignUp(itemSize(), alignment());
  }

  /**
   * The same item with trailing padding, so that its size is {@link #paddedSize} and items lie side
   * by side as NumPy's and C's do.
   *
   * @return this, if the sizes are equal
   */
  default Format padded() {
    return this;
  }

  /**
   * The same item, bytes and values, with each sub-array of sub-arrays as one of all their
   * dimensions: {@code (2,5)d} for {@code (2)(5)d}, in the fields of a record too. What a pointer
   * leads to is no part of the item.
   *
   * @return this, if no elements of a sub-array are sub-arrays
   */
  default Format flattened() {
    return this;
  }

  /**
   * The alignment that the item asks for in bytes: that of its widest code under {@code @}, and 1
   * in every other byte order and for a record that ends in one.
   *
   * @return a power of two
   */
  long alignment();

  /**
   * Unpacks one item from memory that no view is needed for: {@code struct.unpack_from(format,
   * segment, offset)}.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @return the value, of the type listed in the table above
   * @throws ValueException if the bytes of {@code w} are no Unicode code points
   * @throws UnsupportedOperationException if the item has no value here: {@code O}, {@code X{}},
   *     and {@code g} on other machines than x86-64
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   */
  Object get(MemorySegment segment, long offset);

  /**
   * Packs one item into memory that no view is needed for: {@code struct.pack_into(format, segment,
   * offset, value)}. Nothing is written if the value does not fit.
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
   * Packs one item that {@link #check} has let pass: the second half of {@link #set}, for whoever
   * checks several items before the first one is written.
   *
   * @param segment the memory
   * @param offset where the item starts, in bytes from the start of the segment
   * @param value the value
   * @throws ValueException if the value does not fit; earlier fields may have been written
   * @throws IndexOutOfBoundsException if the item does not lie inside the segment
   */
  void put(MemorySegment segment, long offset, Object value);
}
