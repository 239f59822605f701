package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rows by a list of positions, against lists of items. */
class RowsTest {
  private static long[] positions(Random random, long extent) {
    int count = extent == 0 ? 0 : random.nextInt(7);
    return random.longs(count, -extent, Math.max(1, extent)).toArray();
  }

  private static LayoutModel pick(LayoutModel model, long[] positions) {
    long[] shape = model.shape.clone();
    shape[0] = positions.length;
    return model.pick(
        shape,
        index -> {
          long[] old = index.clone();
          long row = positions[(int) index[0]];
          old[0] = row < 0 ? row + model.shape[0] : row;
          return old;
        });
  }

  private static void verify(View view, LayoutModel model) {
    assertEquals(
        LongStream.of(model.shape).boxed().toList(), LongStream.of(view.shape()).boxed().toList());
    List<Object> items = new ArrayList<>();
    for (long[] index : TestMemory.indices(model.shape)) {
      long wanted = model.cell(index).value();
      assertEquals(wanted, view.getLong(index));
      assertEquals(wanted, item(view, index));
      items.add(wanted);
    }
    List<Object> seen = new ArrayList<>();
    view.forEachLong(Order.C, seen::add);
    assertEquals(items, seen);
    assertEquals(model.readOnly, view.isReadOnly(), view::toString);
    View copy = TestMemory.zeros("q", view.shape());
    copy.copyFrom(view);
    assertEquals(view.toList(), copy.toList());
    assertTrue(view.contentEquals(copy));
    assertTrue(view.contentEquals(view.copy("d")));
    if (!view.isReadOnly()) {
      copy.fill(-1);
      view.copyFrom(copy);
      assertTrue(view.contentEquals(copy));
      for (long[] index : TestMemory.indices(model.shape)) {
        view.setLong(index, model.cell(index).value());
        set(view, index, model.cell(index).value());
      }
    }
  }

  private static long item(View view, long... index) {
    return switch (index.length) {
      case 1 -> view.getLong(index[0]);
      case 2 -> view.getLong(index[0], index[1]);
      case 3 -> view.getLong(index[0], index[1], index[2]);
      default -> view.getLong(index);
    };
  }

  private static void set(View view, long[] index, long value) {
    switch (index.length) {
      case 1 -> view.setLong(index[0], value);
      case 2 -> view.setLong(index[0], index[1], value);
      case 3 -> view.setLong(index[0], index[1], index[2], value);
      default -> view.setLong(index, value);
    }
  }

  @Test
  void areThoseThatWereListed() {
    Seeds.forEach(
        RowsTest.class,
        12,
        random -> {
          for (Geometry geometry : Geometry.ofAllShapes("i")) {
            if (geometry.view().ndim() > 0) {
              long[] first = positions(random, geometry.view().shape(0));
              View view = geometry.view().rows(first);
              LayoutModel model = pick(geometry.model(), first);
              verify(view, model);
              Index[] part = {Index.every(random.nextBoolean() ? -1 : 2), Index.ellipsis()};
              verify(view.slice(part), model.slice(new Index[] {finite(part[0]), part[1]}));
              long[] second = positions(random, first.length);
              verify(view.rows(second), pick(model, second));
              if (first.length > 0) {
                verify(view.at(-1), model.slice(new Index[] {Index.at(-1)}));
              }
            }
          }
        });
  }

  private static Index finite(Index every) {
    long step = ((Index.Range) every).step();
    return step > 0 ? Index.range(0, 100, step) : Index.range(100, -100, step);
  }

  @Test
  void columnsInReverseLieBeforeTheirRows() {
    View rows = TestMemory.longs("i", i -> i, 4, 3).rows(3, 1);
    View view = rows.slice(Index.all(), Index.every(-1)).slice(Index.all(), Index.range(1, 3));
    assertEquals(List.of(List.of(10L, 9L), List.of(4L, 3L)), asLongs(view));
    View flipped = TestMemory.longs("i", i -> i, 4, 3).flip(1).rows(3, 1);
    assertEquals(
        List.of(List.of(9L), List.of(3L)),
        asLongs(flipped.flip(1).slice(Index.all(), Index.upTo(1))));
    assertEquals(
        List.of(List.of(3L)), asLongs(flipped.flip(1).rows(1).slice(Index.all(), Index.upTo(1))));
  }

