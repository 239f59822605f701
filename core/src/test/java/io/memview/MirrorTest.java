package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contiguous memory, where it is not contiguous: read-only copies and mirrors. */
final class MirrorTest {
  static List<Geometry> writable() {
    return Geometry.ofOneShape("i");
  }

  static List<Geometry> kinds() {
    return Geometry.ofAllShapes("i");
  }

  // ---- reading

  @ParameterizedTest
  @MethodSource("kinds")
  void contiguousHasTheSameItems(Geometry kind) {
    View view = kind.view();
    for (Order order : Order.values()) {
      try (Lease lease = Contiguous.acquire(view, Request.FULL_RO, order)) {
        View contiguous = lease.view();
        assertTrue(contiguous.isContiguous(order));
        assertEquals(view.toList(), contiguous.toList());
        assertEquals(view.format(), contiguous.format());
        assertArrayEquals(view.shape(), contiguous.shape());
        boolean copied = !view.isContiguous(order);
        assertEquals(copied || view.isReadOnly(), contiguous.isReadOnly());
        assertEquals(copied, lease.owner() != view.owner());
      }
    }
    assertEquals(0, exportsOf(view) - 1);
  }

  /** The number of leases on the memory; the view's own is one of them. */
  private static long exportsOf(View view) {
    return ((MemoryExporter) view.owner()).exports();
  }

  @Test
  void aCopyIsGrantedWithinTheRequest() {
    View view = TestMemory.longs("i", i -> i, 4).flip();
    try (Lease lease = Contiguous.acquire(view, Request.SIMPLE, Order.C)) {
      assertEquals(Format.parse("B"), lease.view().format());
      assertArrayEquals(new long[] {16}, lease.view().shape());
      assertArrayEquals(view.toBytes(Order.C), lease.view().toBytes(Order.C));
      assertEquals(Request.SIMPLE, lease.request());
    }
    View square = TestMemory.longs("i", i -> i, 2, 2);
    assertRefused(
        BufferException.Refused.class,
        () -> Contiguous.acquire(square, Request.ND, Order.FORTRAN),
        "not C contiguous",
        "STRIDES");
  }

  @Test
  void writingIsRefusedWhereACopyWouldBeNeeded() {
    View view = TestMemory.longs("i", i -> i, 4);
    assertRefused(
        BufferException.Refused.class,
        () -> Contiguous.acquire(view.flip(), Request.FULL, Order.C),
        "not contiguous",
        "strides (-4,)",
        "Mirror.of");
    assertRefused(
        BufferException.Refused.class,
        () -> Contiguous.acquire(view.flip().asReadOnly(), Request.FULL, Order.C),
        "read-only");
    assertRefused(
        BufferException.Refused.class,
        () -> Contiguous.acquire(view.asReadOnly(), Request.FULL, Order.C),
        "read-only");
    assertEquals(1, exportsOf(view));
  }

