package io.memview;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

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

  /** Added to the count while the memory is being moved; makes it negative. */
  private static final long FROZEN = Long.MIN_VALUE;

  private final Exporter owner;
  private final LongConsumer onRelease;
  private final AtomicLong count = new AtomicLong();
  private final ReentrantLock moving = new ReentrantLock();

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
    return count.get() & ~FROZEN;
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
    begin();
    return counted(granted, request);
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
    begin();
    Memory granted;
    try {
      granted =
          Objects.requireNonNull(current.get(), "the exporter gave null for its current memory")
              .grant(request);
    } catch (Throwable refusal) {
      count.decrementAndGet();
      throw refusal;
    }
    return counted(granted, request);
  }

  private Lease counted(Memory granted, Request request) {
    try {
      return new Lease(this, granted, request);
    } catch (Throwable failure) {
      count.decrementAndGet();
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
      if (moving.getHoldCount() == 1 && !count.compareAndSet(0, FROZEN)) {
        throw new BufferException.Exported(operation, Math.max(1, get()));
      }
      try {
        body.run();
      } finally {
        if (moving.getHoldCount() == 1) {
          count.addAndGet(FROZEN); // the sign flips back; what acquirers added meanwhile stays
        }
      }
    } finally {
      moving.unlock();
    }
  }

  private void begin() {
    while (count.getAndIncrement() < 0) {
      count.decrementAndGet();
      if (moving.isHeldByCurrentThread()) {
        throw new IllegalStateException("memory cannot be acquired while it is being moved");
      }
      moving.lock();
      moving.unlock();
    }
  }

  /** One lease less; called once for each. */
  void end() {
    onRelease.accept(count.decrementAndGet());
  }
}