  private static Object asLongs(View view) {
    View copy = TestMemory.zeros("q", view.shape());
    copy.copyFrom(view);
    return copy.toList();
  }

  @Test
  void positionsMayBeExported() {
    View view = TestMemory.longs("i", i -> i, 4, 2);
    for (String format : List.of("q", "b", ">I", "Q")) {
      View positions = TestMemory.longs(format, i -> 2 - i, 3);
      assertEquals(view.rows(2, 1, 0).toList(), view.rows(positions).toList());
    }
    View floats = TestMemory.zeros("d", 2);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> view.rows(floats))
            .getMessage()
            .contains("'d' of shape (2,)"));
    View mask = TestMemory.zeros("?", 4);
    assertThrows(IllegalArgumentException.class, () -> view.rows(mask));
    View table = TestMemory.zeros("q", 2, 2);
    assertThrows(IllegalArgumentException.class, () -> view.rows(table));
  }

  @Test
  void whatIsNoRowIsRefused() {
    View view = TestMemory.zeros("i", 3, 2);
    IndexOutOfBoundsException e =
        assertThrows(IndexOutOfBoundsException.class, () -> view.rows(0, -1, 3));
    assertEquals(
        "position 3, number 2 of the list, is out of bounds for dimension 0 of shape (3, 2)",
        e.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> view.rows(-4));
    assertThrows(IndexOutOfBoundsException.class, () -> view.rows(Long.MIN_VALUE));
    View item = view.at(0, 0);
    assertThrows(IllegalArgumentException.class, () -> item.rows(0));
    BufferException.Refused across =
        assertThrows(BufferException.Refused.class, () -> view.rows(1, 0).transpose());
    assertTrue(across.getMessage().contains("copy"), across::getMessage);
  }

  @Test
  void columnsAreRowsOfWhatHasThemFirst() {
    View view = TestMemory.longs("i", i -> i, 2, 3);
    assertEquals(
        List.of(List.of(2L, 5L), List.of(0L, 3L)), asLongs(view.moveAxis(1, 0).rows(2, 0)));
  }

  @Test
  void repeatsAreFoundAmongManyRows() {
    View many = TestMemory.zeros("b", 1 << 20);
    assertFalse(many.rows(7, 1 << 19, 9).isReadOnly());
    assertTrue(many.rows(7, 1 << 19, 7).isReadOnly());
    assertTrue(many.rows(7, 7 - (1 << 20)).isReadOnly());
    long[] all = LongStream.range(0, 5000).map(i -> i * 199).toArray();
    assertFalse(many.rows(all).isReadOnly());
    all[3] = all[4000];
    assertTrue(many.rows(all).isReadOnly());
  }

  @Test
  void theDiagramShowsThem() {
    String svg = TestMemory.longs("i", i -> i, 4, 2).rows(3, 1).layoutSvg();
    assertTrue(svg.contains("<svg"), svg);
    IntStream.range(0, 2).forEach(i -> assertTrue(svg.contains(">" + i + " 1<"), svg));
  }

  @Test
  void recordsAreReadByRows() {
    View view = TestMemory.view(MemoryExporter.allocate("T{i:x:d:y:}", 5));
    view.field("x").copyFrom(TestMemory.longs("i", i -> 10 * i, 5));
    RecordView<Point> points = RecordView.of(view.rows(4, 0), Point.class);
    assertEquals(new Point(40, 0), points.get(0));
    points.set(1, new Point(7, 1.5));
    assertEquals(new Point(7, 1.5), RecordView.of(view, Point.class).get(0));
  }

  /** A record of the view. */
  public record Point(int x, double y) {}
}
