package io.memview.internal.copy;

import io.memview.internal.copy.Kernel.Move;
import io.memview.internal.copy.Kernel.Operation;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.Storage;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How two memories of one shape are walked together: decided once, in integers, so that the loops
 * have nothing left to decide.
 *
 * <p>The dimensions behind the last pointer are taken in the order of the target's strides, those
 * that follow each other without gaps on both sides become one, and the two that are best treated
 * together become a plane for the {@link Kernel}.
 */
final class CopyPlan {
  /** From here on a class for the strides pays. */
  private static final long SPECIALIZE_FROM = 1 << 14;

  /** Below these numbers of items nothing but the loop item by item pays. */
  private static final long PLAN_FROM = 64;

  /** A row of fewer items is not worth its loop: rows take the place of items, if they are more. */
  private static final long MIN_ROW = 16;

  /** Up to here, in bytes or items, a row behind a pointer is one of many for the same loop. */
  private static final long SHORT_RUN = 128;

  private static final long[] NO_CUTS = {};

  private final Region from;
  private final Region to;
  private final Operation operation;
  private final long itemSize;
  private final double scale;
  private final double shift;

  /** The first dimension behind all pointers. */
  private final int flat;

  /** The dimensions behind all pointers, the rows and the items of the plane last. */
  private int ndim;

  private final long[] extents;
  private final long[] fromStrides;
  private final long[] toStrides;

  /** Where the walk starts, relative to the first items: dimensions may be walked backwards. */
  private long fromStart;

  private long toStart;

  /** The bytes of what lies behind the pointers, if they are one run on both sides; else 0. */
  private final long run;

  private @Nullable Kernel kernel;
  private @Nullable Class<?> kernelFrom;
  private @Nullable Class<?> kernelTo;

  /**
   * Plans an operation on each item of two memories of one shape.
   *
   * @param itemSize how many bytes of each item are moved, if they are moved
   */
  CopyPlan(Region from, Region to, Operation operation, long itemSize) {
    this(from, to, operation, itemSize, 1, 0);
  }

  /**
   * The same for a conversion that scales.
   *
   * @param scale what the numbers are multiplied by
   * @param shift what is added to the products
   */
  CopyPlan(Region from, Region to, Operation operation, long itemSize, double scale, double shift) {
    this.scale = scale;
    this.shift = shift;
    this.from = from;
    this.to = to;
    this.operation = operation;
    this.itemSize = itemSize;
    Layout f = from.layout();
    Layout t = to.layout();
    int first = f.ndim();
    while (first > 0 && !f.isPointer(first - 1) && !t.isPointer(first - 1)) {
      first--;
    }
    flat = first;
    int capacity = f.ndim() - flat + 3;
    extents = new long[capacity];
    fromStrides = new long[capacity];
    toStrides = new long[capacity];
    for (int d = flat; d < f.ndim(); d++) {
      add(f.shape(d), f.stride(d), t.stride(d));
    }
    if (operation instanceof Move(int size, boolean _)) {
      add(itemSize / size, size, size);
    }
    merge();
    choosePlane();
    run = oneRun();
  }

  /** Adds a dimension, forwards on the target, behind those with larger strides there. */
  private void add(long extent, long fromStride, long toStride) {
    if (extent == 1) {
      return;
    }
    if (toStride < 0) {
      fromStart += (extent - 1) * fromStride;
      toStart += (extent - 1) * toStride;
      fromStride = -fromStride;
      toStride = -toStride;
    }
    int d = ndim++;
    while (d > 0 && toStrides[d - 1] < toStride) {
      move(d - 1, d);
      d--;
    }
    put(d, extent, fromStride, toStride);
  }

  private void put(int d, long extent, long fromStride, long toStride) {
    extents[d] = extent;
    fromStrides[d] = fromStride;
    toStrides[d] = toStride;
  }

  private void move(int source, int target) {
    put(target, extents[source], fromStrides[source], toStrides[source]);
  }

  /** Makes one dimension of two that follow each other without gaps. */
  private void merge() {
    int last = 0;
    for (int d = 1; d < ndim; d++) {
      if (fromStrides[last] == extents[d] * fromStrides[d]
          && toStrides[last] == extents[d] * toStrides[d]) {
        put(last, extents[last] * extents[d], fromStrides[d], toStrides[d]);
      } else {
        move(d, ++last);
      }
    }
    ndim = Math.min(ndim, last + 1);
  }

