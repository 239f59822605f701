package io.memview;

import java.util.ArrayList;
import java.util.List;

/**
 * Anything that lends its memory. Counterpart of an object with {@code bf_getbuffer}, or of {@code
 * collections.abc.Buffer}.
 *
 * <p>A class of one's own holds an {@link ExportCount} and a {@link Memory} and writes one method:
 *
 * {@snippet file="io/memview/examples/RowImage.java" region="exporter"}
 *
 * <p><b>Lifetime.</b> What {@link #acquire} returns must be closed; {@link #withView} and {@link
 * #doWithView} close by themselves. An exporter itself is never closed: what owns memory has a
 * {@code free()}.
 *
 * <p><b>Threads.</b> Any thread may acquire, at any time.
 */
@FunctionalInterface
public interface Exporter {

  /**
   * Acquires the memory. Counterpart of {@code PyObject_GetBuffer}.
   *
   * @param request what the consumer can deal with
   * @return a new lease, which the caller must close
   * @throws BufferException.Refused if the request cannot be met
   */
  Lease acquire(Request request);

  /**
   * Acquires the memory only to hold it in place, without looking at it: the locking "without
   * details" of PEP 3118. Every exporter can be held.
   *
   * @return a new lease, which the caller must close
   */
  default Lease hold() {
    return acquire(Request.FULL_RO);
  }

  /**
   * Acquires the memory for the time that a function runs. The lease cannot be forgotten and is not
   * watched for leaks.
   *
   * @param <R> what the function returns
   * @param <X> what the function throws
   * @param request what the function can deal with
   * @param function reads and writes the view, which is released when it returns or throws
   * @return what the function returns
   * @throws BufferException.Refused if the request cannot be met
   * @throws X if the function does
   */
  default <R, X extends Exception> R withView(Request request, ViewFunction<R, X> function)
      throws X {
    try (Lease lease = Lease.of(this, request.scoped())) {
      return function.apply(lease.view());
    }
  }

  /**
   * Acquires the memory for the time that an action runs. The lease cannot be forgotten and is not
   * watched for leaks.
   *
   * @param <X> what the action throws
   * @param request what the action can deal with
   * @param action reads and writes the view, which is released when it returns or throws
   * @throws BufferException.Refused if the request cannot be met
   * @throws X if the action does
   */
  default <X extends Exception> void doWithView(Request request, ViewAction<X> action) throws X {
    try (Lease lease = Lease.of(this, request.scoped())) {
      action.accept(lease.view());
    }
  }

  /**
   * Acquires several exporters, all or none: if one refuses, those acquired before it are released.
   *
   * @param request what the consumer can deal with
   * @param exporters whom to acquire, in order; one that stands there twice is acquired twice
   * @return the leases in the order of the exporters, each of which the caller must close
   * @throws BufferException.Refused if one of them cannot meet the request
   */
  static List<Lease> acquireAll(Request request, Exporter... exporters) {
    List<Lease> leases = new ArrayList<>(exporters.length);
    try {
      for (Exporter exporter : exporters) {
        leases.add(Lease.of(exporter, request));
      }
      return List.copyOf(leases);
    } catch (Throwable refusal) {
      for (Lease lease : leases.reversed()) {
        lease.closeAfter(refusal);
      }
      throw refusal;
    }
  }

  /**
   * What is done with a view for a result.
   *
   * @param <R> the result
   * @param <X> what it throws
   */
  @FunctionalInterface
  interface ViewFunction<R, X extends Exception> {
    /**
     * Reads and writes a view.
     *
     * @param view the view, released when this returns or throws
     * @return the result
     * @throws X if it fails
     */
    R apply(View view) throws X;
  }

  /**
   * What is done with a view.
   *
   * @param <X> what it throws
   */
  @FunctionalInterface
  interface ViewAction<X extends Exception> {
    /**
     * Reads and writes a view.
     *
     * @param view the view, released when this returns or throws
     * @throws X if it fails
     */
    void accept(View view) throws X;
  }
}
