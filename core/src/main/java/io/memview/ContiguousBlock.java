package io.memview;

import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Items once more, in new memory.
 *
 * @param memory the copy; native if the memory of the items is
 * @param owned what must be freed: the garbage collector does not know how much native memory it
 *     would give back, and may wait until there is none left
 */
record ContiguousBlock(Memory memory, @Nullable OwnedMemory owned) {
  private static final long ALIGNMENT = Long.BYTES;

  /** In bytes; what is larger is native. */
  private static final long LARGEST_ON_HEAP = Integer.MAX_VALUE;

  /** In bytes; what is smaller costs less to leave to the garbage collector. */
  private static final long OWNED = 1 << 14;

  static ContiguousBlock of(View view, Order order) {
    Layout layout = Layout.contiguous(view.layout().itemSize(), order, view.shape());
    long size = layout.byteLength();
    OwnedMemory owned = null;
    MemorySegment bytes;
    if (size > LARGEST_ON_HEAP || (size >= OWNED && view.region.isNative())) {
      owned = OwnedMemory.allocate(new Scalar(ScalarType.UINT8), size);
      bytes = owned.current().region.segment();
    } else if (view.region.isNative()) {
      bytes = Arena.ofAuto().allocate(size, ALIGNMENT);
    } else {
      long[] array = new long[(int) ((size + ALIGNMENT - 1) / ALIGNMENT)];
      bytes = MemorySegment.ofArray(array).asSlice(0, size);
    }
    ContiguousBlock block = new ContiguousBlock(Memory.of(bytes, view.format(), layout), owned);
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
