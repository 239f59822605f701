package io.memview;

import io.memview.internal.memory.Region;
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
 * <p><b>Forgotten leases.</b> A lease that is collected unclosed is reported through {@link
 * System.Logger} {@code io.memview} and given back, if it is tracked. The system property {@code
 * io.memview.leaks} says which are: {@code off}, {@code sampled} (one in 128, the default), {@code
 * every}, or {@code traced}. The report names the memory, its owner, and where the lease was
 * acquired, which takes a microsecond to find out for each: of {@code every} lease, only the
 * reports of one in 128 know it. Of many leases from one place the first is reported, the tenth,
 * the hundredth, and so on. Scoped leases are never tracked.
 *
 * <p>While it is {@code traced}, the refusal to move or free memory ({@link
 * BufferException.Exported}) says where the leases that are in the way were acquired.
 *
 * <p><b>Recordings.</b> A recording of Flight Recorder has an event {@code
 * io.memview.ForgottenLease} for each tracked lease that was collected unclosed, and every ten
 * seconds an event {@code io.memview.OpenLeases} for each owner of memory of which a tracked lease
 * is open, with the number of all that are. The module {@code jdk.jfr} must be there; without a
 * recording they cost nothing.
 */
public final class Lease implements AutoCloseable {
  private static final VarHandle VIEW;

  static {
    try {
      VIEW = MethodHandles.lookup().findVarHandle(Lease.class, "view", View.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Pin pin;
  private final long generation;
  private final Region region;
  private final Request request;

  @SuppressWarnings("UnusedVariable") // written through VIEW
  private @Nullable View view;

  /** A lease that has just taken a pin. */
  Lease(Pin pin, Region region, Request request) {
    this.pin = pin;
    this.generation = pin.generation();
    this.region = region;
    this.request = request;
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
   * The view of the memory: the same one each time, but for a {@linkplain Request#scoped() scoped}
   * lease, which keeps none, so that the JIT compiler can do without both objects.
   *
   * @return the view
   * @throws BufferException.Released if the lease has been closed
   */
  public View view() {
    check();
    if (request.isScoped()) {
      return View.of(this, region);
    }
    View known = (View) VIEW.getAcquire(this);
    if (known != null) {
      return known;
    }
    View made = View.of(this, region);
    View raced = (View) VIEW.compareAndExchange(this, null, made);
    return raced == null ? made : raced;
  }

  /**
   * Who manages the memory and counts this lease. Counterpart of {@code Py_buffer.obj}.
   *
   * @return the owner of the {@link ExportCount}: mostly an exporter, but not always the one that
   *     was asked; {@link Exporters#of} finds an exporter of any owner that has one
   */
  public Object owner() {
    return pin.exports().owner();
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
    return !pin.isOpenNow(generation);
  }

  /**
   * Releases the memory. Does nothing if it has been released before.
   *
   * <p>Throws what the exporter's own release action throws; the lease is released all the same.
   */
  @Override
  public void close() {
    pin.release(generation);
    Reference.reachabilityFence(this);
  }

  /** Begins an operation that the release has to wait for; paired with {@link #exit}. */
  void enter() {
    if (!pin.enter(generation)) {
      throw released();
    }
  }

  void exit() {
    pin.exit();
    Reference.reachabilityFence(this);
  }

  /** Ends an operation that has failed: what the release throws, if it comes here, joins that. */
  void exitAfter(Throwable failure) {
    try {
      exit();
    } catch (Throwable another) {
      failure.addSuppressed(another);
    }
  }

  /** Closes a lease that nobody will get, since something has failed. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (Throwable another) {
      failure.addSuppressed(another);
    }
  }

  /** Throws if the lease has been released: a plain read, which loops can hoist. */
  void check() {
    if (!pin.isOpen(generation)) {
      throw released();
    }
  }

  Pin pin() {
    return pin;
  }

  ExportCount exports() {
    return pin.exports();
  }

  Region region() {
    return region;
  }

  private BufferException.Released released() {
    String whose = "%s on a %s".formatted(region.describe(), owner().getClass().getSimpleName());
    return new BufferException.Released(
        request.isScoped()
            ? "the lease on %s has been released: its scope (use, withView) has ended; "
                    .formatted(whose)
                + "take results out of it, no views, or acquire a lease that outlives the scope"
            : "the lease on %s has been released; acquire again from the exporter"
                .formatted(whose));
  }

  /** What is leased and whether it has been released; never throws. */
  @Override
  public String toString() {
    return "Lease[%s%s]".formatted(region.describe(), isReleased() ? ", released" : "");
  }
}
