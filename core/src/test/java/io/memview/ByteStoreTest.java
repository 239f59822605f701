package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.layout.Order;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The counterpart of {@code bytearray}, and slices of it. */
class ByteStoreTest {
  private static byte[] bytes(Exporter exporter) {
    return exporter.withView(Request.SIMPLE, view -> view.toBytes(Order.C));
  }

  @Test
  void growsAndShrinks() {
    ByteStore store = new ByteStore();
    store.append((byte) 1, (byte) 2, (byte) 3);
    store.resize(5);
    assertArrayEquals(new byte[] {1, 2, 3, 0, 0}, bytes(store));
    store.resize(2);
    store.resize(4);
    assertArrayEquals(new byte[] {1, 2, 0, 0}, bytes(store), "what was cut off is gone");
    store.append();
    assertEquals(4, store.size());
    store.clear();
    assertEquals(0, store.size());
    assertArrayEquals(new byte[0], bytes(store));
  }

  @Test
  void nothingMovesItWhileItIsExported() {
    ByteStore store = new ByteStore(3);
    Map<String, Runnable> moves =
        Map.of(
            "append", () -> store.append((byte) 1),
            "resize", () -> store.resize(3),
            "clear", store::clear);
    Lease first = store.acquire(Request.SIMPLE);
    Lease held = store.hold();
    moves.forEach(
        (name, move) ->
            assertRefused(
                BufferException.Exported.class,
                move::run,
                "cannot " + name,
                "2 exports are outstanding"));
    first.close();
    moves.forEach(
        (name, move) ->
            assertRefused(
                BufferException.Exported.class, move::run, "cannot " + name, "1 export is"));
    assertEquals(3, store.size());
    held.close();
    moves.values().forEach(Runnable::run);
  }

  @Test
  void sizesThatNoArrayHas() {
    ByteStore store = new ByteStore(3);
    for (long size : new long[] {-1, Long.MIN_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      String number = Long.toString(size);
      assertRefused(IllegalArgumentException.class, () -> store.resize(size), number);
      assertRefused(IllegalArgumentException.class, () -> new ByteStore(size), number);
    }
    assertEquals(3, store.size());
  }

  @Test
  void aSliceLooksAtTheBaseAsItIsNow() {
    ByteStore store = new ByteStore(4);
    ByteSlice slice = new ByteSlice(store, 1, 4);
    assertRefused(
        BufferException.Refused.class,
        () -> slice.acquire(Request.SIMPLE),
        "bytes 1 to 5",
        "4 bytes");
    assertEquals(0, store.exports(), "a refusal counts nothing");
    store.append((byte) 9);
    assertArrayEquals(new byte[] {0, 0, 0, 9}, bytes(slice));
    ByteSlice inner = new ByteSlice(slice, 3, 1);
    try (Lease lease = inner.acquire(Request.SIMPLE)) {
      assertEquals(1, store.exports(), "the manager of the memory counts, once");
      assertEquals(store, lease.owner());
      assertEquals(List.of(9L), lease.view().toList());
    }
  }

  @Test
  void slicesOfNothing() {
    ByteStore store = new ByteStore(2);
    assertArrayEquals(new byte[0], bytes(new ByteSlice(store, 2, 0)));
    assertRefused(IllegalArgumentException.class, () -> new ByteSlice(store, -1, 1), "-1");
    assertRefused(IllegalArgumentException.class, () -> new ByteSlice(store, 0, -1), "-1");
    assertRefused(
        IllegalArgumentException.class, () -> new ByteSlice(store, Long.MAX_VALUE, 1), "1");
    ByteSlice far = new ByteSlice(store, Long.MAX_VALUE - 1, 1);
    assertRefused(BufferException.Refused.class, () -> far.acquire(Request.SIMPLE), "2 bytes");
  }

  @Test
  void aSliceOfWhatIsNoBlockOfBytes() {
    MemoryExporter rows = MemoryExporter.of(Memory.ofBlocks(List.of(Memory.ofArray(new int[2]))));
    ByteSlice slice = new ByteSlice(rows, 0, 4);
    assertRefused(BufferException.Refused.class, () -> slice.acquire(Request.SIMPLE), "pointers");
    assertEquals(0, rows.exports());
  }
}
