package io.memview.nio;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Objects;

/**
 * Exports NIO buffers of every type, heap and direct, without copying them.
 *
 * <p>What is exported are the elements from the position to the limit at the time of the call;
 * later changes of either are not seen. The byte order of the buffer becomes that of the format. A
 * read-only buffer is exported read-only. The leases keep a direct buffer's memory alive.
 */
public final class NioBuffers {
  private NioBuffers() {}

  /**
   * Exports the remaining elements of a buffer.
   *
   * @param buffer the buffer; a {@code ByteBuffer} has signed bytes, format {@code b}
   * @return a new exporter of one dimension
   * @throws IllegalArgumentException if it is a {@code CharBuffer} over a string, which has no
   *     memory of its own
   */
  public static MemoryExporter export(Buffer buffer) {
    Objects.requireNonNull(buffer, "buffer");
    return switch (buffer) {
      case ByteBuffer b -> export(b, byte.class, b.order());
      case CharBuffer b -> export(b, char.class, b.order());
      case ShortBuffer b -> export(b, short.class, b.order());
      case IntBuffer b -> export(b, int.class, b.order());
      case LongBuffer b -> export(b, long.class, b.order());
      case FloatBuffer b -> export(b, float.class, b.order());
      case DoubleBuffer b -> export(b, double.class, b.order());
      default -> throw new IllegalArgumentException("unknown kind of buffer: " + buffer);
    };
  }

  /**
   * Exports the remaining bytes of a buffer as items in the buffer's byte order.
   *
   * @param buffer the buffer
   * @param type the code of an item
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter
   * @throws IllegalArgumentException if the remaining bytes have not room for the items
   */
  public static MemoryExporter export(ByteBuffer buffer, ScalarType type, long... shape) {
    Scalar item = new Scalar(type, mode(buffer.order()));
    return MemoryExporter.of(Memory.of(MemorySegment.ofBuffer(buffer), item, shape));
  }

  /**
   * Exports the remaining bytes of a buffer as items in the buffer's byte order, in one dimension.
   *
   * @param buffer the buffer
   * @param type the code of an item
   * @return a new exporter
   * @throws IllegalArgumentException if the remaining bytes are not a whole number of items
   */
  public static MemoryExporter export(ByteBuffer buffer, ScalarType type) {
    Scalar item = new Scalar(type, mode(buffer.order()));
    return MemoryExporter.of(Memory.of(MemorySegment.ofBuffer(buffer), item));
  }

  /**
   * Exports the remaining bytes of a buffer as items of a format, which says their byte order
   * itself.
   *
   * @param buffer the buffer
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter
   * @throws IllegalArgumentException if the remaining bytes have not room for the items
   */
  public static MemoryExporter export(ByteBuffer buffer, Format format, long... shape) {
    return MemoryExporter.of(MemorySegment.ofBuffer(buffer), format, shape);
  }

  /**
   * Exports the remaining bytes of a buffer as items of a format, which says their byte order
   * itself.
   *
   * @param buffer the buffer
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the remaining bytes have not room for the items
   */
  public static MemoryExporter export(ByteBuffer buffer, String format, long... shape) {
    return export(buffer, Format.parse(format), shape);
  }

  /**
   * Exports the remaining bytes of a buffer as items of a format, which says their byte order
   * itself, in one dimension.
   *
   * @param buffer the buffer
   * @param format what an item is
   * @return a new exporter
   * @throws IllegalArgumentException if the remaining bytes are not a whole number of items
   */
  public static MemoryExporter export(ByteBuffer buffer, Format format) {
    return MemoryExporter.of(MemorySegment.ofBuffer(buffer), format);
  }

  /**
   * Exports the remaining bytes of a buffer as items of a format, which says their byte order
   * itself, in one dimension.
   *
   * @param buffer the buffer
   * @param format what an item is, as {@link Format#parse} reads it
   * @return a new exporter
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the remaining bytes are not a whole number of items
   */
  public static MemoryExporter export(ByteBuffer buffer, String format) {
    return export(buffer, Format.parse(format));
  }

  /**
   * Exports the remaining bytes of a buffer as items of a format, which says their byte order
   * itself, in any layout.
   *
   * @param buffer the buffer
   * @param format what an item is
   * @param layout how the items lie, in bytes from the position on
   * @return a new exporter
   * @throws IllegalArgumentException if the layout does not fit the remaining bytes or the format
   */
  public static MemoryExporter export(ByteBuffer buffer, Format format, Layout layout) {
    return MemoryExporter.of(MemorySegment.ofBuffer(buffer), format, layout);
  }

  /**
   * Exports the remaining bytes of a buffer as items of a format, which says their byte order
   * itself, in any layout.
   *
   * @param buffer the buffer
   * @param format what an item is, as {@link Format#parse} reads it
   * @param layout how the items lie, in bytes from the position on
   * @return a new exporter
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the layout does not fit the remaining bytes or the format
   */
  public static MemoryExporter export(ByteBuffer buffer, String format, Layout layout) {
    return export(buffer, Format.parse(format), layout);
  }

  private static MemoryExporter export(Buffer buffer, Class<?> type, ByteOrder order) {
    if (buffer instanceof CharBuffer && !buffer.isDirect() && isString(buffer)) {
      throw new IllegalArgumentException(
          "a CharBuffer over a CharSequence has no memory of its own; copy it to a char[]");
    }
    Scalar item = new Scalar(ScalarType.of(type), mode(order));
    return MemoryExporter.of(Memory.of(MemorySegment.ofBuffer(buffer), item));
  }

  /** The platform has no question for this, only a refusal. */
  private static boolean isString(Buffer buffer) {
    try {
      MemorySegment.ofBuffer(buffer);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static ByteMode mode(ByteOrder order) {
    return order == ByteOrder.nativeOrder() ? ByteMode.NATIVE : ByteMode.of(order);
  }
}
