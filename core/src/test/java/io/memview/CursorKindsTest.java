package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.internal.memory.Levels;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cursors of the classes for some kinds of views go where those for any views go. */
final class CursorKindsTest {

  /** A view of a shape, or of one that broadcasts to it, in memory of some kind. */
  private static View random(Random random, long[] shape) {
    int ndim = random.nextInt(4) == 0 ? random.nextInt(shape.length + 1) : shape.length;
    long[] base = new long[ndim];
    Index[] indices = new Index[ndim];
    for (int d = 0; d < ndim; d++) {
      long extent = random.nextInt(6) == 0 ? 1 : shape[shape.length - ndim + d];
      long step = random.nextInt(3) == 0 ? random.nextInt(1, 3) : 1;
      base[d] = extent * step;
      indices[d] = Index.range(0, extent * step, step);
    }
    int levels = Arrays.stream(base).anyMatch(n -> n == 0) ? 0 : random.nextInt(ndim + 1);
    String format = random.nextBoolean() ? "i" : "h";
    View view = TestMemory.view(TestMemory.blocks(format, levels, base)).slice(indices);
    if (ndim > 0 && view.shape(0) > 1 && random.nextInt(3) == 0) {
      long rows = view.shape(0);
      view = view.rows(random.longs(rows, 0, rows).toArray());
    }
    for (int d = 0; d < ndim; d++) {
      view = random.nextInt(3) == 0 ? view.flip(d) : view;
    }
    return view;
  }

  private static String item(Cursor at, int views) {
    StringBuilder item = new StringBuilder();
    for (int d = 0; d < at.shape().length; d++) {
      item.append(at.index(d)).append(',');
    }
    for (int v = 0; v < views; v++) {
      item.append(' ').append(at.getLong(v)).append(' ').append(at.getObject(v));
    }
    return item.toString();
  }

  private static List<String> walk(Cursor at, int views, Random random) {
    List<String> seen = new ArrayList<>();
    while (at.next()) {
      seen.add(item(at, views) + at.hasNext());
      int chosen = random.nextInt(views);
      try {
        at.setLong(chosen, at.getLong(chosen) + 1);
      } catch (BufferException.ReadOnly e) {
        seen.add("read-only");
      }
    }
    assertFalse(at.hasNext());
    assertThrows(IllegalStateException.class, () -> at.getLong(0));
    return seen;
  }

  /** Rows behind pointers are never joined, whatever the strides are. */
  @Test
  void everyItemIsThatOfItsIndex() {
    Seeds.forEach(
        CursorKindsTest.class,
        1500,
        random -> {
          long[] shape = {1 + random.nextInt(6), 1 + random.nextInt(4), 1 + random.nextInt(4)};
          long step = 1L << random.nextInt(4);
          long inner = 1L + random.nextInt(2);
          long[] base = {shape[0] * 2, shape[1] * step, shape[2] * inner};
          String format = random.nextBoolean() ? "i" : "h";
          View view =
              TestMemory.view(TestMemory.blocks(format, random.nextInt(4), base))
                  .slice(
                      Index.range(0, shape[0]),
                      Index.every(step),
                      Index.range(0, shape[2] * inner, inner));
          Cursor at = Cursor.over(Order.values()[random.nextInt(3)], view);
          long count = 0;
          while (at.next()) {
            assertEquals(view.getLong(at.index(0), at.index(1), at.index(2)), at.getLong(0));
            count++;
          }
          assertEquals(view.itemCount(), count);
        });
  }

  @Test
  void bothGoTheSameWay() {
    Seeds.forEach(
        CursorKindsTest.class,
        1500,
        random -> {
          long[] shape = shape(random);
          Order order = Order.values()[random.nextInt(3)];
          int count = 1 + random.nextInt(4);
          long seed = random.nextLong();
          View[] left = views(seed, count, shape);
          View[] right = views(seed, count, shape);
          long changes = random.nextLong();
          assertEquals(
              walk(general(order, right), count, new Random(changes)),
              walk(Cursor.over(order, left), count, new Random(changes)));
          for (int v = 0; v < count; v++) {
            assertEquals(right[v].toList(), left[v].toList());
          }
        });
  }

