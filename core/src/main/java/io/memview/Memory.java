package io.memview;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import io.memview.layout.LayoutException;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/**
 * A piece of memory and what is in it: where the bytes are, the format of an item, the layout, and
 * whether it may be written. Counterpart of what an exporter fills into a {@code Py_buffer}.
 *
 * <p>When it is made, every byte that the layout reaches is checked to lie inside the memory; no
 * access needs to check that again. An exporter makes it once and hands it out with each lease.
 *
 * <p>Immutable (though the bytes are not) and thread-safe. It holds the segments, so memory that
 * the garbage collector manages stays reachable.
 */
public final class Memory {
  final Region region;

  Memory(Region region) {
    this.region = region;
  }

  /**
   * Memory in one segment. It is read-only if the segment is, or if indices share items.
   *
   * @param segment the bytes
   * @param format what an item is
   * @param layout how the items lie in the segment
   * @return the described memory
   * @throws IllegalArgumentException if the layout reaches bytes outside of the segment, if its
   *     items are smaller than the format's, or if it has dimensions of pointers: those are made by
   *     {@link #ofBlocks}
   */
  public static Memory of(MemorySegment segment, Format format, Layout layout) {
    return new Memory(Region.of(segment, format, layout));
  }

  /**
   * Memory in one segment, as {@link #of(MemorySegment, Format, Layout)} describes it.
   *
   * @param segment the bytes
   * @param format what an item is, as {@link Format#parse} reads it
   * @param layout how the items lie in the segment
   * @return the described memory
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the layout does not fit the segment or the format
   */
  public static Memory of(MemorySegment segment, String format, Layout layout) {
    return of(segment, Format.parse(format), layout);
  }

  /**
   * C contiguous memory at the start of one segment.
   *
   * @param segment the bytes
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return the described memory
   * @throws IllegalArgumentException if the segment has not room for the items, or if it is a
   *     pointer of native code, whose size {@link MemorySegment#reinterpret(long)} tells
   */
  public static Memory of(MemorySegment segment, Format format, long... shape) {
    return of(segment, format, Layout.contiguous(format.itemSize(), Order.C, shape));
  }

  /**
   * C contiguous memory at the start of one segment.
   *
   * @param segment the bytes
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return the described memory
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the segment has not room for the items, or if it is a
   *     pointer of native code, whose size {@link MemorySegment#reinterpret(long)} tells
   */
  public static Memory of(MemorySegment segment, String format, long... shape) {
    return of(segment, Format.parse(format), shape);
  }

  /**
   * One dimension that fills one segment.
   *
   * @param segment the bytes
   * @param format what an item is
   * @return the described memory
   * @throws IllegalArgumentException if the bytes are not a whole number of items, or if the
   *     segment is a pointer of native code, whose size {@link MemorySegment#reinterpret(long)}
   *     tells
   */
  public static Memory of(MemorySegment segment, Format format) {
    return new Memory(Region.filling(segment, format));
  }

  /**
   * One dimension that fills one segment.
   *
   * @param segment the bytes
   * @param format what an item is, as {@link Format#parse} reads it
   * @return the described memory
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the bytes are not a whole number of items, or if the
   *     segment is a pointer of native code, whose size {@link MemorySegment#reinterpret(long)}
   *     tells
   */
  public static Memory of(MemorySegment segment, String format) {
    return of(segment, Format.parse(format));
  }

  /**
   * A primitive array: one dimension in native byte order. A {@code byte[]} has signed items, a
   * {@code char[]} has format {@code H}.
   *
   * @param array a {@code byte[], char[], short[], int[], long[], float[]} or {@code double[]},
   *     which is not copied
   * @return the described memory
   * @throws IllegalArgumentException if it is something else; the platform shows the memory of
   *     every primitive array but {@code boolean[]}
   */
  public static Memory ofArray(Object array) {
    return new Memory(Region.ofArray(array));
  }

  /**
   * A primitive array whose items lie in any layout, as those of other libraries' arrays do.
   *
   * @param array a {@code byte[], char[], short[], int[], long[], float[]} or {@code double[]},
   *     which is not copied
   * @param format what an item is
   * @param layout how the items lie in the array, in bytes
   * @return the described memory
   * @throws IllegalArgumentException if it is no such array, if the layout reaches bytes outside of
   *     it, if its items are smaller than the format's, or if it has dimensions of pointers
   */
  public static Memory ofArray(Object array, Format format, Layout layout) {
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(layout, "layout");
    return of(Region.segmentOf(array), format, layout);
  }

