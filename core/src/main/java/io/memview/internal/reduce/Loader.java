package io.memview.internal.reduce;

import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.BFloat16;
import io.memview.internal.copy.Copy;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies items to a block, in C order, and makes of them there what can be added or compared:
 * integers have a sign and at least 32 bits, halves are floats, truth values are 0 or 1.
 */
final class Loader {
  /** The bytes of a block: it stays in the cache. */
  private static final int BYTES = 1 << 15;

  /** The most items of a block, which may become wider. */
  private static final int ITEMS = 1 << 13;

  /** Rows of fewer items are left to a copy that is planned. */
  private static final int MIN_ROW = 16;

  private final Scalar items;
  private final Fold fold;
  private final int length;

  /** Items that are too narrow for a block, as they are; else nothing. */
  private byte[] bytes;

  private short[] shorts;

  /** The items in native byte order. */
  private Block block;

  /** What items are copied to. */
  private MemorySegment memory;

  /** What they become; the same, if they stay as they are. */
  private Block made;

  /** For blocks of at most so many items. */
  Loader(Scalar items, Fold fold, long most) {
    this.items = items;
    this.fold = fold;
    int size = (int) items.itemSize();
    int longest = Math.min(isNarrow(items, fold) ? BYTES : ITEMS, BYTES / size);
    this.length = (int) Math.min(most, longest);
    allocate(0);
  }

  /** Makes the arrays, of no items before something is loaded: runs need none. */
  private void allocate(int length) {
    int size = (int) items.itemSize();
    boolean isNarrow = isNarrow(items, fold);
    boolean isFloat = items.type().kind() == Kind.FLOAT;
    this.bytes = new byte[size == Byte.BYTES && !isNarrow ? length : 0];
    this.shorts = new short[size == Short.BYTES && !isNarrow ? length : 0];
    if (isNarrow) {
      this.block = new NarrowBlock(size, length);
    } else if (size == Long.BYTES) {
      this.block = isFloat ? new DoubleBlock(length) : new LongBlock(length);
    } else {
      this.block = isFloat ? new FloatBlock(length) : new IntBlock(length);
    }
    if (bytes.length > 0) {
      this.memory = MemorySegment.ofArray(bytes);
    } else {
      this.memory = shorts.length > 0 ? MemorySegment.ofArray(shorts) : block.memory();
    }
    if (fold.isTruth()) {
      this.made = block instanceof IntBlock ? block : new IntBlock(length);
    } else if (fold.isSum() && size == Integer.BYTES && isUnsigned()) {
      this.made = new LongBlock(length);
    } else if (fold == Fold.MEAN && block instanceof LongBlock) {
      this.made = new DoubleBlock(length);
    } else {
      this.made = block;
    }
  }

  /**
   * Whether items are folded without being made wider: extremes of integers of one or two bytes.
   */
  static boolean isNarrow(Scalar items, Fold fold) {
    return (fold == Fold.MIN || fold == Fold.MAX)
        && items.itemSize() < Integer.BYTES
        && (items.type().kind() == Kind.SIGNED || items.type().kind() == Kind.UNSIGNED);
  }

  private boolean isUnsigned() {
    return items.type().kind() == Kind.UNSIGNED || items.type().kind() == Kind.BOOL;
  }

  /**
   * Whether the highest bits are turned, so that unsigned numbers have the order of signed ones, or
   * narrow ones with a sign that of those without.
   */
  private boolean isTurned() {
    return isNarrow(items, fold)
        ? !isUnsigned()
        : fold.isOrder() && isUnsigned() && items.itemSize() >= Integer.BYTES;
  }

  private void makeRoom() {
    if (memory.byteSize() == 0) {
      allocate(length);
    }
  }

  /** The most items that are loaded at once. */
  int length() {
    return length;
  }

  /** What all items are folded into. */
  Block accumulators(int count) {
    return made.accumulators(count, fold.isSum());
  }

  /** Loads the items of a region that are no more than a block's, in C order. */
  Block load(Region from) {
    return load(from, IntStream.range(0, from.layout().ndim()).toArray());
  }

  /**
   * Loads the items of a region that are no more than a block's.
   *
   * @param dimensions the order of the dimensions in the block; pointers are followed in theirs
   */
  Block load(Region from, int[] dimensions) {
    makeRoom();
    Scalar raw = Fold.inNativeOrder(items);
    long[] shape = Arrays.stream(dimensions).mapToLong(from.layout()::shape).toArray();
    Layout packed = Layout.contiguous(raw.itemSize(), Order.C, shape);
    int[] inverse = new int[dimensions.length];
    for (int d = 0; d < dimensions.length; d++) {
      inverse[dimensions[d]] = d;
    }
    MemorySegment target = memory.asSlice(0, packed.byteLength());
    Copy.copy(from, Region.of(target, raw, packed.permute(inverse)));
    return made((int) packed.itemCount());
  }

