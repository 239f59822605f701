package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The same bytes as other items, wherever strides can express them. */
class ReinterpretTest {
  private static View bytes(int count) {
    return TestMemory.longs("B", i -> i % 251, count);
  }

  private static long[] longs(Object list) {
    return ((List<?>) list).stream().mapToLong(n -> (Long) n).toArray();
  }

  // ---- as NumPy does it

  @Test
  void asNumpyDoes() throws IOException {
    List<String> lines;
    try (InputStream in =
        Objects.requireNonNull(
            ReinterpretTest.class.getResourceAsStream("/reinterpret/views.jsonl"))) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    int granted = 0;
    for (String line : lines) {
      Map<?, ?> vector = (Map<?, ?>) Json.parse(line);
      Format format = Format.parse((String) vector.get("format"));
      long[] shape = longs(vector.get("shape"));
      Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
      View whole =
          TestMemory.view(
              Memory.of(bytes(240).asSegment().asSlice(0, layout.byteLength()), format, shape));
      View part = whole.slice(Index.parse((String) vector.get("slice")));
      View old = (Boolean) vector.get("transposed") ? part.transpose() : part;
      Format wanted = Format.parse((String) vector.get("new"));
      if (!(vector.get("expect") instanceof Map<?, ?> expected)) {
        RuntimeException refusal =
            assertThrows(RuntimeException.class, () -> old.reinterpret(wanted), line);
        assertTrue(
            refusal instanceof BufferException.Refused
                || refusal instanceof IllegalArgumentException,
            refusal::toString);
        continue;
      }
      granted++;
      View made = old.reinterpret(wanted);
      assertArrayEquals(longs(expected.get("shape")), made.shape(), line);
      if (expected.get("strides") != null) {
        assertArrayEquals(strides(longs(expected.get("strides")), made), strides(made), line);
      }
      assertEquals(expected.get("hex"), HexFormat.of().formatHex(made.toBytes(Order.C)), line);
    }
    assertTrue(granted > 300, "granted " + granted);
  }

  private static long[] strides(View view) {
    return strides(view.layout().strides(), view);
  }

  /** Those of dimensions of one item are nobody's business. */
  private static long[] strides(long[] strides, View view) {
    for (int d = 0; d < strides.length; d++) {
      strides[d] = view.shape(d) == 1 ? 0 : strides[d];
    }
    return strides;
  }

  // ---- with a shape

  /** Strides can express a shape if they can be found by trying. */
  @Test
  void withAShapeWhereverStridesExpressIt() {
    int[] outcomes = new int[2];
    Seeds.forEach(
        ReinterpretTest.class,
        1500,
        random -> {
          int size = 1 + random.nextInt(4);
          View view = part(random, size);
          if (view.itemCount() == 0) {
            return;
          }
          long[] shape = divided(random, view.layout().byteLength());
          int newSize = (int) shape[shape.length - 1];
          long[] extents = Arrays.copyOf(shape, shape.length - 1);
          Format format = Format.parse(newSize + "s");
          boolean isExpressible = isExpressible(places(view), extents, newSize);
          String what = view + " as " + Arrays.toString(extents) + " of " + newSize;
          outcomes[isExpressible ? 0 : 1]++;
          if (!isExpressible) {
            assertThrows(
                BufferException.Refused.class, () -> view.reinterpret(format, extents), what);
            return;
          }
          View made = view.reinterpret(format, extents);
          assertArrayEquals(extents, made.shape());
          assertArrayEquals(view.toBytes(Order.C), made.toBytes(Order.C), what);
        });
    assertTrue(
        !Seeds.areAll() || (outcomes[0] > 200 && outcomes[1] > 200),
        () -> Arrays.toString(outcomes));
  }

  private static View part(Random random, int size) {
    long[] shape = {1 + random.nextInt(4), 1 + random.nextInt(4), 1 + random.nextInt(4)};
    View view =
        TestMemory.view(
            Memory.of(
                MemorySegment.ofArray(bytes(256).toBytes(Order.C)),
                Format.parse(size + "s"),
                Layout.contiguous(size, Order.C, shape)));
    if (random.nextBoolean()) {
      view = view.slice(Index.ellipsis(), Index.range(0, 1 + random.nextInt(4)));
    }
    if (random.nextInt(3) == 0) {
      view = view.slice(Index.every(random.nextBoolean() ? 2 : -1));
    }
    return random.nextInt(3) == 0 ? view.swapAxes(random.nextInt(3), random.nextInt(3)) : view;
  }

