package io.memview;

import io.memview.layout.Index;
import io.memview.layout.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Parts in memory of their own as one logical array along its first dimension, without a copy: the
 * pages of a file, strips of which the last one is shorter, the two ends of a ring, the components
 * of a message. Counterpart of {@code numpy.concatenate}, which copies.
 *
 * <p>The rows of the parts stand behind a dimension of pointers, as PEP 3118's suboffsets express
 * it; the table of the pointers is computed, and takes no memory. Whole copies go part by part, and
 * a slice that lies in one part is what that part's own slice would be, without pointers. Single
 * items take a search for their part.
 *
 * <p><b>Lifetime.</b> The first lease acquires all parts, and with the last one they are given
 * back. Their shapes are those of that time. There is nothing to free.
 *
 * <p><b>Threads.</b> Thread-safe, if the parts are. Any thread may end the last lease, so that
 * leases of the parts must not be bound to threads.
 */
public final class Composite implements Exporter {
  private final List<Exporter> parts;
  private final HeldMemory joined = HeldMemory.of(this, this::open);

  private Composite(List<Exporter> parts) {
    this.parts = parts;
  }

  /**
   * A composite of parts; none of them is acquired yet.
   *
   * @param parts at least one, all of one format and, but for the first, of equal extents; the list
   *     is copied
   * @return a new exporter
   * @throws IllegalArgumentException if there is no part
   */
  public static Composite of(List<? extends Exporter> parts) {
    Objects.requireNonNull(parts, "parts");
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a composite of no parts has no format and no shape");
    }
    return new Composite(
        parts.stream().<Exporter>map(part -> Objects.requireNonNull(part, "parts")).toList());
  }

  private Memory open(HeldMemory.Hold hold) {
    List<Memory> all = new ArrayList<>();
    for (Exporter part : parts) {
      all.add(new Memory(hold.closing(part.acquire(Request.FULL_RO)).view().region));
    }
    return Memory.ofParts(all);
  }

  /**
   * Acquires all parts as one. It is read-only if one of them is, or if two share items, or may, as
   * {@link Memory#ofParts} says.
   *
   * @throws BufferException.Refused if a part refuses, if the parts differ in more than their first
   *     extent, or if their rows have different strides: {@link #copy} joins those, too
   */
  @Override
  public Lease acquire(Request request) {
    return joined.acquire(request);
  }

  /**
   * Copies any region of the logical array.
   *
   * @param region as for {@link View#slice}; everything if there are no indices
   * @return an exporter of new memory on the heap, in C order
   * @throws IndexOutOfBoundsException if a position is outside of its dimension
   * @throws IllegalArgumentException if the region has more bytes than an array holds
   * @throws BufferException.Refused if a part refuses, or if the parts differ in more than their
   *     first extent
   */
  public MemoryExporter copy(Index... region) {
    Objects.requireNonNull(region, "region");
    try {
      return withView(Request.FULL_RO, all -> copy(all.slice(region)));
    } catch (BufferException.Refused e) {
      return packed().withView(Request.FULL_RO, all -> copy(all.slice(region)));
    }
  }

  /** The same of parts whose items lie side by side, so that all rows have the same strides. */
  private Composite packed() {
    return new Composite(
        parts.stream()
            .<Exporter>map(part -> request -> Contiguous.acquire(part, request, Order.C))
            .toList());
  }

  private static MemoryExporter copy(View view) {
    MemoryExporter copy = MemoryExporter.allocate(view.format(), view.shape());
    copy.doWithView(Request.FULL, target -> target.copyFrom(view));
    return copy;
  }

  /** How many parts there are. */
  @Override
  public String toString() {
    return "Composite[%d parts, %s]".formatted(parts.size(), joined);
  }
}
