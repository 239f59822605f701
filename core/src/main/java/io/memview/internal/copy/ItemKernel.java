package io.memview.internal.copy;

import io.memview.internal.HiddenClasses;
import io.memview.internal.NumberCodec;
import io.memview.internal.Unfused;
import io.memview.internal.memory.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Loops over items in which nothing is left to decide. The template of the classes that {@link
 * Kernel} defines.
 */
final class ItemKernel extends Kernel {
  private static final KernelKind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), KernelKind.class);

  /** The bytes of repeated items that are copied at once: they stay in the first-level cache. */
  private static final int REPEATED = 1 << 12;

  /** A run of more bytes is left to the platform's own copy. */
  private static final int SHORT_RUN = 128;

  private static final @Nullable Class<?> FROM = KIND.from();
  private static final @Nullable Class<?> TO = KIND.to();

  // The strides of a row, if they are known.
  private static final long FROM_STRIDE = KIND.fromStride();
  private static final long TO_STRIDE = KIND.toStride();

  // Of a move.
  private static final int MOVED = KIND.operation() instanceof Move move ? move.size() : 0;
  private static final boolean SWAP = KIND.operation() instanceof Move move && move.swap();

  /** The bytes of an item behind a mark; 0 if items are not marked, or loops do not load them. */
  private static final int MARKED =
      KIND.operation() instanceof Masked masked ? masked.loadedSize() : 0;

  // Of a conversion between the integers and floats of Java.
  private static final @Nullable NumberCodec SOURCE =
      KIND.operation() instanceof Convert convert ? convert.source() : null;
  private static final @Nullable NumberCodec TARGET =
      KIND.operation() instanceof Convert convert ? convert.target() : null;
  private static final boolean DRY = KIND.operation() instanceof Convert convert && convert.dry();
  private static final boolean PLAIN =
      KIND.operation() instanceof Convert convert && convert.isPlain();
  private static final boolean SCALED =
      KIND.operation() instanceof Convert convert && convert.scaled();
  private static final boolean FROM_FLOAT = PLAIN && isFloat(SOURCE);
  private static final boolean TO_FLOAT = PLAIN && isFloat(TARGET);
  private static final boolean SIGNED = SOURCE != null && SOURCE.kind() == NumberCodec.Kind.SIGNED;
  private static final int FROM_SIZE = SOURCE != null ? SOURCE.byteSize() : MOVED + MARKED;
  private static final int TO_SIZE = TARGET != null ? TARGET.byteSize() : MOVED + MARKED;

  /** Whether an item is loaded, and stored, at once: bits that share bytes are not. */
  private static final boolean LOADED = SOURCE == null || SOURCE.isWhole();

  private static final boolean STORED = TARGET == null || TARGET.isWhole();
  private static final long MASK = TARGET == null ? -1 : TARGET.mask();

  /** The items of a move that are a {@code long} together. */
  private static final int WORD = MOVED == 0 ? 1 : Long.BYTES / MOVED;

  private static final boolean TO_INTEGER = TARGET != null && TARGET.isInteger();
  private static final long MIN = TARGET != null && TO_INTEGER ? TARGET.min() : 0;
  private static final long MAX = TARGET != null && TO_INTEGER ? TARGET.max() : 0;

  /** Whether integers are checked only, of which a {@code long} holds every one. */
  private static final boolean INTEGERS =
      KIND.operation() instanceof Convert convert && convert.isChecked() && TO_INTEGER;

  /** A float may be too large for a smaller one, if the target's byte order is explicit. */
  private static final boolean FINITE = TARGET != null && TARGET.strict();

  private static final ByteOrder FROM_ORDER =
      SOURCE != null ? SOURCE.order() : ByteOrder.nativeOrder();
  private static final ByteOrder TO_ORDER =
      TARGET != null ? TARGET.order() : SWAP ? other() : ByteOrder.nativeOrder();
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort FROM_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(FROM_ORDER);
  private static final ValueLayout.OfInt FROM_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(FROM_ORDER);
  private static final ValueLayout.OfLong FROM_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(FROM_ORDER);
  private static final ValueLayout.OfShort TO_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(TO_ORDER);
  private static final ValueLayout.OfInt TO_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(TO_ORDER);
  private static final ValueLayout.OfLong TO_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(TO_ORDER);

  private static final ValueLayout.OfLong WORDS = ValueLayout.JAVA_LONG_UNALIGNED;

  /** The lower byte of each two. */
  private static final long LOW_BYTES = 0x00FF_00FF_00FF_00FFL;

  private static final boolean MAY_BE_MAPPED = KIND.fromMayBeMapped();

  private static final Operation OPERATION = KIND.operation();

  /** For {@link HiddenClasses}. */
  ItemKernel() {}

  private static ByteOrder other() {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? ByteOrder.LITTLE_ENDIAN
        : ByteOrder.BIG_ENDIAN;
  }

  private static boolean isFloat(@Nullable NumberCodec codec) {
    return codec != null && codec.isFloat();
  }

  @Override
  Kernel fresh() {
    return SCALED ? new ItemKernel() : this;
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
    if (MOVED > 0 && fromItem == 0 && items > 1) {
      repeat(load(from, fromAt), to, toAt, toItem, items);
    } else if (MOVED > 0 && fromItem == -MOVED && toItem == MOVED) {
      moveBackwards(from, fromAt, to, toAt, items);
    } else if (FROM_SIZE == 0 || fromItem != FROM_SIZE || toItem != TO_SIZE) {
      strided(from, fromAt, fromItem, to, toAt, toItem, items);
    } else if (MOVED == 0 || SWAP || items <= SHORT_RUN / FROM_SIZE) {
      unit(from, fromAt, to, toAt, items);
    } else {
      MemorySegment.copy(from, fromAt, to, toAt, (long) items * FROM_SIZE);
    }
  }

  // By itself: the loop is compiled for this class.
  @Override
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
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    for (int row = 0; row < rows; row++) {
      long start = starts[first + row * step];
      long x = fromAt + (areRead ? start : row * fromRow);
      long y = toAt + (areRead ? row * toRow : start);
      if (items == 1) {
        item(from, x, to, y);
      } else {
        row(from, x, fromItem, to, y, toItem, items);
      }
    }
  }

  /** Stores one item many times: without gaps by copies of what has been stored already. */
  private static void repeat(long bits, MemorySegment to, long toAt, long toItem, int items) {
    to = Storage.castExact(TO, to);
    if (toItem != TO_SIZE || items <= SHORT_RUN) {
      if (TO_STRIDE != 0) {
        for (int i = 0; i < items; i++) {
          store(to, toAt + i * TO_STRIDE, bits);
        }
      } else {
        for (int i = 0; i < items; i++) {
          store(to, toAt + i * toItem, bits);
        }
      }
      return;
    }
    long size = (long) items * TO_SIZE;
    int first = Math.min(items, REPEATED / TO_SIZE);
    for (int i = 0; i < first; i++) {
      store(to, toAt + (long) i * TO_SIZE, bits);
    }
    long block = (long) first * TO_SIZE;
    for (long done = block; done < size; done += block) {
      MemorySegment.copy(to, toAt, to, toAt + done, Math.min(block, size - done));
    }
  }

  /** Items that follow each other on both sides: strides are constants. */
  private void unit(MemorySegment from, long fromAt, MemorySegment to, long toAt, int count) {
    if (MOVED > 0) {
      move(from, fromAt, to, toAt, count);
      return;
    }
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    for (int i = 0; i < count; i++) {
      item(from, fromAt + (long) i * FROM_SIZE, to, toAt + (long) i * TO_SIZE);
    }
  }

  private void strided(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int count) {
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    if (TO_STRIDE != 0) {
      for (int i = 0; i < count; i++) {
        item(from, fromAt + i * FROM_STRIDE, to, toAt + i * TO_STRIDE);
      }
      return;
    }
    long x = fromAt;
    long y = toAt;
    for (int i = 0; i < count; i++) {
      item(from, x, to, y);
      x += fromItem;
      y += toItem;
    }
  }

  /**
   * Moves items without gaps, as many as a {@code long} holds at a time. Four of these are loaded
   * before they are stored: the JIT compiler cannot know that a store changes nothing that is still
   * to be loaded, and keeps the order.
   */
  private static void move(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, int count) {
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    int words = count / WORD;
    int word = 0;
    for (; word < words - 3; word += 4) {
      long x = fromAt + (long) word * Long.BYTES;
      long y = toAt + (long) word * Long.BYTES;
      long first = from.get(WORDS, x);
      long second = from.get(WORDS, x + Long.BYTES);
      long third = from.get(WORDS, x + 2 * Long.BYTES);
      long fourth = from.get(WORDS, x + 3 * Long.BYTES);
      to.set(WORDS, y, moved(first));
      to.set(WORDS, y + Long.BYTES, moved(second));
      to.set(WORDS, y + 2 * Long.BYTES, moved(third));
      to.set(WORDS, y + 3 * Long.BYTES, moved(fourth));
    }
    for (int i = word * WORD; i < count; i++) {
      store(to, toAt + (long) i * MOVED, load(from, fromAt + (long) i * MOVED));
    }
  }

  /** The same, the items of the source from the last to the first. */
  private static void moveBackwards(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, int count) {
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    long last = fromAt - (Long.BYTES - MOVED);
    int words = count / WORD;
    int word = 0;
    for (; word < words - 3; word += 4) {
      long x = last - (long) word * Long.BYTES;
      long y = toAt + (long) word * Long.BYTES;
      long first = from.get(WORDS, x);
      long second = from.get(WORDS, x - Long.BYTES);
      long third = from.get(WORDS, x - 2 * Long.BYTES);
      long fourth = from.get(WORDS, x - 3 * Long.BYTES);
      to.set(WORDS, y, reversed(first));
      to.set(WORDS, y + Long.BYTES, reversed(second));
      to.set(WORDS, y + 2 * Long.BYTES, reversed(third));
      to.set(WORDS, y + 3 * Long.BYTES, reversed(fourth));
    }
    for (int i = word * WORD; i < count; i++) {
      store(to, toAt + (long) i * MOVED, load(from, fromAt - (long) i * MOVED));
    }
  }

  /** The items of a word as they are stored. */
  private static long moved(long word) {
    return SWAP ? eachSwapped(word) : word;
  }

  /** The same, in reverse order. */
  private static long reversed(long word) {
    return switch (MOVED) {
      case 1 -> Long.reverseBytes(word);
      case 2 -> SWAP ? Long.reverseBytes(word) : eachSwapped(Long.reverseBytes(word));
      case 4 -> SWAP ? Long.reverseBytes(word) : Long.rotateLeft(word, Integer.SIZE);
      default -> moved(word);
    };
  }

  /** Reverses the bytes of each item. */
  private static long eachSwapped(long word) {
    return switch (MOVED) {
      case 1 -> word;
      case 2 -> ((word & LOW_BYTES) << Byte.SIZE) | ((word >>> Byte.SIZE) & LOW_BYTES);
      case 4 -> Long.rotateLeft(Long.reverseBytes(word), Integer.SIZE);
      default -> Long.reverseBytes(word);
    };
  }

  private void item(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
    if (PLAIN) {
      convert(from, fromAt, to, toAt);
    } else if (MOVED > 0) {
      store(to, toAt, load(from, fromAt));
    } else if (MARKED > 0) {
      if (from.get(BYTE, fromAt) != 0) {
        store(to, toAt, load(from, fromAt + 1));
      }
    } else if (OPERATION instanceof Convert convert) {
      // Memory is used here and not in the codecs: the JIT compiler inlines calls up to a depth.
      long bits = LOADED ? load(from, fromAt) : loadField(from, fromAt);
      if (SOURCE != null && INTEGERS) {
        bits = SOURCE.toLong(bits);
        if (bits < MIN || bits > MAX) {
          OPERATION.item(from, fromAt, to, toAt, scale, shift); // throws
        }
      } else {
        bits = convert.converted(bits, scale, shift);
      }
      if (DRY) {
        return;
      }
      if (STORED) {
        store(to, toAt, bits);
      } else {
        storeField(to, toAt, bits & MASK);
      }
    } else {
      OPERATION.item(from, fromAt, to, toAt, scale, shift);
    }
  }

  private static long loadField(MemorySegment from, long at) {
    long bits = 0;
    for (int i = 0; SOURCE != null && i < FROM_SIZE; i++) {
      bits |= NumberCodec.moved(from.get(BYTE, at + i) & 0xFF, SOURCE.place(i));
    }
    return SOURCE == null ? bits : bits & SOURCE.mask();
  }

  private static void storeField(MemorySegment to, long at, long bits) {
    for (int i = 0; TARGET != null && i < TO_SIZE; i++) {
      int down = -TARGET.place(i);
      long mine = NumberCodec.moved(MASK, down) & 0xFF;
      long others = mine == 0xFF ? 0 : to.get(BYTE, at + i) & ~mine;
      to.set(BYTE, at + i, (byte) (others | (NumberCodec.moved(bits, down) & 0xFF)));
    }
  }

  private static long load(MemorySegment from, long at) {
    return switch (FROM_SIZE) {
      case 1 -> from.get(BYTE, at);
      case 2 -> from.get(FROM_SHORT, at);
      case 4 -> from.get(FROM_INT, at) & 0xFFFF_FFFFL;
      default -> from.get(FROM_LONG, at);
    };
  }

  private static void store(MemorySegment to, long at, long bits) {
    switch (TO_SIZE) {
      case 1 -> to.set(BYTE, at, (byte) bits);
      case 2 -> to.set(TO_SHORT, at, (short) bits);
      case 4 -> to.set(TO_INT, at, (int) bits);
      default -> to.set(TO_LONG, at, bits);
    }
  }

  // ---- conversions

  private void convert(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
    if (FROM_FLOAT) {
      double value =
          FROM_SIZE == Float.BYTES
              ? Float.intBitsToFloat(from.get(FROM_INT, fromAt))
              : Double.longBitsToDouble(from.get(FROM_LONG, fromAt));
      if (FINITE && TO_SIZE < FROM_SIZE && Float.isInfinite((float) value)) {
        OPERATION.item(from, fromAt, to, toAt, scale, shift); // throws
      }
      putFloat(value, to, toAt);
    } else if (TO_FLOAT) {
      integerToFloat(from, fromAt, to, toAt);
    } else {
      long value = integer(from, fromAt);
      if (value < MIN || value > MAX) {
        OPERATION.item(from, fromAt, to, toAt, scale, shift); // throws
      }
      if (!DRY) {
        store(to, toAt, value);
      }
    }
  }

  private void integerToFloat(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
    if (FROM_SIZE < Integer.BYTES) { // every value is exact
      int value = (int) integer(from, fromAt);
      if (TO_SIZE == Float.BYTES) {
        if (!DRY) {
          to.set(TO_INT, toAt, Float.floatToRawIntBits(value));
        }
      } else {
        putFloat(value, to, toAt);
      }
      return;
    }
    if (FROM_SIZE == Integer.BYTES && TO_SIZE == Double.BYTES && SIGNED) {
      putFloat(from.get(FROM_INT, fromAt), to, toAt); // vector instructions know int, not long
      return;
    }
    long value = integer(from, fromAt);
    double exact = TO_SIZE == Float.BYTES ? (float) value : (double) value;
    boolean always = FROM_SIZE == Integer.BYTES && TO_SIZE == Double.BYTES;
    if (!always && ((long) exact != value || value == Long.MAX_VALUE)) {
      OPERATION.item(from, fromAt, to, toAt, scale, shift); // throws
    }
    putFloat(exact, to, toAt);
  }

  private static long integer(MemorySegment from, long at) {
    return switch (FROM_SIZE) {
      case 1 -> SIGNED ? from.get(BYTE, at) : from.get(BYTE, at) & 0xFF;
      case 2 -> SIGNED ? from.get(FROM_SHORT, at) : from.get(FROM_SHORT, at) & 0xFFFF;
      case 4 -> {
        int bits = from.get(FROM_INT, at);
        yield !SIGNED ? bits & 0xFFFF_FFFFL : MAY_BE_MAPPED ? Unfused.signed(bits) : bits;
      }
      default -> from.get(FROM_LONG, at);
    };
  }

  private static void putFloat(double value, MemorySegment to, long at) {
    if (DRY) {
      return;
    }
    if (TO_SIZE == Float.BYTES) {
      to.set(TO_INT, at, Float.floatToRawIntBits((float) value));
    } else {
      to.set(TO_LONG, at, Double.doubleToRawLongBits(value));
    }
  }
}