  /**
   * A primitive array whose items lie in any layout, as {@link #ofArray(Object, Format, Layout)}
   * describes it.
   *
   * @param array a {@code byte[], char[], short[], int[], long[], float[]} or {@code double[]},
   *     which is not copied
   * @param format what an item is, as {@link Format#parse} reads it
   * @param layout how the items lie in the array, in bytes
   * @return the described memory
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the layout does not fit the array or the format
   */
  public static Memory ofArray(Object array, String format, Layout layout) {
    return ofArray(array, Format.parse(format), layout);
  }

  /**
   * The bytes of an array as unsigned items, format {@code B}: pixels, or plain bytes.
   *
   * @param array the bytes, which are not copied
   * @return the described memory, of one dimension
   */
  public static Memory ofUnsigned(byte[] array) {
    Objects.requireNonNull(array, "array");
    return of(MemorySegment.ofArray(array), new Scalar(ScalarType.UINT8), array.length);
  }

  /**
   * Blocks behind a table of pointers, which becomes the first dimension: an array of arrays. The
   * table is a snapshot of the list.
   *
   * @param blocks what the pointers lead to: at least one, all of one format and one layout
   * @return the described memory, with one dimension more than a block has; read-only if a block
   *     is, or if two share items, as one that stands twice does, or may share them, which is not
   *     found out of more than a million pairs that lie between each other
   * @throws IllegalArgumentException if there is no block, or one differs from the first; the
   *     message names it
   */
  public static Memory ofBlocks(List<Memory> blocks) {
    return new Memory(Region.ofBlocks(regions(blocks, "blocks")));
  }

  /**
   * Parts as one along their first dimension, in which they may have different extents: {@code
   * numpy.concatenate} without a copy. The rows stand behind pointers; a table of them takes no
   * memory. {@link Composite} does this for exporters.
   *
   * @param parts at least one, all of one format and, but for the first, of equal extents
   * @return the described memory, with the dimensions of a part; read-only if a part is, or if two
   *     parts share items, or may share them, as of {@link #ofBlocks}
   * @throws IllegalArgumentException if there is no part, or if one differs from the first in more
   *     than its first extent; the message names it
   * @throws BufferException.Refused if the other dimensions have different strides
   */
  public static Memory ofParts(List<Memory> parts) {
    try {
      return new Memory(Region.ofParts(regions(parts, "parts")));
    } catch (LayoutException e) {
      throw new BufferException.Refused(e);
    }
  }

  private static List<Region> regions(List<Memory> memories, String name) {
    Objects.requireNonNull(memories, name);
    return memories.stream().map(memory -> Objects.requireNonNull(memory, name).region).toList();
  }

  /**
   * The same items under another shape.
   *
   * @param shape the extents wanted; an empty array is no dimensions; one may be -1 and is computed
   * @return the reshaped memory
   * @throws IllegalArgumentException if the number of items differs
   * @throws BufferException.Refused if no strides can express it
   */
  public Memory withShape(long... shape) {
    Objects.requireNonNull(shape, "shape");
    try {
      return new Memory(region.withLayout(region.layout().reshape(shape)));
    } catch (LayoutException e) {
      throw new BufferException.Refused(e);
    }
  }

  /**
   * What an item is.
   *
   * @return the format
   */
  public Format format() {
    return region.format();
  }

  /**
   * How the items lie.
   *
   * @return the layout
   */
  public Layout layout() {
    return region.layout();
  }

  /**
   * Whether the memory must not be written.
   *
   * @return true if it is read-only
   */
  public boolean isReadOnly() {
    return region.isReadOnly();
  }

  /**
   * The same memory, not to be written.
   *
   * @return read-only memory
   */
  public Memory asReadOnly() {
    return isReadOnly() ? this : new Memory(region.asReadOnly());
  }

  /**
   * The same description of other memory. An exporter whose memory comes to lie elsewhere, and
   * otherwise stays what it was, pays less for this than for a description from nothing.
   *
   * @param segment the bytes, with room for the items where they lie
   * @return the described memory; read-only if this is, or if the segment is
   * @throws IllegalArgumentException if the segment has not room for the items, or if this memory
   *     lies behind pointers
   */
  public Memory withSegment(MemorySegment segment) {
    return new Memory(region.withSegment(segment));
  }

  /** One line for messages and for {@code toString}. */
  String describe() {
    return region.describe();
  }

  /** The format and the layout. */
  @Override
  public String toString() {
    return "Memory[" + describe() + "]";
  }
}
