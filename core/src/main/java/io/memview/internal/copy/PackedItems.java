package io.memview.internal.copy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Some items of 1, 2, 4 or 8 bytes as the bits of a {@code long} each, on their way from memory to
 * memory. Each loop has one kind of memory to do with, or two.
 */
final class PackedItems {
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  private long[] bits = {};
  private int[] ints = {};
  private byte[] bytes = {};

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.nativeOrder());
  }

  /** An array with room for so many bytes: this one, if it has it. */
  static byte[] room(byte[] known, int length) {
    return known.length < length ? new byte[length] : known;
  }

  private void makeRoom(int count) {
    if (bits.length < count) {
      bits = new long[count];
    }
  }

  // ---- from memory

  /** Takes items out of an array. */
  void gather(byte[] from, int at, int stride, int size, int count) {
    makeRoom(count);
    gather(bits, from, at, stride, size, count);
  }

  private static void gather(long[] bits, byte[] from, int at, int stride, int size, int count) {
    if (stride == size && size < Integer.BYTES) {
      widen(bits, from, at, size, count);
      return;
    }
    int x = at;
    switch (size) {
      case 1 -> {
        for (int i = 0; i < count; i++, x += stride) {
          bits[i] = from[x] & 0xFF;
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++, x += stride) {
          bits[i] = (short) SHORTS.get(from, x) & 0xFFFF;
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++, x += stride) {
          bits[i] = (int) INTS.get(from, x) & 0xFFFF_FFFFL;
        }
      }
      default -> {
        for (int i = 0; i < count; i++, x += stride) {
          bits[i] = (long) LONGS.get(from, x);
        }
      }
    }
  }

  /** Takes small items that follow each other, at a stride that the JIT compiler knows. */
  private static void widen(long[] bits, byte[] from, int at, int size, int count) {
    if (size == Byte.BYTES) {
      for (int i = 0; i < count; i++) {
        bits[i] = from[at + i] & 0xFF;
      }
    } else {
      for (int i = 0; i < count; i++) {
        bits[i] = (short) SHORTS.get(from, at + i * Short.BYTES) & 0xFFFF;
      }
    }
  }

  /** Takes items out of memory: one by one, if they are not next to each other. */
  void gather(MemorySegment from, long at, long stride, int size, int count) {
    makeRoom(count);
    if (stride == size && size == Long.BYTES) {
      MemorySegment.copy(from, ValueLayout.JAVA_LONG_UNALIGNED, at, bits, 0, count);
      return;
    }
    bytes = room(bytes, Long.BYTES);
    for (int i = 0; i < count; i++) {
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at + i * stride, bytes, 0, size);
      bits[i] =
          switch (size) {
            case 1 -> bytes[0] & 0xFF;
            case 2 -> (short) SHORTS.get(bytes, 0) & 0xFFFF;
            case 4 -> (int) INTS.get(bytes, 0) & 0xFFFF_FFFFL;
            default -> (long) LONGS.get(bytes, 0);
          };
    }
  }

  // ---- some of them

  /**
   * Moves the selected items to the front.
   *
   * @param size the bytes of each
   * @param truths which are selected, from the first one on
   */
  static void compact(byte[] items, int size, boolean[] truths, int first, int count) {
    int end = 0;
    switch (size) { // without a branch: what is not selected is overwritten
      case 1 -> {
        for (int i = 0; i < count; i++) {
          items[end] = items[i];
          end += truths[first + i] ? 1 : 0;
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          SHORTS.set(items, 2 * end, (short) SHORTS.get(items, 2 * i));
          end += truths[first + i] ? 1 : 0;
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          INTS.set(items, 4 * end, (int) INTS.get(items, 4 * i));
          end += truths[first + i] ? 1 : 0;
        }
      }
      case 8 -> {
        for (int i = 0; i < count; i++) {
          LONGS.set(items, 8 * end, (long) LONGS.get(items, 8 * i));
          end += truths[first + i] ? 1 : 0;
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          if (truths[first + i]) {
            System.arraycopy(items, i * size, items, end, size);
            end += size;
          }
        }
      }
    }
  }

  /**
   * Puts a mark before each item of some rows: 1, and the next of the selected ones, or 0.
   *
   * @param selected the selected ones, and room for one more
   * @param to rows of items with marks
   * @param size the bytes of an item
   * @param row the items of a row
   * @param truths which rows are selected, from the first one on
   */
  static void mark(
      byte[] selected, byte[] to, int size, int row, boolean[] truths, int first, int rows) {
    if (row > 1 || size > Long.BYTES || Integer.bitCount(size) > 1) {
      markRows(selected, to, size, row, truths, first, rows);
      return;
    }
    int next = 0;
    switch (size) { // without a branch: what is not selected has any value
      case 1 -> {
        for (int i = 0; i < rows; i++) {
          int mark = truths[first + i] ? 1 : 0;
          to[2 * i] = (byte) mark;
          to[2 * i + 1] = selected[next];
          next += mark;
        }
      }
      case 2 -> {
        for (int i = 0; i < rows; i++) {
          int mark = truths[first + i] ? 1 : 0;
          to[3 * i] = (byte) mark;
          SHORTS.set(to, 3 * i + 1, (short) SHORTS.get(selected, 2 * next));
          next += mark;
        }
      }
      case 4 -> {
        for (int i = 0; i < rows; i++) {
          int mark = truths[first + i] ? 1 : 0;
          to[5 * i] = (byte) mark;
          INTS.set(to, 5 * i + 1, (int) INTS.get(selected, 4 * next));
          next += mark;
        }
      }
      default -> {
        for (int i = 0; i < rows; i++) {
          int mark = truths[first + i] ? 1 : 0;
          to[9 * i] = (byte) mark;
          LONGS.set(to, 9 * i + 1, (long) LONGS.get(selected, 8 * next));
          next += mark;
        }
      }
    }
  }

  private static void markRows(
      byte[] selected, byte[] to, int size, int row, boolean[] truths, int first, int rows) {
    int next = 0;
    int at = 0;
    for (int i = 0; i < rows; i++) {
      byte mark = (byte) (truths[first + i] ? 1 : 0);
      for (int item = 0; item < row; item++) {
        to[at] = mark;
        System.arraycopy(selected, next, to, at + 1, mark * size);
        next += mark * size;
        at += size + 1;
      }
    }
  }

  // ---- what is done

  /** Reverses the bytes of each item. */
  void reverseBytes(int size, int count) {
    int rest = Long.SIZE - Byte.SIZE * size;
    for (int i = 0; i < count; i++) {
      bits[i] = Long.reverseBytes(bits[i]) >>> rest;
    }
  }

  /** Converts the items, in arrays of their types; says whether all were. */
  boolean convert(NumberBlock numbers, double scale, double shift, int count) {
    numbers.setBits(bits, count);
    if (!numbers.convert(scale, shift, count)) {
      return false;
    }
    numbers.toBits(bits, count);
    return true;
  }

  // ---- to memory

  /** Writes items. */
  void scatter(MemorySegment to, long at, long stride, int size, int count) {
    if (stride == size && size == Long.BYTES) {
      MemorySegment.copy(bits, 0, to, ValueLayout.JAVA_LONG_UNALIGNED, at, count);
    } else if (stride == size && size == Integer.BYTES) {
      if (ints.length < count) {
        ints = new int[count];
      }
      narrow(bits, ints, count);
      MemorySegment.copy(ints, 0, to, ValueLayout.JAVA_INT_UNALIGNED, at, count);
    } else if (stride == size) {
      int length = count * size;
      bytes = room(bytes, length);
      scatter(bits, bytes, 0, size, size, count);
      MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, at, length);
    } else if (to.isNative()) {
      toNative(bits, to, at, stride, size, count);
    } else if (to.heapBase().orElse(null) instanceof byte[] array) {
      scatter(bits, array, (int) (to.address() + at), stride, size, count);
    } else {
      toArray(bits, to, at, stride, size, count);
    }
  }

  private static void narrow(long[] bits, int[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (int) bits[i];
    }
  }

  private static void scatter(long[] bits, byte[] to, int at, long stride, int size, int count) {
    int y = at;
    int step = (int) stride;
    switch (size) {
      case 1 -> {
        for (int i = 0; i < count; i++, y += step) {
          to[y] = (byte) bits[i];
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++, y += step) {
          SHORTS.set(to, y, (short) bits[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++, y += step) {
          INTS.set(to, y, (int) bits[i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++, y += step) {
          LONGS.set(to, y, bits[i]);
        }
      }
    }
  }

  private static void toNative(
      long[] bits, MemorySegment to, long at, long stride, int size, int count) {
    for (int i = 0; i < count; i++) {
      set(to, at + i * stride, size, bits[i]);
    }
  }

  // The same, with a profile of its own.
  private static void toArray(
      long[] bits, MemorySegment to, long at, long stride, int size, int count) {
    for (int i = 0; i < count; i++) {
      set(to, at + i * stride, size, bits[i]);
    }
  }

  private static void set(MemorySegment to, long at, int size, long bits) {
    switch (size) {
      case 1 -> to.set(ValueLayout.JAVA_BYTE, at, (byte) bits);
      case 2 -> to.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) bits);
      case 4 -> to.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) bits);
      default -> to.set(ValueLayout.JAVA_LONG_UNALIGNED, at, bits);
    }
  }
}