  /** Two loops, over rows and items, go where one goes; also from a row's middle, and backwards. */
  @Test
  void rowsHaveTheSameItems() {
    Seeds.forEach(
        CursorKindsTest.class,
        1500,
        random -> {
          long[] shape = shape(random);
          Order order = Order.values()[random.nextInt(3)];
          int count = 1 + random.nextInt(4);
          View[] views = views(random.nextLong(), count, shape);
          List<String> expected = new ArrayList<>();
          for (Cursor at = Cursor.over(order, views); at.next(); ) {
            expected.add(item(at, count));
          }
          for (Cursor at : List.of(Cursor.over(order, views), general(order, views))) {
            int begin = 0;
            while (at.nextRow()) {
              int length = (int) at.rowLength();
              List<String> row = expected.subList(begin, begin + length);
              assertEquals(row.getFirst(), item(at, count));
              for (int i = length - 1; i >= 0; i--) {
                at.moveInRow(i);
                assertEquals(row.get(i), item(at, count));
              }
              int from = random.nextInt(length);
              at.moveInRow(from);
              int outside = random.nextBoolean() ? length : -1;
              assertThrows(IndexOutOfBoundsException.class, () -> at.moveInRow(outside));
              int to = random.nextInt(from, length);
              for (int i = from; i < to; i++) {
                assertTrue(at.next());
                assertEquals(row.get(i + 1), item(at, count));
              }
              assertEquals(begin + to + 1 < expected.size(), at.hasNext());
              begin += length;
            }
            assertEquals(expected.size(), begin);
            assertEquals(0, at.rowLength());
            assertFalse(at.nextRow());
            assertFalse(at.next());
            assertThrows(IndexOutOfBoundsException.class, () -> at.moveInRow(0));
            assertThrows(IllegalStateException.class, () -> at.getLong(0));
          }
        });
  }

  /** Of up to three dimensions, some without items, some longer than what is joined. */
  private static long[] shape(Random random) {
    long[] shape = new long[random.nextInt(4)];
    Arrays.setAll(shape, d -> random.nextInt(8) == 0 ? random.nextInt(40) : 1 + random.nextInt(5));
    return shape;
  }

  private static View[] views(long seed, int count, long[] shape) {
    Random random = new Random(seed);
    View[] views = new View[count];
    Arrays.setAll(views, v -> random(random, shape).broadcast(shape));
    return views;
  }

  private static Cursor general(Order order, View... views) {
    Layout[] layouts = Arrays.stream(views).map(View::layout).toArray(Layout[]::new);
    return new Cursor().make(Levels.of(order, layouts), views);
  }

  /** Whoever releases a view in the middle is seen by each access that comes after. */
  @Test
  void aReleaseIsSeenByTheNextAccess() {
    for (int several = 1; several <= 4; several++) {
      MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new double[100]));
      Lease lease = exporter.acquire(Request.FULL);
      View[] views = new View[several];
      Arrays.setAll(views, v -> lease.view());
      Cursor at = Cursor.over(Order.C, views);
      for (int i = 0; i < 50; i++) {
        at.next();
        at.setDouble(0, at.getDouble(0) + 1);
      }
      lease.close();
      assertThrows(BufferException.Released.class, () -> at.getDouble(0));
      assertThrows(BufferException.Released.class, () -> at.setDouble(0, 1));
      at.next();
      assertThrows(BufferException.Released.class, () -> at.getDouble(0));
      assertThrows(BufferException.Released.class, () -> Cursor.over(Order.C, views));
    }
  }

  /**
   * Three views have a class of their own, and others another; four have that for all. Where items
   * lie side by side, the step is a constant of the class.
   */
  @Test
  void classes() {
    View doubles = TestMemory.zeros("d", 3);
    View ints = TestMemory.zeros("i", 3);
    Class<?> one = Cursor.over(Order.C, doubles).getClass();
    Class<?> stepped = Cursor.over(Order.C, doubles.flip()).getClass();
    assertEquals(
        stepped, Cursor.over(Order.C, TestMemory.zeros("d", 6).slice(Index.every(2))).getClass());
    if (one != Cursor.class) { // where there are hidden classes
      assertNotSame(one, stepped);
      Class<?> mixed = Cursor.over(Order.C, doubles, doubles.flip()).getClass();
      assertNotSame(mixed, Cursor.over(Order.C, doubles, doubles).getClass());
      assertEquals(mixed, Cursor.over(Order.C, doubles.flip(), doubles).getClass());
      assertNotSame(one, Cursor.over(Order.C, ints).getClass());
      assertNotSame(
          Cursor.over(Order.C, ints, doubles).getClass(),
          Cursor.over(Order.C, doubles, ints).getClass());
    }
    assertEquals(Cursor.class, Cursor.over(Order.C, ints, ints, ints, ints).getClass());
  }
}
