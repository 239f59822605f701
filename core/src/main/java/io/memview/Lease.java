package io.memview;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One acquisition of an exporter's memory. Counterpart of a filled {@code Py_buffer}, and {@link
 * #close()} of {@code PyBuffer_Release}.
 *
 * <p><b>Lifetime.</b> Whoever acquired it closes it. When it is closed, the {@link #view()} and all
 * that was derived from it die; other leases on the same memory do not. To outlive a scope, acquire
 * again from the view, which is an exporter itself.
 *
 * <p><b>Threads.</b> Any thread may close, and closing twice is harmless. Closing never waits: new
 * operations fail at once, and operations that other threads are inside of (copies, fills,
 * traversals) finish; only then does the exporter hear of the release. Access to single items is
 * not counted as an operation: one that races a release reads or writes memory that is still there.
 *
 * <p><b>Forgotten leases.</b> A lease that is collected unclosed is reported once through {@link
 * System.Logger} {@code io.memview} and given back, if it is tracked. The system property {@code
 * io.memview.leaks} says which are: {@code off}, {@code sampled} (one in 128, the default) or
 * {@code every}. The report says where a tracked lease was acquired. Scoped leases are never
 * tracked.
 */
public final class Lease implements AutoCloseable {
  private static final VarHandle STATE;
  private static final VarHandle VIEW;

  /** The bit of a released lease; the bits below count the operations in flight. */
  private static final int RELEASED = Integer.MIN_VALUE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Lease.class, "state", int.class);
      VIEW = lookup.findVarHandle(Lease.class, "view", View.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ExportCount exports;

  /** Where this lease is counted. */
  private final int place;

  private final Memory memory;
  private final Request request;
  private final @Nullable LeakTracker tracker;
  private int state;

  @SuppressWarnings("UnusedVariable") // written through VIEW
  private @Nullable View view;

  Lease(ExportCount exports, int place, Memory memory, Request request) {
    this.exports = exports;
    this.place = place;
    this.memory = memory;
    this.request = request;
    this.tracker = request.isScoped() ? null : LeakTracker.track(this, exports, place);
  }

  /** A lease of an exporter, whose author may have forgotten it. */
  static Lease of(Exporter exporter, Request request) {
    Lease lease = exporter.acquire(request);
    if (lease == null) {
      throw new NullPointerException(
          "%s answered request %s with null; an exporter gives a lease or refuses"
              .formatted(exporter.getClass().getName(), request));
    }
    return lease;
  }

  /**
   * The view of the memory. The same one each time.
   *
   * @return the view
   * @throws BufferException.Released if the lease has been closed
   */
  public View view() {
    check();
    View known = (View) VIEW.getAcquire(this);
    if (known != null) {
      return known;
    }
    View made = memory.view(this);
    View raced = (View) VIEW.compareAndExchange(this, null, made);
    return raced == null ? made : raced;
  }

  /**
   * Who manages the memory and counts this lease. Counterpart of {@code Py_buffer.obj}.
   *
   * @return the exporter, which need not be the one that was asked
   */
  public Exporter owner() {
    return exports.owner();
  }

  /**
   * What was asked for. The view describes at least that.
   *
   * @return the request
   */
  public Request request() {
    return request;
  }

  /**
   * Whether the lease has been closed.
   *
   * @return true after {@link #close()}
   */
  public boolean isReleased() {
    return (int) STATE.getAcquire(this) < 0;
  }

  /**
   * Releases the memory. Does nothing if it has been released before.
   *
   * <p>Throws what the exporter's own release action throws; the lease is released all the same.
   */
  @Override
  public void close() {
    int seen;
    do {
      seen = (int) STATE.getVolatile(this);
      if (seen < 0) {
        return;
      }
    } while (!STATE.compareAndSet(this, seen, seen | RELEASED));
    if (seen == 0) {
      released();
    }
  }

  private void released() {
    try {
      if (tracker != null) {
        tracker.returned();
      }
    } finally {
      Reference.reachabilityFence(this);
      exports.end(place);
    }
  }

  /** The end of an operation. */
  @FunctionalInterface
  interface Operation extends AutoCloseable {
    @Override
    void close();
  }

  /** Begins an operation that the release has to wait for; paired with {@link #exit}. */
  void enter() {
    int seen;
    do {
      seen = (int) STATE.getVolatile(this);
      if (seen < 0) {
        throw gone();
      }
    } while (!STATE.compareAndSet(this, seen, seen + 1));
  }

  void exit() {
    if ((int) STATE.getAndAdd(this, -1) == RELEASED + 1) {
      released();
    }
  }

  /** Throws if the lease has been released: a plain read, which loops can hoist. */
  void check() {
    if (state < 0) {
      throw gone();
    }
  }

  ExportCount exports() {
    return exports;
  }

  private BufferException.Released gone() {
    String whose = "%s on a %s".formatted(memory.describe(), owner().getClass().getSimpleName());
    return new BufferException.Released(
        request.isScoped()
            ? "the lease on %s has been released: its scope (use, withView) has ended; "
                    .formatted(whose)
                + "take results out of it, no views"
            : "the lease on %s has been released; acquire again from the exporter"
                .formatted(whose));
  }

  /** What is leased and whether it has been released; never throws. */
  @Override
  public String toString() {
    return "Lease[%s%s]".formatted(memory.describe(), isReleased() ? ", released" : "");
  }
}
