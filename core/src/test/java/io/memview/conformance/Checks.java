package io.memview.conformance;

import static io.memview.conformance.Vector.comparable;
import static io.memview.conformance.Vector.memory;
import static io.memview.conformance.Vector.view;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.BufferException;
import io.memview.Index;
import io.memview.Layout;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Order;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How each file's vectors are asked, through the public API alone. */
final class Checks {
  private Checks() {}

  static Map<String, Consumer<Vector>> all() {
    Map<String, Consumer<Vector>> all = new LinkedHashMap<>();
    all.put("view-strided", Checks::operations);
    all.put("view-pointers", Checks::operations);
    all.put("request", Checks::request);
    all.put("cast", Checks::cast);
    all.put("contiguous", Checks::contiguous);
    all.put("copy", Checks::copy);
    all.put("equal", Checks::equal);
    return all;
  }

  // ---- views

  private static void operations(Vector vector) {
    Vector base = vector.object("base");
    boolean pointers = base.has("pointers") && base.bool("pointers");
    Memory memory =
        memory(
            base.bytes("memory"),
            base.format("format"),
            base.longs("shape"),
            pointers ? "pointers" : base.string("order"));
    if (pointers) {
      assertArrayEquals(base.longs("strides"), memory.layout().strides(), "strides of the base");
      assertArrayEquals(base.longs("suboffsets"), memory.layout().suboffsets());
    }
    View view = view(memory);
    List<Vector> operations = vector.objects("ops");
    List<Vector> granted =
        vector.has("error") ? operations.subList(0, operations.size() - 1) : operations;
    for (Vector operation : granted) {
      view = apply(view, operation);
    }
    if (vector.has("error")) {
      refused(view, operations.getLast(), vector.string("error"));
    } else {
      expect(vector.object("expect"), view);
    }
  }

  private static void refused(View view, Vector operation, String error) {
    Class<? extends RuntimeException> type =
        switch (error) {
          case "would copy" -> BufferException.Refused.class;
          case "IndexError" -> IndexOutOfBoundsException.class;
          default -> IllegalArgumentException.class;
        };
    assertThrows(type, () -> apply(view, operation));
  }

  private static View apply(View view, Vector operation) {
    return switch (operation.string("op")) {
      case "slice" ->
          view.slice(operation.list("spec").stream().map(Checks::index).toArray(Index[]::new));
      case "transpose" ->
          operation.has("axes") ? view.permute(operation.ints("axes")) : view.transpose();
      case "flip" -> view.flip(Math.toIntExact(operation.integer("axis")));
      case "broadcast" -> view.broadcast(operation.longs("shape"));
      case "reshape" -> view.reshape(operation.longs("shape"));
      default -> throw new IllegalArgumentException(operation.toString());
    };
  }

  private static Index index(Object part) {
    return switch (part) {
      case String name -> name.equals("ellipsis") ? Index.ellipsis() : Index.newAxis();
      case Map<?, ?> map when map.get("index") instanceof Long at -> Index.at(at);
      case Map<?, ?> map -> Vector.range((List<?>) map.get("slice"));
      default -> throw new IllegalArgumentException(part.toString());
    };
  }

  private static void expect(Vector expected, View view) {
    Layout layout = view.layout();
    assertArrayEquals(expected.longs("shape"), view.shape(), "shape");
    assertEquals(expected.values("values"), comparable(view.toList()), "values");
    if (expected.has("bytes")) { // a single item has none
      assertArrayEquals(expected.bytes("bytes"), view.toBytes(Order.C), "bytes");
    }
    if (expected.has("strides")) {
      assertArrayEquals(expected.longs("strides"), layout.strides(), "strides");
    }
    if (expected.has("offset")) {
      assertEquals(expected.integer("offset"), layout.offset(), "offset");
    }
    if (expected.has("fbytes")) {
      assertArrayEquals(expected.bytes("fbytes"), view.toBytes(Order.FORTRAN), "fbytes");
    }
    if (expected.has("suboffsets") && view.itemCount() > 0) {
      long[] suboffsets = expected.longs("suboffsets");
      boolean pointers = Arrays.stream(suboffsets).anyMatch(suboffset -> suboffset >= 0);
      assertArrayEquals(pointers ? suboffsets : new long[0], layout.suboffsets(), "suboffsets");
    }
    // CPython keeps an array of suboffsets that are all negative, and calls that not contiguous.
    boolean pointersWentAway = expected.has("suboffsets") && !layout.hasPointers();
    if (expected.has("c") && !pointersWentAway) {
      assertEquals(expected.bool("c"), layout.isContiguous(Order.C), "c");
      assertEquals(expected.bool("f"), layout.isContiguous(Order.FORTRAN), "f");
    }
  }

