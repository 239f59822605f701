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
 * <p><b>Threads.</b> Thread-safe. Counting is atomic, and {@code exclusively} excludes it: nobody
 * can acquire between the check and the move.
 */
public final class ExportCount {
  private static final LongConsumer NOBODY = remaining -> {};

  /** How many threads can lease at once without getting in each other's way; a power of two. */
  private static final int THREADS = 8;

  // Field updaters, since their methods are linked like all others: see Pin.
  private static final AtomicLongFieldUpdater<ExportCount> DEDICATED =
      AtomicLongFieldUpdater.newUpdater(ExportCount.class, "dedicated");

  private final Exporter owner;
  private final LongConsumer onRelease;

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
   * @param owner the exporter that manages the memory; its leases keep it reachable
   */
  public ExportCount(Exporter owner) {
    this(owner, NOBODY);
  }

  /**
   * A count of 0 that tells the exporter of each release. Nearly the counterpart of {@code
   * bf_releasebuffer}, but not that of the owner's own {@code acquire}: leases that are acquired
   * from views count here, and end here, without having passed the owner. What is done for the
   * first lease is undone when {@code 0} remain, and not once for each release.
   *
   * @param owner the exporter that manages the memory; its leases keep it reachable
   * @param onRelease called after each release with the number of exports still outstanding, by the
   *     thread that closes the lease or ends the last operation on it. What it throws leaves {@link
   *     Lease#close()}; the lease is released all the same. Of memory that goes with the last
   *     lease, it is a {@link Keeper}
   */
  public ExportCount(Exporter owner, LongConsumer onRelease) {
    this.owner = Objects.requireNonNull(owner, "owner");
    this.onRelease = Objects.requireNonNull(onRelease, "onRelease");
    this.pooled = onRelease == NOBODY ? Pin.pooled(this) : null;
  }

  /**
   * Who manages the memory.
   *
   * @return the exporter
   */
  public Exporter owner() {
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
        pin.watch(new LeakTracker(lease, pin));
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
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(body, "body");
    StackRoom.require();
    move(operation, body);
  }

  /** The same for a release action, which was given room for it on the stack beforehand. */
  void move(String operation, Runnable body) {
    Moving moving = moving();
    moving.lock();
    try {
      if (moving.getHoldCount() > 1) {
        body.run();
        return;
      }
      moving.isUnderWay = true;
      try {
        long leases = get();
        if (leases > 0) {
          throw new BufferException.Exported(operation, leases);
        }
        body.run();
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
      throw new IllegalStateException("memory cannot be acquired while it is being moved");
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
      pin.release(pin.ticket());
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

  /** A segment of the memory, for somebody who may keep it longer than a lease. */
  MemorySegment raw(MemorySegment segment) {
    return onRelease instanceof Keeper keeper ? keeper.raw(segment) : segment;
  }

  /** A lease with a dedicated pin has ended; called once for each. */
  void end() {
    onRelease.accept(DEDICATED.decrementAndGet(this));
  }

  /** Held by whoever moves the memory. */
  @SuppressWarnings("serial")
  private static final class Moving extends ReentrantLock {
    private volatile boolean isUnderWay;
  }

  /**
   * Is told of the releases of memory that goes when the last lease does. Views die with their
   * lease; the raw segments that they hand out ({@link View#asSegment}, {@link View#itemSegment},
   * {@link View#forEachRun}) know nothing of leases, and have to be made to die as well.
   */
  public interface Keeper extends LongConsumer {
    /**
     * What a segment of the memory is handed out as. What this throws leaves the view's method.
     *
     * @param segment of the memory
     * @return a segment of the same bytes, read-only if that is, which dies when the memory goes
     */
    MemorySegment raw(MemorySegment segment);
  }
}