  /** Some extents whose product is a number. */
  private static long[] divided(Random random, long bytes) {
    long[] shape = new long[1 + random.nextInt(4)];
    long left = bytes;
    for (int d = shape.length - 1; d > 0; d--) {
      long divisor = 1 + random.nextLong(Math.min(left, 6));
      while (left % divisor != 0) {
        divisor--;
      }
      shape[d] = divisor;
      left /= divisor;
    }
    shape[0] = left;
    return shape;
  }

  /** Where each byte lies, in C order. */
  private static long[] places(View view) {
    long size = view.layout().itemSize();
    long[] places = new long[(int) view.layout().byteLength()];
    int next = 0;
    for (long[] index : TestMemory.indices(view.shape())) {
      for (long b = 0; b < size; b++) {
        places[next++] = view.layout().offsetOf(index) + b;
      }
    }
    return places;
  }

  private static boolean isExpressible(long[] places, long[] extents, int size) {
    long[] strides = new long[extents.length];
    int step = size;
    for (int d = extents.length - 1; d >= 0; d--) {
      strides[d] = extents[d] > 1 ? places[step] - places[0] : 0;
      step *= (int) extents[d];
    }
    int next = 0;
    for (long[] index : TestMemory.indices(extents)) {
      long at = places[0];
      for (int d = 0; d < index.length; d++) {
        at += index[d] * strides[d];
      }
      for (int b = 0; b < size; b++) {
        if (places[next++] != at + b) {
          return false;
        }
      }
    }
    return true;
  }

  // ---- what NumPy has not

  @Test
  void behindPointers() {
    View rows = TestMemory.view(TestMemory.blocks("i", 1, 3, 4));
    for (View view : List.of(rows, rows.flip(), rows.slice(Index.all(), Index.range(1, 3)))) {
      View floats = view.reinterpret("f");
      assertArrayEquals(view.shape(), floats.shape());
      assertArrayEquals(view.toBytes(Order.C), floats.toBytes(Order.C));
      assertArrayEquals(
          view.toBytes(Order.C), view.reinterpret(">i", view.shape()).toBytes(Order.C));
    }
    View bytes = rows.reinterpret("B");
    assertArrayEquals(new long[] {3, 16}, bytes.shape());
    assertArrayEquals(rows.toBytes(Order.C), bytes.toBytes(Order.C));
    View pixels = rows.reinterpret("B", 3, 4, 4);
    assertArrayEquals(rows.toBytes(Order.C), pixels.toBytes(Order.C));
    pixels.setLong(2, 3, 0, 77);
    assertEquals(77, rows.getLong(2, 3) & 0xFF);
    assertArrayEquals(new long[] {3, 2}, rows.reinterpret("q").shape());
    assertArrayEquals(new long[] {3, 2, 1}, rows.reinterpret("q", 3, 2, 1).shape());
    assertThrows(BufferException.Refused.class, () -> rows.reinterpret("q", 6));
    View single = TestMemory.view(TestMemory.blocks("B", 1, 8));
    assertArrayEquals(single.toBytes(Order.C), single.reinterpret("b").toBytes(Order.C));
    assertArrayEquals(single.toBytes(Order.C), single.reinterpret("b", 8).toBytes(Order.C));
    assertThrows(BufferException.Refused.class, () -> single.reinterpret("h"));
    assertThrows(BufferException.Refused.class, () -> single.reinterpret("h", 4));
  }

  @Test
  void readOnlyAndRepeatedItemsStayReadOnly() {
    View repeated = bytes(4).reinterpret("i").broadcast(3, 1);
    assertTrue(repeated.reinterpret("f").isReadOnly());
    assertTrue(repeated.asReadOnly().reinterpret("B").isReadOnly());
    assertArrayEquals(new long[] {3, 4}, repeated.reinterpret("B").shape());
  }

  @Test
  void refusalsSayWhatWorks() {
    View crop = bytes(24).reinterpret("B", 4, 6).slice(Index.all(), Index.every(2));
    String message =
        assertThrows(BufferException.Refused.class, () -> crop.reinterpret("h")).getMessage();
    assertTrue(message.contains("last dimension without gaps"), message);
    assertArrayEquals(new long[] {4, 3}, crop.reinterpret("b").shape());
    View one = bytes(4).reinterpret("i").at(0);
    message = assertThrows(IllegalArgumentException.class, () -> one.reinterpret("B")).getMessage();
    assertTrue(message.contains("shape"), message);
    assertArrayEquals(new long[] {4}, one.reinterpret("B", 4).shape());
  }
}
