package io.memview.cpython;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.internal.NativeMemory;
import io.memview.layout.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what an exporter of Python's has filled into a {@code Py_buffer}, and checks it as far as
 * it can be checked. Fields that were not asked for may be there (ctypes), and those that were
 * asked for may be missing (NumPy, ctypes): what is missing has the meaning that {@code memoryview}
 * gives it.
 */
final class BufferReader {
  private static final Format BYTE = new Scalar(ScalarType.UINT8);
  private static final long[] NONE = {};

  private final Arena arena;
  private final Format format;
  private final long itemSize;
  private final long[] shape;
  private final long[] strides;
  private final long[] suboffsets;

  private BufferReader(
      Arena arena, Format format, long itemSize, long[] shape, long[] strides, long[] suboffsets) {
    this.arena = arena;
    this.format = format;
    this.itemSize = itemSize;
    this.shape = shape;
    this.strides = strides;
    this.suboffsets = suboffsets;
  }

  /**
   * The memory that a filled {@code Py_buffer} describes.
   *
   * @param buffer the struct
   * @param arena what the memory lives as long as
   * @param isShaped whether the shape was asked for; if not, the memory is bytes
   * @param exporter knows what its object said the last time
   * @throws BufferException.Refused if the fields contradict each other
   */
  static Memory read(long buffer, Arena arena, boolean isShaped, PythonExporter exporter) {
    KnownBuffer known = exporter.known();
    if (isShaped && known != null && known.isSaidBy(buffer)) {
      return known.in(PyBuffer.get(buffer, PyBuffer.BUF), arena);
    }
    Memory memory = readAnew(buffer, arena, isShaped, exporter);
    long text = PyBuffer.get(buffer, PyBuffer.FORMAT);
    exporter.remember(
        new PythonExporter.Said(
            memory.format(), text == 0 ? null : CApi.MEMORY.getString(text), suboffsets(buffer)));
    boolean isPlain = Formats.plain(text, PyBuffer.get(buffer, PyBuffer.ITEM_SIZE)) != null;
    if (isShaped && isPlain && memory.layout().itemCount() > 0 && !memory.layout().hasPointers()) {
      exporter.know(new KnownBuffer(memory, buffer));
    }
    return memory;
  }

  private static Memory readAnew(
      long buffer, Arena arena, boolean isShaped, PythonExporter exporter) {
    try {
      return readNew(buffer, arena, isShaped, exporter);
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw broken("%s", String.valueOf(e.getMessage()));
    }
  }

