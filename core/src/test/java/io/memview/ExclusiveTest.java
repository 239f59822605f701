package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Exclusive sections with results and exceptions, and owners that are no exporters. */
final class ExclusiveTest {
  private final int[] cells = {1, 2};
  private final ExportCount exports = new ExportCount(cells);

  private Lease acquire() {
    return exports.lease(Memory.ofArray(cells), Request.FULL);
  }

  private int grown() throws IOException {
    return cells.length;
  }

  @Test
  void resultComesBack() throws IOException {
    int size = exports.callExclusively("grow", this::grown);
    assertEquals(2, size);
    String text = exports.callExclusively("grow", () -> "done");
    assertEquals("done", text);
    int nested =
        exports.callExclusively("outer", () -> exports.callExclusively("inner", this::grown) + 1);
    assertEquals(3, nested);
  }

  @Test
  void checkedExceptionsComeThrough() {
    IOException failure = new IOException("disk");
    assertSame(
        failure,
        assertThrows(
            IOException.class,
            () ->
                exports.callExclusively(
                    "write",
                    () -> {
                      throw failure;
                    })));
    acquire().close();
    assertEquals(0, exports.get());
  }

  @Test
  void leasesAreInTheWay() {
    boolean[] ran = new boolean[1];
    try (Lease lease = acquire()) {
      assertEquals(1, lease.view().getLong(0));
      BufferException.Exported refused =
          assertThrows(
              BufferException.Exported.class,
              () -> exports.callExclusively("grow", () -> ran[0] = true));
      assertEquals(1, refused.exports());
    }
    assertTrue(exports.callExclusively("grow", () -> ran[0] = true));
    assertTrue(ran[0]);
  }

  @Test
  void ownerNeedNotBeAnExporter() {
    try (Lease lease = acquire();
        Lease second = lease.view().acquire(Request.FULL_RO)) {
      assertSame(cells, lease.owner());
      assertSame(cells, second.view().owner());
      assertTrue(lease.view().describe().contains("int[]"), lease.view().describe());
      try (Lease again = Exporters.of(lease.owner()).acquire(Request.FULL)) {
        again.view().setLong(1, 9); // an exporter of the owner shows the same memory
        assertEquals(9, second.view().getLong(1));
      }
    }
  }

  @Test
  void refusalsAndFailuresOfOnesOwnHaveCauses() {
    IOException cause = new IOException("disk");
    assertSame(cause, new BufferException.Refused("no", cause).getCause());
    assertSame(cause, new BufferException.StorageFailure("gone", cause).getCause());
  }
}
