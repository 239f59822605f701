package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** What a lease knows, and says of itself. */
final class LeaseTest {
  private final MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new long[8]));

  @Test
  void keepsTheRequestAndOneView() {
    try (Lease lease = exporter.acquire(Request.STRIDES)) {
      assertEquals(Request.STRIDES, lease.request());
      assertSame(lease.view(), lease.view());
    }
  }

  @Test
  void keepsNoViewInAScope() {
    try (Lease lease = exporter.acquire(Request.FULL.scoped())) {
      assertNotSame(lease.view(), lease.view());
    }
  }

  @Test
  void saysWhatIsLeasedAndWhetherItIsReleased() {
    Lease lease = exporter.acquire(Request.FULL);
    String memory = "'q', shape (8,), strides (8,), offset 0, item size 8";
    assertEquals("Lease[%s]".formatted(memory), lease.toString());
    lease.close();
    assertEquals("Lease[%s, released]".formatted(memory), lease.toString());
  }

  @Test
  void saysWhatToDoWhenItIsReleased() {
    Lease lease = exporter.acquire(Request.FULL);
    lease.close();
    assertRefused(
        BufferException.Released.class,
        lease::view,
        "shape (8,)",
        "on a MemoryExporter",
        "acquire again from the exporter");
    Lease scoped = exporter.acquire(Request.FULL.scoped());
    scoped.close();
    assertRefused(
        BufferException.Released.class,
        scoped::view,
        "shape (8,)",
        "on a MemoryExporter",
        "its scope (use, withView) has ended",
        "acquire a lease that outlives the scope");
  }
}
