package io.memview;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What keeps memory in place for one lease, and knows whether that lease is still open. An {@link
 * ExportCount} lends the same pin to one lease after the other, so that most leases need neither an
 * object nor a count for it: a pin that is taken counts by being taken.
 *
 * <p>Each lease gets another ticket. What an earlier lease left behind holds a ticket that fits no
 * more, so that a view of it is dead for good.
 */
class Pin {
  /** The bits that count the operations in flight. */
  private static final int OPERATIONS = (1 << 16) - 1;

  /** The bit of a lease that is open; the bits above are the number of the lease. */
  private static final int OPEN = 1 << 16;

  private static final int NEXT = 1 << 17;

  /** The number of the last lease. */
  private static final int WORN = -1 >>> 17;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Pin.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ExportCount exports;

  /** Watches that one lease. */
  private @Nullable LeakTracker tracker;

  /** 0 for a pin that waits for its first lease: then it may be published by a race. */
  private int state;

  private Pin(ExportCount exports, int state) {
    this.exports = exports;
    this.state = state;
  }

  /** A pin that is lent to one lease after the other. */
  static Pin lent(ExportCount exports) {
    return new Pin(exports, 0);
  }

  /** The same, for a thread that is not to get in the way of others. */
  static Pin apart(ExportCount exports) {
    return new Apart(exports);
  }

  /** A pin that is taken by one lease from the start. */
  static Pin own(ExportCount exports) {
    return new Pin(exports, OPEN);
  }

  ExportCount exports() {
    return exports;
  }

  /**
   * Whether it serves one lease only, which is counted elsewhere: the lease number 0. Asked when it
   * has been taken.
   */
  boolean isOwn() {
    return (int) STATE.getOpaque(this) >>> 17 == 0;
  }

  /** What came of trying to take a pin. */
  enum Attempt {
    TAKEN,
    /** Somebody has it. */
    BUSY,
    /** Somebody took it at the same moment. */
    MET,
    /** All its tickets have been given out. */
    USED_UP
  }

  Attempt take() {
    int seen = (int) STATE.getVolatile(this);
    if ((seen & (OPEN | OPERATIONS)) != 0) {
      return Attempt.BUSY;
    }
    if (seen >>> 17 == WORN) {
      return Attempt.USED_UP;
    }
    return STATE.compareAndSet(this, seen, (seen + NEXT) | OPEN) ? Attempt.TAKEN : Attempt.MET;
  }

  /** Whether a lease is open, or has operations in flight. */
  boolean isTaken() {
    return ((int) STATE.getVolatile(this) & (OPEN | OPERATIONS)) != 0;
  }

  /** The ticket of the lease that has it; asked by whoever has just taken it. */
  int ticket() {
    return state & ~OPERATIONS;
  }

  /** Whether the lease with a ticket is open: a plain read, which loops can hoist. */
  boolean isOpen(int ticket) {
    return (state & ~OPERATIONS) == ticket;
  }

  /** The same, not to be hoisted. */
  boolean isOpenNow(int ticket) {
    return ((int) STATE.getAcquire(this) & ~OPERATIONS) == ticket;
  }

  void watch(LeakTracker newTracker) {
    tracker = newTracker;
  }

  /** Ends the lease with a ticket. Gives false if that has been done before. */
  boolean release(int ticket) {
    if (STATE.compareAndSet(this, ticket, ticket & ~OPEN)) {
      ended();
      return true;
    }
    return releaseBusy(ticket);
  }

  private boolean releaseBusy(int ticket) {
    int seen;
    do {
      seen = (int) STATE.getVolatile(this);
      if ((seen & ~OPERATIONS) != ticket) {
        return false;
      }
    } while (!STATE.compareAndSet(this, seen, seen & ~OPEN));
    if ((seen & OPERATIONS) == 0) {
      ended();
    }
    return true;
  }

  /** Begins an operation of the lease with a ticket; gives false if that is not open. */
  boolean enter(int ticket) {
    while (true) {
      int seen = (int) STATE.getVolatile(this);
      if ((seen & ~OPERATIONS) != ticket) {
        return false;
      }
      if ((seen & OPERATIONS) == OPERATIONS) {
        Thread.onSpinWait();
      } else if (STATE.compareAndSet(this, seen, seen + 1)) {
        return true;
      }
    }
  }

  void exit() {
    int left = (int) STATE.getAndAdd(this, -1) - 1;
    if ((left & (OPEN | OPERATIONS)) == 0) {
      ended();
    }
  }

  private void ended() {
    if (!isOwn()) {
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

  /** Shares no cache line with another one, nor a pair of them. */
  @SuppressWarnings("UnusedVariable")
  private static final class Apart extends Pin {
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

    Apart(ExportCount exports) {
      super(exports, 0);
    }
  }
}
