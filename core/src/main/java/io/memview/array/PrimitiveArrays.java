package io.memview.array;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.MemorySegment;

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
   * Exports an array.
   *
   * @param array the items, in C order
   * @param shape the extents; one dimension of all items if none is given
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(byte[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array.
   *
   * @param array the items, in C order
   * @param shape the extents; one dimension of all items if none is given
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(char[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array.
   *
   * @param array the items, in C order
   * @param shape the extents; one dimension of all items if none is given
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(short[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array.
   *
   * @param array the items, in C order
   * @param shape the extents; one dimension of all items if none is given
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(int[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array.
   *
   * @param array the items, in C order
   * @param shape the extents; one dimension of all items if none is given
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(long[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array.
   *
   * @param array the items, in C order
   * @param shape the extents; one dimension of all items if none is given
   * @return a new exporter
   * @throws IllegalArgumentException if the shape has more items than the array
   */
  public static MemoryExporter export(float[] array, long... shape) {
    return exportArray(array, shape);
  }

  /**
   * Exports an array.
   *
   * @param array the items, in C order
   * @param shape the extents; one dimension of all items if none is given
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
    Memory memory = Memory.ofArray(array);
    return MemoryExporter.of(shape.length == 0 ? memory : memory.withShape(shape));
  }
}
