package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.format.Format;
import io.memview.internal.memory.Odometer;
import io.memview.layout.Order;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose rows lie in memory of several kinds, in every order, one level deep and two. */
class MixedTablesTest {
  record Point(int x, double y) {}

  private static final Format FORMAT = Format.parse("=T{i:x:d:y:}");
  private static final int ROWS = 3;

  @TempDir private Path folder;

  /** Every kind of memory, new and zero. */
  private List<MemorySegment> kinds(Arena arena) throws IOException {
    long size = ROWS * FORMAT.itemSize();
    Path file = Files.createTempFile(folder, "rows", null);
    Files.write(file, new byte[(int) size]);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return List.of(
          MemorySegment.ofArray(new byte[(int) size]),
          MemorySegment.ofArray(new short[(int) size / 2]),
          MemorySegment.ofArray(new char[(int) size / 2]),
          MemorySegment.ofArray(new int[(int) size / 4]),
          MemorySegment.ofArray(new float[(int) size / 4]),
          MemorySegment.ofArray(new long[(int) size / 8 + 1]),
          MemorySegment.ofArray(new double[(int) size / 8 + 1]),
          arena.allocate(size),
          channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena));
    }
  }

  private Memory table(Arena arena, int first, int second) throws IOException {
    return Memory.ofBlocks(
        List.of(
            Memory.of(kinds(arena).get(first), FORMAT, ROWS),
            Memory.of(kinds(arena).get(second), FORMAT, ROWS)));
  }

  @Test
  void recordsItemsAndCopies() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int count = kinds(arena).size();
      for (int first = 0; first < count; first++) {
        for (int second = 0; second < count; second++) {
          check(table(arena, first, second), 2);
          check(
              Memory.ofBlocks(
                  List.of(
                      table(arena, first, first),
                      table(arena, first, second),
                      table(arena, second, second))),
              6);
        }
      }
    }
  }

  private static void check(Memory memory, int rows) {
    int items = rows * ROWS;
    try (Lease lease = MemoryExporter.of(memory).acquire(Request.FULL)) {
      View view = lease.view();
      RecordView<Point> points = RecordView.of(view, Point.class);
      points.fill(new Point(-1, 0.5));
      assertEquals(-items, view.field("x").longStatistics().getSum());
      assertEquals(0.5 * items, view.field("y").doubleSum());
      int i = 0;
      for (Cursor cursor = Cursor.over(Order.C, view); cursor.next(); i++) {
        assertEquals(new Point(-1, 0.5), cursor.getRecord(0, Point.class));
        cursor.setRecord(0, new Point(i, -i));
      }
      assertEquals(items, i);
      i = 0;
      for (Point point : points) {
        assertEquals(new Point(i, -i), point);
        i++;
      }
      for (Odometer index = new Odometer(view.layout()); index.hasNext(); ) {
        long[] at = index.next();
        Point point = points.get(at);
        points.set(at, new Point(~point.x(), point.y()));
        assertEquals(~point.x(), view.field("x").getLong(at));
        view.field("x").setLong(at, point.x());
        assertEquals(point, points.get(at));
      }
      MemoryExporter copy = MemoryExporter.allocate(FORMAT, view.shape());
      copy.doWithView(
          Request.FULL,
          to -> {
            to.copyFrom(view);
            assertEquals(view.toList(), to.toList());
            points.fill(new Point(0, 0));
            view.copyFrom(to);
            assertEquals(to.toList(), view.toList());
          });
    }
  }
}
