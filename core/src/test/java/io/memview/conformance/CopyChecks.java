package io.memview.conformance;

import static io.memview.conformance.Memories.fill;
import static io.memview.conformance.Memories.memory;
import static io.memview.conformance.Memories.view;
import static io.memview.conformance.Memories.zeros;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.BufferException;
import io.memview.Contiguous;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.util.List;
import java.util.Map;

/** Items in each order, in another place, and compared by value. */
final class CopyChecks {
  private CopyChecks() {}

  static void contiguous(Vector vector) {
    Format format = vector.format("format");
    long[] shape = vector.longs("shape");
    View view = view(memory(zeros(format, shape), format, shape, vector.string("layout")));
    // The values stand in the order of the memory.
    fill(vector.string("layout").equals("F") ? view.transpose() : view, vector.list("values"));
    if (vector.has("slice")) {
      view = view.slice(vector.ranges("slice"));
    }
    Vector bytes = vector.object("bytes");
    Vector is = vector.object("is");
    Map<String, Order> orders = Map.of("C", Order.C, "F", Order.FORTRAN, "A", Order.ANY);
    for (Map.Entry<String, Order> order : orders.entrySet()) {
      assertArrayEquals(
          bytes.bytes(order.getKey()), view.toBytes(order.getValue()), order.getKey());
      assertEquals(
          is.bool(order.getKey()),
          view.layout().isContiguous(order.getValue()),
          "is " + order.getKey());
    }
    Vector mirror = vector.object("mirror");
    for (Map.Entry<String, Order> order : orders.entrySet()) {
      String read = "read" + order.getKey();
      String write = "write" + order.getKey();
      assertEquals(mirror.any(read), contiguous(view, Request.FULL_RO, order.getValue()), read);
      assertEquals(mirror.any(write), contiguous(view, Request.FULL, order.getValue()), write);
    }
  }

  private static Object contiguous(View view, Request request, Order order) {
    try (Lease lease = Contiguous.acquire(view, request, order)) {
      assertArrayEquals(view.toBytes(Order.C), lease.view().toBytes(Order.C));
      return lease.view().isContiguous(order);
    } catch (BufferException.Refused refused) {
      return "BufferError";
    }
  }

  static void copy(Vector vector) {
    Format format = vector.format("format");
    byte[] bytes = vector.bytes("memory");
    View view = view(memory(bytes, format, vector.longs("shape"), "C"));
    View source = view.slice(vector.ranges("src"));
    View target = view.slice(vector.ranges("dst"));
    if (vector.has("error")) {
      assertThrows(IllegalArgumentException.class, () -> target.copyFrom(source));
    } else {
      target.copyFrom(source);
      assertArrayEquals(vector.bytes("expect"), bytes, "memory");
    }
  }

  static void equal(Vector vector) {
    View a = items(vector.object("a"));
    View b = items(vector.object("b"));
    assertEquals(vector.bool("equal"), a.contentEquals(b), "a == b");
    assertEquals(vector.bool("equal"), b.contentEquals(a), "b == a");
  }

  private static View items(Vector vector) {
    List<?> values = vector.list("values");
    MemoryExporter exporter = MemoryExporter.allocate(vector.format("format"), values.size());
    View view = exporter.acquire(Request.FULL.scoped()).view();
    fill(view, values);
    return vector.has("step") ? view.slice(Index.every(vector.integer("step"))) : view;
  }
}
