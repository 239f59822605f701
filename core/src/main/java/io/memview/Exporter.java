package io.memview;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Anything that lends its memory. Counterpart of an object with {@code bf_getbuffer}, or of {@code
 * collections.abc.Buffer}.
 *
 * <p>A class of one's own holds an {@link ExportCount} and a {@link Memory} and writes one method:
 *
 * {@snippet file="io/memview/examples/RowImage.java" region="exporter"}
 *
 * <p><b>Lifetime.</b> What {@link #acquire} returns must be closed; {@link #withView} closes by
 * itself. An exporter itself is never closed: what owns memory has a {@code free()}.
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
   * @param request what the function can deal with
   * @param body reads and writes the view; the view is released when it returns or throws
   * @return what the function returns
   * @throws BufferException.Refused if the request cannot be met
   */
  default <R> R withView(Request request, Function<? super View, ? extends R> body) {
    try (Lease lease = acquire(request.scoped())) {
      return body.apply(lease.view());
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
        leases.add(exporter.acquire(request));
      }
      return List.copyOf(leases);
    } catch (Throwable refusal) {
      closeAll(leases, refusal);
      throw refusal;
    }
  }

  /**
   * Acquires several exporters, all or none, for the time that a function runs.
   *
   * @param <R> what the function returns
   * @param request what the function can deal with
   * @param exporters whom to acquire
   * @param body reads and writes the views, which stand in the order of the exporters
   * @return what the function returns
   * @throws BufferException.Refused if one of them cannot meet the request
   */
  static <R> R withViews(
      Request request, List<? extends Exporter> exporters, Function<List<View>, ? extends R> body) {
    List<Lease> leases = acquireAll(request.scoped(), exporters.toArray(Exporter[]::new));
    R result;
    try {
      result = body.apply(leases.stream().map(Lease::view).toList());
    } catch (Throwable failure) {
      closeAll(leases, failure);
      throw failure;
    }
    Throwable failure = closeAll(leases, null);
    if (failure != null) {
      throw Exporter.<RuntimeException>asIs(failure);
    }
    return result;
  }

  /** A release action written in Kotlin may throw checked exceptions, too. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asIs(Throwable failure) throws E {
    throw (E) failure;
  }

  /** Closes all of them, last first; failures join the first one. */
  private static @Nullable Throwable closeAll(List<Lease> leases, @Nullable Throwable first) {
    for (Lease lease : leases.reversed()) {
      try {
        lease.close();
      } catch (Throwable failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    return first;
  }
}
