package io.memview.conformance;

import static io.memview.conformance.Memories.view;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.View;
import io.memview.layout.Order;
import java.util.List;

/** The same bytes as other items. */
final class CastChecks {
  private CastChecks() {}

  static void check(Vector vector) {
    View view = view(Memory.ofUnsigned(vector.bytes("memory")));
    List<Vector> steps = vector.objects("steps");
    int granted = vector.has("error") ? steps.size() - 1 : steps.size();
    for (Vector step : steps.subList(0, granted)) {
      view = step(view, step);
    }
    if (vector.has("error")) {
      View last = view;
      RuntimeException refusal =
          assertThrows(RuntimeException.class, () -> step(last, steps.getLast()));
      boolean documented =
          refusal instanceof IllegalArgumentException || refusal instanceof BufferException.Refused;
      assertEquals(true, documented, refusal::toString);
      return;
    }
    Vector expected = vector.object("expect");
    assertArrayEquals(expected.longs("shape"), view.shape(), "shape");
    assertArrayEquals(expected.longs("strides"), view.layout().strides(), "strides");
    assertArrayEquals(expected.bytes("bytes"), view.toBytes(Order.C), "bytes");
    assertEquals(expected.format("format"), view.format(), "format");
  }

  private static View step(View view, Vector step) {
    if (step.has("slice")) {
      return view.slice(Vector.range(step.list("slice")));
    }
    if (!step.has("shape")) {
      return view.cast(step.string("format"));
    }
    View cast = view.cast(step.string("format"), step.longs("shape"));
    return step.longs("shape").length == 0 ? cast.reshape() : cast;
  }
}
