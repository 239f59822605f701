package io.memview.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who dies when, and who does not. */
final class LeaseContract {
  private LeaseContract() {}

  static Map<String, Promise> promises() {
    Map<String, Promise> promises = new LinkedHashMap<>();
    promises.put("closing twice is harmless", Promise.always(LeaseContract::idempotent));
    promises.put("other leases live on", Promise.always(LeaseContract::others));
    promises.put("derived views die", Promise.always(LeaseContract::derived));
    promises.put(
        "a lease acquired from the view outlives it", Promise.always(LeaseContract::outlives));
    promises.put("one view for each lease", Promise.always(LeaseContract::oneView));
    promises.put("a scoped lease is one like any other", Promise.always(LeaseContract::scoped));
    return promises;
  }

  private static void idempotent(Fixture f) {
    Lease lease = f.exporter().acquire(Request.FULL_RO);
    Lease other = f.exporter().acquire(Request.FULL_RO);
    assertFalse(lease.isReleased());
    lease.close();
    lease.close();
    lease.close();
    assertTrue(lease.isReleased());
    f.assertExports(1);
    other.close();
    lease.close();
    f.assertExports(0);
  }

  private static void others(Fixture f) {
    try (Lease stays = f.exporter().acquire(Request.FULL_RO)) {
      View view = stays.view();
      Object before = view.toList().toString();
      Lease goes = f.exporter().acquire(Request.FULL_RO);
      goes.close();
      assertFalse(stays.isReleased());
      assertEquals(before, view.toList().toString());
    }
  }

  private static void derived(Fixture f) {
    Lease lease = f.exporter().acquire(Request.FULL_RO);
    View view = lease.view();
    View whole = view.slice();
    View readOnly = whole.asReadOnly();
    lease.close();
    for (View dead : new View[] {view, whole, readOnly}) {
      assertTrue(dead.isReleased());
      assertThrows(BufferException.Released.class, dead::toList);
      assertThrows(BufferException.Released.class, dead::slice);
      assertThrows(BufferException.Released.class, () -> dead.acquire(Request.FULL_RO));
    }
    BufferException.Released released = assertThrows(BufferException.Released.class, lease::view);
    Promise.assertSays(released, "released");
    assertTrue(lease.toString().contains("released"), lease.toString());
  }

  private static void outlives(Fixture f) {
    Lease lease = f.exporter().acquire(Request.FULL_RO);
    String before = lease.view().toList().toString();
    Lease second = lease.view().slice().acquire(Request.FULL_RO);
    lease.close();
    assertEquals(before, second.view().toList().toString());
    second.close();
  }

  private static void oneView(Fixture f) {
    try (Lease lease = f.exporter().acquire(Request.FULL_RO);
        Lease other = f.exporter().acquire(Request.FULL_RO)) {
      assertSame(lease.view(), lease.view());
      assertNotSame(lease.view(), other.view());
    }
  }

  private static void scoped(Fixture f) {
    Lease lease = f.exporter().acquire(Request.FULL_RO.scoped());
    assertTrue(lease.request().isScoped());
    f.assertExports(1);
    assertEquals(f.itemCount(), lease.view().itemCount());
    lease.close();
    assertTrue(lease.isReleased());
  }
}