  /** Loads a run of items in native order. */
  Block loadRun(MemorySegment from, long at, int count) {
    makeRoom();
    MemorySegment.copy(from, at, memory, 0, count * items.itemSize());
    return made(count);
  }

  /**
   * Loads some items of a region without pointers that are no more than a block's.
   *
   * @param dimensions the order of the dimensions in the block
   * @return null if they are not in native order, or have gaps in all dimensions but outer ones
   */
  @Nullable Block loadRows(Region region, int[] dimensions, long[] from, long[] to) {
    int inner = dimensions.length - 1;
    while (inner >= 0 && to[dimensions[inner]] - from[dimensions[inner]] == 1) {
      inner--;
    }
    Layout layout = region.layout();
    if (Fold.isSwapped(items)
        || inner < 0
        || layout.stride(dimensions[inner]) != items.itemSize()
        || to[dimensions[inner]] - from[dimensions[inner]] < MIN_ROW) {
      return null;
    }
    long at = layout.offset();
    for (int d : dimensions) {
      at += from[d] * layout.stride(d);
    }
    makeRoom();
    long end =
        copyRows(region.storage().flatSegment(), at, layout, dimensions, inner, 0, from, to, 0);
    return made((int) (end / items.itemSize()));
  }

  private long copyRows(
      MemorySegment segment,
      long at,
      Layout layout,
      int[] dimensions,
      int inner,
      int place,
      long[] from,
      long[] to,
      long end) {
    int d = dimensions[place];
    long extent = to[d] - from[d];
    if (place == inner) {
      long size = extent * items.itemSize();
      MemorySegment.copy(segment, at, memory, end, size);
      return end + size;
    }
    long written = end;
    for (long i = 0; i < extent; i++) {
      written =
          copyRows(
              segment,
              at + i * layout.stride(d),
              layout,
              dimensions,
              inner,
              place + 1,
              from,
              to,
              written);
    }
    return written;
  }

  /** What can be added or compared, of items that have been copied. */
  private Block made(int count) {
    if (bytes.length > 0) {
      widenBytes(((IntBlock) block).items, count);
    } else if (shorts.length > 0) {
      widenShorts(count);
    }
    if (fold.isTruth() || items.type().kind() == Kind.BOOL) {
      ((IntBlock) made).setTruths(block, count);
    } else if (made instanceof LongBlock longs && block instanceof IntBlock ints) {
      longs.setUnsigned(ints, count);
    } else if (made instanceof DoubleBlock doubles && block instanceof LongBlock longs) {
      doubles.set(longs, count, isUnsigned());
    }
    if (isTurned()) {
      made.turn(count);
    }
    if (fold.isReversed()) {
      made.reverse(count);
    }
    return made;
  }

  private void widenBytes(int[] ints, int count) {
    int mask = isUnsigned() ? 0xFF : -1;
    for (int i = 0; i < count; i++) {
      ints[i] = bytes[i] & mask;
    }
  }

  private void widenShorts(int count) {
    if (block instanceof IntBlock ints) {
      int mask = isUnsigned() ? 0xFFFF : -1;
      for (int i = 0; i < count; i++) {
        ints.items[i] = shorts[i] & mask;
      }
      return;
    }
    float[] floats = ((FloatBlock) block).items;
    boolean isBrain = items.type() == ScalarType.BFLOAT16;
    for (int i = 0; i < count; i++) {
      floats[i] = isBrain ? (float) BFloat16.toDouble(shorts[i]) : Float.float16ToFloat(shorts[i]);
    }
  }

  // ---- results

  /** Makes values of accumulators, which were compared as they were loaded. */
  void restore(Block all, int count) {
    if (fold.isReversed()) {
      all.reverse(count);
    }
    if (isTurned()) {
      all.turn(count);
    }
  }

  /** Whether accumulators that have been restored are results as they lie in memory. */
  boolean areResults(Scalar result) {
    boolean areWide = result.itemSize() >= Integer.BYTES;
    return !fold.isTruth() && fold != Fold.MEAN && (areWide || isNarrow(items, fold));
  }

  /** The bits of a result, of accumulated items that have been restored. */
  long bits(Block all, int k, long count, Scalar result) {
    if (fold.isTruth()) {
      return all.longAt(k) > 0 ? 1 : 0;
    }
    if (result.type().kind() != Kind.FLOAT) {
      return all.longAt(k);
    }
    double value = fold == Fold.MEAN ? all.doubleAt(k) / count : all.doubleAt(k);
    // Unlike the conversions of items, sums may overflow to infinity.
    return switch ((int) result.itemSize()) {
      case Double.BYTES -> Double.doubleToRawLongBits(value);
      case Float.BYTES -> Float.floatToRawIntBits((float) value);
      default ->
          result.type() == ScalarType.BFLOAT16
              ? BFloat16.of((float) value)
              : Float.floatToFloat16((float) value);
    };
  }
}
