package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.ValueException;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops over all items in each order, statistics and runs, against the model. */
final class IterationTest {
  static List<Geometry> kinds() {
    List<Geometry> all = new ArrayList<>(Geometry.ofAllShapes("i"));
    // Runs that go on from row to row, though no dimension is contiguous.
    all.add(Geometry.base("i", 0, 4, 3).slice(Index.all(), Index.every(2)));
    all.add(Geometry.base("i", 1, 2, 4, 3).slice(Index.all(), Index.all(), Index.every(2)));
    all.add(Geometry.base("i", 0, 4, 3).slice(Index.all(), Index.every(-2)).flip(0));
    all.add(Geometry.base("i", 2, 3, 2, 2, 2).permute(0, 1, 3, 2));
    all.add(Geometry.base("i", 0, 2, 3, 2, 2).permute(3, 1, 0, 2).flip(1, 2));
    return all;
  }

  private static List<Long> values(LayoutModel model) {
    return model.cells.stream().map(LayoutModel.Cell::value).toList();
  }

  private static LayoutModel transposed(LayoutModel model) {
    int ndim = model.shape.length;
    return model.permute(IntStream.range(0, ndim).map(d -> ndim - 1 - d).toArray());
  }

  private static List<Long> sorted(List<Long> values) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted;
  }

  private static List<Long> longs(View view, Order order) {
    List<Long> all = new ArrayList<>();
    view.forEachLong(order, all::add);
    return all;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyItemInOrder(Geometry kind) {
    View view = kind.view();
    assertEquals(values(kind.model()), longs(view, Order.C));
    assertEquals(values(transposed(kind.model())), longs(view, Order.FORTRAN));
    assertEquals(sorted(values(kind.model())), sorted(longs(view, Order.ANY)));
    List<Long> doubles = new ArrayList<>();
    view.forEachDouble(Order.C, value -> doubles.add((long) value));
    assertEquals(values(kind.model()), doubles);
  }

  /** Items count from 0 in memory, from block to block. */
  static List<Geometry> nested() {
    return kinds().stream().filter(kind -> !kind.view().layout().isBroadcast()).toList();
  }

  @ParameterizedTest
  @MethodSource("nested")
  void memoryOrderIsThatOfTheBytes(Geometry kind) {
    List<Long> values = longs(kind.view(), Order.ANY);
    assertEquals(sorted(values(kind.model())), values);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void statisticsAreThoseOfTheValues(Geometry kind) {
    LongSummaryStatistics expected =
        values(kind.model()).stream().mapToLong(Long::longValue).summaryStatistics();
    LongSummaryStatistics longs = kind.view().longStatistics();
    assertEquals(expected.toString(), longs.toString());
    DoubleSummaryStatistics doubles = kind.view().doubleStatistics();
    assertEquals(expected.getCount(), doubles.getCount());
    assertEquals(expected.getSum(), doubles.getSum());
    assertEquals(expected.getSum(), kind.view().doubleSum());
    if (expected.getCount() > 0) {
      assertEquals(expected.getMin(), doubles.getMin());
      assertEquals(expected.getMax(), doubles.getMax());
    }
  }

  @Test
  void everyCodeIsLoopedOver() {
    for (String format : List.of("b", "B", ">h", "<H", "i", ">I", "q", "<Q", "l", ">L", "n", "N")) {
      View view = TestMemory.longs(format, i -> i * 3, 2, 5);
      assertEquals(
          List.of(0L, 3L, 6L, 9L, 12L, 15L, 18L, 21L, 24L, 27L), longs(view, Order.C), format);
      assertEquals(135, view.longStatistics().getSum(), format);
    }
    for (String format : List.of("e", ">f", "<d", "d", "f", "b", ">I")) {
      View view = TestMemory.zeros(format, 3, 2);
      view.fill(format.equals("b") || format.equals(">I") ? (Object) 2L : (Object) 2.0);
      double[] sum = {0};
      view.forEachDouble(Order.ANY, value -> sum[0] += value);
      assertEquals(12, sum[0], format);
      assertEquals(12, view.doubleStatistics().getSum(), format);
      assertEquals(12, view.doubleSum(), format);
    }
  }

  @Test
  void carriersThatWouldLieAreRefused() {
    View floats = TestMemory.zeros("d", 2);
    assertThrows(
        UnsupportedOperationException.class, () -> floats.forEachLong(Order.C, value -> {}));
    assertThrows(UnsupportedOperationException.class, floats::longStatistics);
    View longs = TestMemory.zeros("q", 2);
    assertThrows(
        UnsupportedOperationException.class, () -> longs.forEachDouble(Order.C, value -> {}));
    View records = TestMemory.zeros("T{i:a:}", 2);
    assertThrows(UnsupportedOperationException.class, records::longStatistics);
    View unsigned = TestMemory.longs("q", i -> -1, 2).reinterpret(Format.parse("Q"));
    assertThrows(ArithmeticException.class, unsigned::longStatistics);
  }

  @Test
  void sumsDoNotWrap() {
    View view = TestMemory.longs("q", i -> Long.MAX_VALUE, 2);
    assertRefused(ArithmeticException.class, view::longStatistics, "64 bits", "forEachLong");
    View rows = TestMemory.longs("q", i -> Long.MIN_VALUE, 3, 2).slice(Index.all(), Index.upTo(1));
    assertRefused(ArithmeticException.class, rows::longStatistics, "64 bits");
    assertEquals(Long.MAX_VALUE, view.slice(Index.upTo(1)).longStatistics().getSum());
    View doubles = TestMemory.zeros("d", 3);
    doubles.setObject(1, Double.NaN);
    assertTrue(Double.isNaN(doubles.doubleStatistics().getMax()));
  }

  /** A plain sum of so many tenths is off by 1e-8 and more. */
  @Test
  void sumsInPairsAreClose() {
    for (int count : new int[] {0, 1, 7, 8, 127, 128, 129, 1000, 1_000_003}) {
      View view = TestMemory.zeros("d", count);
      view.fill(0.1);
      assertEquals(view.doubleStatistics().getSum(), view.doubleSum(), 1e-9, () -> "" + count);
      for (int step : new int[] {2, -3}) {
        View part = view.slice(Index.every(step));
        assertEquals(part.doubleStatistics().getSum(), part.doubleSum(), 1e-9, () -> "" + count);
      }
    }
    View whole = TestMemory.zeros("d", 40, 50);
    for (int i = 0; i < 2000; i++) {
      whole.setDouble(i / 50, i % 50, i * i);
    }
    assertEquals(2_664_667_000.0, whole.doubleSum());
    assertEquals(2_664_667_000.0, whole.transpose().doubleSum());
    assertEquals(
        whole.slice(Index.range(3, 4)).doubleStatistics().getSum(), whole.at(3).doubleSum());
  }

  // ---- runs

  private record Run(MemorySegment segment, long items) {}

  private static List<Run> runs(View view, Order order) {
    List<Run> runs = new ArrayList<>();
    view.forEachRun(order, (run, items) -> runs.add(new Run(run, items)));
    return runs;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void runsHaveAllItemsInOrder(Geometry kind) {
    View view = kind.view();
    for (Order order : Order.values()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      List<Run> runs = runs(view, order);
      for (Run run : runs) {
        assertEquals(4 * run.items, run.segment.byteSize());
        assertEquals(view.isReadOnly(), run.segment.isReadOnly());
        all.writeBytes(run.segment.toArray(ValueLayout.JAVA_BYTE));
      }
      List<Long> expected = longs(view, order);
      View items = TestMemory.zeros("i", expected.size());
      for (int i = 0; i < expected.size(); i++) {
        items.setLong(i, expected.get(i));
      }
      assertArrayEquals(items.toBytes(Order.C), all.toByteArray(), order::toString);
      assertEquals(breaks(kind.whole().layout(), expected), runs.size(), order::toString);
    }
  }

  /** How often an item does not follow the one before it in the same block. */
  private static long breaks(Layout whole, List<Long> values) {
    long blockLength = 1;
    for (int d = whole.ndim() - 1; d >= 0 && !whole.isPointer(d); d--) {
      blockLength *= whole.shape(d);
    }
    long breaks = 0;
    long next = -1;
    for (long value : values) {
      breaks += value != next || value % blockLength == 0 ? 1 : 0;
      next = value + 1;
    }
    return breaks;
  }

  @Test
  void runsGoOnBehindGaps() {
    View view = TestMemory.longs("B", i -> i, 4, 3).slice(Index.all(), Index.every(2));
    List<String> runs = new ArrayList<>();
    view.forEachRun(Order.C, (run, items) -> runs.add(items + ":" + run.byteSize()));
    assertEquals(List.of("1:1", "2:2", "2:2", "2:2", "1:1"), runs);
  }

  @Test
  void runsInMemoryOrderAreTheLongest() {
    View view = TestMemory.longs("i", i -> i, 4, 5, 6);
    assertEquals(1, runs(view.permute(2, 0, 1).flip(0, 2), Order.ANY).size());
    assertEquals(120, runs(view.permute(2, 0, 1), Order.C).size());
    assertEquals(20, runs(view.slice(Index.all(), Index.all(), Index.upTo(5)), Order.ANY).size());
    View items = TestMemory.zeros("0s", 7);
    assertEquals(List.of(7L), runs(items, Order.C).stream().map(Run::items).toList());
  }

  // ---- what comes in between

  @Test
  void aReleaseTakesEffectAfterTheLastItem() {
    MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new int[] {1, 2, 3}));
    Lease lease = exporter.acquire(Request.FULL_RO);
    View view = lease.view();
    List<Long> seen = new ArrayList<>();
    view.forEachLong(
        Order.C,
        value -> {
          lease.close();
          assertEquals(1, exporter.exports());
          seen.add(value);
        });
    assertEquals(List.of(1L, 2L, 3L), seen);
    assertEquals(0, exporter.exports());
    assertThrows(BufferException.Released.class, () -> view.forEachLong(Order.C, value -> {}));
    assertThrows(BufferException.Released.class, () -> view.forEachDouble(Order.C, value -> {}));
    assertThrows(BufferException.Released.class, view::longStatistics);
    assertThrows(BufferException.Released.class, view::doubleStatistics);
    assertThrows(BufferException.Released.class, view::doubleSum);
    assertThrows(
        BufferException.Released.class, () -> view.forEachRun(Order.ANY, (run, items) -> {}));
  }

  @Test
  void whatTheActionThrowsEndsTheLoop() {
    View view = TestMemory.longs("i", i -> i, 5);
    IllegalStateException own = new IllegalStateException("mine");
    List<Long> seen = new ArrayList<>();
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                view.forEachLong(
                    Order.C,
                    value -> {
                      seen.add(value);
                      if (value == 2) {
                        throw own;
                      }
                    }));
    assertSame(own, thrown);
    assertEquals(List.of(0L, 1L, 2L), seen);
  }

  // ---- cursors

  @ParameterizedTest
  @MethodSource("kinds")
  void aCursorGoesOverOneView(Geometry kind) {
    List<Long> expected = values(kind.model());
    Cursor at = Cursor.over(Order.C, kind.view());
    List<Long> values = new ArrayList<>();
    for (long[] index : TestMemory.indices(kind.view().shape())) {
      assertTrue(at.next());
      for (int d = 0; d < index.length; d++) {
        assertEquals(index[d], at.index(d));
      }
      values.add(at.getLong(0));
    }
    assertFalse(at.next());
    assertFalse(at.next());
    assertEquals(expected, values);
  }

  /** A view of a shape that broadcasts to another, somewhere in a larger one. */
  private static View random(Random random, long[] shape) {
    int ndim = random.nextInt(shape.length + 1);
    long[] base = new long[ndim];
    Index[] indices = new Index[ndim];
    for (int d = 0; d < ndim; d++) {
      long extent = random.nextInt(4) == 0 ? 1 : shape[shape.length - ndim + d];
      long step = random.nextInt(1, 4);
      base[d] = extent * step + random.nextInt(2);
      indices[d] = Index.range(0, extent * step, step);
    }
    int levels = Arrays.stream(base).anyMatch(n -> n == 0) ? 0 : random.nextInt(ndim + 1);
    View view = TestMemory.view(TestMemory.blocks("i", levels, base)).slice(indices);
    for (int d = 0; d < ndim; d++) {
      view = random.nextInt(3) == 0 ? view.flip(d) : view;
    }
    return view;
  }

  @Test
  void cursorsVisitEveryPositionOfAllViewsOnce() {
    Seeds.forEach(
        IterationTest.class,
        2000,
        random -> {
          long[] shape = new long[random.nextInt(4)];
          Arrays.setAll(shape, d -> random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(4));
          View[] views = new View[1 + random.nextInt(3)];
          Arrays.setAll(views, v -> random(random, shape));
          Order order = Order.values()[random.nextInt(3)];
          Cursor at = Cursor.over(order, views);
          long[] common = at.shape();
          List<View> whole = Arrays.stream(views).map(view -> view.broadcast(common)).toList();
          List<List<Long>> seen = new ArrayList<>();
          while (at.next()) {
            long[] index = IntStream.range(0, common.length).mapToLong(at::index).toArray();
            seen.add(Arrays.stream(index).boxed().toList());
            for (int v = 0; v < views.length; v++) {
              assertEquals(whole.get(v).getLong(index), at.getLong(v));
              assertEquals(whole.get(v).getLong(index), at.getDouble(v));
              assertEquals(whole.get(v).getLong(index), at.getObject(v));
            }
          }
          Layout layout = Layout.contiguous(1, Order.C, common);
          List<List<Long>> all =
              TestMemory.indices(common).stream()
                  .map(index -> Arrays.stream(index).boxed().toList())
                  .toList();
          assertEquals(layout.itemCount(), seen.size());
          switch (order) {
            case C -> assertEquals(all, seen);
            case FORTRAN -> assertEquals(fortran(common), seen);
            case ANY -> {
              Set<List<Long>> different = new HashSet<>(seen);
              assertEquals(new HashSet<>(all), different);
            }
          }
        });
  }

  private static List<List<Long>> fortran(long[] shape) {
    long[] reversed = new long[shape.length];
    Arrays.setAll(reversed, d -> shape[shape.length - 1 - d]);
    return TestMemory.indices(reversed).stream()
        .map(index -> Arrays.stream(index).boxed().toList().reversed())
        .toList();
  }

  @Test
  void cursorsWrite() {
    View sums = TestMemory.zeros("d", 2, 3);
    View rows = TestMemory.longs("i", i -> 10 * i, 3);
    View column = TestMemory.longs("h", i -> i, 2, 1);
    Cursor at = Cursor.over(Order.ANY, sums, rows, column);
    while (at.next()) {
      at.setDouble(0, at.getDouble(1) + at.getDouble(2));
    }
    assertEquals(List.of(List.of(0.0, 10.0, 20.0), List.of(1.0, 11.0, 21.0)), sums.toList());

    View flags = TestMemory.zeros("?", 2);
    View counts = TestMemory.zeros("i", 2);
    Cursor both = Cursor.over(Order.C, flags, counts);
    both.next();
    both.setBoolean(0, true);
    both.setLong(1, 7);
    both.next();
    assertFalse(both.getBoolean(0));
    both.setObject(1, 9L);
    both.itemSegment(0).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
    assertEquals(List.of(true, true), flags.toList());
    assertEquals(List.of(7L, 9L), counts.toList());
  }

  @Test
  void aCursorGoesAlongTheMemory() {
    View view = TestMemory.longs("i", i -> i, 3, 4, 5).permute(2, 0, 1).flip(0, 1);
    List<Long> values = new ArrayList<>();
    Cursor at = Cursor.over(Order.ANY, view, TestMemory.zeros("i"));
    while (at.next()) {
      values.add(at.getLong(0));
    }
    assertEquals(sorted(values), values);
  }

  @Test
  void whatIsRepeatedIsNotWritten() {
    Cursor at = Cursor.over(Order.C, TestMemory.zeros("i", 2), TestMemory.zeros("i"));
    at.next();
    at.setLong(0, 1);
    assertThrows(BufferException.ReadOnly.class, () -> at.setLong(1, 1));
    assertThrows(BufferException.ReadOnly.class, () -> at.setObject(1, 1L));
    assertTrue(at.itemSegment(1).isReadOnly());
    View view = TestMemory.zeros("?", 2);
    Cursor frozen = Cursor.over(Order.C, view.asReadOnly());
    frozen.next();
    assertThrows(BufferException.ReadOnly.class, () -> frozen.setBoolean(0, true));
    View floats = TestMemory.zeros("d", 2);
    Cursor numbers = Cursor.over(Order.C, floats.asReadOnly());
    numbers.next();
    assertThrows(BufferException.ReadOnly.class, () -> numbers.setDouble(0, 1));
  }

  @Test
  void shapesThatDoNotGoTogether() {
    View three = TestMemory.zeros("i", 3);
    View two = TestMemory.zeros("i", 2, 2);
    assertRefused(
        IllegalArgumentException.class, () -> Cursor.over(Order.C, three, two), "(3,)", "(2, 2)");
    assertRefused(IllegalArgumentException.class, () -> Cursor.over(Order.C), "none");
    View huge = TestMemory.zeros("0s", 1, 1).broadcast(1L << 40, 1);
    View wide = TestMemory.zeros("0s", 1, 1).broadcast(1, 1L << 40);
    assertThrows(IllegalArgumentException.class, () -> Cursor.over(Order.C, huge, wide));
    View none = TestMemory.zeros("i", 0);
    Cursor at = Cursor.over(Order.ANY, none, TestMemory.zeros("i", 4, 1));
    assertArrayEquals(new long[] {4, 0}, at.shape());
    assertFalse(at.next());
  }

  @Test
  void accessIsAtAnItemOfALivingView() {
    MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new int[] {1, 2}));
    Lease lease = exporter.acquire(Request.FULL);
    Cursor at = Cursor.over(Order.C, lease.view());
    assertRefused(IllegalStateException.class, () -> at.getLong(0), "next()");
    assertTrue(at.next());
    assertEquals(1, at.getLong(0));
    assertThrows(IndexOutOfBoundsException.class, () -> at.getLong(1));
    assertThrows(IndexOutOfBoundsException.class, () -> at.index(1));
    assertThrows(ValueException.class, () -> at.setDouble(0, 1));
    lease.close();
    assertThrows(BufferException.Released.class, () -> at.getLong(0));
    assertThrows(BufferException.Released.class, () -> at.setLong(0, 1));
    assertThrows(BufferException.Released.class, () -> at.getObject(0));
    assertThrows(BufferException.Released.class, () -> at.itemSegment(0));
    assertTrue(at.next());
    assertFalse(at.next());
    assertRefused(IllegalStateException.class, () -> at.getLong(0), "behind the last");
    assertThrows(IllegalStateException.class, () -> at.index(0));
    assertThrows(BufferException.Released.class, () -> Cursor.over(Order.C, lease.view()));
  }
}
