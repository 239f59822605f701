package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What is lent to one lease after the other must never mix them up. */
final class PinTest {
  /** More leases than one pin serves. */
  private static final int MANY = 70_000;

  private static final Memory MEMORY = Memory.ofArray(new long[8]);

  private static MemoryExporter exporter() {
    return MemoryExporter.of(Memory.ofArray(new long[8]));
  }

  private static Lease scoped(ExportCount exports) {
    return exports.lease(MEMORY, Request.FULL.scoped());
  }

  /** The pin that one lease has had. */
  private static Pin lent(ExportCount exports) {
    try (Lease lease = scoped(exports)) {
      return lease.pin();
    }
  }

  @Test
  void servesOneLeaseAtATime() {
    Pin pin = Pin.pooled(new ExportCount(this));
    assertEquals(Pin.Attempt.TAKEN, pin.take());
    long first = pin.generation();
    assertTrue(pin.isOpen(first));
    assertEquals(Pin.Attempt.BUSY, pin.take());
    assertTrue(pin.release(first));
    assertFalse(pin.release(first));
    assertEquals(Pin.Attempt.TAKEN, pin.take());
    assertFalse(pin.isOpen(first));
    assertFalse(pin.release(first));
    assertEquals(Pin.Attempt.BUSY, pin.take());
  }

  @Test
  void isTakenUntilTheLastOperationOfItsLeaseHasEnded() {
    Pin pin = Pin.pooled(new ExportCount(this));
    assertEquals(Pin.Attempt.TAKEN, pin.take());
    long first = pin.generation();
    assertTrue(pin.enter(first));
    assertTrue(pin.release(first));
    assertFalse(pin.release(first));
    assertFalse(pin.enter(first));
    assertTrue(pin.isTaken());
    assertEquals(Pin.Attempt.BUSY, pin.take());
    pin.exit();
    assertFalse(pin.isTaken());
    assertEquals(Pin.Attempt.TAKEN, pin.take());
  }

  /** The next lease finds the same one, and needs none of its own. */
  @Test
  void isLentToOneLeaseAfterTheOther() {
    ExportCount exports = new ExportCount(this);
    Pin pin = lent(exports);
    assertSame(pin, lent(exports));
    try (Lease first = scoped(exports);
        Lease second = scoped(exports)) {
      assertSame(pin, first.pin());
      assertTrue(second.pin().isDedicated());
      assertEquals(2, exports.get());
    }
    assertSame(pin, lent(exports));
  }

  @Test
  void isReplacedWhenItHasServedAllThatItCan() {
    ExportCount exports = new ExportCount(this);
    assertReplaced(exports);
    assertReplaced(exports);
  }

  private static void assertReplaced(ExportCount exports) {
    Lease last = scoped(exports);
    Pin pin = last.pin();
    last.close();
    pin.set(-1L << 32); // as if it had been lent four billion times
    assertEquals(Pin.Attempt.EXHAUSTED, pin.take());
    try (Lease lease = scoped(exports)) {
      assertTrue(lease.pin().isDedicated());
      Pin next = lent(exports);
      assertNotSame(pin, next);
      assertFalse(next.isDedicated());
      assertSame(next, lent(exports));
      assertEquals(1, exports.get());
      assertTrue(last.isReleased());
    }
    assertEquals(0, exports.get());
  }

