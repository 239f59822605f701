package io.memview;

import io.memview.internal.Closing;
import io.memview.layout.Order;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exporter's items side by side, to be read and written: the memory itself where it is
 * contiguous, else a copy that is written back. Counterpart of {@code NPY_ARRAY_WRITEBACKIFCOPY} in
 * NumPy, and of {@code PyBUF_UPDATEIFCOPY} in PEP 3118, which CPython never had.
 *
 * <p><b>Lifetime.</b> Whoever got it from {@link #of} ends it, by {@link #close} or by {@link
 * #discard}; what comes first counts. {@link #withView} does so by itself, and discards what a body
 * has written that throws; {@code try} with resources closes, and so writes back, in any case. The
 * exporter's memory stays acquired until then.
 *
 * <p>A lease that is acquired from the mirror's view may outlive it; a copy is written back when
 * the last of them is released. A mirror that is collected without having been ended is not written
 * back.
 *
 * <p><b>Threads.</b> Any thread may end it, and doing so twice is harmless. A copy is written back
 * exactly once, by the thread that ends the mirror or that ends the last operation on the copy.
 * What others write meanwhile to the memory behind is overwritten.
 */
public final class Mirror implements AutoCloseable {
  private final Lease lease;
  private final @Nullable CopyExporter copy;

  private Mirror(Lease lease, @Nullable CopyExporter copy) {
    this.lease = lease;
    this.copy = copy;
  }

  /**
   * Acquires memory for reading and writing with its items side by side: itself where it is
   * contiguous, else a copy that is written back when the mirror is closed.
   *
   * @param exporter whose memory
   * @param order the order in which the items are to follow each other; a copy for {@link
   *     Order#ANY} is in C order
   * @return a new mirror, which the caller must close or discard
   * @throws BufferException.Refused if the memory is read-only, or cannot be acquired
   * @throws OutOfMemoryError if there is no room for the copy
   */
  public static Mirror of(Exporter exporter, Order order) {
    return of(exporter, Request.FULL, order);
  }

  /**
   * Acquires a mirror for the time that a function runs. What the function has written to a copy is
   * written back when it returns, and discarded when it throws; what it throws is thrown, and a
   * failure to release added to that as suppressed.
   *
   * @param <R> what the function returns
   * @param <X> what the function throws
   * @param exporter whose memory
   * @param order the order in which the items are to follow each other
   * @param function reads and writes the view, which is released when it returns or throws
   * @return what the function returns
   * @throws BufferException.Refused if the memory is read-only, or cannot be acquired
   * @throws BufferException.Released if the arena of the memory has been closed, so that the copy
   *     cannot be written back
   * @throws BufferException.StorageFailure if the memory failed when the copy was written back
   * @throws X if the function does
   */
  public static <R, X extends Exception> R withView(
      Exporter exporter, Order order, Exporter.ViewFunction<R, X> function) throws X {
    Objects.requireNonNull(function, "function");
    Mirror mirror = of(exporter, Request.FULL.scoped(), order);
    try (Closing _ = mirror::discard) {
      R result = function.apply(mirror.view());
      mirror.close();
      return result;
    }
  }

  /**
   * Acquires a mirror for the time that an action runs, as {@link #withView} does.
   *
   * @param <X> what the action throws
   * @param exporter whose memory
   * @param order the order in which the items are to follow each other
   * @param action reads and writes the view, which is released when it returns or throws
   * @throws BufferException.Refused if the memory is read-only, or cannot be acquired
   * @throws BufferException.Released if the arena of the memory has been closed, so that the copy
   *     cannot be written back
   * @throws BufferException.StorageFailure if the memory failed when the copy was written back
   * @throws X if the action does
   */
  public static <X extends Exception> void doWithView(
      Exporter exporter, Order order, Exporter.ViewAction<X> action) throws X {
    Objects.requireNonNull(action, "action");
    withView(
        exporter,
        order,
        view -> {
          action.accept(view);
          return exporter;
        });
  }

  private static Mirror of(Exporter exporter, Request request, Order order) {
    Objects.requireNonNull(exporter, "exporter");
    Objects.requireNonNull(order, "order");
    Lease source = exporter.acquire(request);
    try {
      View view = source.view();
      if (view.isContiguous(order)) {
        return new Mirror(source, null);
      }
      CopyExporter copy = CopyExporter.toWrite(source, ContiguousBlock.of(view, order));
      return new Mirror(copy.acquire(request), copy);
    } catch (Throwable failure) {
      source.closeAfter(failure);
      throw failure;
    }
  }

  /**
   * The items, contiguous in the order that was asked for. The same view each time.
   *
   * @return the view, which is writable
   * @throws BufferException.Released if the mirror has been ended
   */
  public View view() {
    return lease.view();
  }

  /**
   * Whether the view is of a copy.
   *
   * @return true if it is; false if it is of the exporter's own memory, and there is nothing to
   *     write back
   */
  public boolean isCopy() {
    return copy != null;
  }

  /**
   * Writes a copy back and releases the exporter's memory. Does nothing if the mirror has been
   * ended before.
   *
   * <p>If the copy cannot be written back, or if the exporter's own release action throws, that
   * leaves this method; the memory is released all the same, and the next call does nothing.
   *
   * @throws BufferException.Released if the arena of the exporter's memory has been closed
   * @throws BufferException.StorageFailure if the exporter's memory has failed
   */
  @Override
  public void close() {
    end(CopyExporter.Fate.WRITTEN_BACK);
  }

  /**
   * Releases the exporter's memory without writing a copy back. Where there is no copy, what has
   * been written stays. Does nothing if the mirror has been ended before.
   *
   * <p>Throws what the exporter's own release action throws; the memory is released all the same.
   */
  public void discard() {
    end(CopyExporter.Fate.DISCARDED);
  }

  private void end(CopyExporter.Fate fate) {
    if (copy != null) {
      copy.decide(fate);
    }
    lease.close();
  }

  /** What is mirrored and whether it has been released; never throws. */
  @Override
  public String toString() {
    return "Mirror[%s, %s]".formatted(isCopy() ? "copy" : "no copy", lease);
  }
}
