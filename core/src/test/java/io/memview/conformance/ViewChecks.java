package io.memview.conformance;

import static io.memview.conformance.Memories.memory;
import static io.memview.conformance.Memories.view;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.View;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Chains of operations on a view: where its items lie then, and what they are. */
final class ViewChecks {
  private ViewChecks() {}

  static void check(Vector vector) {
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
          view.slice(operation.list("spec").stream().map(ViewChecks::index).toArray(Index[]::new));
      case "transpose" ->
          operation.has("axes") ? view.permute(operation.ints("axes")) : view.transpose();
      case "flip" -> view.flip(Math.toIntExact(operation.integer("axis")));
      case "broadcast" -> view.broadcast(operation.longs("shape"));
      case "reshape" -> view.reshape(operation.longs("shape"));
      default -> throw new AssertionError(operation);
    };
  }

  private static Index index(Object part) {
    return switch (part) {
      case String name -> "ellipsis".equals(name) ? Index.ellipsis() : Index.newAxis();
      case Map<?, ?> map when map.get("index") instanceof Long at -> Index.at(at);
      case Map<?, ?> map -> Vector.range((List<?>) map.get("slice"));
      default -> throw new AssertionError(part);
    };
  }

  private static void expect(Vector expected, View view) {
    Layout layout = view.layout();
    assertArrayEquals(expected.longs("shape"), view.shape(), "shape");
    Vector.assertSame(expected.values("values"), view.toList(), "values");
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
}
