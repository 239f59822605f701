package io.memview;

import io.memview.internal.memory.Region;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the open leases on one exporter's memory and keeps the memory in place while there are
 * any. Counterpart of {@code ob_exports} in {@code bytearray}, whose {@code resize} raises {@code
 * BufferError} while it is not 0.
 *
 * <p>Whoever manages memory owns one, hands out its leases through {@link #lease}, and wraps
 * whatever moves or frees the memory in {@link #exclusively}. The exporter's own shape may change
 * at any time: leases keep the {@link Memory} that they were given.
 *
 * <p><b>Which form.</b> Memory that stays where it is: {@link #lease(Memory, Request)}. Memory that
 * is replaced or freed in {@code exclusively}: {@link #lease(Supplier, Request)}. Memory that is
 * there only while it is leased (locked, pinned, mapped, read): {@link HeldMemory}. A block that is
 * allocated once and freed once: {@link OwnedMemory}. Memory that goes with the last lease, and for
 * which none of these serves: a {@link Keeper}.
 *
 * <p><b>Threads.</b> Thread-safe. Counting is atomic, and {@code exclusively} excludes it: nobody
 * can acquire between the check and the move.
 */
public final class ExportCount {
  private static final Keeper NOBODY = new Nobody();

  /** How many threads can lease at once without getting in each other's way; a power of two. */
  private static final int THREADS = 8;

  // Field updaters, since their methods are linked like all others: see Pin.
  private static final AtomicLongFieldUpdater<ExportCount> DEDICATED =
      AtomicLongFieldUpdater.newUpdater(ExportCount.class, "dedicated");

  private final Object owner;
  private final Keeper keeper;

  /** How many leases have a pin of their own. */
  private volatile long dedicated;

  /** Lent to one lease after the other; none if each release is told with an exact number. */
  private volatile @Nullable Pin pooled;

  /** Lent in its place when two threads have contended for it: one for each of some threads. */
  private volatile Pin @Nullable [] striped;

  /** Made by the first who moves the memory. */
  private volatile @Nullable Moving moving;

  /**
   * A count of 0.
   *
   * @param owner who manages the memory: the exporter, or the object whose memory it exports, which
   *     need not be one; its leases keep it reachable
   */
  public ExportCount(Object owner) {
    this(owner, NOBODY);
  }

  /**
   * A count of 0 that tells the exporter of each release. Nearly the counterpart of {@code
   * bf_releasebuffer}, but not that of the owner's own {@code acquire}: leases that are acquired
   * from views count here, and end here, without having passed the owner. What is done for the
   * first lease is undone when {@code 0} remain, and not once for each release; {@link HeldMemory}
   * does that.
   *
   * @param owner who manages the memory, as above
   * @param onRelease called after each release with the number of exports still outstanding, by the
   *     thread that closes the lease or ends the last operation on it. What it throws leaves {@link
   *     Lease#close()}; the lease is released all the same
   */
  public ExportCount(Object owner, LongConsumer onRelease) {
    this(owner, new Listener(Objects.requireNonNull(onRelease, "onRelease")));
  }

  /**
   * A count of 0 for memory that goes with the last lease, and must not be seen after that through
   * the raw segments that views hand out.
   *
   * @param owner who manages the memory, as above
   * @param keeper is told of each release, and asked for each raw segment
   */
  public ExportCount(Object owner, Keeper keeper) {
    this.owner = Objects.requireNonNull(owner, "owner");
    this.keeper = Objects.requireNonNull(keeper, "keeper");
    this.pooled = keeper == NOBODY ? Pin.pooled(this) : null;
  }

  /**
   * Who manages the memory. Counterpart of {@code Py_buffer.obj}, which is the object that was
   * exported, of whatever type.
   *
   * @return the owner, as it was given; {@link Exporters#of} finds an exporter of it, if there is
   *     one
   */
  public Object owner() {
    return owner;
  }

  /**
   * The number of open leases.
   *
   * @return 0 or more; already old when it is returned, if other threads acquire or release
   */
  public long get() {
    long all = dedicated;
    Pin one = pooled;
    if (one != null && one.isTaken()) {
      all++;
    }
    Pin[] others = striped;
    if (others != null) {
      for (Pin other : others) {
        all += other.isTaken() ? 1 : 0;
      }
    }
    return all;
  }

  /**
   * A lease on memory that stays the same for as long as the exporter lives. Counterpart of filling
   * a {@code Py_buffer} ({@code PyBuffer_FillInfo}).
   *
   * <p>Not for memory that {@link #exclusively} replaces: between the moment when the caller looks
   * it up and the moment when it is counted here, somebody may move it, and the lease would be on
   * what was there before. {@link #lease(Supplier, Request)} is for that.
   *
   * @param memory the exporter's memory, described
   * @param request what the consumer asked for
   * @return a new lease, counted here
   * @throws BufferException.Refused if the memory cannot be described within the request
   */
  public Lease lease(Memory memory, Request request) {
    return counted(request, Negotiation.grant(memory.region, request), null);
  }

  /**
   * A lease on memory that may be replaced. The exporter's current memory is asked for when the
   * lease is already counted, so that it cannot be moved in between.
   *
   * @param current gives the exporter's memory
   * @param request what the consumer asked for
   * @return a new lease, counted here
   * @throws BufferException.Refused if the memory cannot be described within the request
   */
  public Lease lease(Supplier<Memory> current, Request request) {
    return counted(request, null, Objects.requireNonNull(current, "current"));
  }

  /** Of memory that a view has, which is that of a lease. */
  Lease lease(Region region, Request request) {
    return counted(request, Negotiation.grant(region, request), null);
  }

  /** Counts first, and looks then what there is. */
  private Lease counted(
      Request request, @Nullable Region known, @Nullable Supplier<Memory> current) {
    StackRoom.require();
    boolean tracked = LeakTracker.isDue(request);
    Pin pin = take(tracked);
    try {
      while (isMoving()) {
        Pin early = pin;
        pin = null;
        cancel(early);
        awaitMove();
        pin = take(tracked);
      }
      Lease lease = new Lease(pin, known == null ? granted(current, request) : known, request);
      if (tracked) {
        pin.watch(new LeakTracker(lease));
      }
      return lease;
    } catch (Throwable failure) {
      if (pin != null) {
        cancel(pin);
      }
      throw failure;
    }
  }

  private static Region granted(@Nullable Supplier<Memory> current, Request request) {
    Memory memory =
        Objects.requireNonNull(
            Objects.requireNonNull(current, "current").get(),
            "the exporter gave null for its current memory");
    return Negotiation.grant(memory.region, request);
  }

  /**
   * Moves or frees the memory, if no lease is open. Acquirers wait until it is done. What it
   * throws, be it an {@code Error}, leaves this method, and acquirers go on.
   *
   * @param operation what is to be done, as a verb for the message: "resize"
   * @param body moves or frees the memory; it must not acquire it
   * @throws BufferException.Exported if leases are open; the body has not run
   */
  public void exclusively(String operation, Runnable body) {
    Objects.requireNonNull(body, "body");
    callExclusively(
        operation,
        () -> {
          body.run();
          return true;
        });
  }

  /**
   * Moves or frees the memory, as {@link #exclusively} does, with a result and exceptions of its
   * own.
   *
   * <p>It has a name of its own since neither language could tell the two apart: Java finds {@code
   * () -> { throw … }} and overloaded methods ambiguous, and Kotlin cannot infer what a lambda
   * throws. There, the types are written: {@code callExclusively<Int, Exception>("grow") { … }}.
   *
   * @param <R> the result
   * @param <X> what the body throws
   * @param operation what is to be done, as a verb for the message: "resize"
   * @param body moves or frees the memory; it must not acquire it
   * @return what the body returns
   * @throws BufferException.Exported if leases are open; the body has not run
   * @throws X if the body does
   */
  @SuppressWarnings("exports") // Nullable, which users need not have
  public <R extends @Nullable Object, X extends Exception> R callExclusively(
      String operation, Section<R, X> body) throws X {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(body, "body");
    StackRoom.require();
    return move(operation, body);
  }

  /** The same for a release action, which was given room for it on the stack beforehand. */
  <R extends @Nullable Object, X extends Exception> R move(String operation, Section<R, X> body)
      throws X {
    Moving moving = moving();
    moving.lock();
    try {
      if (moving.getHoldCount() > 1) {
        return body.call();
      }
      moving.isUnderWay = true;
      try {
        long leases = get();
        if (leases > 0) {
          throw new BufferException.Exported(
              operation, leases, LeakTracker.whereabouts(this, leases));
        }
        return body.call();
      } finally {
        moving.isUnderWay = false;
      }
    } finally {
      moving.unlock();
    }
  }

  private Moving moving() {
    Moving known = moving;
    return known == null ? makeMoving() : known;
  }

  private synchronized Moving makeMoving() {
    Moving known = moving;
    return known == null ? moving = new Moving() : known;
  }

  /** Whether the memory is being moved. Acquirers count first and look then, movers the reverse. */
  private boolean isMoving() {
    Moving known = moving;
    return known != null && known.isUnderWay;
  }

  private void awaitMove() {
    Moving lock = moving();
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "memory cannot be acquired while it is being moved or closed");
    }
    lock.lock();
    lock.unlock();
  }

  private Pin take(boolean tracked) {
    Pin pin = tracked ? null : lend();
    return pin == null ? dedicate() : pin;
  }

  private Pin dedicate() {
    Pin pin = Pin.dedicated(this);
    DEDICATED.incrementAndGet(this);
    return pin;
  }

  /** There will be no lease, and nobody is told of its end. */
  private void cancel(Pin pin) {
    if (pin.isDedicated()) {
      DEDICATED.decrementAndGet(this);
    } else {
      pin.release(pin.generation());
    }
  }

  /** A pin of the pool, if there is one to be had at once. */
  private @Nullable Pin lend() {
    Pin[] all = striped;
    Pin pin = all == null ? pooled : all[stripe()];
    if (pin == null) {
      return null;
    }
    Pin.Attempt attempt = pin.take();
    if (attempt == Pin.Attempt.TAKEN) {
      return pin;
    }
    if (attempt != Pin.Attempt.BUSY) {
      renew(pin, attempt);
    }
    return null;
  }

  /** Which of the striped pins is this thread's. */
  private static int stripe() {
    return (int) Thread.currentThread().threadId() & (THREADS - 1);
  }

  /** Makes the pin, or the pins, that the next lease will find. */
  private synchronized void renew(Pin pin, Pin.Attempt attempt) {
    Pin[] all = striped;
    if (all == null && attempt == Pin.Attempt.CONTENDED) {
      Pin[] made = new Pin[THREADS];
      Arrays.setAll(made, i -> Pin.striped(this));
      striped = made;
    } else if (pooled == pin && attempt == Pin.Attempt.EXHAUSTED) {
      pooled = Pin.pooled(this);
    } else if (all != null && all[stripe()] == pin && attempt == Pin.Attempt.EXHAUSTED) {
      all[stripe()] = Pin.striped(this);
    }
  }

  /** Whether segments are handed out by a keeper, which is asked within an operation. */
  boolean isKept() {
    return keeper != NOBODY && !(keeper instanceof Listener);
  }

  /** A segment of the memory, for somebody who may keep it longer than a lease. */
  MemorySegment raw(MemorySegment segment) {
    return keeper.raw(segment);
  }

  /** A lease with a dedicated pin has ended; called once for each. */
  void end() {
    keeper.released(DEDICATED.decrementAndGet(this));
  }

  /** Held by whoever moves the memory. */
  @SuppressWarnings("serial")
  private static final class Moving extends ReentrantLock {
    private volatile boolean isUnderWay;
  }

  /** Is told of nothing. */
  private static final class Nobody implements Keeper {
    @Override
    public MemorySegment raw(MemorySegment segment) {
      return segment;
    }

    @Override
    public void released(long remaining) {}
  }

  /** Hears of releases, and keeps nothing. */
  private record Listener(LongConsumer onRelease) implements Keeper {
    @Override
    public MemorySegment raw(MemorySegment segment) {
      return segment;
    }

    @Override
    public void released(long remaining) {
      onRelease.accept(remaining);
    }
  }

  /**
   * What is done while nobody can acquire the memory.
   *
   * @param <R> the result
   * @param <X> what it throws
   */
  @SuppressWarnings("exports") // Nullable, which users need not have
  @FunctionalInterface
  public interface Section<R extends @Nullable Object, X extends Exception> {
    /**
     * Moves or frees the memory.
     *
     * @return the result
     * @throws X if it fails
     */
    R call() throws X;
  }

  /**
   * Keeps memory that goes when the last lease does. Views die with their lease; the raw segments
   * that they hand out ({@link View#asSegment}, {@link View#itemSegment}, {@link View#forEachRun}),
   * buffers and blocks of them included, know nothing of leases, and have to be made to die as
   * well.
   *
   * <p>Memory that lies in an arena which is closed with the last lease needs none, since its
   * segments die with the arena: {@link HeldMemory} is made for that. A keeper is for memory that
   * is lent so often that an arena for each time would cost too much (a shared one takes some ten
   * microseconds to close), and of which raw segments are seldom asked for:
   *
   * {@snippet file="io/memview/examples/exporters/FramePool.java" region="keeper"}
   */
  public interface Keeper {
    /**
     * What a segment of the memory is handed out as. What this throws leaves the view's method. It
     * is an operation on the lease: {@link #released} is not called for it before this has ended.
     *
     * @param segment of the memory
     * @return a segment of the same bytes, read-only if that is, which dies when the memory goes
     */
    MemorySegment raw(MemorySegment segment);

    /**
     * Called after each release, by the thread that closes the lease or ends the last operation on
     * it. What this throws leaves {@link Lease#close()}; the lease is released all the same.
     *
     * @param remaining the number of exports still outstanding; the memory goes when it is 0
     */
    void released(long remaining);
  }
}