  /**
   * Adds what is missing of a plane, moves the source's closest dimension to the rows, and takes
   * another dimension for the items of a row where these are few.
   */
  private void choosePlane() {
    while (ndim < 2) {
      for (int d = ndim++; d > 0; d--) {
        move(d - 1, d);
      }
      put(0, 1, 0, 0);
    }
    int rows = ndim - 2;
    int closest = rows;
    for (int d = 0; d < rows; d++) {
      if (fromStrides[d] != 0 && Math.abs(fromStrides[d]) < Math.abs(fromStrides[closest])) {
        closest = d;
      }
    }
    if (Math.abs(fromStrides[closest]) < Math.abs(fromStrides[ndim - 1])) {
      moveInside(closest, rows);
    }
    if (extents[ndim - 1] < MIN_ROW) {
      moveInside(longerRow(), ndim - 1);
    }
  }

  /** The innermost dimension that makes rows worth their loop, or else the longest of the plane. */
  private int longerRow() {
    for (int d = ndim - 2; d >= 0; d--) {
      if (extents[d] >= MIN_ROW) {
        return d;
      }
    }
    return extents[ndim - 1] < extents[ndim - 2] ? ndim - 2 : ndim - 1;
  }

  /** Moves a dimension behind others, up to the last of them. */
  private void moveInside(int dimension, int last) {
    long extent = extents[dimension];
    long fromStride = fromStrides[dimension];
    long toStride = toStrides[dimension];
    for (int d = dimension; d < last; d++) {
      move(d + 1, d);
    }
    put(last, extent, fromStride, toStride);
  }

  /** Whether the bytes are one run on both sides, which the platform copies even onto itself. */
  boolean isOneRun() {
    return flat == 0 && run > 0;
  }

  private long oneRun() {
    return operation instanceof Move(int size, boolean swap)
            && !swap
            && ndim == 2
            && extents[0] == 1
            && (extents[1] == 1 || isUnit())
        ? extents[1] * size
        : 0;
  }

  void run() {
    if (to.layout().itemCount() == 0 || extents[ndim - 1] == 0) {
      return;
    }
    long[] cuts = flat == 0 ? NO_CUTS : cuts();
    if (cuts.length == 0) {
      pointers(0, from.storage(), from.layout().offset(), to.storage(), to.layout().offset());
      return;
    }
    long first = 0;
    for (long cut : cuts) {
      part(Index.range(first, cut)).run();
      first = cut;
    }
    part(Index.from(first)).run();
  }

  /** Where another part begins on one side or the other. */
  private long[] cuts() {
    return LongStream.concat(LongStream.of(from.cuts()), LongStream.of(to.cuts()))
        .sorted()
        .distinct()
        .toArray();
  }

  private CopyPlan part(Index rows) {
    return new CopyPlan(from.slice(rows), to.slice(rows), operation, itemSize, scale, shift);
  }

  private void pointers(int d, Storage source, long fromAt, Storage target, long toAt) {
    if (d == flat) {
      MemorySegment read = source.flatSegment();
      MemorySegment write = target.flatSegment();
      if (run > 0) {
        MemorySegment.copy(read, fromAt + fromStart, write, toAt + toStart, run);
        return;
      }
      planes(kernel(read, write), 0, read, fromAt + fromStart, write, toAt + toStart);
      return;
    }
    Layout f = from.layout();
    Layout t = to.layout();
    boolean areRead = f.isPointer(d);
    if (d == flat - 1
        && areShortRows()
        && areRead != t.isPointer(d)
        && (areRead ? source : target)
            instanceof Storage.Rows(Storage.Flat(MemorySegment rows), long[] starts)) {
      if (areRead) {
        long shift = f.suboffset(d);
        listedRows(starts, fromAt, true, rows, shift, target.flatSegment(), toAt);
      } else {
        long shift = t.suboffset(d);
        listedRows(starts, toAt, false, source.flatSegment(), fromAt, rows, shift);
      }
      return;
    }
    for (long i = 0; i < f.shape(d); i++) {
      long x = fromAt + i * f.stride(d);
      long y = toAt + i * t.stride(d);
      pointers(
          d + 1,
          f.isPointer(d) ? source.slot(x) : source,
          f.isPointer(d) ? source.start(x) + f.suboffset(d) : x,
          t.isPointer(d) ? target.slot(y) : target,
          t.isPointer(d) ? target.start(y) + t.suboffset(d) : y);
    }
  }

