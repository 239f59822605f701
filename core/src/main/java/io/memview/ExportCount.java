package io.memview;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
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

  /** How many threads can count at once without getting in each other's way; a power of two. */
  private static final int STRIPES = 8;

  /** How far apart stripes are, in longs: they share no cache line, nor a pair of them. */
  private static final int APART = 16;

  /** The place of what is counted in {@link #count}. */
  private static final int ALONE = -1;

  private final Exporter owner;
  private final LongConsumer onRelease;
  private final AtomicLong count = new AtomicLong();
  private final ReentrantLock moving = new ReentrantLock();

  /**
   * Made when two threads have met at the count. A lease remembers where it was counted, so that no
   * stripe is ever below 0, and all are 0 only if nothing is leased.
   */
  private volatile @Nullable AtomicLongArray stripes;

  /** Whether the memory is being moved. Acquirers count first and look then, movers the reverse. */
  private volatile boolean frozen;

  /**
   * A count of 0.
   *
   * @param owner the exporter that manages the memory; its leases keep it reachable
   */
  public ExportCount(Exporter owner) {
    this(owner, NOBODY);
  }

  /**
   * A count of 0 that tells the exporter of each release. Counterpart of {@code bf_releasebuffer}.
   *
   * @param owner the exporter that manages the memory; its leases keep it reachable
   * @param onRelease called after each release with the number of exports still outstanding, by the
   *     thread that closes the lease or ends the last operation on it. What it throws leaves {@link
   *     Lease#close()}; the lease is released all the same.
   */
  public ExportCount(Exporter owner, LongConsumer onRelease) {
    this.owner = Objects.requireNonNull(owner);
    this.onRelease = Objects.requireNonNull(onRelease);
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
    long all = count.get();
    AtomicLongArray others = stripes;
    for (int i = 0; others != null && i < STRIPES; i++) {
      all += others.get(i * APART);
    }
    return all;
  }

  /**
   * A lease on memory that stays the same for as long as the exporter lives. Counterpart of filling
   * a {@code Py_buffer} ({@code PyBuffer_FillInfo}).
   *
   * @param memory the exporter's memory, described
   * @param request what the consumer asked for
   * @return a new lease, counted here
   * @throws BufferException.Refused if the memory cannot be described within the request
   */
  public Lease lease(Memory memory, Request request) {
    Memory granted = memory.grant(request);
    return counted(granted, request, begin());
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
    int place = begin();
    Memory granted;
    try {
      granted =
          Objects.requireNonNull(current.get(), "the exporter gave null for its current memory")
              .grant(request);
    } catch (Throwable refusal) {
      decrement(place);
      throw refusal;
    }
    return counted(granted, request, place);
  }

  private Lease counted(Memory granted, Request request, int place) {
    try {
      return new Lease(this, place, granted, request);
    } catch (Throwable failure) {
      decrement(place);
      throw failure;
    }
  }

  /**
   * Moves or frees the memory, if no lease is open. Acquirers wait until it is done.
   *
   * @param operation what is to be done, as a verb for the message: "resize"
   * @param body moves or frees the memory; it must not acquire it
   * @throws BufferException.Exported if leases are open; the body has not run
   */
  public void exclusively(String operation, Runnable body) {
    Objects.requireNonNull(operation);
    Objects.requireNonNull(body);
    moving.lock();
    try {
      if (moving.getHoldCount() > 1) {
        body.run();
        return;
      }
      frozen = true;
      try {
        long leases = get();
        if (leases > 0) {
          throw new BufferException.Exported(operation, leases);
        }
        body.run();
      } finally {
        frozen = false;
      }
    } finally {
      moving.unlock();
    }
  }

  /** One lease more; gives the place where it is counted. */
  private int begin() {
    while (true) {
      int place = increment();
      if (!frozen) {
        return place;
      }
      decrement(place);
      if (moving.isHeldByCurrentThread()) {
        throw new IllegalStateException("memory cannot be acquired while it is being moved");
      }
      moving.lock();
      moving.unlock();
    }
  }

  private int increment() {
    AtomicLongArray all = stripes;
    if (all == null) {
      long seen = count.getPlain();
      if (count.compareAndSet(seen, seen + 1)) {
        return ALONE;
      }
      if (onRelease != NOBODY) { // who is told how many remain is told exactly
        count.getAndIncrement();
        return ALONE;
      }
      all = striped();
    }
    int place = ((int) Thread.currentThread().threadId() & (STRIPES - 1)) * APART;
    all.getAndIncrement(place);
    return place;
  }

  private synchronized AtomicLongArray striped() {
    AtomicLongArray all = stripes;
    if (all == null) {
      all = new AtomicLongArray(STRIPES * APART);
      stripes = all;
    }
    return all;
  }

  private long decrement(int place) {
    AtomicLongArray all = stripes;
    return place == ALONE || all == null ? count.decrementAndGet() : all.decrementAndGet(place);
  }

  /** One lease less; called once for each, with the place where it was counted. */
  void end(int place) {
    onRelease.accept(decrement(place));
  }
}
