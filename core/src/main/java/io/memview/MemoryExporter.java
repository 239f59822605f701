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
  private final Memory memory;
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
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; if none is given, one dimension of all
   * @return a new exporter
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the segment has not room for the items
   */
  public static MemoryExporter of(MemorySegment segment, String format, long... shape) {
    Objects.requireNonNull(segment, "segment");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(shape, "shape");
    return of(Memory.of(segment, Format.parse(format), shape));
  }

  /**
   * An exporter of new memory on the heap, all zero.
   *
   * @param format what an item is
   * @param alignment a power of two, at most 8: the heap promises no more. Native memory has any:
   *     see {@link OwnedMemory#allocate}
   * @param shape the extents in items
   * @return a new exporter
   * @throws IllegalArgumentException if the alignment is something else, or if the items take more
   *     bytes than an array holds
   */
  public static MemoryExporter allocate(Format format, long alignment, long... shape) {
    if (alignment <= 0 || alignment > Long.BYTES || Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException(
          "the heap aligns to 1, 2, 4 or 8 bytes, not to %d; native memory aligns to any power of two"
              .formatted(alignment));
    }
    Layout layout = Layout.contiguous(Order.C, format.itemSize(), shape);
    long size = layout.byteLength();
    String instead = "OwnedMemory.allocate has room for more";
    MemorySegment block =
        alignment == 1
            ? MemorySegment.ofArray(new byte[Limits.arrayLength(size, instead)])
            : MemorySegment.ofArray(
                new long[Limits.arrayLength(Math.ceilDiv(size, Long.BYTES), instead)]);
    return of(Memory.of(block.asSlice(0, size), format, layout));
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
