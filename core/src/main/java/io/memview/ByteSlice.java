package io.memview;

import io.memview.layout.Index;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of another exporter's bytes that holds no memory and counts nothing: each acquisition
 * goes to whoever manages the memory. The "releaser" of the original discussion of PEP 3118; the
 * redirection of CPython's {@code bf_getbuffer} documentation.
 *
 * <p>The range is looked up anew each time, so the base may change size between acquisitions.
 *
 * <p><b>Threads.</b> Immutable; as thread-safe as the base.
 */
public final class ByteSlice implements Exporter {
  /** Whose bytes; no slice itself, so that slices of slices do not nest calls. */
  private final Exporter root;

  /** The slice of the root on the way to this one, if this is a slice of a slice. */
  private final @Nullable ByteSlice outermost;

  /** Why a slice on the way has not that many bytes, if so. */
  private final @Nullable String misfit;

  /** The first byte, counted in the root. */
  private final long start;

  private final long length;

  /**
   * A range of an exporter's bytes.
   *
   * @param base whose bytes; must be able to export them as one C contiguous block
   * @param start the first byte
   * @param length the number of bytes
   * @throws IllegalArgumentException if the start or the length is negative, or their sum does not
   *     fit 64 bits
   */
  public ByteSlice(Exporter base, long start, long length) {
    if (start < 0 || length < 0 || start + length < 0) {
      throw new IllegalArgumentException(
          "bytes from %d, %d of them: neither can be negative".formatted(start, length));
    }
    this.length = length;
    if (base instanceof ByteSlice slice) {
      boolean fits = start + length <= slice.length;
      root = slice.root;
      outermost = slice.outermost == null ? slice : slice.outermost;
      misfit =
          slice.misfit != null || fits ? slice.misfit : misfit(start, start + length, slice.length);
      this.start = fits ? slice.start + start : slice.start;
    } else {
      root = Objects.requireNonNull(base, "base");
      outermost = null;
      misfit = null;
      this.start = start;
    }
  }

  private static String misfit(long from, long to, long size) {
    return "bytes %d to %d are asked for, but the base has %d bytes".formatted(from, to, size);
  }

  /**
   * Acquires the range from whoever manages the base's memory.
   *
   * @param request what the consumer can deal with
   * @return a new lease, counted by the manager of the memory
   * @throws BufferException.Refused if the request cannot be met, or if the base has not that many
   *     bytes now
   */
  @Override
  public Lease acquire(Request request) {
    Request bytes = Request.of(request.toInt() & Request.WRITABLE.toInt()).scoped();
    if (misfit != null) {
      throw new BufferException.Refused(misfit);
    }
    ByteSlice widest = outermost == null ? this : outermost;
    long end = widest.start + widest.length;
    try (Lease whole = Lease.of(root, bytes)) {
      View view = whole.view();
      if (end > view.layout().itemCount()) {
        throw new BufferException.Refused(misfit(widest.start, end, view.layout().itemCount()));
      }
      return view.slice(Index.range(start, start + length)).acquire(request);
    }
  }

  /** The range and whose bytes they are. */
  @Override
  public String toString() {
    return "ByteSlice[%d bytes from %d of %s]".formatted(length, start, root);
  }
}
