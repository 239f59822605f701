package io.memview;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Gets memory whose items follow each other without gaps: the exporter's own, or a copy. */
final class Contiguous {
  private static final long ALIGNMENT = Long.BYTES;

  /** In bytes; what is larger is native. */
  private static final long LARGEST_ON_HEAP = Integer.MAX_VALUE;

  private Contiguous() {}

  static Lease acquire(Exporter exporter, Request request, Order order) {
    try (Lease whole = exporter.acquire(Request.FULL_RO.scoped())) {
      View view = whole.view();
      boolean writes = request.includes(Request.WRITABLE);
      if (view.isContiguous(order) || (writes && view.isReadOnly())) {
        // That the memory is read-only is said first, in the words of every other refusal.
        return view.acquire(request);
      }
      if (writes) {
        throw new BufferException.Refused(
            "a writable view in %s order is asked for, but the memory is not contiguous (%s); "
                    .formatted(order, view.memory.describe())
                + "acquireMirror gives a copy that is written back");
      }
      return MemoryExporter.of(copyOf(view, order).asReadOnly()).acquire(request);
    }
  }

  /** The items once more, in new memory; native if that of the view is. */
  static Memory copyOf(View view, Order order) {
    Layout layout = Layout.contiguous(order, view.layout().itemSize(), view.shape());
    MemorySegment block = allocate(layout.byteLength(), isNative(view.memory.storage()));
    view.copyTo(block, order);
    return Memory.of(block, view.format(), layout);
  }

  /** The bytes of items in C order to those of others, whatever the formats and the shapes. */
  static void copyBytes(View from, View to) {
    long size = from.layout().byteLength();
    if (size != to.layout().byteLength()) {
      throw new IllegalArgumentException(
          "%d bytes cannot be copied to %d; the sizes must be equal"
              .formatted(size, to.layout().byteLength()));
    }
    if (to.isContiguous(Order.C)) {
      from.copyTo(to.asSegment(), Order.C);
    } else if (from.isContiguous(Order.C)) {
      to.copyFrom(from.asSegment(), Order.C);
    } else {
      Storage copy = copyOf(from, Order.C).storage();
      to.copyFrom(((Storage.Flat) copy).segment(), Order.C);
    }
  }

  private static MemorySegment allocate(long size, boolean isNative) {
    if (isNative || size > LARGEST_ON_HEAP) {
      return Arena.ofAuto().allocate(size, ALIGNMENT);
    }
    long[] array = new long[(int) ((size + ALIGNMENT - 1) / ALIGNMENT)];
    return MemorySegment.ofArray(array).asSlice(0, size);
  }

  private static boolean isNative(Storage storage) {
    boolean[] all = {true};
    storage.forEachSegment(segment -> all[0] &= segment.isNative());
    return all[0];
  }
}
