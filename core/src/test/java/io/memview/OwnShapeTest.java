package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.format.Format;
import io.memview.layout.Index;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An exporter may change its own shape and format while it is exported, but not its memory. */
class OwnShapeTest {
  /** Twelve bytes, described as their owner likes. */
  private static final class Changing implements Exporter {
    private final MemorySegment bytes = MemorySegment.ofArray(new byte[12]);
    private final ExportCount exports = new ExportCount(this);
    private volatile Memory memory = Memory.of(bytes, Format.parse("B"), 12);

    void become(String format, long... shape) {
      memory = Memory.of(bytes, Format.parse(format), shape);
    }

    void drop() {
      exports.exclusively("drop", () -> become("B", 0));
    }

    @Override
    public Lease acquire(Request request) {
      return exports.lease(() -> memory, request);
    }
  }

  @Test
  void openViewsKeepTheirs() {
    Changing exporter = new Changing();
    try (Lease before = exporter.acquire(Request.FULL)) {
      View bytes = before.view();
      exporter.become("<h", 3, 2);
      try (Lease after = exporter.acquire(Request.FULL)) {
        View shorts = after.view();
        assertArrayEquals(new long[] {12}, bytes.shape());
        assertArrayEquals(new long[] {3, 2}, shorts.shape());
        shorts.setLong(2, 1, 0x0102);
        assertEquals(List.of(2L, 1L), bytes.slice(Index.from(10)).toList());
        assertRefused(BufferException.Exported.class, exporter::drop, "drop", "2 exports");
      }
      assertEquals(12, bytes.itemCount());
    }
    exporter.drop();
    assertEquals(0L, exporter.<Long, RuntimeException>withView(Request.ND, View::itemCount));
  }
}
