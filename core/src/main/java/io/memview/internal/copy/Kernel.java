package io.memview.internal.copy;

import io.memview.format.Bits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The innermost loops of a copy: one operation on the items of two kinds of memory. {@link Kernels}
 * defines the classes.
 */
abstract class Kernel {

  /** What is done with each item. */
  sealed interface Operation permits Move, Convert, Masked {
    /** Does it, whatever the memory; offsets are in bytes, the factors those of a conversion. */
    void item(
        MemorySegment from, long fromAt, MemorySegment to, long toAt, double scale, double shift);

    /**
     * The bytes of an item that is read; 0 where that is no number of bytes that loops can take.
     */
    default int fromSize() {
      return 0;
    }

    /** The bytes of an item that is written. */
    default int toSize() {
      return 0;
    }
  }

  /**
   * Bytes are moved.
   *
   * @param size how many: 1, 2, 4 or 8
   * @param swap whether they are reversed
   */
  record Move(int size, boolean swap) implements Operation {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    // By hand: what a record has of itself is linked at each program's start.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Move that && size == that.size && swap == that.swap;
    }

    @Override
    public int hashCode() {
      return swap ? -size : size;
    }

    @Override
    public int fromSize() {
      return size;
    }

    @Override
    public int toSize() {
      return size;
    }

    @Override
    public void item(
        MemorySegment from, long fromAt, MemorySegment to, long toAt, double scale, double shift) {
      switch (size) {
        case 1 -> to.set(BYTE, toAt, from.get(BYTE, fromAt));
        case 2 -> {
          short bits = from.get(SHORT, fromAt);
          to.set(SHORT, toAt, swap ? Short.reverseBytes(bits) : bits);
        }
        case 4 -> {
          int bits = from.get(INT, fromAt);
          to.set(INT, toAt, swap ? Integer.reverseBytes(bits) : bits);
        }
        default -> {
          long bits = from.get(LONG, fromAt);
          to.set(LONG, toAt, swap ? Long.reverseBytes(bits) : bits);
        }
      }
    }
  }

  /**
   * Items are copied that a byte before them says are to be: the source's are longer by that byte.
   *
   * @param size the bytes of an item without it
   * @param bits which bits, if a byte may belong to others too
   */
  record Masked(long size, @Nullable Bits bits) implements Operation {
    /** The bytes of an item, if one load and one store move it; else 0. */
    int loadedSize() {
      boolean isLoaded = bits == null && size <= Long.BYTES && Long.bitCount(size) == 1;
      return isLoaded ? (int) size : 0;
    }

    @Override
    public void item(
        MemorySegment from, long fromAt, MemorySegment to, long toAt, double scale, double shift) {
      if (from.get(ValueLayout.JAVA_BYTE, fromAt) == 0) {
        return;
      }
      if (bits != null) {
        bits.put(to, toAt, bits.get(from, fromAt + 1));
        return;
      }
      switch ((int) size) {
        case 1 -> to.set(Move.BYTE, toAt, from.get(Move.BYTE, fromAt + 1));
        case 2 -> to.set(Move.SHORT, toAt, from.get(Move.SHORT, fromAt + 1));
        case 4 -> to.set(Move.INT, toAt, from.get(Move.INT, fromAt + 1));
        case 8 -> to.set(Move.LONG, toAt, from.get(Move.LONG, fromAt + 1));
        default -> MemorySegment.copy(from, fromAt + 1, to, toAt, size);
      }
    }
  }

  /** What a loop that counts in {@code int} does at most. */
  private static final int MAX_ROW = 1 << 28;

  /**
   * The items of a row that are taken before the next row where rows lie closer together: the cache
   * lines that they lie in are still in the second-level cache then, a quarter of which they take.
   */
  private static final int TILE = 1000;

  private static final MethodHandle ROWS;

  static {
    try {
      MethodType type =
          MethodType.methodType(
              void.class,
              new Class<?>[] {
                MemorySegment.class,
                long.class,
                long.class,
                long.class,
                MemorySegment.class,
                long.class,
                long.class,
                long.class,
                long.class,
                int.class
              });
      ROWS = MethodHandles.lookup().findVirtual(Kernel.class, "rows", type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Leads to {@link #rows}. No constant, so that the JIT compiler does not inline the loops into
   * what calls them: that would be at the bottom of so many calls that it inlines no further, and
   * leaves a call for each item.
   */
  private final MethodHandle loops = ROWS;

  /** Whether the source's rows are closer together than the items of a row: a transpose. */
  static boolean isTransposed(long rows, long fromRow, long fromItem) {
    return rows > 1 && fromRow != 0 && Math.abs(fromRow) < Math.abs(fromItem);
  }

  /** What a conversion multiplies by, and adds: not of the class, since they may be any numbers. */
  double scale = 1;

  double shift;

  /** This one, or one with buffers or factors of its own: a kernel is used by one thread. */
  Kernel fresh() {
    return this;
  }

  /** One for a conversion that scales. */
  final Kernel fresh(double newScale, double newShift) {
    Kernel fresh = fresh();
    if (fresh.scale != newScale || fresh.shift != newShift) {
      fresh.scale = newScale;
      fresh.shift = newShift;
    }
    return fresh;
  }

  /** Ends the trial in which a kernel may be that has to show first that it is fast. */
  void endTrial() {}

  /** Treats a plane of items. Offsets and strides are in bytes. */
  final void plane(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      long rows,
      long items) {
    int width = isTransposed(rows, fromRow, fromItem) ? TILE : MAX_ROW;
    for (long item = 0; item < items; item += width) {
      int count = (int) Math.min(width, items - item);
      long x = fromAt + item * fromItem;
      long y = toAt + item * toItem;
      try {
        loops.invokeExact(this, from, x, fromRow, fromItem, to, y, toRow, toItem, rows, count);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e); // rows declares none
      }
    }
  }

  /** Treats rows of at most {@link #MAX_ROW} items. */
  void rows(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      long rows,
      int items) {
    for (long row = 0; row < rows; row++) {
      row(from, fromAt + row * fromRow, fromItem, to, toAt + row * toRow, toItem, items);
    }
  }

  /**
   * Treats rows that on one side are at places that are listed.
   *
   * @param starts the places, from where the offset of that side counts
   * @param first which of them is the first
   * @param step how many places further the next one is
   * @param areRead whether they are the source's
   */
  void listedRows(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      int rows,
      int items,
      long[] starts,
      int first,
      int step,
      boolean areRead) {
    for (int row = 0; row < rows; row++) {
      long start = starts[first + row * step];
      long x = fromAt + (areRead ? start : row * fromRow);
      long y = toAt + (areRead ? row * toRow : start);
      row(from, x, fromItem, to, y, toItem, items);
    }
  }

  /** Treats the items of a row by themselves, whatever the memory. */
  final void oneByOne(
      Operation operation,
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int items) {
    for (int i = 0; i < items; i++) {
      operation.item(from, fromAt + i * fromItem, to, toAt + i * toItem, scale, shift);
    }
  }

  /** Treats one row. */
  abstract void row(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int items);
}
