package io.memview.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.ExportCount;
import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several threads at once, and memory that moves while others lease it. */
final class ThreadContract {
  static final String MOVES = "leases the memory that is there after a move";

  private static final int THREADS = 4;
  private static final int TURNS = 25;
  private static final long SECONDS = 30;

  /** How often a lease and a move are let loose on each other, and for how long at most. */
  private static final int RACES = 300;

  /** How long one may be late, as a power of two in turns of a waiting loop. */
  private static final int MOST_TURNS = 9;

  private static final long RACING = TimeUnit.MILLISECONDS.toNanos(100);

  private ThreadContract() {}

  static Map<String, Promise> promises() {
    Map<String, Promise> promises = new LinkedHashMap<>();
    promises.put(
        "any thread may lease", Promise.once(f -> !f.isConfined(), ThreadContract::leases));
    promises.put(
        "any thread may close", Promise.once(f -> !f.isConfined(), ThreadContract::closes));
    promises.put(
        MOVES,
        Promise.once(f -> f.isResizable() && f.exportCount() != null, ThreadContract::moves));
    return promises;
  }

  private static <T> FutureTask<T> start(Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    thread(task);
    return task;
  }

  private static Thread thread(Runnable action) {
    return Thread.ofPlatform().name("contract").daemon().start(action);
  }

  private static <T> T join(FutureTask<T> task) throws Exception {
    try {
      return task.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    } catch (TimeoutException e) {
      throw new AssertionError("a thread waits for ever, or for %d s".formatted(SECONDS), e);
    }
  }

  private static void leases(Fixture f) throws Exception {
    String expected;
    try (Lease lease = f.exporter().acquire(Request.FULL_RO)) {
      expected = lease.view().toList().toString();
    }
    CountDownLatch gate = new CountDownLatch(THREADS);
    List<FutureTask<Boolean>> all = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      all.add(
          start(
              () -> {
                gate.countDown();
                gate.await();
                for (int i = 0; i < TURNS; i++) {
                  try (Lease lease = f.exporter().acquire(Request.FULL_RO);
                      Lease again = lease.view().acquire(Request.FULL_RO)) {
                    assertEquals(expected, again.view().toList().toString());
                  }
                }
                return true;
              }));
    }
    for (FutureTask<Boolean> each : all) {
      assertTrue(join(each));
    }
  }

  private static void closes(Fixture f) throws Exception {
    for (int i = 0; i < 3; i++) {
      Lease first = f.exporter().acquire(Request.FULL_RO);
      Lease second = first.view().acquire(Request.FULL_RO);
      join(
          start(
              () -> {
                first.close();
                second.close();
                return true;
              }));
      assertTrue(first.isReleased() && second.isReleased());
      f.assertExports(0);
    }
  }

  /**
   * A move and a lease, both held up: the move waits to begin, and the lease for the move, which is
   * done first then. Whoever looks for the memory before it is counted has looked too early.
   */
  private static void moves(Fixture f) throws Exception {
    ExportCount exports = f.exportCount();
    if (exports == null) {
      throw new AssertionError("the fixture has no count");
    }
    f.exporter().acquire(Request.FULL_RO).close(); // the classes are there
    FutureTask<Boolean> move =
        new FutureTask<>(
            () -> {
              f.resize();
              return true;
            });
    FutureTask<Lease> lease = new FutureTask<>(() -> f.exporter().acquire(Request.FULL_RO));
    exports.exclusively(
        "hold up leases and moves",
        () -> {
          awaitWaiting(thread(move));
          awaitWaiting(thread(lease));
        });
    join(move);
    try (Lease late = join(lease)) {
      assertIsOnTheMemory(f, late);
    } catch (BufferException.Refused gone) {
      // a move that leaves nothing behind
    }
  }

  /** Waits until a thread waits in the count, or for something else for some time, or has ended. */
  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    while (thread.isAlive() && !waitsInTheCount(thread) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  private static boolean waitsInTheCount(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(ExportCount.class.getName()));
  }

  /** The same without the count: a lease and a move at about the same moment, many times. */
  static void race(Contract.Maker maker) throws Exception {
    long end = System.nanoTime() + RACING;
    for (int i = 0; i < RACES && System.nanoTime() < end; i++) {
      try (Fixture f = maker.open()) {
        race(f);
        f.assertExports(0);
      }
    }
  }

  private static void race(Fixture f) throws Exception {
    CountDownLatch gate = new CountDownLatch(2);
    FutureTask<Boolean> move =
        start(
            () -> {
              await(gate);
              try {
                f.resize();
                return true;
              } catch (BufferException.Exported e) {
                return false;
              }
            });
    FutureTask<Lease> acquired =
        start(
            () -> {
              await(gate);
              return f.exporter().acquire(Request.FULL_RO);
            });
    boolean hasMoved = join(move);
    try (Lease lease = join(acquired)) {
      if (hasMoved) {
        assertIsOnTheMemory(f, lease);
      }
    } catch (BufferException.Refused gone) {
      // a move that leaves nothing behind
    }
  }

  private static void await(CountDownLatch gate) {
    gate.countDown();
    while (gate.getCount() > 0) {
      Thread.onSpinWait();
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = random.nextInt(1 << random.nextInt(MOST_TURNS)); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  private static void assertIsOnTheMemory(Fixture f, Lease lease) {
    View view = lease.view();
    if (view.itemCount() == 0) {
      return;
    }
    long[] first = new long[view.ndim()];
    for (long number = 7; number < 9; number++) {
      Object seen;
      Object expected;
      try {
        f.poke(f.value(number), first);
        expected = f.peek(first);
        seen = view.getObject(first);
      } catch (RuntimeException failure) {
        throw new AssertionError(stale(), failure);
      }
      assertEquals(expected, seen, ThreadContract::stale);
    }
  }

  private static String stale() {
    return "the lease is on memory that had been moved before it was counted: let the count ask"
        + " for it, exports.lease(() -> memory, request), and move it in exports.exclusively";
  }
}
