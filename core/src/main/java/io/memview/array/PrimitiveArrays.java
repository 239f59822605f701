package io.memview.array;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * Exports primitive arrays without copying them. Counterpart of {@code array.array}.
 *
 * <p>The items have native byte order and the format that {@link Memory#ofArray} says: {@code b}
 * for {@code byte[]}, {@code H} for {@code char[]}, and {@code h i q f d} for the others. An array
 * cannot be resized, so its exports block nothing; the leases keep it reachable.
 *
 * <p>There is no exporter of a {@code boolean[]}: the platform shows the memory of every other
 * primitive array as a segment, but does not say what the bytes of a boolean are. {@link
 * #exportCopy(boolean[])} exports a copy.
 */
public final class PrimitiveArrays {
  private PrimitiveArrays() {}

  /**
   * Exports an array in one dimension.
   *
   * @param array the items
   * @return a new exporter
   */
  public static MemoryExporter export(byte[] array) {
    return MemoryExporter.of(Memory.ofArray(array));
  }

  /**
   * Exports an array, or its first items.
   *
   * @param array the items, in C order
   * @param shape the extents; an empty array is one item without dimensions; one may be -1 and is
   *     computed, so that all items have a place
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(byte[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array in one dimension.
   *
   * @param array the items
   * @return a new exporter
   */
  public static MemoryExporter export(char[] array) {
    return MemoryExporter.of(Memory.ofArray(array));
  }

  /**
   * Exports an array, or its first items.
   *
   * @param array the items, in C order
   * @param shape the extents; an empty array is one item without dimensions; one may be -1 and is
   *     computed, so that all items have a place
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(char[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array in one dimension.
   *
   * @param array the items
   * @return a new exporter
   */
  public static MemoryExporter export(short[] array) {
    return MemoryExporter.of(Memory.ofArray(array));
  }

  /**
   * Exports an array, or its first items.
   *
   * @param array the items, in C order
   * @param shape the extents; an empty array is one item without dimensions; one may be -1 and is
   *     computed, so that all items have a place
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(short[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array in one dimension.
   *
   * @param array the items
   * @return a new exporter
   */
  public static MemoryExporter export(int[] array) {
    return MemoryExporter.of(Memory.ofArray(array));
  }

  /**
   * Exports an array, or its first items.
   *
   * @param array the items, in C order
   * @param shape the extents; an empty array is one item without dimensions; one may be -1 and is
   *     computed, so that all items have a place
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(int[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array in one dimension.
   *
   * @param array the items
   * @return a new exporter
   */
  public static MemoryExporter export(long[] array) {
    return MemoryExporter.of(Memory.ofArray(array));
  }

  /**
   * Exports an array, or its first items.
   *
   * @param array the items, in C order
   * @param shape the extents; an empty array is one item without dimensions; one may be -1 and is
   *     computed, so that all items have a place
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(long[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array in one dimension.
   *
   * @param array the items
   * @return a new exporter
   */
  public static MemoryExporter export(float[] array) {
    return MemoryExporter.of(Memory.ofArray(array));
  }

  /**
   * Exports an array, or its first items.
   *
   * @param array the items, in C order
   * @param shape the extents; an empty array is one item without dimensions; one may be -1 and is
   *     computed, so that all items have a place
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(float[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array in one dimension.
   *
   * @param array the items
   * @return a new exporter
   */
  public static MemoryExporter export(double[] array) {
    return MemoryExporter.of(Memory.ofArray(array));
  }

  /**
   * Exports an array, or its first items.
   *
   * @param array the items, in C order
   * @param shape the extents; an empty array is one item without dimensions; one may be -1 and is
   *     computed, so that all items have a place
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(double[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports a copy of truth values, with format {@code ?}.
   *
   * @param array the values
   * @return a new exporter, whose memory is not the array's
   */
  public static MemoryExporter exportCopy(boolean... array) {
    byte[] bytes = new byte[array.length];
    for (int i = 0; i < array.length; i++) {
      bytes[i] = (byte) (array[i] ? 1 : 0);
    }
    return MemoryExporter.of(
        Memory.of(MemorySegment.ofArray(bytes), new Scalar(ScalarType.BOOL), bytes.length));
  }

  private static MemoryExporter exportArray(Object array, long... shape) {
    Memory all = Memory.ofArray(array);
    Objects.requireNonNull(shape, "shape");
    if (LongStream.of(shape).anyMatch(extent -> extent < 0)) {
      return MemoryExporter.of(all.withShape(shape));
    }
    Layout layout = Layout.contiguous(all.layout().itemSize(), Order.C, shape);
    return MemoryExporter.of(Memory.ofArray(array, all.format(), layout));
  }
}
