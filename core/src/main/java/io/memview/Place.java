package io.memview;

import java.lang.foreign.MemorySegment;

/** Where one item lies: after all pointers on the way have been followed. */
record Place(MemorySegment segment, long offset) {

  /** Walks the dimensions; the index has been checked. */
  static Place of(Memory memory, long[] index) {
    Layout layout = memory.layout();
    Storage storage = memory.storage();
    long at = layout.offset();
    for (int d = 0; d < index.length; d++) {
      at += index[d] * layout.stride(d);
      if (layout.isPointer(d)) {
        storage = storage.slot(at);
        at = layout.suboffset(d);
      }
    }
    return new Place(((Storage.Flat) storage).segment(), at);
  }
}
