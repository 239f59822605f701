package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.format.ValueException;
import io.memview.layout.Index;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Masks select what a plain loop selects, whatever the layout. */
final class MaskTest {
  private static View mask(String format, Random random, long... shape) {
    View mask = TestMemory.zeros(format, shape);
    for (long[] index : TestMemory.indices(shape)) {
      if (random.nextBoolean()) {
        mask.setObject(index, format.equals("?") ? (Object) true : 5);
      }
    }
    return mask;
  }

  private static boolean isTrue(View mask, long... index) {
    long[] first = Arrays.copyOf(index, mask.ndim());
    return mask.getObject(first) instanceof Boolean b ? b : !mask.getObject(first).equals(0L);
  }

  private static List<Object> items(View view) {
    List<Object> all = new ArrayList<>();
    view.items().forEach(all::add);
    return all;
  }

  @Test
  void everyGeometry() {
    Random random = new Random(1);
    for (String format : List.of("i", ">h", "q", "d")) {
      for (Geometry geometry : Geometry.ofAllShapes(format)) {
        View view = geometry.view();
        for (int ndim = 0; ndim <= view.ndim(); ndim++) {
          View mask =
              mask(List.of("?", "b", "B").get(ndim % 3), random, Arrays.copyOf(view.shape(), ndim));
          List<Object> selected = new ArrayList<>();
          for (long[] index : TestMemory.indices(view.shape())) {
            if (isTrue(mask, index)) {
              selected.add(view.getObject(index));
            }
          }
          View result = TestMemory.view(view.select(mask));
          String name = geometry + " " + mask.toList();
          assertEquals(selected, items(result), name);
          long[] rest = Arrays.copyOfRange(view.shape(), ndim, view.ndim());
          assertArrayEquals(rest, Arrays.copyOfRange(result.shape(), 1, result.ndim()), name);
          if (!view.isReadOnly()) {
            checkWritten(geometry, mask);
          }
        }
      }
    }
  }

  /** What is selected is written, and nothing else in all the memory. */
  private static void checkWritten(Geometry geometry, View mask) {
    View view = geometry.view();
    List<Object> before = items(geometry.whole());
    View old = TestMemory.zeros(view.format().toString(), view.shape());
    old.copyFrom(view);
    view.fill(7, mask);
    for (long[] index : TestMemory.indices(view.shape())) {
      Object expected = isTrue(mask, index) ? number(view, 7) : old.getObject(index);
      assertEquals(expected, view.getObject(index), () -> geometry + " " + mask.toList());
    }
    view.assign(old, mask);
    assertEquals(before, items(geometry.whole()), geometry::toString);
  }

  private static Object number(View view, long value) {
    return view.format().toString().equals("d") ? (Object) (double) value : (Object) value;
  }

  @Test
  void manyItems() {
    Random random = new Random(2);
    for (long[] shape : new long[][] {{50_000}, {3, 9_000}, {200, 60, 2}}) {
      View view = TestMemory.longs("i", i -> i, shape);
      View mask = mask("?", random, shape.length == 3 ? new long[] {200, 60} : shape);
      List<Object> expected = new ArrayList<>();
      for (long[] index : TestMemory.indices(shape)) {
        if (isTrue(mask, index)) {
          expected.add(view.getObject(index));
        }
      }
      assertEquals(expected, items(TestMemory.view(view.select(mask))));
      View target = TestMemory.zeros("d", shape);
      target.assign(view, mask);
      for (long[] index : TestMemory.indices(shape)) {
        double value = isTrue(mask, index) ? view.getLong(index) : 0.0;
        assertEquals(value, target.getDouble(index));
      }
    }
  }

  @Test
  void sourcesAreBroadcastAndConverted() {
    View view = TestMemory.zeros("b", 2, 3);
    View mask = mask("?", new Random(3), 2, 3);
    mask.fill(false);
    mask.setBoolean(0, 1, true);
    mask.setBoolean(1, 2, true);
    view.assign(TestMemory.longs("i", i -> i == 0 ? 1000 : i, 3), mask); // 1000 is not selected
    assertEquals(List.of(List.of(0L, 1L, 0L), List.of(0L, 0L, 2L)), view.toList());
    mask.setBoolean(1, 0, true);
    View large = TestMemory.longs("i", i -> 999 + i, 3);
    assertThrows(ValueException.class, () -> view.assign(large, mask));
    assertEquals(List.of(List.of(0L, 1L, 0L), List.of(0L, 0L, 2L)), view.toList());
    assertThrows(IllegalArgumentException.class, () -> view.assign(TestMemory.zeros("i", 2), mask));
    assertThrows(IllegalArgumentException.class, () -> view.assign(TestMemory.zeros("d", 3), mask));
  }

  /** The mask, the source and the target are the same memory. */
  @Test
  void overlap() {
    View view = TestMemory.longs("B", i -> i % 3, 6);
    view.assign(view.flip(), view);
    assertEquals(List.of(0L, 1L, 0L, 0L, 1L, 0L), view.toList());
    view.fill(9, view.slice(Index.range(0, 6)));
    assertEquals(List.of(0L, 9L, 0L, 0L, 9L, 0L), view.toList());
    View shifted = TestMemory.longs("B", i -> i % 2, 6);
    shifted.slice(Index.from(1)).fill(1, shifted.slice(Index.upTo(5)));
    assertEquals(List.of(0L, 1L, 1L, 1L, 1L, 1L), shifted.toList());
  }

  @Test
  void recordsAndText() {
    View records = TestMemory.zeros("T{i:x:b:y:}", 3);
    records.field("x").fill(4);
    View mask = mask("?", new Random(4), 3);
    mask.fill(false);
    mask.setBoolean(1, true);
    assertEquals(List.of(records.getObject(1)), TestMemory.view(records.select(mask)).toList());
    records.field("y").fill(3, mask);
    assertEquals(List.of(0L, 3L, 0L), records.field("y").toList());
    View bits = TestMemory.zeros("T{3t:a:5t:b:}", 3);
    bits.field("a").fill(7);
    bits.field("b").fill(21, mask);
    assertEquals(List.of(7L, 7L, 7L), longs(bits.field("a")));
    assertEquals(List.of(0L, 21L, 0L), longs(bits.field("b")));
    assertEquals(List.of(21L), longs(TestMemory.view(bits.field("b").select(mask))));
    View text = TestMemory.zeros("5s", 3);
    text.fill(new byte[] {1, 2, 3, 4, 5}, mask);
    assertArrayEquals(new byte[5], (byte[]) text.getObject(0));
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, (byte[]) text.getObject(1));
  }

  private static List<Long> longs(View view) {
    return items(view).stream().map(x -> ((Number) x).longValue()).toList();
  }

  @Test
  void refusals() {
    View view = TestMemory.zeros("i", 2, 3);
    Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
    assertRefused(illegal, () -> view.select(TestMemory.zeros("?", 3)), "(3,)", "(2, 3)", "first");
    assertRefused(illegal, () -> view.select(TestMemory.zeros("?", 2, 3, 1)), "(2, 3, 1)");
    assertRefused(illegal, () -> view.select(TestMemory.zeros("i", 2)), "'i'", "'?'", "bytes");
    assertRefused(illegal, () -> view.fill(1, TestMemory.zeros("c", 2)), "'c'");
    View mask = TestMemory.zeros("?", 2);
    assertThrows(ValueException.class, () -> view.fill("x", mask));
    assertThrows(BufferException.ReadOnly.class, () -> view.asReadOnly().fill(1, mask));
    assertThrows(BufferException.ReadOnly.class, () -> view.asReadOnly().assign(view, mask));
  }
}
