package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.layout.Index;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory that is there from the first lease to the last. */
@Timeout(60)
final class HeldMemoryTest {
  /** Numbers that are there while they are open, and a diary. */
  private static final class Store {
    final List<String> diary = Collections.synchronizedList(new ArrayList<>());
    final HeldMemory held = HeldMemory.of(this, this::open);
    int[] cells = {1, 2, 3};

    private Memory open(HeldMemory.Hold hold) {
      diary.add("open");
      hold.closing(() -> diary.add("close"));
      return Memory.ofArray(cells);
    }
  }

  @Test
  void firstLeaseOpensAndTheLastOneCloses() {
    Store store = new Store();
    assertEquals(List.of(), store.diary);
    Lease first = store.held.acquire(Request.FULL);
    Lease second = store.held.acquire(Request.FULL_RO);
    Lease third = second.view().slice(Index.from(1)).acquire(Request.FULL_RO);
    assertEquals(List.of("open"), store.diary);
    assertEquals(3, store.held.exports());
    assertSame(store, third.owner());
    assertSame(store, third.view().owner());
    first.close();
    second.close();
    assertEquals(List.of("open"), store.diary);
    assertEquals(2, third.view().getLong(0));
    third.close();
    third.close();
    assertEquals(List.of("open", "close"), store.diary);
    store.held.doWithView(Request.FULL, view -> view.setLong(0, 7));
    assertEquals(7, store.cells[0]);
    assertEquals(List.of("open", "close", "open", "close"), store.diary);
  }

  @Test
  void refusedRequestLeavesNothingOpen() {
    Store store = new Store();
    assertThrows(BufferException.Refused.class, () -> store.held.acquire(Request.FORMAT));
    assertEquals(List.of("open", "close"), store.diary);
    try (Lease lease = store.held.acquire(Request.FULL)) {
      assertThrows(BufferException.Refused.class, () -> store.held.acquire(Request.FORMAT));
      assertThrows(BufferException.Refused.class, () -> lease.view().acquire(Request.FORMAT));
      assertEquals(List.of("open", "close", "open"), store.diary);
    }
    assertEquals(4, store.diary.size());
    assertEquals(0, store.held.exports());
  }

  @Test
  void leaseThatEndsDuringAnOperationClosesAfterIt() {
    Store store = new Store();
    Lease lease = store.held.acquire(Request.FULL);
    lease
        .view()
        .forEachRun(
            run -> {
              lease.close();
              assertEquals(List.of("open"), store.diary);
            });
    assertEquals(List.of("open", "close"), store.diary);
  }

