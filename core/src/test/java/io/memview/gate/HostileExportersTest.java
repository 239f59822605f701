package io.memview.gate;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.ByteSlice;
import io.memview.ByteStore;
import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Layout;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Exporters that break their promises, written with the public API as anybody can: each lie is a
 * clear error, for the liar or for its consumer, and the counts of others stay right.
 */
class HostileExportersTest {
  private static final Format INT = Format.parse("i");

  /** An exporter that answers as a test wants it to. */
  private static final class Liar implements Exporter {
    final ExportCount exports;
    private final BiFunction<Liar, Request, Lease> answer;

    Liar(LongConsumer onRelease, BiFunction<Liar, Request, Lease> answer) {
      this.exports = new ExportCount(this, onRelease);
      this.answer = answer;
    }

    Liar(BiFunction<Liar, Request, Lease> answer) {
      this(left -> {}, answer);
    }

    @Override
    public Lease acquire(Request request) {
      return answer.apply(this, request);
    }

    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("equals");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("hashCode");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("toString");
    }
  }

  private static Memory ints(int... values) {
    return Memory.ofArray(values);
  }

  // ---- lies about the memory

  @ParameterizedTest
  @CsvSource({
    // offset, shape, strides of ints in 16 bytes, and what the error says
    "0, 5, 4, bytes 0 to 20",
    "4, 4, 4, bytes 4 to 20",
    "-4, 4, 4, offset -4",
    "0, 2, -4, bytes -4 to 4",
    "8, 4, -4, bytes -4 to 12",
    "0, 2 2, 12 4, bytes 0 to 20",
    "0, 2, 4611686018427387904, bytes 0 to 4611686018427387908",
    "0, 4000000000 4000000000, 0 4, 64 bits",
    "13, 1, 0, bytes 13 to 17",
    "9223372036854775807, 1, 0, 64 bits",
  })
  void stridesThatLeaveTheMemory(long offset, String shape, String strides, String error) {
    MemorySegment segment = MemorySegment.ofArray(new int[4]);
    assertRefused(
        IllegalArgumentException.class,
        () -> Memory.of(segment, INT, Layout.strided(offset, 4, numbers(shape), numbers(strides))),
        error);
  }

  private static long[] numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  @Test
  void wrongShapes() {
    MemorySegment segment = MemorySegment.ofArray(new int[4]);
    assertRefused(IllegalArgumentException.class, () -> Memory.of(segment, INT, 5), "16", "20");
    assertRefused(IllegalArgumentException.class, () -> Memory.of(segment, INT, -1), "-1");
    assertRefused(
        IllegalArgumentException.class, () -> Memory.of(segment, INT, 1L << 62, 1L << 62), "64");
    assertRefused(
        IllegalArgumentException.class, () -> Memory.of(segment, Format.parse("3h")), "16", "6");
    Layout bytes = Layout.strided(0, 1, new long[] {4}, new long[] {1});
    assertRefused(
        IllegalArgumentException.class, () -> Memory.of(segment, INT, bytes), "4 bytes", "1 byte");
    assertRefused(
        IllegalArgumentException.class,
        () -> Memory.ofBlocks(List.of(ints(1, 2), ints(1, 2, 3))),
        "row 1");
    assertRefused(IllegalArgumentException.class, () -> Memory.ofBlocks(List.of()), "no blocks");
  }

  /** What was handed over is not looked at again. */
  @Test
  void shapeAndTableChangedAfterwards() {
    long[] shape = {2};
    long[] strides = {4};
    Layout layout = Layout.strided(0, 4, shape, strides);
    List<Memory> rows = new ArrayList<>(List.of(ints(1, 2), ints(3, 4)));
    Memory table = Memory.ofBlocks(rows);
    shape[0] = 1000;
    strides[0] = 1 << 20;
    rows.set(1, ints());
    assertArrayEquals(new long[] {2}, layout.shape());
    assertArrayEquals(new long[] {4}, layout.strides());
    assertEquals(
        List.of(List.of(1L, 2L), List.of(3L, 4L)),
        MemoryExporter.of(table).withView(Request.FULL_RO, View::toList));
  }

  @Test
  void anotherAnswerEachTime() {
    AtomicInteger calls = new AtomicInteger();
    Liar changing =
        new Liar(
            (self, request) -> self.exports.lease(ints(new int[calls.incrementAndGet()]), request));
    try (Lease first = changing.acquire(Request.FULL);
        Lease second = changing.acquire(Request.FULL)) {
      assertEquals(1, first.view().itemCount());
      assertEquals(2, second.view().itemCount());
      assertFalse(first.view().contentEquals(changing)); // the third has three items
      assertRefused(
          IllegalArgumentException.class, () -> second.view().copyFrom(changing), "(4,)", "(2,)");
      assertThrows(IndexOutOfBoundsException.class, () -> first.view().get(1));
      assertEquals(0L, second.view().get(1));
    }
    assertEquals(0, changing.exports.get());
  }

  @Test
  void memoryClosedUnderALiveLease() {
    Arena arena = Arena.ofShared();
    Memory memory = Memory.of(arena.allocate(16), INT);
    Liar closing = new Liar((self, request) -> self.exports.lease(memory, request));
    Lease lease = closing.acquire(Request.FULL);
    View view = lease.view();
    arena.close();
    for (Runnable access :
        List.<Runnable>of(
            () -> view.getLong(0),
            () -> view.set(1, 0),
            () -> view.fill(1),
            view::toList,
            () -> view.copyFrom(MemoryExporter.of(ints(1, 2, 3, 4))))) {
      BufferException.Released released = assertThrows(BufferException.Released.class, access::run);
      assertInstanceOf(IllegalStateException.class, released.getCause());
    }
    lease.close();
    assertEquals(0, closing.exports.get());
    assertThrows(
        BufferException.Released.class, () -> closing.withView(Request.FULL, v -> v.getLong(0)));
    assertEquals(0, closing.exports.get());
  }

  // ---- lies about the lease

  /** Every way in which the library acquires by itself. */
  private static List<Runnable> uses(Exporter exporter) {
    View view = MemoryExporter.of(ints(1, 2)).acquire(Request.FULL.scoped()).view();
    return List.of(
        () -> exporter.withView(Request.FULL_RO, View::toList),
        () -> exporter.doWithView(Request.FULL_RO, View::toList),
        () -> Exporter.acquireAll(Request.FULL_RO, exporter),
        () -> new ByteSlice(exporter, 0, 1).acquire(Request.FULL_RO),
        () -> view.copyFrom(exporter),
        () -> view.assign(exporter),
        () -> view.contentEquals(exporter));
  }

  @Test
  void nullInsteadOfALease() {
    Liar liar = new Liar((self, request) -> null);
    for (Runnable use : uses(liar)) {
      assertRefused(NullPointerException.class, use::run, Liar.class.getName(), "null", "lease");
    }
    MemoryExporter honest = MemoryExporter.of(ints(1));
    assertRefused(
        NullPointerException.class,
        () -> Exporter.acquireAll(Request.FULL, honest, liar, honest),
        Liar.class.getName());
    assertEquals(0, honest.exports());
  }

  @Test
  void nullInsteadOfMemory() {
    Liar liar =
        new Liar((self, request) -> self.exports.lease((Supplier<Memory>) () -> null, request));
    for (Runnable use : uses(liar)) {
      assertRefused(NullPointerException.class, use::run, "null", "memory");
    }
    assertEquals(0, liar.exports.get());
  }

  @Test
  void aLeaseThatHasBeenReleased() {
    Liar liar =
        new Liar(
            (self, request) -> {
              Lease lease = self.exports.lease(ints(1, 2), request);
              lease.close();
              return lease;
            });
    List<Runnable> uses = new ArrayList<>(uses(liar));
    uses.remove(2); // does not look at the memory
    for (Runnable use : uses) {
      assertRefused(BufferException.Released.class, use::run, "released");
    }
    assertEquals(0, liar.exports.get());
  }

  /** Two consumers of one lease: who comes second finds it released. */
  @Test
  void theSameLeaseForAll() {
    Lease[] only = new Lease[1];
    Liar liar =
        new Liar(
            (self, request) ->
                only[0] != null ? only[0] : (only[0] = self.exports.lease(ints(1, 2), request)));
    Lease first = liar.acquire(Request.FULL_RO);
    Lease second = liar.acquire(Request.FULL_RO);
    assertEquals(1, liar.exports.get());
    first.close();
    assertRefused(BufferException.Released.class, second::view, "released");
    second.close();
    assertEquals(0, liar.exports.get());
  }

  /** That is no lie, but delegation: the lease says whose it is. */
  @Test
  void theLeaseOfAnother() {
    MemoryExporter other = MemoryExporter.of(ints(1, 2));
    Liar liar = new Liar((self, request) -> other.acquire(request));
    try (Lease lease = liar.acquire(Request.FULL)) {
      assertSame(other, lease.owner());
      assertNotSame(liar, lease.view().owner());
      assertEquals(1, other.exports());
      assertEquals(0, liar.exports.get());
    }
    assertEquals(0, other.exports());
  }

  /** A consumer of plain bytes is given rows behind pointers, and read-only ones. */
  @Test
  void moreThanWasAskedFor() {
    Memory rows = Memory.ofBlocks(List.of(ints(1, 2), ints(3, 4))).asReadOnly();
    Liar liar = new Liar((self, request) -> self.exports.lease(rows, Request.FULL_RO));
    try (Lease lease = liar.acquire(Request.SIMPLE.and(Request.WRITABLE))) {
      View view = lease.view();
      assertEquals(Request.FULL_RO, view.granted());
      assertArrayEquals(new long[] {2, 2}, view.shape());
      assertThrows(BufferException.Refused.class, view::asSegment);
      assertThrows(BufferException.ReadOnly.class, () -> view.set(1, 0, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> view.getLong(0));
    }
    assertThrows(
        RuntimeException.class, () -> new ByteSlice(liar, 0, 4).acquire(Request.SIMPLE).close());
    assertEquals(0, liar.exports.get());
  }

  // ---- acquire that does other things

  @Test
  void acquireThatFails() {
    for (Throwable failure :
        List.of(new IllegalStateException("mine"), new AssertionError("mine"))) {
      Liar liar =
          new Liar(
              (self, request) -> {
                throw HostileExportersTest.<RuntimeException>sneak(failure);
              });
      for (Runnable use : uses(liar)) {
        assertSame(failure, assertThrows(Throwable.class, use::run));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  /** Endless recursion is its author's; the count survives it. */
  @Test
  void acquireThatCallsItself() {
    Liar plain = new Liar(Liar::acquire);
    assertThrows(StackOverflowError.class, () -> plain.acquire(Request.FULL));
    Liar counted =
        new Liar(
            (self, request) ->
                self.exports.lease(
                    () -> self.withView(request, view -> Memory.ofArray(new int[1])), request));
    assertThrows(StackOverflowError.class, () -> counted.acquire(Request.FULL));
    assertEquals(0, counted.exports.get());
    boolean[] inside = new boolean[1];
    Liar once =
        new Liar(
            (self, request) ->
                self.exports.lease(
                    () -> {
                      if (!inside[0]) {
                        inside[0] = true;
                        self.acquire(request).close();
                      }
                      return ints(1);
                    },
                    request));
    once.acquire(Request.FULL).close();
    assertEquals(0, once.exports.get());
  }

  @Test
  void acquireWhileMoving() {
    Liar liar = new Liar((self, request) -> self.exports.lease(ints(1), request));
    assertRefused(
        IllegalStateException.class,
        () -> liar.exports.exclusively("move", () -> liar.acquire(Request.FULL)),
        "being moved");
    liar.acquire(Request.FULL).close();
    assertEquals(0, liar.exports.get());
  }

  /** An exporter that is asked for the source of a copy ends the lease on the target. */
  @Test
  void acquireThatReleasesItsConsumer() {
    ByteStore store = new ByteStore(2);
    Lease[] target = {store.acquire(Request.FULL)};
    Liar liar =
        new Liar(
            (self, request) -> {
              target[0].close();
              assertThrows(BufferException.class, () -> store.resize(100_000));
              return self.exports.lease(Memory.ofUnsigned(new byte[] {1, 2}), request);
            });
    View view = target[0].view();
    view.copyFrom(liar); // the copy is in flight: it ends, and then the store hears of the release
    assertTrue(view.isReleased());
    assertEquals(0, store.exports());
    store.resize(100_000);
    assertThrows(BufferException.Released.class, () -> view.copyFrom(liar));
    assertEquals(0, liar.exports.get());
  }

  // ---- release

  @Test
  void releaseThatFails() {
    for (Throwable failure :
        List.of(new IllegalStateException("mine"), new AssertionError("mine"))) {
      Liar liar =
          new Liar(
              left -> {
                throw HostileExportersTest.<RuntimeException>sneak(failure);
              },
              (self, request) -> self.exports.lease(ints(1, 2), request));
      Lease lease = liar.acquire(Request.FULL);
      assertSame(failure, assertThrows(Throwable.class, lease::close));
      assertTrue(lease.isReleased());
      lease.close();
      for (Runnable use : uses(liar).subList(0, 2)) {
        assertSame(failure, assertThrows(Throwable.class, use::run));
      }
      assertEquals(0, liar.exports.get());
      IllegalStateException body = new IllegalStateException("body");
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  liar.doWithView(
                      Request.FULL,
                      view -> {
                        throw body;
                      }));
      assertSame(body, thrown);
      assertSame(failure, thrown.getSuppressed()[0]);
    }
  }

  @Test
  void releaseThatReleasesAgain() {
    AtomicInteger releases = new AtomicInteger();
    Lease[] lease = new Lease[1];
    Liar liar =
        new Liar(
            left -> {
              releases.incrementAndGet();
              assertEquals(0, left);
              lease[0].close();
              assertThrows(BufferException.Released.class, lease[0]::view);
            },
            (self, request) -> self.exports.lease(ints(1), request));
    lease[0] = liar.acquire(Request.FULL);
    lease[0].close();
    lease[0].close();
    assertEquals(1, releases.get());
    assertEquals(0, liar.exports.get());
  }

  @Test
  void releaseThatAcquires() {
    List<Lease> again = new ArrayList<>();
    Liar[] liar = new Liar[1];
    liar[0] =
        new Liar(
            left -> {
              if (again.isEmpty()) {
                again.add(liar[0].acquire(Request.FULL));
              }
            },
            (self, request) -> self.exports.lease(ints(1), request));
    liar[0].acquire(Request.FULL).close();
    assertEquals(1, liar[0].exports.get());
    assertRefused(
        BufferException.Exported.class, () -> liar[0].exports.exclusively("move", () -> {}), "1");
    again.getFirst().close();
    liar[0].exports.exclusively("move", () -> {});
  }

  @Test
  void moveThatFailsOrMovesAgain() {
    Liar liar = new Liar((self, request) -> self.exports.lease(ints(1), request));
    IllegalStateException failure = new IllegalStateException("mine");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                liar.exports.exclusively(
                    "move",
                    () ->
                        liar.exports.exclusively(
                            "move",
                            () -> {
                              throw failure;
                            }))));
    liar.acquire(Request.FULL).close();
    assertEquals(0, liar.exports.get());
  }

  // ---- chains

  @Test
  void slicesOfSlicesOfSlices() {
    ByteStore store = new ByteStore(3);
    store.doWithView(Request.FULL, view -> view.set(7, 2));
    Exporter slice = new ByteSlice(store, 1, 2);
    for (int i = 0; i < 100_000; i++) {
      slice = new ByteSlice(slice, 0, 2);
    }
    assertEquals(7L, (long) slice.withView(Request.FULL_RO, view -> view.getLong(1)));
    assertTrue(slice.toString().length() < 200, slice::toString);
    Exporter outside = new ByteSlice(new ByteSlice(store, 0, 2), 1, 2);
    assertRefused(
        BufferException.Refused.class,
        () -> outside.acquire(Request.FULL_RO),
        "bytes 1 to 3",
        "2 bytes");
    Exporter inside = new ByteSlice(outside, 0, 1);
    assertRefused(
        BufferException.Refused.class,
        () -> inside.acquire(Request.FULL_RO),
        "bytes 1 to 3",
        "2 bytes");
    assertRefused(
        BufferException.Refused.class,
        () ->
            new ByteSlice(new ByteSlice(store, Long.MAX_VALUE, 0), Long.MAX_VALUE, 0)
                .acquire(Request.FULL_RO),
        "bytes");
    assertEquals(0, store.exports());
  }
}