  // ---- requests

  private static void request(Vector vector) {
    Vector exporter = vector.object("exporter");
    Format format = exporter.format("format");
    long[] shape = exporter.longs("shape");
    Memory memory = memory(zeros(format, shape), format, shape, exporter.string("layout"));
    View view = view(exporter.bool("writable") ? memory : memory.asReadOnly());
    if (exporter.has("slice")) {
      view = view.slice(exporter.ranges("slice"));
    }
    View asked = view;
    int flags = Math.toIntExact(vector.integer("flags"));
    if (!vector.bool("ok")) {
      assertThrows(BufferException.Refused.class, () -> asked.acquire(Request.of(flags)));
      return;
    }
    try (Lease lease = view.acquire(Request.of(flags))) {
      assertEquals(vector.bool("readonly"), lease.view().isReadOnly(), "readonly");
      assertEquals(vector.integer("nbytes"), lease.view().layout().byteLength(), "nbytes");
      assertEquals(vector.integer("ndim"), lease.view().ndim(), "ndim");
      Vector has = vector.object("has");
      Request granted = lease.view().granted();
      assertEquals(has.bool("format"), granted.includes(Request.FORMAT), "format");
      boolean some = lease.view().ndim() > 0;
      assertEquals(has.bool("shape"), some && granted.includes(Request.ND), "shape");
      assertEquals(has.bool("strides"), some && granted.includes(Request.STRIDES), "strides");
      assertEquals(has.bool("suboffsets"), lease.view().layout().hasPointers(), "suboffsets");
    }
  }

  private static byte[] zeros(Format format, long[] shape) {
    Layout layout = Layout.contiguous(Order.C, format.itemSize(), shape);
    return new byte[Math.toIntExact(layout.byteLength())];
  }

  // ---- casts

  private static void cast(Vector vector) {
    View view = view(Memory.ofUnsigned(vector.bytes("memory")));
    List<Vector> steps = vector.objects("steps");
    int granted = vector.has("error") ? steps.size() - 1 : steps.size();
    for (Vector step : steps.subList(0, granted)) {
      view = step(view, step);
    }
    if (vector.has("error")) {
      View last = view;
      RuntimeException refusal =
          assertThrows(RuntimeException.class, () -> step(last, steps.getLast()));
      boolean documented =
          refusal instanceof IllegalArgumentException || refusal instanceof BufferException.Refused;
      assertEquals(true, documented, refusal::toString);
      return;
    }
    Vector expected = vector.object("expect");
    assertArrayEquals(expected.longs("shape"), view.shape(), "shape");
    assertArrayEquals(expected.longs("strides"), view.layout().strides(), "strides");
    assertArrayEquals(expected.bytes("bytes"), view.toBytes(Order.C), "bytes");
    assertEquals(expected.format("format"), view.format(), "format");
  }

  private static View step(View view, Vector step) {
    if (step.has("slice")) {
      return view.slice(Vector.range(step.list("slice")));
    }
    if (!step.has("shape")) {
      return view.cast(step.string("format"));
    }
    View cast = view.cast(step.string("format"), step.longs("shape"));
    return step.longs("shape").length == 0 ? cast.reshape() : cast;
  }

  // ---- copies

  private static void contiguous(Vector vector) {
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
  }

  /** Writes values in C order. */
  private static void fill(View view, List<?> values) {
    long[] shape = view.shape();
    for (int n = 0; n < values.size(); n++) {
      long[] index = new long[shape.length];
      long left = n;
      for (int d = shape.length - 1; d >= 0; d--) {
        index[d] = left % shape[d];
        left /= shape[d];
      }
      view.set(fitting(view.format(), Vector.value(values.get(n))), index);
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

  private static void copy(Vector vector) {
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

  private static void equal(Vector vector) {
    View a = items(vector.object("a"));
    View b = items(vector.object("b"));
    assertEquals(vector.bool("equal"), a.contentEquals(b), "a == b");
    assertEquals(vector.bool("equal"), b.contentEquals(a), "b == a");
  }

  private static View items(Vector vector) {
    List<?> values = vector.list("values");
    MemoryExporter exporter = MemoryExporter.allocate(vector.format("format"), 8, values.size());
    View view = exporter.acquire(Request.FULL.scoped()).view();
    fill(view, values);
    return vector.has("step") ? view.slice(Index.every(vector.integer("step"))) : view;
  }
}
