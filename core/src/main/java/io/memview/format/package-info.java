/**
 * The language that says what an item is: {@code struct}-style format strings with the additions of
 * PEP 3118, and the items they describe.
 *
 * <p>This package knows nothing of exporters and views. {@link io.memview.format.Format#parse}
 * turns a string into a tree, the tree knows sizes and offsets, and it packs and unpacks items in a
 * {@link java.lang.foreign.MemorySegment}.
 *
 * <p><b>Two size rules.</b> {@link io.memview.format.Format#itemSize} is that of {@code
 * struct.calcsize}, without trailing padding; {@link io.memview.format.Format#paddedSize} is
 * NumPy's and C's. They disagree about {@code "ib"}: 5 and 8 bytes.
 *
 * <p><b>NumPy.</b> Whatever NumPy reads, memview reads with the same offsets and sizes; what NumPy
 * lets pass although it is broken, {@link io.memview.format.Leniency#NUMPY} lets pass. NumPy does
 * not write trailing padding; memview does, so that every record round-trips, and {@link
 * io.memview.format.Struct#withItemSize} puts it where NumPy left it out. A field that is an array
 * of arrays is written <code>T{(2)(5)d:c:}</code> by NumPy, which does not read it; it is {@code
 * (2,5)d}. This is read although NumPy refuses it:
 *
 * <table>
 * <caption>What memview reads and NumPy refuses</caption>
 * <tr><th>format</th><th>meaning</th><th>reason</th></tr>
 * <tr><td>{@code <(2,3)i}</td><td>{@code (2,3)<i}</td>
 *     <td>others write the byte order before the shape</td></tr>
 * <tr><td>{@code (2)(3)i}</td><td>{@code (2)3i}</td>
 *     <td>NumPy writes it of arrays of arrays in a record</td></tr>
 * <tr><td>{@code u}, {@code 5u}</td><td>text in units of 2 bytes</td><td>PEP 3118</td></tr>
 * <tr><td>{@code t}, {@code 5t}</td><td>bits</td><td>PEP 3118</td></tr>
 * <tr><td>{@code &i}</td><td>the address of an {@code i}</td><td>PEP 3118; ctypes writes it</td></tr>
 * <tr><td>{@code X{}}, <code>X{i-&gt;d}</code></td><td>the address of a function</td>
 *     <td>PEP 3118; ctypes writes it</td></tr>
 * <tr><td>{@code p}, {@code P}</td><td>Pascal string, void pointer</td><td>{@code struct}</td></tr>
 * <tr><td>{@code F}, {@code D}</td><td>{@code Zf}, {@code Zd}</td>
 *     <td>{@code struct} of Python 3.14</td></tr>
 * <tr><td>{@code Ze}</td><td>complex of two {@code e}</td><td>{@code Z} takes any float</td></tr>
 * <tr><td>{@code in}, {@code T{N}}</td><td>{@code ssize_t}, {@code size_t} in a record</td>
 *     <td>{@code struct}; NumPy takes them by themselves only</td></tr>
 * </table>
 *
 * <p><b>bfloat16</b> has no code that anybody agreed on. It is a type by name, {@link
 * io.memview.format.ScalarType#BFLOAT16}, whose items have the bytes of {@code H} and print as
 * such.
 *
 * <p><b>Bounds.</b> Any string is a format or a {@link io.memview.format.FormatException}, in time
 * and memory that grow with its length. Records, pointers and sub-arrays of sub-arrays nest 64
 * deep, a sub-array has at most 64 dimensions; one of items without bytes has at most 1024 of them.
 * White space is that of C, and NUL is refused everywhere.
 */
@NullMarked
package io.memview.format;

import org.jspecify.annotations.NullMarked;
