package io.memview;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What keeps memory in place for one lease, and knows whether that lease is still open. An {@link
 * ExportCount} pools its pins: it lends the same one to one lease after the other, so that most
 * leases need neither an object nor a count for it. A pin that is taken counts by being taken.
 *
 * <p>All that it knows is one {@code long}, changed by compare-and-set: the generation in the upper
 * half, the liveness bit {@link #OPEN}, and the number of operations in flight. Each lease is
 * another generation, so that what an earlier one left behind fits no more (without it, a view of a
 * closed lease would come alive again with the next lease: the ABA problem).
 *
 * <p>It is an {@code AtomicLong}, and does not have one or a {@code VarHandle}: giving back must
 * not need more of the stack than taking did, nor be linked when no stack is left.
 */
@SuppressWarnings("serial") // never serialised
class Pin extends AtomicLong {
  /** The bits that count the operations in flight. */
  private static final long OPERATIONS = (1L << 31) - 1;

  /** The bit of a lease that is open; the bits above are its generation. */
  private static final long OPEN = 1L << 31;

  private static final long NEXT = 1L << 32;

  /** The last generation. */
  private static final long EXHAUSTED = -1L >>> 32;

  private final ExportCount exports;

  /** Watches that one lease. */
  private @Nullable LeakTracker tracker;

  /** State 0 is that of a pin that waits for its first lease: it may be published by a race. */
  private Pin(ExportCount exports, long state) {
    super(state);
    this.exports = exports;
  }

  /** A pin that is lent to one lease after the other. */
  static Pin pooled(ExportCount exports) {
    return new Pin(exports, 0);
  }

  /** The same, for a thread that is not to get in the way of others. */
  static Pin striped(ExportCount exports) {
    return new PaddedPin(exports);
  }

  /** A pin that is taken by one lease from the start. */
  static Pin dedicated(ExportCount exports) {
    return new Pin(exports, OPEN);
  }

  ExportCount exports() {
    return exports;
  }

  /**
   * Whether it serves one lease only, which is counted elsewhere: generation 0. Asked when it has
   * been taken.
   */
  boolean isDedicated() {
    return getOpaque() >>> 32 == 0;
  }

  /** What came of trying to take a pin. */
  enum Attempt {
    TAKEN,
    /** Somebody has it. */
    BUSY,
    /** Somebody took it at the same moment. */
    CONTENDED,
    /** All its generations have been given out. */
    EXHAUSTED
  }

  Attempt take() {
    long seen = get();
    if ((seen & (OPEN | OPERATIONS)) != 0) {
      return Attempt.BUSY;
    }
    if (seen >>> 32 == EXHAUSTED) {
      return Attempt.EXHAUSTED;
    }
    return compareAndSet(seen, (seen + NEXT) | OPEN) ? Attempt.TAKEN : Attempt.CONTENDED;
  }

  /** Whether a lease is open, or has operations in flight. */
  boolean isTaken() {
    return (get() & (OPEN | OPERATIONS)) != 0;
  }

  /**
   * The generation of the lease that has it, with the bit "open"; asked by whoever has just taken
   * it.
   */
  long generation() {
    return getPlain() & ~OPERATIONS;
  }

  /** Whether the lease with a generation is open: a plain read, which loops can hoist. */
  boolean isOpen(long generation) {
    return (getPlain() & ~OPERATIONS) == generation;
  }

  /** The same, not to be hoisted. */
  boolean isOpenNow(long generation) {
    return (getAcquire() & ~OPERATIONS) == generation;
  }

  void watch(LeakTracker newTracker) {
    tracker = newTracker;
  }

  /** Ends the lease with a generation. Gives false if that has been done before. */
  boolean release(long generation) {
    if (compareAndSet(generation, generation & ~OPEN)) {
      ended();
      return true;
    }
    return releaseBusy(generation);
  }

  private boolean releaseBusy(long generation) {
    long seen;
    do {
      seen = get();
      if ((seen & ~OPERATIONS) != generation) {
        return false;
      }
    } while (!compareAndSet(seen, seen & ~OPEN));
    if ((seen & OPERATIONS) == 0) {
      ended();
    }
    return true;
  }

  /**
   * Begins an operation of the lease with a generation; gives false if that is not open.
   *
   * @throws IllegalStateException if more operations are in flight than can be counted
   */
  boolean enter(long generation) {
    StackRoom.require();
    long seen;
    do {
      seen = get();
      if ((seen & ~OPERATIONS) != generation) {
        return false;
      }
      if ((seen & OPERATIONS) == OPERATIONS) {
        throw new IllegalStateException(
            "%d operations are in flight on one lease; wait until some have ended, or acquire again"
                .formatted(OPERATIONS));
      }
    } while (!compareAndSet(seen, seen + 1));
    return true;
  }

  void exit() {
    if ((decrementAndGet() & (OPEN | OPERATIONS)) == 0) {
      ended();
    }
  }

  private void ended() {
    if (!isDedicated()) {
      return;
    }
    try {
      if (tracker != null) {
        tracker.returned();
      }
    } finally {
      exports.end();
    }
  }

  /** Shares no cache line with another one, nor a pair of them: no false sharing. */
  @SuppressWarnings({"serial", "UnusedVariable"})
  private static final class PaddedPin extends Pin {
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

    PaddedPin(ExportCount exports) {
      super(exports, 0);
    }
  }
}
