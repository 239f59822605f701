package io.memview.races.stress;

import io.memview.BufferException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows of one exporter what may be: how many leases are open for certain, and how many leases and
 * operations may be in the way, since somebody is just beginning or ending one.
 */
final class Oracle {
  private final String what;
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong inTheWay = new AtomicLong();
  private final AtomicLong begun = new AtomicLong();

  Oracle(String what) {
    this.what = what;
  }

  /**
   * Said before a lease is acquired, or an operation begun. In this order: whoever looks at both
   * the other way round, and sees none in the way, sees later that one has begun.
   */
  void begin() {
    inTheWay.incrementAndGet();
    begun.incrementAndGet();
  }

  /** Said when the lease has been closed, or the operation has ended. */
  void end() {
    inTheWay.decrementAndGet();
  }

  /** Said when a lease has been acquired. */
  void opened() {
    open.incrementAndGet();
  }

  /** Said before it is closed. */
  void closing() {
    open.decrementAndGet();
  }

  /** How many leases and operations there have been. */
  long begun() {
    return begun.get();
  }

  /** Said in an exclusive section. */
  void exclusive() {
    long leases = open.get();
    if (leases != 0) {
      throw forbidden("an exclusive section ran while %d leases were open".formatted(leases));
    }
  }

  /** Makes a change that leases are in the way of; a refusal has to be justified by one. */
  boolean change(Runnable change) {
    long before = begun.get();
    boolean wasFree = inTheWay.get() == 0;
    try {
      change.run();
      return true;
    } catch (BufferException.Exported e) {
      if (wasFree && begun.get() == before) {
        throw forbidden("refused, although nobody was in the way: " + e.getMessage());
      }
      return false;
    }
  }

  /** What was read by an operation, or while the reader's own lease was open. */
  void sees(long stamp, long... items) {
    for (long item : items) {
      if (item != stamp || item < 0) {
        throw forbidden("read %d where %d was leased".formatted(item, stamp));
      }
    }
  }

  /** Said when all is over. */
  void ended(long exports) {
    if (exports != 0) {
      throw forbidden("%d exports are counted when all have ended".formatted(exports));
    }
  }

  AssertionError forbidden(String event) {
    return new AssertionError("%s: %s".formatted(what, event));
  }
}
