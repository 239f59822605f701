package io.memview;

import org.jspecify.annotations.Nullable;

/**
 * An exporter's items side by side, to be read and written: the memory itself where it is
 * contiguous, else a copy that is written back. Counterpart of {@code NPY_ARRAY_WRITEBACKIFCOPY} in
 * NumPy, and of {@code PyBUF_UPDATEIFCOPY} in PEP 3118, which CPython never had.
 *
 * <p><b>Lifetime.</b> Whoever got it from {@link Exporter#acquireMirror} ends it, by {@link #close}
 * or by {@link #discard}; what comes first counts. {@link Exporter#withMirror} does so by itself,
 * and discards what a body has written that throws; {@code try} with resources closes, and so
 * writes back, in any case. The exporter's memory stays acquired until then.
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
  private final @Nullable Copied copy;

  private Mirror(Lease lease, @Nullable Copied copy) {
    this.lease = lease;
    this.copy = copy;
  }

  static Mirror of(Exporter exporter, Request request, Order order) {
    Lease source = exporter.acquire(request);
    try {
      View view = source.view();
      if (view.isContiguous(order)) {
        return new Mirror(source, null);
      }
      Copied copy = Copied.toWrite(source, Contiguous.Block.of(view, order));
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
   * @throws BufferException.Storage if the exporter's memory has failed
   */
  @Override
  public void close() {
    end(Copied.Fate.WRITTEN_BACK);
  }

  /**
   * Releases the exporter's memory without writing a copy back. Where there is no copy, what has
   * been written stays. Does nothing if the mirror has been ended before.
   *
   * <p>Throws what the exporter's own release action throws; the memory is released all the same.
   */
  public void discard() {
    end(Copied.Fate.DISCARDED);
  }

  private void end(Copied.Fate fate) {
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
