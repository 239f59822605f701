package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.format.Format;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.format.ValueException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Packing and unpacking as {@code struct} does it, and the values that it refuses. */
final class StructChecks {
  private StructChecks() {}

  static void check(Vector vector) {
    Format format = vector.format("format");
    List<?> values = (List<?>) vector.values("values");
    Iterator<?> row = values.iterator();
    Object packed = nested(format, row);
    assertFalse(row.hasNext(), "the format has fewer values");
    if (vector.has("error")) {
      byte[] untouched = new byte[Math.toIntExact(format.itemSize())];
      assertThrows(
          ValueException.class, () -> format.set(MemorySegment.ofArray(untouched), 0, packed));
      assertArrayEquals(new byte[untouched.length], untouched, "written all the same");
      return;
    }
    assertEquals(vector.integer("itemsize"), format.itemSize(), "itemsize");
    byte[] bytes = vector.bytes("bytes");
    List<Object> unpacked = new ArrayList<>();
    flatten(format.get(MemorySegment.ofArray(bytes), 0), unpacked);
    Vector.assertSame(values, unpacked, "values");
    byte[] ours = new byte[bytes.length];
    format.set(MemorySegment.ofArray(ours), 0, packed);
    assertArrayEquals(bytes, ours, "bytes");
  }

  /** The values of {@code struct}, which are in one row, as the format nests them. */
  private static Object nested(Format format, Iterator<?> values) {
    return switch (format) {
      case Struct struct -> {
        List<Object> all = new ArrayList<>();
        struct.fields().forEach(field -> all.add(nested(field.format(), values)));
        yield all;
      }
      case SubArray array -> {
        List<Object> all = new ArrayList<>();
        for (long i = array.shape().getFirst(); i > 0; i--) {
          all.add(nested(array.element(), values));
        }
        yield all;
      }
      default -> values.next();
    };
  }

  private static void flatten(Object value, List<Object> into) {
    if (value instanceof List<?> all) {
      all.forEach(inner -> flatten(inner, into));
    } else {
      into.add(value);
    }
  }
}
