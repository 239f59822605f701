package io.memview;

import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Gets memory whose items follow each other without gaps: the exporter's own, or a copy. */
final class Contiguous {
  private static final long ALIGNMENT = Long.BYTES;

  /** In bytes; what is larger is native. */
  private static final long LARGEST_ON_HEAP = Integer.MAX_VALUE;

  /** In bytes; what is smaller costs less to leave to the garbage collector. */
  private static final long OWNED = 1 << 14;

  private Contiguous() {}

  static Lease acquire(Exporter exporter, Request request, Order order) {
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
                  .formatted(order, view.memory.describe())
              + "acquireMirror gives a copy that is written back");
    }
    return Copied.toRead(Block.of(view, order)).acquire(request);
  }

  /**
   * Items once more, in new memory.
   *
   * @param memory the copy; native if the memory of the items is
   * @param owned what must be freed: the garbage collector does not know how much native memory it
   *     would give back, and may wait until there is none left
   */
  record Block(Memory memory, @Nullable OwnedMemory owned) {
    static Block of(View view, Order order) {
      Layout layout = Layout.contiguous(order, view.layout().itemSize(), view.shape());
      long size = layout.byteLength();
      OwnedMemory owned = null;
      MemorySegment bytes;
      if (size > LARGEST_ON_HEAP || (size >= OWNED && isNative(view.memory.storage()))) {
        owned = OwnedMemory.allocate(new Scalar(ScalarType.UINT8), ALIGNMENT, size);
        bytes = ((Storage.Flat) owned.current().storage()).segment();
      } else if (isNative(view.memory.storage())) {
        bytes = Arena.ofAuto().allocate(size, ALIGNMENT);
      } else {
        long[] array = new long[(int) ((size + ALIGNMENT - 1) / ALIGNMENT)];
        bytes = MemorySegment.ofArray(array).asSlice(0, size);
      }
      Block block = new Block(Memory.of(bytes, view.format(), layout), owned);
      try {
        view.copyTo(bytes, order);
      } catch (Throwable failure) {
        block.free();
        throw failure;
      }
      return block;
    }

    void free() {
      if (owned != null) {
        owned.free();
      }
    }
  }

  /** The bytes of items in C order to those of others, whatever the formats and the shapes. */
  static void copyBytes(View from, View to) {
    long size = from.layout().byteLength();
    if (size != to.layout().byteLength()) {
      throw new IllegalArgumentException(
          "%d bytes cannot be copied to %d; the sizes must be equal"
              .formatted(size, to.layout().byteLength()));
    }
    Order c = Order.C;
    if (to.isContiguous(c)) {
      Copy.copyBytes(from.memory, Copy.packed(to.asSegment(), from.memory, c));
    } else if (from.isContiguous(c)) {
      Copy.copyBytes(Copy.packed(from.asSegment(), to.memory, c), to.memory);
    } else {
      Block copy = Block.of(from, c);
      try (Lease.Operation _ = copy::free) {
        Copy.copyBytes(
            Copy.packed(CopyPlan.segment(copy.memory().storage()), to.memory, c), to.memory);
      }
    }
  }

  private static boolean isNative(Storage storage) {
    boolean[] all = {true};
    storage.forEachSegment(segment -> all[0] &= segment.isNative());
    return all[0];
  }
}
