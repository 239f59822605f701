package io.memview;

import io.memview.format.Format;
import io.memview.internal.memory.Limits;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A ready-made exporter of memory that never moves: everything that has no reason to write its own.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class MemoryExporter implements Exporter {
  final Memory memory;
  private final ExportCount exports = new ExportCount(this);

  private MemoryExporter(Memory memory) {
    this.memory = Objects.requireNonNull(memory, "memory");
  }

  /**
   * An exporter of described memory.
   *
   * @param memory the memory
   * @return a new exporter
   */
  public static MemoryExporter of(Memory memory) {
    return new MemoryExporter(memory);
  }

  /**
   * An exporter of a segment's bytes, C contiguous.
   *
   * @param segment the bytes; if its arena is closed while it is exported, access throws {@link
   *     BufferException.Released}
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter
   * @throws IllegalArgumentException if the segment has not room for the items
   */
  public static MemoryExporter of(MemorySegment segment, Format format, long... shape) {
    Objects.requireNonNull(segment, "segment");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(shape, "shape");
    return of(Memory.of(segment, format, shape));
  }

  /**
   * An exporter of a segment's bytes, C contiguous.
   *
   * @param segment the bytes; if its arena is closed while it is exported, access throws {@link
   *     BufferException.Released}
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the segment has not room for the items
   */
  public static MemoryExporter of(MemorySegment segment, String format, long... shape) {
    Objects.requireNonNull(segment, "segment");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(shape, "shape");
    return of(Memory.of(segment, format, shape));
  }

  /**
   * An exporter of a segment's bytes in any layout.
   *
   * @param segment the bytes; if its arena is closed while it is exported, access throws {@link
   *     BufferException.Released}
   * @param format what an item is
   * @param layout how the items lie in the segment
   * @return a new exporter
   * @throws IllegalArgumentException if the layout does not fit the segment or the format
   */
  public static MemoryExporter of(MemorySegment segment, Format format, Layout layout) {
    Objects.requireNonNull(segment, "segment");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(layout, "layout");
    return of(Memory.of(segment, format, layout));
  }

  /**
   * An exporter of a segment's bytes in any layout.
   *
   * @param segment the bytes; if its arena is closed while it is exported, access throws {@link
   *     BufferException.Released}
   * @param format what an item is, as {@link Format#parse} reads it
   * @param layout how the items lie in the segment
   * @return a new exporter
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the layout does not fit the segment or the format
   */
  public static MemoryExporter of(MemorySegment segment, String format, Layout layout) {
    return of(segment, Format.parse(format), layout);
  }

  /**
   * An exporter of a segment's bytes, in one dimension.
   *
   * @param segment the bytes; if its arena is closed while it is exported, access throws {@link
   *     BufferException.Released}
   * @param format what an item is
   * @return a new exporter
   * @throws IllegalArgumentException if the bytes are not a whole number of items
   */
  public static MemoryExporter of(MemorySegment segment, Format format) {
    Objects.requireNonNull(segment, "segment");
    Objects.requireNonNull(format, "format");
    return of(Memory.of(segment, format));
  }

  /**
   * An exporter of a segment's bytes, in one dimension.
   *
   * @param segment the bytes; if its arena is closed while it is exported, access throws {@link
   *     BufferException.Released}
   * @param format what an item is, as {@link Format#parse} reads it
   * @return a new exporter
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the bytes are not a whole number of items
   */
  public static MemoryExporter of(MemorySegment segment, String format) {
    Objects.requireNonNull(segment, "segment");
    Objects.requireNonNull(format, "format");
    return of(Memory.of(segment, format));
  }

  /**
   * An exporter of new memory on the heap, all zero. It is aligned as its format asks, up to 8
   * bytes: the heap promises no more. See {@link OwnedMemory#allocateAligned}.
   *
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter
   * @throws IllegalArgumentException if the items take more bytes than an array holds
   */
  public static MemoryExporter allocate(Format format, long... shape) {
    Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
    long size = layout.byteLength();
    String instead = "OwnedMemory.allocate has room for more";
    MemorySegment block =
        format.alignment() == 1
            ? MemorySegment.ofArray(new byte[Limits.arrayLength(size, instead)])
            : MemorySegment.ofArray(
                new long[Limits.arrayLength(Math.ceilDiv(size, Long.BYTES), instead)]);
    return of(Memory.of(block.asSlice(0, size), format, layout));
  }

  /**
   * An exporter of new memory on the heap, as {@link #allocate(Format, long...)} makes it.
   *
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the items take more bytes than an array holds
   */
  public static MemoryExporter allocate(String format, long... shape) {
    return allocate(Format.parse(format), shape);
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(memory, request);
  }

  /**
   * The number of open leases.
   *
   * @return 0 or more
   */
  public long exports() {
    return exports.get();
  }

  /** The format and the layout of the memory. */
  @Override
  public String toString() {
    return "MemoryExporter[%s]".formatted(memory.describe());
  }
}
