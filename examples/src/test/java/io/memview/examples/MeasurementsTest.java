package io.memview.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import org.junit.jupiter.api.Test;

/** Memory that can move stays where it is under every lease, that of a view too. */
class MeasurementsTest {
  @Test
  void nothingMovesUnderALease() {
    Measurements numbers = new Measurements();
    numbers.add(1);
    try (Lease lease = numbers.acquire(Request.FULL)) {
      try (Lease second = lease.view().acquire(Request.FULL)) {
        assertThrows(BufferException.Exported.class, () -> numbers.add(2));
        second.view().setDouble(0, 3);
      }
    }
    numbers.add(2);
    assertEquals(3.0, numbers.withView(Request.FULL, v -> v.getDouble(0)));
    assertEquals(2L, numbers.withView(Request.FULL, View::itemCount));
  }
}
