package io.memview.internal.copy;

import io.memview.internal.HiddenClasses;
import io.memview.internal.Unfused;
import io.memview.internal.memory.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Transposes items of 1, 2 or 4 bytes a block at a time: eight rows by as many items as fit in a
 * {@code long} are loaded as eight of them, turned in registers and stored as eight. Both the rows
 * of the source and the items of the target follow each other without gaps. A template of the
 * classes that {@link Kernel} defines.
 */
final class TransposeKernel extends Kernel {
  private static final KernelKind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), KernelKind.class);

  private static final int ROWS = 8;

  private static final @Nullable Class<?> FROM = KIND.from();
  private static final @Nullable Class<?> TO = KIND.to();
  private static final int SIZE = KIND.operation().fromSize();

  /** The items of a row that make a {@code long}. */
  private static final int ITEMS = Long.BYTES / SIZE;

  private static final long STRIDE = KIND.fromStride();

  /** Whether items are three or four bytes without gaps. */
  private static final boolean PIXELS = SIZE == 1 && (STRIDE == 3 || STRIDE == 4);

  private static final boolean MAY_BE_MAPPED = KIND.fromMayBeMapped();

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  // The lower of each pair of halves, quarters and eighths of a long.
  private static final long HALVES = 0xFFFF_FFFFL;
  private static final long QUARTERS = 0x0000_FFFF_0000_FFFFL;
  private static final long EIGHTHS = 0x00FF_00FF_00FF_00FFL;

  private final Kernel others;

  /** For {@link HiddenClasses}. */
  TransposeKernel() {
    others = Kernels.of(KIND.itemByItem(), StrideCounts.EARNED);
  }

  @Override
  void row(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int items) {
    others.row(from, fromAt, fromItem, to, toAt, toItem, items);
  }

  @Override
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
    int blocks = items / ITEMS;
    for (long row = 0; row < rows; ) {
      int height = (int) Math.min(rows - row >= ROWS ? ROWS : ROWS / 2, rows - row);
      long x = fromAt + row * SIZE;
      long y = toAt + row * toRow;
      int done = 0;
      if (height == ROWS) {
        done = blocks;
        eight(from, x, fromItem, to, y, toRow, done);
      } else if (SIZE < Integer.BYTES && height == 4) {
        done = blocks;
        four(from, x, fromItem, to, y, toRow, done, true);
      } else if (SIZE < Integer.BYTES && height == 3 && fromItem > 0) {
        // Four are loaded: the last block, behind which there may be nothing, is left.
        done = Math.max(0, blocks - 1);
        four(from, x, fromItem, to, y, toRow, done, false);
      }
      int rest = items - done * ITEMS;
      if (rest > 0) {
        long start = x + (long) done * ITEMS * fromItem;
        long end = y + (long) done * Long.BYTES;
        super.rows(from, start, SIZE, fromItem, to, end, toRow, SIZE, height, rest);
      }
      row += height;
    }
  }

  private static long stride(long fromItem) {
    return STRIDE == 0 ? fromItem : STRIDE;
  }

  /** Blocks of eight rows: word n is the n % SIZE-th of item n / SIZE, and becomes a row. */
  private static void eight(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      int n) {
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    long item = stride(fromItem);
    for (int block = 0; block < n; block++) {
      long x = fromAt + block * (item * ITEMS);
      long y = toAt + block * 8L;
      long a = word(from, x, item, 0);
      long b = word(from, x, item, 1);
      long c = word(from, x, item, 2);
      long d = word(from, x, item, 3);
      long e = word(from, x, item, 4);
      long f = word(from, x, item, 5);
      long g = word(from, x, item, 6);
      long h = word(from, x, item, 7);
      long t = low(a, e, HALVES, 32);
      e = high(a, e, HALVES, 32);
      a = t;
      t = low(b, f, HALVES, 32);
      f = high(b, f, HALVES, 32);
      b = t;
      t = low(c, g, HALVES, 32);
      g = high(c, g, HALVES, 32);
      c = t;
      t = low(d, h, HALVES, 32);
      h = high(d, h, HALVES, 32);
      d = t;
      if (SIZE <= 2) {
        t = low(a, c, QUARTERS, 16);
        c = high(a, c, QUARTERS, 16);
        a = t;
        t = low(b, d, QUARTERS, 16);
        d = high(b, d, QUARTERS, 16);
        b = t;
        t = low(e, g, QUARTERS, 16);
        g = high(e, g, QUARTERS, 16);
        e = t;
        t = low(f, h, QUARTERS, 16);
        h = high(f, h, QUARTERS, 16);
        f = t;
      }
      if (SIZE == 1) {
        t = low(a, b, EIGHTHS, 8);
        b = high(a, b, EIGHTHS, 8);
        a = t;
        t = low(c, d, EIGHTHS, 8);
        d = high(c, d, EIGHTHS, 8);
        c = t;
        t = low(e, f, EIGHTHS, 8);
        f = high(e, f, EIGHTHS, 8);
        e = t;
        t = low(g, h, EIGHTHS, 8);
        h = high(g, h, EIGHTHS, 8);
        g = t;
      }
      to.set(LONG, y + row(0) * toRow, a);
      to.set(LONG, y + row(1) * toRow, b);
      to.set(LONG, y + row(2) * toRow, c);
      to.set(LONG, y + row(3) * toRow, d);
      to.set(LONG, y + row(4) * toRow, e);
      to.set(LONG, y + row(5) * toRow, f);
      to.set(LONG, y + row(6) * toRow, g);
      to.set(LONG, y + row(7) * toRow, h);
    }
  }

  /** Blocks of four rows, of which the last one may be left out. */
  private static void four(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      int n,
      boolean last) {
    if (PIXELS) {
      pixels(from, fromAt, to, toAt, toRow, n, last);
      return;
    }
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    long item = stride(fromItem);
    for (int block = 0; block < n; block++) {
      long x = fromAt + block * (item * ITEMS);
      long a = half(from, x, item);
      long b = half(from, x + item, item);
      long c = half(from, x + 2 * item, item);
      long d = half(from, x + 3 * item, item);
      turn(a, b, c, d, to, toAt + block * 8L, toRow, last);
    }
  }

  /** The same for three or four bytes without gaps, two items of which are loaded at once. */
  private static void pixels(
      MemorySegment from,
      long fromAt,
      MemorySegment to,
      long toAt,
      long toRow,
      int n,
      boolean last) {
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    int next = (int) (Byte.SIZE * STRIDE);
    for (int block = 0; block < n; block++) {
      long x = fromAt + block * (8 * STRIDE);
      long first = from.get(LONG, x);
      long third = from.get(LONG, x + 2 * STRIDE);
      long fifth = from.get(LONG, x + 4 * STRIDE);
      long seventh = from.get(LONG, x + 6 * STRIDE);
      long a = low(first, fifth, HALVES, 32);
      long b = low(first >>> next, fifth >>> next, HALVES, 32);
      long c = low(third, seventh, HALVES, 32);
      long d = low(third >>> next, seventh >>> next, HALVES, 32);
      turn(a, b, c, d, to, toAt + block * 8L, toRow, last);
    }
  }

  /** Turns a block of which each word has four rows of two items, and stores it. */
  private static void turn(
      long a, long b, long c, long d, MemorySegment to, long y, long toRow, boolean last) {
    long mask = SIZE == 1 ? EIGHTHS : QUARTERS;
    long mask2 = SIZE == 1 ? QUARTERS : HALVES;
    long e = low(a, b, mask, 8 * SIZE);
    long f = high(a, b, mask, 8 * SIZE);
    long g = low(c, d, mask, 8 * SIZE);
    long h = high(c, d, mask, 8 * SIZE);
    to.set(LONG, y, low(e, g, mask2, 16 * SIZE));
    to.set(LONG, y + toRow, low(f, h, mask2, 16 * SIZE));
    to.set(LONG, y + 2 * toRow, high(e, g, mask2, 16 * SIZE));
    if (last) {
      to.set(LONG, y + 3 * toRow, high(f, h, mask2, 16 * SIZE));
    }
  }

  /** Four rows of an item; if they are bytes, with those of the fourth item behind it. */
  private static long half(MemorySegment from, long x, long item) {
    if (SIZE > 1) {
      return from.get(LONG, x);
    }
    int other = from.get(INT, x + 4 * item);
    return (from.get(INT, x) & HALVES) | ((MAY_BE_MAPPED ? Unfused.signed(other) : other) << 32);
  }

  private static long word(MemorySegment from, long x, long item, int n) {
    return from.get(LONG, x + n / SIZE * item + n % SIZE * 8L);
  }

  /** The row that word n is when the block has been turned. */
  private static int row(int n) {
    return n % SIZE * ITEMS + n / SIZE;
  }

  private static long low(long a, long b, long mask, int shift) {
    return (a & mask) | ((b & mask) << shift);
  }

  private static long high(long a, long b, long mask, int shift) {
    return ((a >>> shift) & mask) | (b & ~mask);
  }
}
