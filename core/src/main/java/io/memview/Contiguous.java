package io.memview;

import io.memview.layout.Order;
import java.util.Objects;

/**
 * Memory whose items follow each other without gaps: the exporter's own, or a copy to read. To
 * write to a contiguous copy there is {@link Mirror}.
 */
public final class Contiguous {
  private Contiguous() {}

  /**
   * Acquires memory with its items side by side: itself where it is contiguous, else a read-only
   * copy. Counterpart of {@code PyMemoryView_GetContiguous}; a request that includes {@link
   * Request#WRITABLE} stands for {@code PyBUF_WRITE}, every other for {@code PyBUF_READ}.
   *
   * <p>A copy is nobody else's: writing to the exporter's memory does not change it, and the
   * exporter does not count it.
   *
   * @param exporter whose memory
   * @param request what the consumer can deal with, as in {@link Exporter#acquire}; the lease is
   *     granted within it
   * @param order the order in which the items are to follow each other; a copy for {@link
   *     Order#ANY} is in C order
   * @return a new lease, which the caller must close
   * @throws BufferException.Refused if the request cannot be met even by a copy, or asks to write
   *     memory that is read-only or not contiguous
   * @throws OutOfMemoryError if there is no room for the copy
   */
  public static Lease acquire(Exporter exporter, Request request, Order order) {
    Objects.requireNonNull(exporter, "exporter");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(order, "order");
    Lease made = null;
    try (Lease whole = exporter.acquire(Request.FULL_RO.scoped())) {
      made = acquire(whole.view(), request, order);
    } catch (Throwable failure) {
      if (made != null) {
        made.closeAfter(failure); // the exporter's own release has failed
      }
      throw failure;
    }
    return made;
  }

  private static Lease acquire(View view, Request request, Order order) {
    boolean writes = request.includes(Request.WRITABLE);
    if (view.isContiguous(order) || (writes && view.isReadOnly())) {
      // That the memory is read-only is said first, in the words of every other refusal.
      return view.acquire(request);
    }
    if (writes) {
      throw new BufferException.Refused(
          "a writable view in %s order is asked for, but the memory is not contiguous (%s); "
                  .formatted(order, view.region.describe())
              + "Mirror.of(exporter, order) gives a copy that is written back");
    }
    return CopyExporter.toRead(ContiguousBlock.of(view, order)).acquire(request);
  }
}
