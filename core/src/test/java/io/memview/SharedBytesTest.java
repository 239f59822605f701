package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.format.Format;
import io.memview.layout.Order;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bits that share a byte with others: whatever is written to them, the others stay. */
final class SharedBytesTest {
  private interface Writing {
    void to(View view, byte[] bytes) throws IOException;
  }

  private static Map<String, Writing> writings() {
    Map<String, Writing> all = new LinkedHashMap<>();
    all.put("fill", (view, bytes) -> view.fill(7));
    all.put("copyFrom", (view, bytes) -> view.copyFrom(items(view, bytes)));
    all.put("assign", (view, bytes) -> view.assign(items(view, bytes)));
    all.put("parallelCopyFrom", (view, bytes) -> view.parallelCopyFrom(items(view, bytes)));
    all.put("fromArray", (view, bytes) -> view.fromArray(bytes));
    all.put("assign, masked", (view, bytes) -> view.assign(items(view, bytes), everywhere(view)));
    all.put("fill, masked", (view, bytes) -> view.fill(7, everywhere(view)));
    all.put("segment", (view, bytes) -> view.copyFrom(MemorySegment.ofArray(bytes), Order.C));
    all.put("Fortran", (view, bytes) -> view.copyFrom(MemorySegment.ofArray(bytes), Order.FORTRAN));
    all.put("copyBytesFrom", (view, bytes) -> view.copyBytesFrom(items(view, bytes)));
    all.put("stream", (view, bytes) -> view.readFrom(new ByteArrayInputStream(bytes)));
    all.put(
        "channel",
        (view, bytes) -> view.readFrom(Channels.newChannel(new ByteArrayInputStream(bytes))));
    return all;
  }

  private static Exporter items(View view, byte[] bytes) {
    return MemoryExporter.of(Memory.ofUnsigned(bytes).withShape(view.shape()));
  }

  private static Exporter everywhere(View view) {
    MemoryExporter mask = MemoryExporter.allocate("?", view.shape());
    mask.doWithView(Request.FULL, all -> all.fill(true));
    return mask;
  }

  /** Alone in their bytes and not, one row and several, few items and more than a buffer holds. */
  @Test
  void neighboursStay() throws IOException {
    for (long[] shape : new long[][] {{5}, {2, 3}, {300_000}}) {
      for (String format : new String[] {"T{3t:a:5t:b:}", "T{3t:a:5t:b:h:c:}"}) {
        for (Map.Entry<String, Writing> writing : writings().entrySet()) {
          for (boolean isNative : new boolean[] {false, true}) {
            check(format, writing.getKey(), writing.getValue(), isNative, shape);
          }
        }
      }
    }
  }

  private static void check(
      String format, String name, Writing writing, boolean isNative, long... shape)
      throws IOException {
    Exporter owner =
        isNative ? OwnedMemory.allocate(format, shape) : MemoryExporter.allocate(format, shape);
    try (Lease lease = owner.acquire(Request.FULL)) {
      View records = lease.view();
      View others = records.field("b");
      others.fill(21);
      View view = records.field("a");
      byte[] bytes = new byte[(int) view.itemCount()];
      Arrays.fill(bytes, (byte) 7);
      writing.to(view, bytes);
      String what = "%s, %s, %s".formatted(format, name, Arrays.toString(shape));
      assertArrayEquals(bytes, view.toArray(byte[].class), what);
      assertEquals(21, others.longStatistics().getMin(), what);
      assertEquals(21, others.longStatistics().getMax(), what);
    }
    if (owner instanceof OwnedMemory owned) {
      owned.free();
    }
  }

  /** What is written are bits of a byte, of which those that are not the item's do not matter. */
  @Test
  void bitsOfTheSourceThatAreNotTheItems() throws IOException {
    byte[] memory = {0};
    View record =
        TestMemory.view(Memory.of(MemorySegment.ofArray(memory), Format.parse("T{3t:a:5t:b:}"), 1));
    record.field("a").readFrom(new ByteArrayInputStream(new byte[] {-1}));
    assertEquals(7, memory[0]);
  }
}
