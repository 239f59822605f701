package io.memview.array;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * Exports arrays of arrays ({@code double[][]}, {@code int[][][]}) without copying them: every
 * dimension but the last holds pointers. Counterpart of what PEP 3118 has suboffsets for.
 *
 * <p>The rows are looked up once, when the exporter is made. A row that is replaced in the array
 * later is not seen; what is written to a row is.
 */
public final class NestedArrays {
  private NestedArrays() {}

  /**
   * Exports an array of arrays.
   *
   * @param rows arrays of a primitive type, to any depth; all of one length at each depth
   * @return a new exporter with a dimension for each depth
   * @throws IllegalArgumentException if a row is null or has another length than the first, with
   *     its place in the message; or if the innermost type is {@code boolean} or no primitive type
   */
  public static MemoryExporter export(Object[] rows) {
    if (!innermost(rows.getClass()).isPrimitive()) {
      throw new IllegalArgumentException(
          "a %s is no array of arrays of numbers, such as a double[][]"
              .formatted(rows.getClass().getSimpleName()));
    }
    return MemoryExporter.of(memory(rows, ""));
  }

  private static Memory memory(Object array, String place) {
    if (!(array instanceof Object[] rows)) {
      return Memory.ofArray(array);
    }
    if (rows.length == 0) {
      return empty(rows.getClass());
    }
    List<Memory> blocks = new ArrayList<>(rows.length);
    for (int i = 0; i < rows.length; i++) {
      String here = place + "[" + i + "]";
      if (rows[i] == null) {
        throw new IllegalArgumentException("row %s is null".formatted(here));
      }
      if (Array.getLength(rows[i]) != Array.getLength(rows[0])) {
        throw new IllegalArgumentException(
            "row %s has length %d, but row %s has length %d; rows of different length have no shape"
                .formatted(
                    here, Array.getLength(rows[i]), place + "[0]", Array.getLength(rows[0])));
      }
      blocks.add(memory(rows[i], here));
    }
    for (int i = 1; i < blocks.size(); i++) {
      if (!blocks.get(i).layout().equals(blocks.get(0).layout())) {
        throw new IllegalArgumentException(
            "the rows of %s[%d] have other lengths than those of %s[0]; they have no shape together"
                .formatted(place, i, place));
      }
    }
    return Memory.ofBlocks(blocks);
  }

  /** No row tells the inner lengths: they are 0. */
  private static Memory empty(Class<?> type) {
    int depth = 0;
    for (Class<?> t = type; t.isArray(); t = t.componentType()) {
      depth++;
    }
    return Memory.of(
        MemorySegment.ofArray(new byte[0]),
        new Scalar(ScalarType.of(innermost(type))),
        new long[depth]);
  }

  private static Class<?> innermost(Class<?> type) {
    return type.isArray() ? innermost(type.componentType()) : type;
  }
}
