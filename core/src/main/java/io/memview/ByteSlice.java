package io.memview;

import java.util.Objects;

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
  private final Exporter base;
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
    this.base = Objects.requireNonNull(base);
    this.start = start;
    this.length = length;
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
    try (Lease whole = base.acquire(bytes)) {
      View view = whole.view();
      if (start + length > view.layout().itemCount()) {
        throw new BufferException.Refused(
            "bytes %d to %d are asked for, but the base has %d bytes"
                .formatted(start, start + length, view.layout().itemCount()));
      }
      return view.slice(Index.range(start, start + length)).acquire(request);
    }
  }

  /** The range and the base. */
  @Override
  public String toString() {
    return "ByteSlice[%d bytes from %d of %s]".formatted(length, start, base);
  }
}