  private static Memory readNew(
      long buffer, Arena arena, boolean isShaped, PythonExporter exporter) {
    long start = PyBuffer.get(buffer, PyBuffer.BUF);
    long length = PyBuffer.get(buffer, PyBuffer.LEN);
    long itemSize = PyBuffer.get(buffer, PyBuffer.ITEM_SIZE);
    int ndim = PyBuffer.getInt(buffer, PyBuffer.NDIM);
    if (length < 0 || itemSize < 0 || ndim < 0 || ndim > Layout.MAX_DIMENSIONS) {
      throw broken("len %d, itemsize %d, ndim %d", length, itemSize, ndim);
    }
    boolean readOnly = PyBuffer.getInt(buffer, PyBuffer.READ_ONLY) != 0;
    long shapeAt = PyBuffer.get(buffer, PyBuffer.SHAPE);
    boolean isPlain = !isShaped && (shapeAt == 0 || ndim == 0);
    long[] shape;
    if (isPlain) {
      itemSize = 1; // what is there is the size of items that nobody asked for
      shape = new long[] {length};
    } else if (shapeAt != 0 || ndim == 0) {
      shape = NativeMemory.longs(shapeAt, ndim);
    } else if (ndim == 1 && itemSize != 0) {
      shape = new long[] {length / itemSize};
    } else {
      throw broken("ndim %d without a shape", ndim);
    }
    Format format = isPlain ? BYTE : format(buffer, exporter);
    long stridesAt = isPlain ? 0 : PyBuffer.get(buffer, PyBuffer.STRIDES);
    long suboffsetsAt = isPlain ? 0 : PyBuffer.get(buffer, PyBuffer.SUBOFFSETS);
    long size = itemSize;
    long[] strides = new long[shape.length];
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] < 0) {
        throw broken("extent %d", shape[d]);
      }
      strides[d] = size;
      size = Math.multiplyExact(size, shape[d]);
    }
    if (size != length) {
      throw broken("len %d, but the items have %d bytes", length, size);
    }
    if (length != 0 && start == 0) {
      throw broken("%d bytes at NULL", length);
    }
    Memory memory =
        new BufferReader(
                arena,
                format,
                itemSize,
                shape,
                stridesAt == 0 ? strides : NativeMemory.longs(stridesAt, ndim),
                suboffsetsAt == 0 ? NONE : NativeMemory.longs(suboffsetsAt, ndim))
            .memory(start, 0, length == 0);
    return readOnly ? memory.asReadOnly() : memory;
  }

  private static long[] suboffsets(long buffer) {
    long at = PyBuffer.get(buffer, PyBuffer.SUBOFFSETS);
    return at == 0 ? NONE : NativeMemory.longs(at, PyBuffer.getInt(buffer, PyBuffer.NDIM));
  }

  private static Format format(long buffer, PythonExporter exporter) {
    long text = PyBuffer.get(buffer, PyBuffer.FORMAT);
    long itemSize = PyBuffer.get(buffer, PyBuffer.ITEM_SIZE);
    Format plain = Formats.plain(text, itemSize);
    // What is one byte to ctypes says B, whatever is in it.
    return plain == null || (text != 0 && plain.equals(Formats.BYTE))
        ? Formats.read(text, itemSize, PyBuffer.get(buffer, PyBuffer.OBJ), exporter)
        : plain;
  }

  private static BufferException.Refused broken(String what, Object... values) {
    return new BufferException.Refused(
        "the object describes its buffer as nothing can be: " + what.formatted(values));
  }

  /** The memory from a dimension on, whose first item or pointer lies at an address. */
  private Memory memory(long start, int from, boolean isEmpty) {
    int pointer = from;
    while (pointer < suboffsets.length && suboffsets[pointer] < 0) {
      pointer++;
    }
    if (isEmpty || pointer >= suboffsets.length) {
      return flat(start, from, isEmpty);
    }
    long count = 1;
    for (int d = from; d <= pointer; d++) {
      count = Math.multiplyExact(count, shape[d]);
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw broken("%d pointers", count);
    }
    List<Memory> blocks = new ArrayList<>((int) count);
    long[] index = new long[pointer + 1];
    for (long i = 0; i < count; i++) {
      long slot = start;
      for (int d = from; d <= pointer; d++) {
        slot = Math.addExact(slot, Math.multiplyExact(index[d], strides[d]));
      }
      long block = slot <= 0 ? 0 : CApi.MEMORY.get(JAVA_LONG, slot);
      if (block == 0) {
        throw broken("pointer %d, at 0x%x, is NULL", i, slot);
      }
      blocks.add(memory(Math.addExact(block, suboffsets[pointer]), pointer + 1, false));
      for (int d = pointer; d >= from && ++index[d] == shape[d]; d--) {
        index[d] = 0;
      }
    }
    Memory table = Memory.ofBlocks(blocks);
    return pointer == from ? table : table.withShape(Arrays.copyOfRange(shape, from, shape.length));
  }

  private Memory flat(long start, int from, boolean isEmpty) {
    long[] extents = from == 0 ? shape : Arrays.copyOfRange(shape, from, shape.length);
    long[] steps = from == 0 ? strides : Arrays.copyOfRange(strides, from, shape.length);
    if (isEmpty && (itemSize != 0 || start == 0)) {
      // Items without bytes that lie nowhere have no strides.
      return Memory.of(
          MemorySegment.NULL,
          format,
          Layout.strided(0, itemSize, extents, itemSize == 0 ? new long[extents.length] : steps));
    }
    long[] reach = NativeMemory.reach(itemSize, extents, steps);
    long low = reach[0];
    long high = reach[1];
    long first = Math.addExact(start, low);
    if (first <= 0 || Math.addExact(start, high) <= 0) {
      throw broken("items from 0x%x to 0x%x", first, start + high);
    }
    return Memory.of(
        NativeMemory.segment(first, Math.subtractExact(high, low), arena),
        format,
        Layout.strided(-low, itemSize, extents, steps));
  }

  /**
   * What an object has said of its buffer, without the place: it mostly says the same again, and
   * then nothing has to be made and checked anew. Records are not kept: whether the string says the
   * same or not, the type may have changed.
   */
  static final class KnownBuffer {
    /** Lies nowhere, so that no arena is kept reachable. */
    private final Memory memory;

    private final long size;
    private final long length;
    private final long itemSize;
    private final int ndim;

    /** The fields {@code readonly} and {@code ndim}, as they stand there. */
    private final long kind;

    private final boolean hasStrides;
    private final long[] shape;
    private final long[] strides;

    /** The one code of the format and NUL; 0 if the format is longer. */
    private final int code;

    KnownBuffer(Memory described, long buffer) {
      Layout layout = described.layout();
      length = layout.byteLength();
      itemSize = layout.itemSize();
      ndim = layout.ndim();
      shape = layout.shape();
      strides = layout.strides();
      kind = PyBuffer.get(buffer, PyBuffer.READ_ONLY);
      hasStrides = PyBuffer.get(buffer, PyBuffer.STRIDES) != 0;
      code = code(PyBuffer.get(buffer, PyBuffer.FORMAT));
      long end = layout.offset() + itemSize;
      for (int d = 0; d < ndim; d++) {
        end += Math.max(0, strides[d] * (shape[d] - 1));
      }
      size = end;
      Memory nowhere =
          Memory.of(
              NativeMemory.segment(Long.BYTES, size, Arena.global()), described.format(), layout);
      memory = described.isReadOnly() ? nowhere.asReadOnly() : nowhere;
    }

    private static int code(long format) {
      int first = format == 0 ? 0 : CApi.MEMORY.get(JAVA_BYTE, format);
      return first != 0 && CApi.MEMORY.get(JAVA_BYTE, format + 1) == 0 ? first : 0;
    }

    /** Whether an item is one number, so that nothing of the caller's runs while it is written. */
    boolean isNumbers() {
      return memory.format() instanceof Scalar scalar && scalar.isNumeric();
    }

    boolean isSaidBy(long buffer) {
      long shapeAt = PyBuffer.get(buffer, PyBuffer.SHAPE);
      long stridesAt = PyBuffer.get(buffer, PyBuffer.STRIDES);
      long format = PyBuffer.get(buffer, PyBuffer.FORMAT);
      if (PyBuffer.get(buffer, PyBuffer.LEN) != length
          || PyBuffer.get(buffer, PyBuffer.ITEM_SIZE) != itemSize
          || PyBuffer.get(buffer, PyBuffer.READ_ONLY) != kind
          || PyBuffer.get(buffer, PyBuffer.BUF) <= memory.layout().offset()
          || PyBuffer.get(buffer, PyBuffer.SUBOFFSETS) != 0
          || (shapeAt == 0 && ndim > 0)
          || (stridesAt != 0) != hasStrides
          || code(format) != code
          || (code == 0 && !memory.format().equals(Formats.plain(format, itemSize)))) {
        return false;
      }
      for (int d = 0; d < ndim; d++) {
        if (CApi.MEMORY.get(JAVA_LONG, shapeAt + 8L * d) != shape[d]
            || (hasStrides && CApi.MEMORY.get(JAVA_LONG, stridesAt + 8L * d) != strides[d])) {
          return false;
        }
      }
      return true;
    }

    Memory in(long start, Arena arena) {
      return memory.withSegment(
          NativeMemory.segment(start - memory.layout().offset(), size, arena));
    }
  }
}
