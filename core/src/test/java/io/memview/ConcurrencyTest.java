package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The list of what went wrong in free-threaded CPython, tried here. */
@Timeout(60)
final class ConcurrencyTest {
  private static final Format INT64 = Format.parse("q");

  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void stop() throws InterruptedException {
    pool.shutdownNow();
    assertTrue(pool.awaitTermination(10, TimeUnit.SECONDS));
  }

  private void together(int threads, Callable<Void> body) throws Exception {
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(pool.submit(body));
    }
    for (Future<Void> one : all) {
      one.get(30, TimeUnit.SECONDS);
    }
  }

  /** An exporter that hears of each release. */
  private static final class Listening implements Exporter {
    final Memory memory = Memory.ofArray(new long[8]);
    final AtomicLong releases = new AtomicLong();
    final AtomicReference<Thread> teller = new AtomicReference<>();
    final AtomicLong remaining = new AtomicLong(-1);
    final ExportCount exports = new ExportCount(this, this::heard);

    private void heard(long left) {
      releases.incrementAndGet();
      remaining.set(left);
      teller.set(Thread.currentThread());
    }

    @Override
    public Lease acquire(Request request) {
      return exports.lease(memory, request);
    }
  }

  @Test
  void closingFromTwoThreadsAtOnceCountsOnce() throws Exception {
    int rounds = 5000;
    Listening exporter = new Listening();
    try (Lease held = exporter.hold()) {
      Lease[] lease = {exporter.acquire(Request.FULL)};
      CyclicBarrier next =
          new CyclicBarrier(
              2,
              () -> {
                assertEquals(1, exporter.exports.get());
                lease[0] = exporter.acquire(Request.FULL);
              });
      together(
          2,
          () -> {
            for (int round = 0; round < rounds; round++) {
              lease[0].close();
              next.await(10, TimeUnit.SECONDS);
            }
            return null;
          });
      lease[0].close();
      assertEquals(rounds + 1, exporter.releases.get());
      assertEquals(1, exporter.exports.get());
      assertFalse(held.isReleased());
    }
  }

  @Test
  void releaseTakesEffectWhenTheLastOperationEnds() throws Exception {
    Listening exporter = new Listening();
    Lease lease = exporter.acquire(Request.FULL);
    View view = lease.view();
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    Future<Thread> one = pool.submit(() -> visit(view, inside, first));
    Future<Thread> two = pool.submit(() -> visit(view, inside, last));
    assertTrue(inside.await(10, TimeUnit.SECONDS));

    lease.close();
    assertTrue(lease.isReleased());
    assertThrows(BufferException.Released.class, () -> view.getLong(0));
    assertThrows(BufferException.Released.class, () -> view.fill(1L));
    assertThrows(BufferException.Released.class, () -> view.acquire(Request.FULL));
    assertEquals(0, exporter.releases.get());
    assertEquals(1, exporter.exports.get());

    first.countDown();
    one.get(10, TimeUnit.SECONDS);
    assertEquals(0, exporter.releases.get());
    lease.close(); // once more, while an operation is still in flight
    assertEquals(0, exporter.releases.get());

    last.countDown();
    Thread ender = two.get(10, TimeUnit.SECONDS);
    assertEquals(1, exporter.releases.get());
    assertEquals(0, exporter.remaining.get());
    assertSame(ender, exporter.teller.get());
    assertEquals(0, exporter.exports.get());
  }

  private static Thread visit(View view, CountDownLatch inside, CountDownLatch goOn) {
    view.forEachRun(
        run -> {
          inside.countDown();
          await(goOn);
          // The release was asked for long ago; the memory must still be there.
          assertEquals(64, run.fill((byte) 1).byteSize());
        });
    return Thread.currentThread();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void resizeIsRefusedDuringAnOperationAndAllowedAfterIt() throws Exception {
    ByteStore store = new ByteStore(16);
    Lease lease = store.acquire(Request.FULL);
    View view = lease.view();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Future<?> operation =
        pool.submit(
            () ->
                view.forEachRun(
                    run -> {
                      inside.countDown();
                      await(goOn);
                    }));
    assertTrue(inside.await(10, TimeUnit.SECONDS));
    lease.close();
    BufferException.Exported refused =
        assertThrows(BufferException.Exported.class, () -> store.resize(100));
    assertEquals(1, refused.exports());
    assertEquals(16, store.size());
    goOn.countDown();
    operation.get(10, TimeUnit.SECONDS);
    store.resize(100);
    assertEquals(100, store.size());
  }

  @Test
  void freeIsRefusedDuringACopyOfItsMemory() throws Exception {
    OwnedMemory memory = OwnedMemory.allocate(INT64, 4);
    Lease lease = memory.acquire(Request.FULL);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    // A source that takes its time while the target is pinned by the copy.
    Exporter slow =
        request -> {
          inside.countDown();
          await(goOn);
          return MemoryExporter.of(Memory.ofArray(new long[] {1, 2, 3, 4})).acquire(request);
        };
    Future<?> copy = pool.submit(() -> lease.view().copyFrom(slow));
    assertTrue(inside.await(10, TimeUnit.SECONDS));
    lease.close();
    assertThrows(BufferException.Exported.class, memory::free);
    goOn.countDown();
    copy.get(10, TimeUnit.SECONDS);
    memory.free();
    assertThrows(BufferException.Refused.class, () -> memory.acquire(Request.FULL));
  }

  @Test
  void nobodyAcquiresMemoryThatIsBeingMoved() throws Exception {
    ByteStore store = new ByteStore(8);
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong moves = new AtomicLong();
    Future<?> mover =
        pool.submit(
            () -> {
              Random random = new Random(1);
              while (!done.get()) {
                try {
                  store.resize(1 + random.nextInt(64));
                  moves.incrementAndGet();
                } catch (BufferException.Exported e) {
                  Thread.onSpinWait();
                }
              }
            });
    together(
        3,
        () -> {
          for (int round = 0; round < 20_000; round++) {
            try (Lease lease = store.acquire(Request.FULL.scoped())) {
              View view = lease.view();
              // The size cannot change while the lease is open ...
              assertEquals(store.size(), view.itemCount());
              assertTrue(store.exports() > 0);
              // ... and what is written is in the store's present bytes.
              long last = view.itemCount() - 1;
              view.setLong(last, 7);
              try (Lease other = store.acquire(Request.FULL.scoped())) {
                assertEquals(7, other.view().getLong(last));
              }
            }
          }
          return null;
        });
    while (moves.get() == 0) {
      Thread.onSpinWait();
    }
    done.set(true);
    mover.get(10, TimeUnit.SECONDS);
    assertEquals(0, store.exports());
  }

  @Test
  void acquirersWaitUntilAMoveIsDone() throws Exception {
    Listening exporter = new Listening();
    CountDownLatch moving = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean moved = new AtomicBoolean();
    Future<?> mover =
        pool.submit(
            () ->
                exporter.exports.exclusively(
                    "move",
                    () -> {
                      moving.countDown();
                      await(goOn);
                      moved.set(true);
                    }));
    assertTrue(moving.await(10, TimeUnit.SECONDS));
    Future<Boolean> acquirer =
        pool.submit(
            () -> {
              try (Lease lease = exporter.acquire(Request.FULL)) {
                return moved.get() && !lease.isReleased();
              }
            });
    assertEquals(0, exporter.exports.get() & Long.MIN_VALUE, "the count shows how it is frozen");
    goOn.countDown();
    assertTrue(acquirer.get(10, TimeUnit.SECONDS));
    mover.get(10, TimeUnit.SECONDS);
    assertEquals(0, exporter.exports.get());
  }

  @Test
  void acquiringInsideAMoveIsAnErrorAndNoDeadlock() {
    Listening exporter = new Listening();
    assertThrows(
        IllegalStateException.class,
        () -> exporter.exports.exclusively("move", () -> exporter.acquire(Request.FULL)));
    assertEquals(0, exporter.exports.get());
    exporter.acquire(Request.FULL).close();
    boolean[] ran = new boolean[1];
    exporter.exports.exclusively(
        "move", () -> exporter.exports.exclusively("move", () -> ran[0] = true));
    assertTrue(ran[0]);
    exporter.acquire(Request.FULL).close();
  }

  @Test
  void itemAccessRacingFreeGivesTheValueOrReleased() throws Exception {
    for (int round = 0; round < 200; round++) {
      OwnedMemory memory = OwnedMemory.allocate(INT64, 16);
      Lease lease = memory.acquire(Request.FULL);
      View view = lease.view();
      view.fill(7L);
      CountDownLatch reading = new CountDownLatch(2);
      List<Future<Throwable>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(pool.submit(() -> readUntilReleased(view, reading)));
      }
      assertTrue(reading.await(10, TimeUnit.SECONDS));
      lease.close();
      memory.free();
      for (Future<Throwable> reader : readers) {
        assertNull(reader.get(10, TimeUnit.SECONDS));
      }
    }
  }

  /** What should not have been thrown or read. */
  private static Throwable readUntilReleased(View view, CountDownLatch reading) {
    try {
      for (long i = 0; ; i++) {
        long seen = view.getLong(i & 15);
        if (seen != 7) {
          return new AssertionError("read " + seen);
        }
        view.setLong(i & 15, 7);
        if (i == 100) {
          reading.countDown();
        }
      }
    } catch (BufferException.Released e) {
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  @Test
  void bulkOperationRacingFreeIsWholeOrReleased() throws Exception {
    for (int round = 0; round < 100; round++) {
      OwnedMemory memory = OwnedMemory.allocate(INT64, 256);
      Lease lease = memory.acquire(Request.FULL);
      View view = lease.view();
      view.fill(7L);
      CountDownLatch reading = new CountDownLatch(1);
      Future<?> reader =
          pool.submit(
              () -> {
                try {
                  while (true) {
                    for (long item : view.toArray(long[].class)) {
                      assertEquals(7, item);
                    }
                    reading.countDown();
                  }
                } catch (BufferException.Released e) {
                  return;
                }
              });
      assertTrue(reading.await(10, TimeUnit.SECONDS));
      lease.close();
      boolean freed = false;
      while (!freed) {
        try {
          memory.free();
          freed = true;
        } catch (BufferException.Exported e) {
          Thread.onSpinWait(); // the copy in flight holds the memory
        }
      }
      reader.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void everythingAtOnce() throws Exception {
    ByteStore store = new ByteStore(32);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
    AtomicLong seeds = new AtomicLong(42);
    AtomicReference<Lease> shared = new AtomicReference<>(store.acquire(Request.FULL));
    together(
        4,
        () -> {
          Random random = new Random(seeds.getAndIncrement());
          while (System.nanoTime() < deadline) {
            step(store, shared, random);
          }
          return null;
        });
    shared.get().close();
    assertEquals(0, store.exports());
    store.resize(3);
    assertEquals(3, store.size());
  }

  private static void step(ByteStore store, AtomicReference<Lease> shared, Random random) {
    try {
      switch (random.nextInt(7)) {
        case 0 -> store.resize(1 + random.nextInt(64));
        case 1 -> store.append((byte) 1, (byte) 2);
        case 2 -> shared.getAndSet(store.acquire(Request.FULL.scoped())).close();
        case 3 -> shared.get().close();
        case 4 -> shared.get().view().fill((long) random.nextInt(100));
        case 5 -> {
          Lease again;
          try (Lease lease = store.acquire(Request.FULL.scoped())) {
            again = lease.view().slice(Index.every(-1)).acquire(Request.FULL.scoped());
          }
          try (again) {
            assertEquals(store.size(), again.view().itemCount());
            assertEquals(store.size(), again.view().toBytes(Order.C).length);
          }
        }
        default -> {
          try (Lease lease = shared.get().view().acquire(Request.FULL_RO.scoped())) {
            assertEquals(store.size(), lease.view().itemCount());
          }
        }
      }
    } catch (BufferException.Exported | BufferException.Released e) {
      assertTrue(e.getMessage().contains("release"), e.getMessage());
    }
  }
}
