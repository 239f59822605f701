package io.memview.internal.memory;

import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;

/**
 * Where one item lies: after all pointers on the way have been followed.
 *
 * @param segment the memory of the item
 * @param offset where it starts there, in bytes
 */
public record ItemAddress(MemorySegment segment, long offset) {

  /** Walks the dimensions; the index has been checked. */
  public static ItemAddress of(Region region, long[] index) {
    Layout layout = region.layout();
    Storage storage = region.storage();
    long at = layout.offset();
    for (int d = 0; d < index.length; d++) {
      at += index[d] * layout.stride(d);
      if (layout.isPointer(d)) {
        long start = storage.start(at);
        storage = storage.slot(at);
        at = start + layout.suboffset(d);
      }
    }
    return new ItemAddress(storage.flatSegment(), at);
  }

  /** The boxed item. */
  public static Object item(Region region, long[] index) {
    ItemAddress address = of(region, index);
    return region.format().get(address.segment, address.offset);
  }
}