  /** Whether what a pointer leads to is a row, and too short to be worth a call for each. */
  private boolean areShortRows() {
    return ndim == 2
        && extents[0] == 1
        && extents[1] <= SHORT_RUN
        && run <= SHORT_RUN
        && from.layout().shape(flat - 1) <= Integer.MAX_VALUE; // a row may stand there often
  }

  /**
   * The rows that the last dimension of pointers leads to, at places in one segment.
   *
   * @param at where the first of the pointers is in the table
   * @param areRead whether they are the source's
   */
  private void listedRows(
      long[] starts,
      long at,
      boolean areRead,
      MemorySegment read,
      long fromAt,
      MemorySegment write,
      long toAt) {
    int d = flat - 1;
    Layout listed = areRead ? from.layout() : to.layout();
    kernel(read, write)
        .listedRows(
            read,
            fromAt + fromStart,
            areRead ? 0 : from.layout().stride(d),
            fromStrides[1],
            write,
            toAt + toStart,
            areRead ? to.layout().stride(d) : 0,
            toStrides[1],
            (int) listed.shape(d),
            (int) extents[1],
            starts,
            (int) (at / Layout.POINTER_SIZE),
            (int) (listed.stride(d) / Layout.POINTER_SIZE),
            areRead);
  }

  private void planes(
      Kernel loops, int d, MemorySegment read, long fromAt, MemorySegment write, long toAt) {
    if (d == ndim - 2) {
      loops.plane(
          read,
          fromAt,
          fromStrides[d],
          fromStrides[d + 1],
          write,
          toAt,
          toStrides[d],
          toStrides[d + 1],
          extents[d],
          extents[d + 1]);
      return;
    }
    for (long i = 0; i < extents[d]; i++) {
      planes(loops, d + 1, read, fromAt + i * fromStrides[d], write, toAt + i * toStrides[d]);
    }
  }

  private Kernel kernel(MemorySegment read, MemorySegment write) {
    if (kernel == null || kernelFrom != read.getClass() || kernelTo != write.getClass()) {
      kernel = Kernels.of(kind(read, write), to.layout().itemCount()).fresh(scale, shift);
      kernelFrom = read.getClass();
      kernelTo = write.getClass();
    }
    return kernel;
  }

  /** Strides are worth a class of their own where many items are apart. */
  private KernelKind kind(MemorySegment read, MemorySegment write) {
    KernelKind.Loops loops = loops();
    boolean isMany = extents[ndim - 2] * extents[ndim - 1] >= SPECIALIZE_FROM;
    KernelKind kind =
        new KernelKind(
            loops,
            read.getClass(),
            write.getClass(),
            read.isNative(),
            operation,
            fromStrides[ndim - 1],
            toStrides[ndim - 1]);
    boolean isPixels = loops == KernelKind.Loops.TRANSPOSE && !kind.hasFarStrides();
    return (isMany && !isUnit()) || isPixels ? Vectors.of(kind) : kind.ofAnyStride();
  }

  /** Whether the items of a row follow each other on both sides. */
  private boolean isUnit() {
    return fromStrides[ndim - 1] == operation.fromSize()
        && toStrides[ndim - 1] == operation.toSize();
  }

  private KernelKind.Loops loops() {
    long rows = extents[ndim - 2];
    long items = extents[ndim - 1];
    long fromRow = fromStrides[ndim - 2];
    if (rows * items < PLAN_FROM) {
      return KernelKind.Loops.ITEMS;
    }
    if (operation instanceof Move(int size, boolean swap) && !swap) {
      boolean blocks =
          size < Long.BYTES
              && fromRow == size
              && toStrides[ndim - 1] == size
              && Kernel.isTransposed(rows, fromRow, fromStrides[ndim - 1]);
      return blocks ? KernelKind.Loops.TRANSPOSE : KernelKind.Loops.ITEMS;
    }
    return items >= MIN_ROW && operation instanceof Convert convert && convert.isByArrays()
        ? KernelKind.Loops.CONVERT
        : KernelKind.Loops.ITEMS;
  }
}