  @Test
  void threadsThatContendGetPinsApart() throws Exception {
    ExportCount exports = new ExportCount(this);
    contend(exports);
    List<Lease> held = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Thread thread = Thread.ofPlatform().start(() -> held.add(scoped(exports)));
      thread.join();
    }
    assertEquals(64, exports.get());
    assertTrue(held.stream().filter(lease -> !lease.pin().isDedicated()).count() > 1);
    held.forEach(Lease::close);
    assertEquals(0, exports.get());
    assertReplaced(exports);
    assertReplaced(exports);
  }

  /** Two threads lease until one of them finds another pin that is lent. */
  private static void contend(ExportCount exports) throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    Pin first = lent(exports);
    AtomicBoolean done = new AtomicBoolean();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Callable<Boolean> leasing =
        () -> {
          while (!done.get() && System.nanoTime() < deadline) {
            Pin pin = lent(exports);
            if (pin != first && !pin.isDedicated()) {
              done.set(true);
            }
          }
          return done.get();
        };
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      for (Future<Boolean> one : pool.invokeAll(List.of(leasing, leasing))) {
        assertTrue(one.get());
      }
    }
  }

  @Test
  void earlierLeasesStayDead() {
    MemoryExporter exporter = exporter();
    List<Lease> earlier = new ArrayList<>();
    List<View> views = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      try (Lease lease = exporter.acquire(Request.FULL.scoped())) {
        assertEquals(1, exporter.exports());
        lease.view().setLong(0, i);
        if (i % 1000 == 0) {
          earlier.add(lease);
          views.add(lease.view());
        }
        if (i % 999 == 0) {
          for (Lease old : earlier.subList(0, earlier.size() - 1)) {
            old.close(); // is somebody else's by now
            assertTrue(old.isReleased());
          }
          assertFalse(lease.isReleased());
          assertEquals(1, exporter.exports());
          assertEquals(i, lease.view().getLong(0));
        }
      }
      assertEquals(0, exporter.exports());
    }
    try (Lease lease = exporter.acquire(Request.FULL)) {
      for (View old : views) {
        assertTrue(old.isReleased());
        assertThrows(BufferException.Released.class, () -> old.getLong(0));
        assertThrows(BufferException.Released.class, () -> old.fill(1L));
      }
      assertFalse(lease.isReleased());
    }
  }

  @Test
  void operationInFlightKeepsWhatItsLeaseHad() throws Exception {
    MemoryExporter exporter = exporter();
    Lease lease = exporter.acquire(Request.FULL.scoped());
    View view = lease.view();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<?> visit =
          pool.submit(
              () ->
                  view.forEachRun(
                      run -> {
                        inside.countDown();
                        try {
                          assertTrue(goOn.await(10, TimeUnit.SECONDS));
                        } catch (InterruptedException e) {
                          throw new AssertionError(e);
                        }
                      }));
      assertTrue(inside.await(10, TimeUnit.SECONDS));
      lease.close();
      assertEquals(1, exporter.exports());
      try (Lease next = exporter.acquire(Request.FULL.scoped())) {
        assertEquals(2, exporter.exports());
        goOn.countDown();
        visit.get(10, TimeUnit.SECONDS);
        assertEquals(1, exporter.exports());
        assertFalse(next.isReleased());
      }
    }
    assertEquals(0, exporter.exports());
  }

  /** An exporter that moves its memory, and wipes what it leaves. */
  private static final class Moving implements Exporter {
    private final ExportCount exports = new ExportCount(this);
    private volatile long[] array = filled(1);
    private volatile Memory memory = Memory.ofArray(array);

    private static long[] filled(long with) {
      long[] made = new long[8];
      Arrays.fill(made, with);
      return made;
    }

    @Override
    public Lease acquire(Request request) {
      return exports.lease(() -> memory, request);
    }

    void move() {
      exports.exclusively(
          "move",
          () -> {
            long[] old = array;
            array = filled(old[0] + 1);
            memory = Memory.ofArray(array);
            Arrays.fill(old, 0);
          });
    }
  }

  @Test
  void manyThreadsAndOneThatMovesTheMemory() throws Exception {
    int threads = 4;
    Moving exporter = new Moving();
    AtomicBoolean done = new AtomicBoolean();
    long moved = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        Random random = new Random(t);
        all.add(pool.submit(() -> leaseAtRandom(exporter, random, done)));
      }
      long start = System.nanoTime();
      // On a busy machine it takes a while until all threads hold nothing at the same time.
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(moved > 0 ? 2 : 60)
          && all.stream().noneMatch(Future::isDone)) {
        try {
          exporter.move();
          moved++;
        } catch (BufferException.Exported e) {
          assertTrue(e.exports() > 0);
        }
      }
      done.set(true);
      for (Future<?> one : all) {
        one.get(10, TimeUnit.SECONDS);
      }
    }
    assertEquals(0, exporter.exports.get());
    assertEquals(1 + moved, exporter.array[0]);
    assertTrue(moved > 0);
  }

  private static void leaseAtRandom(Moving exporter, Random random, AtomicBoolean done) {
    Deque<Lease> open = new ArrayDeque<>();
    while (!done.get()) {
      int wanted = random.nextInt(4);
      if (open.isEmpty()) {
        LockSupport.parkNanos(20_000);
      }
      while (open.size() > wanted) {
        (random.nextBoolean() ? open.removeFirst() : open.removeLast()).close();
      }
      while (open.size() < wanted) {
        open.add(exporter.acquire(Request.FULL.scoped()));
      }
      long first = -1;
      for (Lease lease : open) {
        long seen = lease.view().getLong(random.nextInt(8));
        assertTrue(seen > 0, "moved under a lease");
        assertTrue(first < 0 || seen == first, "two memories at once");
        first = seen;
      }
    }
    open.forEach(Lease::close);
  }
}
