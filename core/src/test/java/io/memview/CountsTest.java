package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.fixture.DeepProgram;
import io.memview.fixture.JavaProcess;
import io.memview.format.Format;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts are exact whatever is thrown, and however much is under way. */
final class CountsTest {
  private static final Format INT32 = Format.parse("i");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation", "-Xmixed"})
  void nothingStaysCountedWhenTheStackIsFull(String mode) throws Exception {
    assertEquals("0 all 0", JavaProcess.run(folder, List.of(mode), DeepProgram.class, "24"));
  }

  /** An exporter whose release action always fails. */
  private static final class Failing implements Exporter {
    private final ExportCount exports =
        new ExportCount(
            this,
            remaining -> {
              throw new IllegalStateException("release, " + remaining);
            });
    private final Memory memory;

    Failing(Layout layout) {
      memory = Memory.of(Arena.ofAuto().allocate(64), INT32, layout);
    }

    @Override
    public Lease acquire(Request request) {
      return exports.lease(memory, request);
    }
  }

  private static final Layout ROW = Layout.contiguous(4, Order.C, 4);
  private static final Layout COLUMN = Layout.strided(0, 4, new long[] {4}, new long[] {8});

  @Test
  void releasesThatFailLoseNoLease() {
    for (Layout layout : List.of(ROW, COLUMN)) {
      Failing exporter = new Failing(layout);
      List<Runnable> ways =
          List.of(
              () -> exporter.acquire(Request.FULL).close(),
              () -> exporter.doWithView(Request.FULL, view -> view.fill(1L)),
              () -> exporter.doWithView(Request.FULL, view -> view.acquire(Request.FULL).close()),
              () -> Contiguous.acquire(exporter, Request.FULL_RO, Order.C).close(),
              () -> Mirror.of(exporter, Order.C).close(),
              () -> Mirror.of(exporter, Order.C).discard(),
              () -> Mirror.doWithView(exporter, Order.C, view -> view.fill(2L)),
              () ->
                  Exporter.acquireAll(
                      Request.FULL,
                      exporter,
                      request -> {
                        throw new BufferException.Refused("no");
                      }));
      for (int i = 0; i < ways.size(); i++) {
        assertThrows(RuntimeException.class, ways.get(i)::run, layout + ", way " + i);
        assertEquals(0, exporter.exports.get(), layout + ", way " + i);
      }
    }
  }

  @Test
  void leaseThatEndsWhileItsViewIsAcquiredLosesNoOther() throws Exception {
    for (int round = 0; round < 2000; round++) {
      Failing exporter = new Failing(ROW);
      Lease lease = exporter.acquire(Request.FULL);
      View view = lease.view();
      Thread closer = Thread.startVirtualThread(() -> closeAnyhow(lease));
      try (Lease again = view.acquire(Request.FULL)) {
        assertFalse(again.isReleased());
      } catch (BufferException.Released | IllegalStateException e) {
        // the closer was first; or a release failed, of either lease
      }
      closer.join();
      assertEquals(0, exporter.exports.get());
    }
  }

  private static void closeAnyhow(Lease lease) {
    try {
      lease.close();
    } catch (IllegalStateException e) {
      assertTrue(lease.isReleased(), e::toString);
    }
  }

  @Test
  void moreOperationsThanSixteenBitsCanCount() throws Exception {
    int many = 70_000;
    ByteStore store = new ByteStore(1);
    CountDownLatch inside = new CountDownLatch(many);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    Lease lease = store.acquire(Request.SIMPLE);
    View view = lease.view();
    Thread[] threads = new Thread[many];
    for (int i = 0; i < many; i++) {
      threads[i] =
          Thread.startVirtualThread(
              () -> {
                view.forEachRun(
                    run -> {
                      inside.countDown();
                      await(goOn);
                    });
                ended.incrementAndGet();
              });
    }
    assertTrue(inside.await(60, TimeUnit.SECONDS), () -> inside.getCount() + " wait");
    lease.close();
    assertEquals(1, store.exports());
    assertThrows(BufferException.Exported.class, () -> store.resize(2));
    goOn.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(many, ended.get());
    store.resize(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void moreOperationsThanCanBeCountedAreRefused() {
    ExportCount exports = new ExportCount(new ByteStore(1));
    Pin pin = Pin.dedicated(exports);
    long generation = pin.generation();
    pin.addAndGet(Integer.MAX_VALUE - 1);
    assertTrue(pin.enter(generation));
    IllegalStateException full =
        assertThrows(IllegalStateException.class, () -> pin.enter(generation));
    assertTrue(full.getMessage().contains("2147483647 operations"), full.getMessage());
    assertTrue(pin.isOpen(generation));
    pin.exit();
    assertTrue(pin.enter(generation));
  }

  @Test
  void memoryThatThePlatformIsUsingIsFreedLater() throws Exception {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("B"), 4 << 20);
    Pipe pipe = Pipe.open();
    Thread writer = writer(pipe, memory);
    for (int i = 0; i < 2; i++) {
      BufferException.Exported busy = assertThrows(BufferException.Exported.class, memory::free);
      assertTrue(busy.getMessage().contains("I/O"), busy.getMessage());
      assertEquals(1, busy.exports());
      memory.acquire(Request.FULL).close(); // nothing is half done
    }
    drain(pipe, writer);
    memory.free();
    assertThrows(BufferException.Refused.class, () -> memory.acquire(Request.FULL));
    memory.free();
  }

  @Test
  void forgottenMemoryThatThePlatformIsUsingIsFreedLater() throws Exception {
    Arena[] arena = new Arena[1];
    Pipe pipe = Pipe.open();
    Thread writer =
        writer(
            pipe,
            OwnedMemory.make(
                made -> {
                  arena[0] = made;
                  return Memory.of(made.allocate(4 << 20), Format.parse("B"), 4 << 20);
                }));
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
      assertTrue(arena[0].scope().isAlive());
    }
    drain(pipe, writer);
    for (int i = 0; i < 200 && arena[0].scope().isAlive(); i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertFalse(arena[0].scope().isAlive());
  }

  /** A thread that writes a memory's segment into a pipe that is too small for it. */
  private static Thread writer(Pipe pipe, OwnedMemory memory) throws Exception {
    ByteBuffer bytes = memory.withView(Request.FULL, view -> view.asSegment().asByteBuffer());
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (bytes.hasRemaining()) {
                      pipe.sink().write(bytes);
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    ByteBuffer first = ByteBuffer.allocate(1);
    while (pipe.source().read(first) < 1) {
      Thread.onSpinWait();
    }
    while (writer.getState() != Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    Thread.sleep(100); // it is in the middle of its write now, which waits for us
    return writer;
  }

  private static void drain(Pipe pipe, Thread writer) throws Exception {
    ByteBuffer rest = ByteBuffer.allocate(1 << 16);
    while (writer.isAlive()) {
      rest.clear();
      pipe.source().configureBlocking(false);
      pipe.source().read(rest);
    }
    writer.join();
  }
}
