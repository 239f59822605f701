package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.fixture.UsualC;
import io.memview.format.Format;
import io.memview.format.ValueException;
import io.memview.layout.Order;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unsigned integers without boxes, and what cursors and record views learned beside them. */
class UnsignedTest {
  private static void with(String format, Exporter.ViewAction<RuntimeException> action) {
    MemoryExporter.allocate(Format.parse(format), 2).doWithView(Request.FULL, action);
  }

  @Test
  void all64Bits() {
    UsualC.assume();
    for (String format : List.of("Q", "<Q", ">Q", "N", "L")) {
      with(
          format,
          v -> {
            v.setUnsignedLong(1, -1);
            assertEquals(-1, v.getUnsignedLong(1), format);
            assertEquals(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE), v.getObject(1));
            Cursor at = Cursor.over(Order.C, v);
            assertTrue(at.next() && at.hasNext());
            at.setUnsignedLong(0, Long.MIN_VALUE);
            assertEquals(Long.MIN_VALUE, v.getUnsignedLong(0), format);
            assertTrue(at.next());
            assertFalse(at.hasNext());
            assertEquals(-1, at.getUnsignedLong(0), format);
          });
    }
  }

  @Test
  void smallerOnesAreChecked() {
    for (String format : List.of("B", "H", ">I")) {
      with(
          format,
          v -> {
            long max = (1L << (8 * v.layout().itemSize())) - 1;
            v.setUnsignedLong(0, max);
            assertEquals(max, v.getUnsignedLong(0), format);
            assertThrows(ValueException.class, () -> v.setUnsignedLong(0, max + 1), format);
            assertThrows(ValueException.class, () -> v.setUnsignedLong(0, -1), format);
            assertEquals(max, v.getUnsignedLong(0), format);
          });
    }
  }

  @Test
  void otherItemsAndViewsAreRefused() {
    for (String format : List.of("q", "b", "d", "?", "Zd", "2B")) {
      with(
          format,
          v -> {
            assertThrows(UnsupportedOperationException.class, () -> v.getUnsignedLong(0), format);
            assertThrows(
                UnsupportedOperationException.class, () -> v.setUnsignedLong(0, 1), format);
          });
    }
    with(
        "Q",
        v -> {
          assertThrows(IndexOutOfBoundsException.class, () -> v.getUnsignedLong(2));
          assertThrows(IndexOutOfBoundsException.class, () -> v.getUnsignedLong(0, 0));
          assertThrows(BufferException.ReadOnly.class, () -> v.asReadOnly().setUnsignedLong(0, 1));
        });
    View escaped = MemoryExporter.allocate(Format.parse("Q"), 2).withView(Request.FULL, v -> v);
    String message =
        assertThrows(BufferException.Released.class, () -> escaped.getUnsignedLong(0)).getMessage();
    assertTrue(message.contains("scope") && message.contains("MemoryExporter"), message);
  }

  record Pair(int a, double b) {}

  @Test
  void recordsByCursorAndEverywhere() {
    MemoryExporter.allocate(Format.parse("T{i:a:4xd:b:}"), 2, 3)
        .doWithView(
            Request.FULL,
            v -> {
              RecordView<Pair> pairs = RecordView.of(v, Pair.class);
              assertEquals(pairs, RecordView.of(v, Pair.class));
              pairs.fill(new Pair(1, 2.5));
              pairs.set(1, 2, new Pair(7, 8));
              Cursor at = Cursor.over(Order.FORTRAN, v.transpose());
              int ones = 0;
              while (at.next()) {
                Pair pair = at.getRecord(0, Pair.class);
                ones += pair.equals(new Pair(1, 2.5)) ? 1 : 0;
              }
              assertEquals(5, ones);
              assertEquals(new Pair(7, 8), at.hasNext() ? null : pairs.get(1, 2));
              assertThrows(
                  BufferException.ReadOnly.class,
                  () -> RecordView.of(v.asReadOnly(), Pair.class).fill(new Pair(0, 0)));
            });
  }
}
