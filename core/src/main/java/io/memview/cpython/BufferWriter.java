package io.memview.cpython;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.BufferException;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Describes a view of the JVM in a {@code Py_buffer}, with the fields that the flags ask for and no
 * others. What the struct points to is one block: shape, strides, suboffsets, format, and the
 * tables of pointers.
 */
final class BufferWriter {
  private static final int TABLE_ALIGNMENT = 8;

  private final Layout layout;
  private final long[] strides;
  private final long[] suboffsets;

  /** Where the next table of pointers goes. */
  private long next;

  private BufferWriter(View view) {
    this.layout = view.layout();
    this.strides = layout.strides();
    this.suboffsets = layout.suboffsets();
  }

  /**
   * Fills the struct, but for {@code obj} and {@code internal}.
   *
   * @return the block, to be freed with the buffer
   * @throws BufferException.Refused if the memory has no address, or items are Python's objects
   */
  static long fill(CApi c, long buffer, View view, int flags) {
    BufferWriter filling = new BufferWriter(view);
    Layout layout = view.layout();
    int ndim = layout.ndim();
    PythonExporter.Said said = PythonExporter.said(view.owner(), view.format());
    byte[] format =
        Formats.write(view.format(), layout.itemSize(), said == null ? null : said.text())
            .getBytes(StandardCharsets.UTF_8);
    // Where there is nothing behind them, those that came are told again.
    long[] told = said == null || layout.hasPointers() ? new long[0] : said.suboffsets();
    boolean areTold =
        told.length == ndim && ndim > 0 && Request.of(flags).includes(Request.INDIRECT);
    long formatAt = 3L * ndim * Long.BYTES;
    long tablesAt =
        (formatAt + format.length + TABLE_ALIGNMENT) / TABLE_ALIGNMENT * TABLE_ALIGNMENT;
    long block = c.allocate(Math.addExact(tablesAt, filling.tableSize()));
    try {
      filling.next = block + tablesAt;
      long start = filling.start(view, 0);
      MemorySegment fields = CApi.MEMORY.asSlice(block, tablesAt);
      for (int d = 0; d < ndim; d++) {
        fields.setAtIndex(JAVA_LONG, d, layout.shape(d));
        fields.setAtIndex(JAVA_LONG, ndim + d, filling.strides[d]);
        long nowhere = areTold && layout.itemCount() == 0 ? told[d] : -1;
        fields.setAtIndex(
            JAVA_LONG, 2L * ndim + d, layout.hasPointers() ? filling.suboffsets[d] : nowhere);
      }
      MemorySegment.copy(format, 0, fields, JAVA_BYTE, formatAt, format.length);
      fields.set(JAVA_BYTE, formatAt + format.length, (byte) 0);

      Request request = Request.of(flags);
      boolean hasShape = request.includes(Request.ND) && ndim > 0;
      boolean hasStrides = request.includes(Request.STRIDES) && ndim > 0;
      // Python knows of no memory at NULL, though nobody looks there.
      PyBuffer.set(buffer, PyBuffer.BUF, start == 0 ? block : start);
      PyBuffer.set(buffer, PyBuffer.LEN, layout.byteLength());
      PyBuffer.set(buffer, PyBuffer.ITEM_SIZE, layout.itemSize());
      PyBuffer.setInt(buffer, PyBuffer.READ_ONLY, view.isReadOnly() ? 1 : 0);
      PyBuffer.setInt(buffer, PyBuffer.NDIM, ndim);
      PyBuffer.set(
          buffer, PyBuffer.FORMAT, request.includes(Request.FORMAT) ? block + formatAt : 0);
      PyBuffer.set(buffer, PyBuffer.SHAPE, hasShape ? block : 0);
      PyBuffer.set(buffer, PyBuffer.STRIDES, hasStrides ? block + 8L * ndim : 0);
      PyBuffer.set(
          buffer, PyBuffer.SUBOFFSETS, layout.hasPointers() || areTold ? block + 16L * ndim : 0);
      return block;
    } catch (Throwable failure) {
      c.free(block);
      throw failure;
    }
  }

  /** Whether the memory can be shown to Python at all. */
  static void check(View view) {
    Formats.write(view.format(), view.layout().itemSize(), null);
    if (view.itemCount() > 0) {
      address(view);
    }
  }

  /** The address of the first item; 0 if it has no bytes. */
  private static long address(View view) {
    MemorySegment segment = view.at(new long[view.ndim()]).asSegment();
    if (!segment.isNative()) {
      throw new BufferException.Refused(
          "memory on the Java heap has no address for Python (%s): allocate with OwnedMemory.allocate, and copy into that"
              .formatted(view));
    }
    return segment.address();
  }

  /** The size of all tables of pointers in bytes. */
  private long tableSize() {
    long size = 0;
    long slots = layout.itemCount() == 0 ? 0 : Long.BYTES;
    for (int d = 0; d < layout.ndim(); d++) {
      slots = Math.multiplyExact(slots, layout.shape(d));
      size = layout.isPointer(d) ? Math.addExact(size, slots) : size;
    }
    return size;
  }

  /** The dimension of pointers at or behind another; the number of dimensions if there is none. */
  private int pointerFrom(int dimension) {
    int d = dimension;
    while (d < layout.ndim() && !layout.isPointer(d)) {
      d++;
    }
    return d;
  }

  /**
   * Where the first item or pointer of a part of the view lies, which has the dimensions from one
   * on. Tables are made on the way: C contiguous, with pointers to the lowest byte of a block, so
   * that no slice can make a suboffset negative, which would say that there is no pointer.
   */
  private long start(View part, int from) {
    int pointer = pointerFrom(from);
    if (layout.itemCount() == 0) {
      return 0;
    }
    if (pointer == layout.ndim()) {
      return address(part);
    }
    long stride = Long.BYTES;
    for (int d = pointer; d >= from; d--) {
      strides[d] = stride;
      stride *= layout.shape(d);
    }
    long table = next;
    next += stride;
    long suboffset = 0;
    if (pointerFrom(pointer + 1) == layout.ndim()) {
      for (int d = pointer + 1; d < layout.ndim(); d++) {
        suboffset -= Math.min(0, layout.stride(d) * (layout.shape(d) - 1));
      }
    }
    suboffsets[pointer] = suboffset;
    long[] index = new long[pointer - from + 1];
    for (long slot = table; slot < table + stride; slot += Long.BYTES) {
      long block = start(part.at(index), pointer + 1);
      CApi.MEMORY.set(JAVA_LONG, slot, block - suboffset);
      for (int d = pointer; d >= from && ++index[d - from] == layout.shape(d); d--) {
        index[d - from] = 0;
      }
    }
    return table;
  }
}