  @Test
  void failureToOpenIsARefusalWithItsCause() {
    IOException cause = new IOException("no such device");
    int[] closed = new int[1];
    boolean[] fails = {true};
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              hold.closing(() -> closed[0]++);
              if (fails[0]) {
                throw cause;
              }
              return Memory.ofArray(new byte[1]);
            });
    for (int i = 0; i < 3; i++) {
      BufferException.Refused refused =
          assertThrows(BufferException.Refused.class, () -> held.acquire(Request.FULL));
      assertSame(cause, refused.getCause());
      assertEquals(
          "the memory cannot be opened: java.io.IOException: no such device", refused.getMessage());
      assertEquals(0, held.exports());
    }
    assertEquals(3, closed[0]); // what it had begun
    fails[0] = false;
    held.acquire(Request.FULL).close();
    assertEquals(4, closed[0]);
  }

  @Test
  void refusalsAndErrorsAreNotWrapped() {
    BufferException.Refused refusal = new BufferException.Refused("not today");
    assertSame(refusal, thrownByOpening(refusal));
    OutOfMemoryError error = new OutOfMemoryError("no room");
    assertSame(error, thrownByOpening(error));
    IllegalStateException state = new IllegalStateException("locked");
    assertSame(state, thrownByOpening(state).getCause());
    InterruptedException interrupt = new InterruptedException();
    assertSame(interrupt, thrownByOpening(interrupt).getCause());
    assertTrue(Thread.interrupted());
    NullPointerException nothing =
        assertThrows(
            NullPointerException.class,
            () -> {
              throw HeldMemoryTest.thrownBy(HeldMemory.of("x", _ -> null)).getCause();
            });
    assertEquals("the opening gave null for its memory", nothing.getMessage());
  }

  private static Throwable thrownByOpening(Throwable failure) {
    MemorySegment[] segment = new MemorySegment[1];
    Throwable thrown =
        thrownBy(
            HeldMemory.of(
                "x",
                hold -> {
                  segment[0] = hold.arena().allocate(8);
                  HeldMemoryTest.<Exception>sneak(failure);
                  throw new AssertionError();
                }));
    assertFalse(segment[0].scope().isAlive());
    return thrown;
  }

  private static Throwable thrownBy(HeldMemory held) {
    Throwable thrown = assertThrows(Throwable.class, () -> held.acquire(Request.FULL));
    assertEquals(0, held.exports());
    return thrown;
  }

  @SuppressWarnings("unchecked") // an Error is no Exception
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void failureToCloseLeavesClose() {
    for (Exception failure :
        List.of(new IOException("disk full"), new IllegalStateException("not locked"))) {
      int[] opened = new int[1];
      AtomicInteger closed = new AtomicInteger();
      HeldMemory held =
          HeldMemory.of(
              this,
              hold -> {
                opened[0]++;
                hold.closing(closed::incrementAndGet);
                hold.closing(
                    () -> {
                      throw failure;
                    });
                hold.closing(closed::incrementAndGet);
                return Memory.ofArray(new byte[1]);
              });
      for (int i = 1; i < 4; i++) {
        Lease lease = held.acquire(Request.FULL);
        RuntimeException thrown = assertThrows(RuntimeException.class, lease::close);
        if (failure instanceof RuntimeException) {
          assertSame(failure, thrown);
        } else {
          assertInstanceOf(BufferException.StorageFailure.class, thrown);
          assertSame(failure, thrown.getCause());
          assertTrue(thrown.getMessage().contains("disk full"), thrown.getMessage());
        }
        assertTrue(lease.isReleased());
        lease.close();
        assertEquals(0, held.exports());
        assertEquals(i, opened[0]);
        assertEquals(2 * i, closed.get());
      }
      BufferException.Refused refused =
          assertThrows(BufferException.Refused.class, () -> held.acquire(Request.FORMAT));
      assertEquals(1, refused.getSuppressed().length);
    }
  }

  @Test
  void arenaDiesBeforeTheClosing() {
    MemorySegment[] block = new MemorySegment[1];
    boolean[] alive = {true};
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              hold.closing(() -> alive[0] = block[0].scope().isAlive());
              block[0] = hold.arena().allocate(16, 8);
              return Memory.of(block[0], Format.parse("d"), 2);
            });
    Lease lease = held.acquire(Request.FULL);
    MemorySegment raw = lease.view().asSegment();
    raw.set(ValueLayout.JAVA_DOUBLE, 0, 2.5);
    lease.close();
    assertFalse(alive[0]);
    assertThrows(IllegalStateException.class, () -> raw.get(ValueLayout.JAVA_DOUBLE, 0));
    assertEquals(0.0, held.withView(Request.FULL, view -> view.getDouble(0)));
  }

  @Test
  void arenaThatWasClosedByTheOpeningIsNoHarm() {
    int[] closed = new int[1];
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              hold.closing(() -> closed[0]++);
              Memory memory = Memory.of(hold.arena().allocate(4), Format.parse("i"));
              hold.arena().close();
              return memory;
            });
    try (Lease lease = held.acquire(Request.FULL)) {
      assertThrows(BufferException.Released.class, () -> lease.view().getLong(0));
    }
    assertEquals(1, closed[0]);
  }

  @Test
  void memoryThatThePlatformIsUsingIsClosedLater() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              hold.closing(closed::countDown);
              return Memory.of(hold.arena().allocate(4 << 20), Format.parse("B"));
            });
    Pipe pipe = Pipe.open();
    Lease lease = held.acquire(Request.FULL);
    ByteBuffer bytes = lease.view().asSegment().asByteBuffer();
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
    ByteBuffer some = ByteBuffer.allocate(1 << 16);
    pipe.source().read(some);
    Thread.sleep(100); // the writer waits for us in the middle of its write
    lease.close();
    assertEquals(1, closed.getCount());
    held.acquire(Request.FULL).close(); // what is still open is shared
    assertEquals(1, closed.getCount());
    while (writer.isAlive()) {
      some.clear();
      pipe.source().configureBlocking(false);
      pipe.source().read(some);
    }
    assertTrue(closed.await(20, TimeUnit.SECONDS));
  }

  @Test
  void neitherFunctionMayAcquire() {
    HeldMemory[] held = new HeldMemory[1];
    List<String> messages = new ArrayList<>();
    boolean[] recurses = {true};
    held[0] =
        HeldMemory.of(
            this,
            hold -> {
              if (recurses[0]) {
                held[0].acquire(Request.FULL);
              }
              hold.closing(
                  () ->
                      messages.add(
                          assertThrows(
                                  IllegalStateException.class, () -> held[0].acquire(Request.FULL))
                              .getMessage()));
              return Memory.ofArray(new byte[1]);
            });
    Throwable cause = thrownBy(held[0]).getCause();
    assertInstanceOf(IllegalStateException.class, cause);
    assertTrue(cause.getMessage().contains("being opened"), cause.getMessage());
    recurses[0] = false;
    held[0].acquire(Request.FULL).close();
    assertEquals(List.of("memory cannot be acquired while it is being moved or closed"), messages);
    assertEquals(0, held[0].exports());
  }

  // ---- threads

  @Test
  void whoComesWhileTheFirstOpensWaitsAndShares() throws Exception {
    CountDownLatch opens = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger opened = new AtomicInteger();
    HeldMemory held =
        HeldMemory.of(
            this,
            _ -> {
              opens.countDown();
              goOn.await();
              opened.incrementAndGet();
              return Memory.ofArray(new byte[1]);
            });
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Lease> first = threads.submit(() -> held.acquire(Request.FULL));
      opens.await();
      Future<Lease> shares = waiting(threads, held);
      assertFalse(shares.isDone());
      goOn.countDown();
      first.get().close();
      assertEquals(0, shares.get().view().getLong(0));
      shares.get().close();
    }
    assertEquals(1, opened.get());
  }

  @Test
  void whoHasWaitedForAnOpeningThatFailsTriesItself() throws Exception {
    CountDownLatch opens = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean fails = new AtomicBoolean(true);
    HeldMemory held =
        HeldMemory.of(
            this,
            _ -> {
              opens.countDown();
              goOn.await();
              if (fails.getAndSet(false)) {
                throw new IOException("once");
              }
              return Memory.ofArray(new byte[1]);
            });
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Lease> first = threads.submit(() -> held.acquire(Request.FULL));
      opens.await();
      Future<Lease> next = waiting(threads, held);
      goOn.countDown();
      assertInstanceOf(
          BufferException.Refused.class,
          assertThrows(ExecutionException.class, first::get).getCause());
      next.get().close();
    }
    assertEquals(0, held.exports());
  }

  @Test
  void whoComesWhileTheLastClosesWaitsAndOpensAnew() throws Exception {
    CountDownLatch closes = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> diary = Collections.synchronizedList(new ArrayList<>());
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              diary.add("open");
              hold.closing(
                  () -> {
                    closes.countDown();
                    goOn.await();
                    diary.add("close");
                  });
              return Memory.ofArray(new byte[1]);
            });
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Lease first = held.acquire(Request.FULL);
      Future<?> closing = threads.submit(first::close);
      closes.await();
      Future<Lease> next = waiting(threads, held);
      assertEquals(List.of("open"), diary);
      goOn.countDown();
      closing.get();
      next.get().close();
    }
    assertEquals(List.of("open", "close", "open", "close"), diary);
  }

  /** A lease that another thread waits for. */
  private static Future<Lease> waiting(ExecutorService threads, HeldMemory held) throws Exception {
    Thread[] thread = new Thread[1];
    Future<Lease> lease =
        threads.submit(
            () -> {
              thread[0] = Thread.currentThread();
              return held.acquire(Request.FULL);
            });
    awaitWaiting(thread);
    return lease;
  }

  private static void awaitWaiting(Thread[] thread) throws InterruptedException {
    while (thread[0] == null || thread[0].getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
  }

  /** Opened and closed by turns, and open whenever somebody has a lease. */
  @Test
  void manyThreads() throws Exception {
    AtomicInteger openings = new AtomicInteger();
    AtomicInteger isOpen = new AtomicInteger();
    AtomicBoolean wrong = new AtomicBoolean();
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              if (!isOpen.compareAndSet(0, 1)) {
                wrong.set(true);
              }
              hold.closing(
                  () -> {
                    if (!isOpen.compareAndSet(1, 0)) {
                      wrong.set(true);
                    }
                  });
              if (openings.incrementAndGet() % 7 == 0) {
                throw new IOException("now and then");
              }
              return openings.get() % 2 == 0
                  ? Memory.ofArray(new long[1])
                  : Memory.of(hold.arena().allocate(8, 8), Format.parse("q"));
            });
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
    Callable<Integer> user =
        () -> {
          int done = 0;
          while (System.nanoTime() < end) {
            try (Lease lease = held.acquire(done % 5 == 0 ? Request.SIMPLE : Request.FULL);
                Lease second = lease.view().acquire(Request.FULL_RO)) {
              second.view().getObject(0);
              if (isOpen.get() != 1) {
                wrong.set(true);
              }
            } catch (BufferException.Refused e) {
              assertInstanceOf(IOException.class, e.getCause());
            }
            if (done % 3 == 0) {
              assertThrows(BufferException.Refused.class, () -> held.acquire(Request.FORMAT));
            }
            done++;
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(400_000));
          }
          return done;
        };
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<Integer> each : threads.invokeAll(Collections.nCopies(4, user))) {
        assertTrue(each.get() > 0);
      }
    }
    assertFalse(wrong.get());
    assertEquals(0, isOpen.get());
    assertEquals(0, held.exports());
    assertTrue(openings.get() > 100, "openings: " + openings);
    assertTrue(held.toString().contains("not open"), held.toString());
  }

  @Test
  void anyNumberOfResourcesIsClosed() {
    AtomicInteger open = new AtomicInteger();
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              for (int i = 0; i < 100_000; i++) {
                open.incrementAndGet();
                int number = i;
                hold.closing(
                    () -> {
                      open.decrementAndGet();
                      if (number % 50_000 == 7) {
                        throw new IOException("resource " + number);
                      }
                    });
              }
              return Memory.ofUnsigned(new byte[3]);
            });
    Lease lease = held.acquire(Request.FULL);
    BufferException.StorageFailure failure =
        assertThrows(BufferException.StorageFailure.class, lease::close);
    assertEquals(0, open.get());
    assertEquals("resource 50007", failure.getCause().getMessage());
    assertEquals("resource 7", failure.getCause().getSuppressed()[0].getMessage());
    assertEquals(0, held.exports());
  }

  @Test
  void aHoldIsForTheOpeningAlone() {
    AtomicReference<HeldMemory.Hold> kept = new AtomicReference<>();
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              kept.set(hold);
              return Memory.ofUnsigned(new byte[3]);
            });
    try (Lease lease = held.acquire(Request.FULL)) {
      assertEquals(3, lease.view().itemCount());
      assertThrows(IllegalStateException.class, () -> kept.get().arena());
      assertThrows(IllegalStateException.class, () -> kept.get().closing(() -> {}));
    }
  }

  @Test
  void ownedMemoryIsNotNull() {
    AtomicReference<Arena> arena = new AtomicReference<>();
    assertThrows(
        NullPointerException.class,
        () ->
            OwnedMemory.make(
                made -> {
                  arena.set(made);
                  return null;
                }));
    assertFalse(arena.get().scope().isAlive());
  }
}