  @Test
  void copiesStayInTheKindOfMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(32, 8);
      View foreign = TestMemory.view(MemoryExporter.of(block, "i"));
      try (Lease lease = Contiguous.acquire(foreign.flip(), Request.FULL_RO, Order.C)) {
        assertTrue(lease.view().asSegment().isNative());
      }
    }
    View heap = TestMemory.longs("i", i -> i, 3);
    try (Lease lease = Contiguous.acquire(heap.flip(), Request.FULL_RO, Order.C)) {
      assertFalse(lease.view().asSegment().isNative());
      assertTrue(lease.view().asSegment().isReadOnly());
    }
  }

  // ---- writing back

  @ParameterizedTest
  @MethodSource("writable")
  void aMirrorIsWrittenBackWhenItIsClosed(Geometry kind) {
    View view = kind.view();
    for (Order order : Order.values()) {
      List<Object> outside = outside(kind);
      Object before = view.toList();
      boolean copied = !view.isContiguous(order);
      View mirrored;
      try (Mirror mirror = Mirror.of(view, order)) {
        mirrored = mirror.view();
        assertEquals(copied, mirror.isCopy());
        assertTrue(mirrored.isContiguous(order));
        assertFalse(mirrored.isReadOnly());
        assertEquals(before, mirrored.toList());
        assertEquals(2, exportsOf(view));
        mirrored.setLong(1, 2, 3, -7 - order.ordinal());
        mirrored.setLong(0, 0, 0, -9 - order.ordinal());
        assertEquals(copied, before.equals(view.toList()));
      }
      assertEquals(1, exportsOf(view));
      assertEquals(-7 - order.ordinal(), view.getLong(1, 2, 3));
      assertEquals(-9 - order.ordinal(), view.getLong(0, 0, 0));
      assertEquals(outside, outside(kind), "items that the view does not show");
      View late = mirrored;
      assertThrows(BufferException.Released.class, () -> late.getLong(0, 0, 0));
    }
  }

  /** The items of the whole memory that the view does not show. */
  private static List<Object> outside(Geometry kind) {
    List<Long> shown = kind.model().cells.stream().map(LayoutModel.Cell::value).toList();
    List<Object> items = new ArrayList<>();
    List<LayoutModel.Cell> cells = kind.wholeModel().cells;
    int next = 0;
    for (Object item : kind.whole().items()) {
      if (!shown.contains(cells.get(next++).value())) {
        items.add(item);
      }
    }
    return items;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void memoryThatIsReadOnlyHasNoMirror(Geometry kind) {
    View view = kind.view().asReadOnly();
    for (Order order : Order.values()) {
      assertThrows(BufferException.Refused.class, () -> Mirror.of(view, order));
    }
    assertEquals(1, exportsOf(view));
  }

  @Test
  void discardedMirrorsLeaveTheMemoryAlone() {
    View view = TestMemory.longs("i", i -> i, 4);
    View odd = view.slice(Index.every(2));
    Mirror mirror = Mirror.of(odd, Order.C);
    mirror.view().fill(-1);
    mirror.discard();
    mirror.close();
    assertEquals(List.of(0L, 1L, 2L, 3L), view.toList());
    assertEquals(1, exportsOf(view));
    assertThrows(BufferException.Released.class, mirror::view);

    Mirror closed = Mirror.of(odd, Order.C);
    closed.view().fill(-1);
    closed.close();
    closed.discard();
    assertEquals(List.of(-1L, 1L, -1L, 3L), view.toList());
  }

  @Test
  void aMirrorIsWrittenBackOnce() {
    View view = TestMemory.longs("i", i -> i, 4);
    Mirror mirror = Mirror.of(view.flip(), Order.C);
    mirror.view().setLong(0, -1);
    mirror.close();
    view.setLong(3, 3);
    mirror.close();
    assertEquals(List.of(0L, 1L, 2L, 3L), view.toList());
  }

  @Test
  void contiguousMemoryIsItsOwnMirror() {
    View view = TestMemory.longs("i", i -> i, 4);
    Mirror mirror = Mirror.of(view, Order.C);
    assertFalse(mirror.isCopy());
    mirror.view().setLong(0, 9);
    assertEquals(9, view.getLong(0));
    mirror.discard();
    assertEquals(9, view.getLong(0));
    assertEquals(1, exportsOf(view));
  }

  @Test
  void aLeaseOnTheCopyKeepsItFromBeingWrittenBack() {
    View view = TestMemory.longs("i", i -> i, 4);
    Mirror mirror = Mirror.of(view.flip(), Order.C);
    Lease second = mirror.view().acquire(Request.FULL);
    Exporter owner = Exporters.of(second.owner());
    owner.acquire(Request.FULL).close();
    mirror.view().setLong(0, -1);
    mirror.close();
    assertEquals(3, view.getLong(3));
    second.view().setLong(1, -2);
    assertEquals(2, exportsOf(view));
    second.close();
    assertEquals(List.of(0L, 1L, -2L, -1L), view.toList());
    assertEquals(1, exportsOf(view));
    assertRefused(
        BufferException.Refused.class, () -> owner.acquire(Request.FULL), "has been ended");
    view.fill(5);
    assertThrows(BufferException.Refused.class, () -> owner.acquire(Request.FULL));
    assertEquals(List.of(5L, 5L, 5L, 5L), view.toList());
  }

  @Test
  void nativeMemoryOfACopyIsGivenBackWithIt() {
    MemoryExporter source = MemoryExporter.of(Arena.ofAuto().allocate(80_000, 8), "d", 100, 100);
    try (Lease lease = source.acquire(Request.FULL)) {
      Mirror mirror = Mirror.of(lease.view().transpose(), Order.C);
      MemorySegment copy = mirror.view().asSegment();
      assertTrue(copy.isNative());
      mirror.view().setDouble(99, 0, 0.5);
      mirror.close();
      assertFalse(copy.scope().isAlive());
      assertEquals(0.5, lease.view().getDouble(0, 99));

      Lease contiguous = Contiguous.acquire(lease.view().transpose(), Request.FULL_RO, Order.C);
      Lease again = contiguous.view().acquire(Request.FULL_RO);
      MemorySegment second = contiguous.view().asSegment();
      Exporter owner = Exporters.of(contiguous.owner());
      contiguous.close();
      assertEquals(0.5, again.view().getDouble(99, 0));
      again.close();
      assertFalse(second.scope().isAlive());
      assertRefused(BufferException.Refused.class, () -> owner.acquire(Request.FULL_RO), "gone");
    }
  }

  @Test
  void mirrorsOfMirrors() {
    View view = TestMemory.longs("i", i -> i, 2, 3);
    Mirror.doWithView(
        view,
        Order.FORTRAN,
        outer -> {
          Mirror.doWithView(outer, Order.C, inner -> inner.setLong(0, 2, -1));
          assertEquals(-1, outer.getLong(0, 2));
          assertEquals(2, view.getLong(0, 2));
          assertThrows(
              UncheckedIOException.class,
              () ->
                  Mirror.doWithView(
                      outer,
                      Order.FORTRAN,
                      same -> {
                        same.setLong(1, 1, -2);
                        throw new UncheckedIOException(new IOException());
                      }));
        });
    assertEquals(List.of(List.of(0L, 1L, -1L), List.of(3L, -2L, 5L)), view.toList());
  }

  @Test
  void bitsOfOthersStay() {
    View bytes = TestMemory.longs("B", i -> 0, 2);
    View records = bytes.reinterpret(Format.parse("T{3t:a:5t:b:}"));
    View low = records.field("a");
    try (Mirror mirror = Mirror.of(low.flip(), Order.C)) {
      mirror.view().setObject(0, 5L);
      bytes.setLong(1, 0xF8);
    }
    assertEquals(0xFD, bytes.getLong(1));
  }

  // ---- in scopes

  @Test
  void aScopeWritesBackWhatItsBodyWrote() {
    View view = TestMemory.longs("i", i -> i, 4);
    long sum = Mirror.withView(view.flip(), Order.C, v -> v.getLong(0) + v.getLong(1));
    assertEquals(5, sum);
    Mirror.doWithView(view.flip(), Order.C, v -> v.setLong(0, -1));
    assertEquals(-1, view.getLong(3));
    assertEquals(1, exportsOf(view));
  }

  @Test
  void aBodyThatThrowsWritesNothingBack() {
    View view = TestMemory.longs("i", i -> i, 4);
    IOException failure = new IOException("body");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                Mirror.withView(
                    view.flip(),
                    Order.C,
                    v -> {
                      v.fill(-1);
                      throw failure;
                    }));
    assertSame(failure, thrown);
    assertEquals(0, thrown.getSuppressed().length);
    assertEquals(List.of(0L, 1L, 2L, 3L), view.toList());
    assertEquals(1, exportsOf(view));
  }

  /** An exporter of every other item whose release action can fail. */
  private static final class Counting implements Exporter {
    final View whole = TestMemory.longs("i", i -> i, 4);
    final ExportCount exports;

    Counting(LongConsumer onRelease) {
      exports = new ExportCount(this, onRelease);
    }

    @Override
    public Lease acquire(Request request) {
      return exports.lease(whole.slice(Index.every(2)).region, request);
    }
  }

  @Test
  void failuresToReleaseJoinThatOfTheBody() {
    IllegalArgumentException failure = new IllegalArgumentException("release");
    Counting exporter =
        new Counting(
            remaining -> {
              throw failure;
            });
    IllegalArgumentException body = new IllegalArgumentException("body");
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Mirror.doWithView(
                    exporter,
                    Order.C,
                    v -> {
                      throw body;
                    }));
    assertSame(body, thrown);
    assertArrayEquals(new Throwable[] {failure}, thrown.getSuppressed());
    assertEquals(0, exporter.exports.get());

    assertSame(
        failure,
        assertThrows(
            IllegalArgumentException.class,
            () -> Mirror.doWithView(exporter, Order.C, v -> v.fill(-1))));
    assertEquals(List.of(-1L, 1L, -1L, 3L), exporter.whole.toList(), "written back all the same");
    assertEquals(0, exporter.exports.get());
  }

  @Test
  void memoryThatIsGoneIsToldOnceAndCountedDown() {
    Arena arena = Arena.ofShared();
    MemoryExporter exporter = MemoryExporter.of(arena.allocate(16, 4), "i");
    View view = TestMemory.view(exporter);
    Mirror mirror = Mirror.of(view.flip(), Order.C);
    arena.close();
    mirror.view().fill(1);
    assertRefused(BufferException.Released.class, mirror::close, "arena");
    assertEquals(1, exporter.exports());
    mirror.close();
    assertEquals(1, exporter.exports());

    Arena another = Arena.ofShared();
    MemoryExporter second = MemoryExporter.of(another.allocate(16, 4), "2h");
    View field = TestMemory.view(second).flip();
    assertThrows(
        BufferException.Released.class,
        () -> Mirror.doWithView(field, Order.C, v -> another.close()));
    assertEquals(1, second.exports());
  }

  @Test
  void theViewMayBeReleasedBeforeItsMirror() {
    MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new int[] {0, 1, 2}));
    Lease lease = exporter.acquire(Request.FULL);
    Mirror mirror = Mirror.of(lease.view().flip(), Order.C);
    lease.close();
    mirror.view().setLong(0, 9);
    mirror.close();
    assertEquals(9, (long) exporter.withView(Request.FULL_RO, v -> v.getLong(2)));
    assertEquals(0, exporter.exports());
    assertThrows(BufferException.Released.class, () -> Mirror.of(lease.view(), Order.C));
  }

  @Test
  void theLastOperationOnACopyWritesItBack() throws InterruptedException {
    View view = TestMemory.longs("i", i -> i, 4);
    Mirror mirror = Mirror.of(view.flip(), Order.C);
    View copy = mirror.view();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () ->
                copy.forEachRun(
                    run -> {
                      inside.countDown();
                      await(closed);
                      run.fill((byte) -1);
                    }));
    writer.start();
    await(inside);
    mirror.close();
    assertEquals(List.of(0L, 1L, 2L, 3L), view.toList());
    assertEquals(2, exportsOf(view));
    closed.countDown();
    writer.join();
    assertEquals(List.of(-1L, -1L, -1L, -1L), view.toList());
    assertEquals(1, exportsOf(view));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void threadsThatEndAMirrorAgreeOnOneEnd() throws InterruptedException {
    View view = TestMemory.zeros("i", 4);
    for (int round = 0; round < 200; round++) {
      view.fill(0L);
      Mirror mirror = Mirror.of(view.flip(), Order.C);
      mirror.view().fill(7L);
      Thread closes = new Thread(mirror::close);
      Thread discards = new Thread(mirror::discard);
      closes.start();
      discards.start();
      closes.join();
      discards.join();
      assertEquals(1, exportsOf(view));
      Object all = view.toList();
      assertTrue(
          all.equals(List.of(0L, 0L, 0L, 0L)) || all.equals(List.of(7L, 7L, 7L, 7L)),
          all::toString);
    }
  }

  @Test
  void textTellsWhetherThereIsACopy() {
    View view = TestMemory.longs("i", i -> i, 4);
    try (Mirror mirror = Mirror.of(view, Order.C);
        Mirror copy = Mirror.of(view.flip(), Order.C)) {
      assertTrue(mirror.toString().startsWith("Mirror[no copy, Lease["), mirror.toString());
      assertTrue(copy.toString().startsWith("Mirror[copy, Lease["), copy.toString());
      assertTrue(copy.view().owner().toString().startsWith("Mirror["));
    }
  }
}
