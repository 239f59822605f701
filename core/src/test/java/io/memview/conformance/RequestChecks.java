package io.memview.conformance;

import static io.memview.conformance.Memories.memory;
import static io.memview.conformance.Memories.view;
import static io.memview.conformance.Memories.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;

/** Which requests an exporter grants, and what the view describes then. */
final class RequestChecks {
  private RequestChecks() {}

  static void check(Vector vector) {
    Vector exporter = vector.object("exporter");
    Format format = exporter.format("format");
    long[] shape = exporter.longs("shape");
    Memory memory = memory(zeros(format, shape), format, shape, exporter.string("layout"));
    View view = view(exporter.bool("writable") ? memory : memory.asReadOnly());
    if (exporter.has("slice")) {
      view = view.slice(exporter.ranges("slice"));
    }
    View asked = view;
    int flags = Math.toIntExact(vector.integer("flags"));
    if (!vector.bool("ok")) {
      assertThrows(BufferException.Refused.class, () -> asked.acquire(Request.of(flags)));
      return;
    }
    try (Lease lease = view.acquire(Request.of(flags))) {
      assertEquals(vector.bool("readonly"), lease.view().isReadOnly(), "readonly");
      assertEquals(vector.integer("nbytes"), lease.view().layout().byteLength(), "nbytes");
      assertEquals(vector.integer("ndim"), lease.view().ndim(), "ndim");
      Vector has = vector.object("has");
      Request granted = lease.view().granted();
      assertEquals(has.bool("format"), granted.includes(Request.FORMAT), "format");
      boolean some = lease.view().ndim() > 0;
      assertEquals(has.bool("shape"), some && granted.includes(Request.ND), "shape");
      assertEquals(has.bool("strides"), some && granted.includes(Request.STRIDES), "strides");
      assertEquals(has.bool("suboffsets"), lease.view().layout().hasPointers(), "suboffsets");
    }
  }
}
