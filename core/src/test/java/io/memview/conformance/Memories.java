package io.memview.conformance;

import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Memory as the vectors describe it, and views of it. */
final class Memories {
  private Memories() {}

  /** Memory of a layout that the vectors name, filled with its own bytes in C order of blocks. */
  static Memory memory(byte[] bytes, Format format, long[] shape, String layout) {
    if (!layout.equals("pointers")) {
      Order order = layout.equals("F") ? Order.FORTRAN : Order.C;
      return Memory.of(
          MemorySegment.ofArray(bytes), format, Layout.contiguous(format.itemSize(), order, shape));
    }
    long[] inner = Arrays.copyOfRange(shape, 1, shape.length);
    int size = Math.toIntExact(Layout.contiguous(format.itemSize(), Order.C, inner).byteLength());
    List<Memory> blocks = new ArrayList<>();
    for (int at = 0; at < size * shape[0]; at += size) {
      MemorySegment block = MemorySegment.ofArray(Arrays.copyOfRange(bytes, at, at + size));
      blocks.add(Memory.of(block, format, Layout.contiguous(format.itemSize(), Order.C, inner)));
    }
    return Memory.ofBlocks(blocks);
  }

  /** A view of memory that nobody else looks at; it lives as long as it is used. */
  static View view(Memory memory) {
    Exporter exporter = MemoryExporter.of(memory);
    return exporter.acquire(Request.FULL_RO.scoped()).view();
  }

  static byte[] zeros(Format format, long[] shape) {
    Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
    return new byte[Math.toIntExact(layout.byteLength())];
  }

  /** Writes values in C order. */
  static void fill(View view, List<?> values) {
    long[] shape = view.shape();
    for (int n = 0; n < values.size(); n++) {
      long[] index = new long[shape.length];
      long left = n;
      for (int d = shape.length - 1; d >= 0; d--) {
        index[d] = left % shape[d];
        left /= shape[d];
      }
      view.setObject(index, fitting(view.format(), Vector.value(values.get(n))));
    }
  }

  /** JSON has one kind of number: what the format takes. */
  private static Object fitting(Format format, Object value) {
    ScalarType.Kind kind = ((Scalar) format).type().kind();
    return switch (value) {
      case Boolean truth when kind != ScalarType.Kind.BOOL -> truth ? 1L : 0L;
      case Long number when kind == ScalarType.Kind.BOOL -> number != 0;
      default -> value;
    };
  }
}
