package io.memview.internal.copy;

import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.internal.NumberCodec;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The numbers of rows as those of arrays, a block at a time: what is done with them has one kind of
 * memory to do with then, and the loops of copies have been written for all of them.
 */
public final class RowNumbers {
  /** Rows of fewer items are not worth a copy. */
  public static final int FEW = 64;

  /** So many are copied at once, and stay in the cache. */
  public static final int BLOCK = 1 << 12;

  private RowNumbers() {}

  /** Copies so many numbers of a region, all of which are doubles. */
  public static void copy(
      Region like, MemorySegment from, long at, long stride, int count, double[] to) {
    Scalar type = new Scalar(ScalarType.FLOAT64);
    copy(like, from, at, stride, count, MemorySegment.ofArray(to), type);
  }

  /** Copies so many integers of a region, or the bits of those that have 64. */
  public static void copy(
      Region like, MemorySegment from, long at, long stride, int count, long[] to) {
    NumberCodec codec = Objects.requireNonNull(like.codec());
    boolean isUnsigned64 = codec.kind() == NumberCodec.Kind.UNSIGNED && codec.width() == Long.SIZE;
    Scalar type = new Scalar(isUnsigned64 ? ScalarType.UINT64 : ScalarType.INT64);
    copy(like, from, at, stride, count, MemorySegment.ofArray(to), type);
  }

  private static void copy(
      Region like,
      MemorySegment from,
      long at,
      long stride,
      int count,
      MemorySegment to,
      Scalar type) {
    Layout row =
        Layout.strided(at, like.layout().itemSize(), new long[] {count}, new long[] {stride});
    Layout packed = Layout.contiguous(type.itemSize(), Order.C, count);
    Copy.copy(
        Region.of(from, like.format(), row),
        Region.of(to.asSlice(0, packed.byteLength()), type, packed));
  }
}
