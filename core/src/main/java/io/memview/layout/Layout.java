package io.memview.layout;

import io.memview.internal.Texts;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * How items lie in memory: the geometry of a view, in integers. Counterpart of the fields {@code
 * ndim, shape, strides, suboffsets, itemsize} of {@code Py_buffer}.
 *
 * <p>The item at index {@code (i0, i1, …)} lies {@code offset + i0*stride(0) + i1*stride(1) + …}
 * bytes from the start of the memory. If dimension {@code d} holds pointers, what lies there after
 * {@code d} is an 8-byte pointer to another block, and the way goes on {@code suboffset(d)} bytes
 * into that block. Whether a dimension holds pointers is a property of its own here, not the sign
 * of the suboffset, which C overloads.
 *
 * <p><b>Units.</b> Extents count items; strides, suboffsets, the offset and the item size are bytes
 * and 64 bits wide. Strides may be negative or 0. There are 0 to 64 dimensions.
 *
 * <p>A layout knows no memory; {@code io.memview.Memory} checks that every item lies inside the
 * memory it describes. Sums and products that do not fit 64 bits are refused when a layout is made.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * <p>Source: PEP 3118; CPython's {@code memoryobject.c} for contiguity and slicing.
 */
public final class Layout {
  /** The largest number of dimensions: {@code PyBUF_MAX_NDIM}. */
  public static final int MAX_DIMENSIONS = 64;

  /** What a pointer counts in strides, in bytes, as in C. */
  public static final int POINTER_SIZE = 8;

  // Read by the package, too: nobody changes these arrays.

  final long offset;
  final long itemSize;
  final long[] shape;
  final long[] strides;

  final Pointers pointers;

  private final long itemCount;

  // The first three dimensions once more, where item access reads them without a bounds check.
  private final long n0;
  private final long n1;
  private final long n2;
  private final long s0;
  private final long s1;
  private final long s2;

  Layout(long offset, long itemSize, long[] shape, long[] strides, Pointers pointers) {
    this.offset = offset;
    this.itemSize = itemSize;
    this.shape = shape;
    this.strides = strides;
    this.pointers = pointers;
    int ndim = shape.length;
    long count = 1;
    for (long extent : shape) {
      count *= extent;
    }
    this.itemCount = count;
    this.n0 = ndim > 0 ? shape[0] : 1;
    this.n1 = ndim > 1 ? shape[1] : 1;
    this.n2 = ndim > 2 ? shape[2] : 1;
    this.s0 = ndim > 0 ? strides[0] : 0;
    this.s1 = ndim > 1 ? strides[1] : 0;
    this.s2 = ndim > 2 ? strides[2] : 0;
  }

  // ---- making one

  /**
   * Items that follow each other without gaps. Counterpart of {@code
   * PyBuffer_FillContiguousStrides}.
   *
   * @param itemSize the size of an item in bytes
   * @param order {@link Order#C} (or {@code ANY}), or {@link Order#FORTRAN}
   * @param shape the extents; none for a single item
   * @return the layout, at offset 0
   * @throws IllegalArgumentException if an extent or the item size is negative, if there are more
   *     than 64 dimensions, or if the size in bytes does not fit 64 bits
   */
  public static Layout contiguous(long itemSize, Order order, long... shape) {
    Objects.requireNonNull(shape, "shape");
    return strided(0, itemSize, shape, contiguousStrides(order, itemSize, shape));
  }

  /**
   * Items at strides.
   *
   * @param offset where the item at index {@code (0, 0, …)} lies, in bytes
   * @param itemSize the size of an item in bytes
   * @param shape the extents
   * @param strides the distances of neighbours along each dimension, in bytes
   * @return the layout
   * @throws IllegalArgumentException if there are not as many strides as extents, if an extent, the
   *     offset or the item size is negative, if there are more than 64 dimensions, or if an item
   *     would lie outside of what 64 bits can address
   */
  public static Layout strided(long offset, long itemSize, long[] shape, long[] strides) {
    if (shape.length != strides.length) {
      throw new IllegalArgumentException(
          "%d extents %s but %d strides %s"
              .formatted(shape.length, Texts.tuple(shape), strides.length, Texts.tuple(strides)));
    }
    return checked(new Layout(offset, itemSize, shape.clone(), strides.clone(), Pointers.NONE));
  }

  /**
   * The same, from another place on.
   *
   * @param newOffset where the item at index {@code (0, 0, …)} lies, in bytes
   * @return the moved layout
   * @throws IllegalArgumentException if the offset is negative, or an item would lie outside of
   *     what 64 bits can address
   */
  public Layout withOffset(long newOffset) {
    return checked(new Layout(newOffset, itemSize, shape, strides, pointers));
  }

  /**
   * This layout in each of several blocks, behind a new first dimension of pointers to them.
   *
   * @param extent the number of blocks
   * @return a layout with one more dimension, whose stride is 8 bytes
   * @throws IllegalArgumentException if the extent is negative, or there are 64 dimensions already
   */
  public Layout behindPointers(long extent) {
    return checked(
        new Layout(
            0,
            itemSize,
            prepend(extent, shape),
            prepend(POINTER_SIZE, strides),
            Pointers.of(
                pointers.dimensions << 1 | 1, prepend(offset, pointers.copy(shape.length)))));
  }

  private static Layout checked(Layout layout) {
    if (layout.shape.length > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "%d dimensions; there can be at most %d".formatted(layout.shape.length, MAX_DIMENSIONS));
    }
    if (layout.itemSize < 0 || layout.offset < 0) {
      throw new IllegalArgumentException(
          "item size %d and offset %d cannot be negative"
              .formatted(layout.itemSize, layout.offset));
    }
    for (long extent : layout.shape) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "shape %s has a negative extent".formatted(Texts.tuple(layout.shape)));
      }
    }
    try {
      Math.multiplyExact(product(layout.shape), layout.itemSize);
      layout.byteRange(layout.shape.length, layout.itemSize);
      layout.byteRange();
      return layout;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s reaches further than 64 bits can address".formatted(layout), e);
    }
  }

  /**
   * The bytes that items reach. If dimensions hold pointers, those of the first table of them.
   *
   * @return a new array: the first byte, and the one behind the last
   */
  public long[] byteRange() {
    return hasPointers()
        ? byteRange(Long.numberOfTrailingZeros(pointers.dimensions) + 1, POINTER_SIZE)
        : byteRange(shape.length, itemSize);
  }

  /** The bytes that the first dimensions reach, of what has a size. */
  private long[] byteRange(int dimensions, long size) {
    long low = offset;
    long high = offset;
    for (int d = 0; d < dimensions && itemCount != 0; d++) {
      long way = Math.multiplyExact(strides[d], shape[d] - 1);
      low = Math.addExact(low, Math.min(0, way));
      high = Math.addExact(high, Math.max(0, way));
    }
    return new long[] {low, itemCount == 0 ? high : Math.addExact(high, size)};
  }

  /** The number of items, which may be 0 beside extents of any size. */
  static long product(long[] extents) {
    for (long extent : extents) {
      if (extent == 0) {
        return 0;
      }
    }
    long product = 1;
    for (long extent : extents) {
      product = Math.multiplyExact(product, extent);
    }
    return product;
  }

  private static long[] contiguousStrides(Order order, long itemSize, long[] shape) {
    long[] strides = new long[shape.length];
    long stride = itemSize;
    boolean fortran = Objects.requireNonNull(order, "order") == Order.FORTRAN;
    for (int i = 0; i < shape.length; i++) {
      int d = fortran ? i : shape.length - 1 - i;
      strides[d] = stride;
      // Wraps only where checked() refuses: the product of the extents is checked there.
      stride *= shape[d];
    }
    return strides;
  }

  // ---- describing it

  /**
   * The number of dimensions.
   *
   * @return 0 to 64
   */
  public int ndim() {
    return shape.length;
  }

  /**
   * The extents.
   *
   * @return a new array, in items
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * The extent of one dimension.
   *
   * @param dimension the dimension, from 0
   * @return the extent in items
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public long shape(int dimension) {
    return shape[checkDimension(dimension)];
  }

  /**
   * The distances of neighbours.
   *
   * @return a new array, in bytes; a dimension of pointers counts 8 bytes a pointer
   */
  public long[] strides() {
    return strides.clone();
  }

  /**
   * The distance of neighbours along one dimension.
   *
   * @param dimension the dimension, from 0
   * @return the stride in bytes
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public long stride(int dimension) {
    return strides[checkDimension(dimension)];
  }

  /**
   * Whether there are dimensions of pointers.
   *
   * @return true if there is one
   */
  public boolean hasPointers() {
    return pointers.dimensions != 0;
  }

  /**
   * Whether a dimension holds pointers.
   *
   * @param dimension the dimension, from 0
   * @return true if it does
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public boolean isPointer(int dimension) {
    return pointers.isAt(checkDimension(dimension));
  }

  /**
   * How far into its block a pointer dimension's way goes on.
   *
   * @param dimension the dimension, from 0
   * @return the suboffset in bytes; 0 if the dimension holds no pointers
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public long suboffset(int dimension) {
    return pointers.suboffset(checkDimension(dimension));
  }

  /**
   * The suboffsets in C's encoding, where -1 stands for a dimension without pointers. Counterpart
   * of {@code memoryview.suboffsets}.
   *
   * @return a new array, in bytes; empty if no dimension holds pointers
   */
  public long[] suboffsets() {
    long[] encoded = pointers.suboffsets.clone();
    for (int d = 0; d < encoded.length; d++) {
      encoded[d] = isPointer(d) ? encoded[d] : -1;
    }
    return encoded;
  }

  /**
   * Where the item at index {@code (0, 0, …)} lies, or the first pointer on the way to it.
   *
   * @return the offset in bytes from the start of the memory
   */
  public long offset() {
    return offset;
  }

  /**
   * The size of an item.
   *
   * @return the size in bytes
   */
  public long itemSize() {
    return itemSize;
  }

  /**
   * The number of items: the product of the extents.
   *
   * @return 0 or more
   */
  public long itemCount() {
    return itemCount;
  }

  /**
   * The size of all items side by side, not the distance from the first to the last. Counterpart of
   * {@code Py_buffer.len}.
   *
   * @return the size in bytes
   */
  public long byteLength() {
    return itemCount * itemSize;
  }

  /**
   * Whether the items follow each other without gaps. Dimensions of extent 1 do not matter, a
   * layout without items is contiguous in every order, and one with pointers in none. Counterpart
   * of {@code PyBuffer_IsContiguous}.
   *
   * @param order the order
   * @return true if they do; for {@code ANY}, if they do in C or in Fortran order
   */
  public boolean isContiguous(Order order) {
    return switch (order) {
      case C -> isContiguous(false);
      case FORTRAN -> isContiguous(true);
      case ANY -> isContiguous(false) || isContiguous(true);
    };
  }

  private boolean isContiguous(boolean fortran) {
    if (hasPointers()) {
      return false;
    }
    if (itemCount == 0) {
      return true;
    }
    long stride = itemSize;
    for (int i = 0; i < shape.length; i++) {
      int d = fortran ? i : shape.length - 1 - i;
      if (shape[d] != 1 && strides[d] != stride) {
        return false;
      }
      stride *= shape[d];
    }
    return true;
  }

  /**
   * Whether another layout has the same extents.
   *
   * @param other the other
   * @return true if all are equal, and as many
   */
  public boolean hasShapeOf(Layout other) {
    return Arrays.equals(shape, other.shape);
  }

  /**
   * Whether several indices lead to the same item, as after {@link #broadcast}.
   *
   * @return true if a dimension of more than one item has stride 0
   */
  public boolean isBroadcast() {
    for (int d = 0; d < shape.length; d++) {
      if (strides[d] == 0 && shape[d] > 1) {
        return itemCount > 0 && itemSize > 0;
      }
    }
    return false;
  }

  /**
   * Whether several indices lead to the same bytes: as after {@link #broadcast}, in windows that
   * slide, or with strides that are shorter than what they should step over.
   *
   * @return true if they do, or in doubt: if it takes too long to find out, as it does for no
   *     layout that was not made for that
   * @throws IllegalArgumentException if there are dimensions of pointers, which lead elsewhere
   */
  public boolean overlapsItself() {
    return !isContiguous(Order.C) && (isBroadcast() || footprint().overlapsItself());
  }

  /**
   * Whether an item of this layout and one of another have a byte in common, in the same memory.
   * Counterpart of {@code numpy.shares_memory}, which throws in doubt.
   *
   * @param other the other
   * @return true if they have, or in doubt: if it takes too long to find out, as it does for no
   *     layouts that were not made for that
   * @throws IllegalArgumentException if one has dimensions of pointers, which lead elsewhere
   */
  public boolean overlaps(Layout other) {
    Objects.requireNonNull(other, "other");
    return footprint().overlaps(other.footprint());
  }

  private Footprint footprint() {
    if (hasPointers()) {
      throw new IllegalArgumentException(
          "a layout does not know where its pointers lead (%s); View.sharesMemory does"
              .formatted(this));
    }
    return new Footprint(offset, itemSize, shape, strides);
  }

  // ---- deriving another

  /**
   * The layout of a slice. The first dimensions can be indexed by positions even if they hold
   * pointers only by {@code View.slice}, which follows the pointers; here the geometry alone is at
   * hand.
   *
   * @param indices one for each dimension from the first; full dimensions behind them may be left
   *     out
   * @return the layout of what the indices select
   * @throws IndexOutOfBoundsException if a position is outside of its dimension, or if there are
   *     more indices than dimensions
   * @throws IllegalArgumentException if there are two ellipses
   * @throws LayoutException if a dimension of pointers is indexed by a position
   */
  public Layout slice(Index... indices) {
    return Slicing.of(this, Slicing.expand(this, indices));
  }

  /**
   * The layout of a slice, for somebody who has the memory: positions in the first dimensions are
   * gone to through pointers, which the caller follows.
   *
   * @param indices as for {@link #slice(Index...)}
   * @param pointers gets the place of each pointer on the way, in bytes from the start of the table
   *     it lies in, and gives where it leads in the block behind it; what the next one lies in, and
   *     in the end the items, is that block
   * @return the layout of what the indices select, in the last block that was reached
   * @throws IndexOutOfBoundsException if a position is outside of its dimension, or if there are
   *     more indices than dimensions
   * @throws IllegalArgumentException if there are two ellipses
   * @throws LayoutException if a dimension of pointers is indexed by a position and one before it
   *     is not
   */
  public Layout slice(Index[] indices, LongUnaryOperator pointers) {
    Objects.requireNonNull(pointers, "pointers");
    return Slicing.through(this, indices, pointers);
  }

  /**
   * The layout of what lies at some positions of the first dimensions, which go away: the {@link
   * #slice(Index...)} at these positions.
   *
   * @param positions the positions; negative ones count from the end
   * @return the layout of the dimensions that are left
   * @throws IndexOutOfBoundsException if a position is outside of its dimension, or if there are
   *     more positions than dimensions
   * @throws LayoutException if a dimension of pointers is indexed by a position
   */
  public Layout at(long... positions) {
    return Slicing.at(this, positions, null);
  }

  /**
   * The layout of what lies at some positions of the first dimensions, for somebody who has the
   * memory: the {@link #slice(Index[], LongUnaryOperator)} at these positions.
   *
   * @param positions the positions; negative ones count from the end
   * @param pointers gets the place of each pointer on the way and gives where it leads, as for
   *     slices
   * @return the layout of the dimensions that are left, in the last block that was reached
   * @throws IndexOutOfBoundsException if a position is outside of its dimension, or if there are
   *     more positions than dimensions
   */
  public Layout at(long[] positions, LongUnaryOperator pointers) {
    Objects.requireNonNull(pointers, "pointers");
    return Slicing.at(this, positions, pointers);
  }

  /** The dimensions behind the first few: what lies at one position of those, which is checked. */
  Layout behind(int dimensions, long newOffset) {
    return new Layout(
        newOffset,
        itemSize,
        Arrays.copyOfRange(shape, dimensions, shape.length),
        Arrays.copyOfRange(strides, dimensions, shape.length),
        pointers.behind(dimensions));
  }

  /**
   * The dimensions in another order. Counterpart of {@code numpy.transpose}.
   *
   * @param dimensions for each new dimension, the old one; each stands once
   * @return the permuted layout
   * @throws IllegalArgumentException if this is no permutation of the dimensions
   * @throws LayoutException if a dimension would move across one of pointers: its stride counts
   *     bytes in another block
   */
  public Layout permute(int... dimensions) {
    Objects.requireNonNull(dimensions, "dimensions");
    if (!isPermutation(dimensions)) {
      throw new IllegalArgumentException(
          "%s is no permutation of the dimensions of shape %s"
              .formatted(Arrays.toString(dimensions), Texts.tuple(shape)));
    }
    LayoutBuilder to = new LayoutBuilder(shape.length, offset);
    for (int d = 0; d < shape.length; d++) {
      int from = dimensions[d];
      if (pointers.before(from) != pointers.before(d)) { // of as many they can change places
        throw new LayoutException(
            "dimensions %s: dimension %d cannot move to place %d across a dimension of pointers"
                    .formatted(Arrays.toString(dimensions), from, d)
                + ": its stride counts bytes in another block; copy to transpose");
      }
      to.add(shape[from], strides[from]);
      to.pointer(this, d);
    }
    return to.build(itemSize);
  }

  private boolean isPermutation(int... dimensions) {
    long seen = 0;
    for (int d : dimensions) {
      if (d < 0 || d >= shape.length) {
        return false;
      }
      seen |= 1L << d;
    }
    return dimensions.length == shape.length && Long.bitCount(seen) == shape.length;
  }

  /**
   * Two dimensions in each other's place.
   *
   * @param first a dimension
   * @param second another
   * @return the permuted layout
   * @throws IndexOutOfBoundsException if there is no such dimension
   * @throws LayoutException if one would move across a dimension of pointers
   */
  public Layout swapAxes(int first, int second) {
    int[] dimensions = IntStream.range(0, shape.length).toArray();
    dimensions[checkDimension(first)] = second;
    dimensions[checkDimension(second)] = first;
    return permute(dimensions);
  }

  /**
   * The dimensions in reverse order.
   *
   * @return the transposed layout
   * @throws LayoutException if one would move across a dimension of pointers
   */
  public Layout transpose() {
    int[] dimensions = new int[shape.length];
    for (int d = 0; d < dimensions.length; d++) {
      dimensions[d] = dimensions.length - 1 - d;
    }
    return permute(dimensions);
  }

  /** The dimension, if there is one of that number. */
  int checkDimension(int dimension) {
    if (dimension < 0 || dimension >= shape.length) {
      throw new IndexOutOfBoundsException(
          "there is no dimension %d in shape %s; they count from 0"
              .formatted(dimension, Texts.tuple(shape)));
    }
    return dimension;
  }

  /**
   * All dimensions walked from their end.
   *
   * @return the flipped layout
   */
  public Layout flip() {
    return flip(IntStream.range(0, shape.length).toArray());
  }

  /**
   * Dimensions walked from their end.
   *
   * @param dimensions which ones
   * @return the flipped layout
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public Layout flip(int... dimensions) {
    Objects.requireNonNull(dimensions, "dimensions");
    Index[] indices = new Index[shape.length];
    Arrays.fill(indices, Index.all());
    for (int d : dimensions) {
      indices[checkDimension(d)] = Index.every(-1);
    }
    return slice(indices);
  }

  /**
   * Repeats dimensions of one item, and adds new ones in front, without more memory. Counterpart of
   * {@code numpy.broadcast_to}.
   *
   * @param newShape the extents wanted; aligned with this layout's at the end
   * @return a layout with stride 0 where items repeat
   * @throws IllegalArgumentException if an extent is neither 1 nor the one wanted
   */
  public Layout broadcast(long... newShape) {
    int added = newShape.length - shape.length;
    LayoutBuilder to = new LayoutBuilder(newShape.length, offset);
    for (int d = 0; d < newShape.length; d++) {
      int from = d - added;
      if (from < 0) {
        to.add(newShape[d], 0);
      } else if (shape[from] == 1 || shape[from] == newShape[d]) {
        to.add(newShape[d], shape[from] == 1 ? 0 : strides[from]);
        to.pointer(this, from);
      } else {
        added = -1;
        break;
      }
    }
    if (added < 0) {
      throw new IllegalArgumentException(
          "shape %s cannot be broadcast to %s"
              .formatted(Texts.tuple(shape), Texts.tuple(newShape)));
    }
    return checked(to.build(itemSize));
  }

  /**
   * The same items in the same C order under another shape, if strides can say it.
   *
   * @param newShape the extents wanted; one may be -1 and is computed
   * @return the reshaped layout
   * @throws IllegalArgumentException if the number of items differs
   * @throws LayoutException if no strides can express it: the items must be copied
   */
  public Layout reshape(long... newShape) {
    Objects.requireNonNull(newShape, "newShape");
    return Reshape.of(this, newShape);
  }

  /**
   * The same bytes as items of another size: the last dimension has more or fewer of them.
   * Counterpart of {@code numpy.ndarray.view(dtype)}.
   *
   * @param newItemSize the size of an item in bytes; if it is that of now, nothing changes
   * @return the layout of the new items
   * @throws IllegalArgumentException if the bytes of an item, or of the last dimension, are not a
   *     whole number of new items; or if the sizes differ and there are no dimensions
   * @throws LayoutException if the sizes differ and the last dimension is not contiguous
   */
  public Layout reinterpret(long newItemSize) {
    return Resize.of(this, newItemSize);
  }

  /**
   * The same bytes in C order as items of another size and shape, if strides can say it.
   *
   * @param newItemSize the size of an item in bytes
   * @param newShape the extents wanted
   * @return the layout of the new items
   * @throws IllegalArgumentException if the number of bytes differs
   * @throws LayoutException if no strides can express it: the items must be copied
   */
  public Layout reinterpret(long newItemSize, long... newShape) {
    Objects.requireNonNull(newShape, "newShape");
    return Resize.of(this, newItemSize, newShape);
  }

  /**
   * The same items in the same C order in one dimension. Counterpart of {@code numpy.reshape(v, -1,
   * copy=False)}; {@code numpy.ravel} copies where this refuses.
   *
   * @return the layout of one dimension
   * @throws LayoutException if the items have no single stride in C order: they must be copied
   */
  public Layout ravel() {
    try {
      return Reshape.of(this, new long[] {itemCount});
    } catch (LayoutException e) {
      throw new LayoutException(
          "the items have no single stride in C order (%s), so that one dimension of them is a copy:"
                  .formatted(this)
              + " toArray makes one, and Contiguous.acquire one that ravels");
    }
  }

  /**
   * One dimension in another place, the others in their order. Counterpart of {@code
   * numpy.moveaxis}.
   *
   * @param from where it is, from 0
   * @param to where it is to be
   * @return the permuted layout
   * @throws IndexOutOfBoundsException if there is no such dimension
   * @throws LayoutException if a dimension would move across one of pointers
   */
  public Layout moveAxis(int from, int to) {
    checkDimension(from);
    checkDimension(to);
    int[] dimensions = new int[shape.length];
    for (int d = 0; d < dimensions.length; d++) {
      int other = d < to ? d : d - 1;
      dimensions[d] = d == to ? from : other < from ? other : other + 1;
    }
    return permute(dimensions);
  }

  /**
   * Windows that slide over all dimensions, without more memory. Counterpart of {@code
   * numpy.lib.stride_tricks.sliding_window_view}.
   *
   * @param window the extent of a window in each dimension
   * @return a layout of twice as many dimensions: the places of the window, then those in it
   * @throws IllegalArgumentException if there is not one extent for each dimension, or if one is
   *     negative or larger than its dimension
   * @throws LayoutException if a dimension other than the last leads to pointers
   */
  public Layout slidingWindows(long... window) {
    return slidingWindows(window, IntStream.range(0, shape.length).toArray());
  }

  /**
   * Windows that slide over some dimensions, without more memory.
   *
   * @param window the extent of a window in each of the dimensions
   * @param dimensions which ones; one that stands twice gets windows of windows
   * @return a layout with a dimension more for each one given: behind the places of the window
   *     those in it
   * @throws IndexOutOfBoundsException if there is no such dimension
   * @throws IllegalArgumentException if there is not one extent for each of the dimensions, or if
   *     one is negative or larger than its dimension
   * @throws LayoutException if a dimension other than the last leads to pointers
   */
  public Layout slidingWindows(long[] window, int... dimensions) {
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(dimensions, "dimensions");
    return Windows.of(this, window, dimensions);
  }

  /**
   * Another first dimension before the same others, for somebody who has the memory and a table, or
   * what it was made of, in which each row of this layout is found: {@link #behindPointers} for
   * tables with other slots than one of 8 bytes after the other.
   *
   * @param newOffset where the first row lies, or the first pointer, in bytes
   * @param extent the number of rows
   * @param stride from row to row, or from pointer to pointer, in bytes
   * @param isPointer whether there are pointers to the rows
   * @param suboffset how far behind such a pointer the first item of a row is, in bytes
   * @return the layout of the rows
   * @throws IndexOutOfBoundsException if there is no dimension
   * @throws IllegalArgumentException if the offset or the extent is negative, or an item would lie
   *     outside of what 64 bits can address
   */
  public Layout withRows(
      long newOffset, long extent, long stride, boolean isPointer, long suboffset) {
    checkDimension(0);
    long[] newShape = shape.clone();
    long[] newStrides = strides.clone();
    newShape[0] = extent;
    newStrides[0] = stride;
    long[] newSuboffsets = pointers.copy(shape.length);
    newSuboffsets[0] = isPointer ? suboffset : 0;
    return checked(
        new Layout(
            newOffset,
            itemSize,
            newShape,
            newStrides,
            Pointers.of((pointers.dimensions & ~1L) | (isPointer ? 1 : 0), newSuboffsets)));
  }

  /**
   * Without the dimensions that have one item and no pointers.
   *
   * @return the layout with fewer dimensions
   */
  public Layout squeeze() {
    return squeeze(
        IntStream.range(0, shape.length).filter(d -> shape[d] == 1 && !isPointer(d)).toArray());
  }

  /**
   * Without dimensions of one item.
   *
   * @param dimensions which ones to drop
   * @return the layout with fewer dimensions
   * @throws IndexOutOfBoundsException if there is no such dimension
   * @throws IllegalArgumentException if a given dimension has not one item
   * @throws LayoutException if a given dimension holds pointers
   */
  public Layout squeeze(int... dimensions) {
    Objects.requireNonNull(dimensions, "dimensions");
    Index[] indices = new Index[shape.length];
    Arrays.fill(indices, Index.all());
    for (int d : dimensions) {
      if (shape(d) != 1) {
        throw new IllegalArgumentException(
            "dimension %d of shape %s has not one item".formatted(d, Texts.tuple(shape)));
      }
      indices[d] = Index.at(0);
    }
    return slice(indices);
  }

  /**
   * A part of each item.
   *
   * @param start where the part starts in the item, in bytes
   * @param size the size of an item of the part, in bytes
   * @param inner the extents of the part, if it is an array itself; its items follow in C order
   * @return a layout with the part's dimensions behind these
   * @throws IllegalArgumentException if the part does not lie inside the item, or has too many
   *     dimensions
   */
  public Layout subItem(long start, long size, long[] inner) {
    Objects.requireNonNull(inner, "inner");
    Layout block = contiguous(size, Order.C, inner);
    if (start < 0 || block.byteLength() > itemSize - start) {
      throw new IllegalArgumentException(
          "bytes %d to %d do not lie in an item of %d bytes"
              .formatted(start, start + block.byteLength(), itemSize));
    }
    LayoutBuilder to = new LayoutBuilder(shape.length + inner.length, offset);
    for (int d = 0; d < shape.length; d++) {
      to.add(shape[d], strides[d]);
      to.pointer(this, d);
    }
    to.move(start);
    for (int d = 0; d < inner.length; d++) {
      to.add(inner[d], block.strides[d]);
    }
    return checked(to.build(size));
  }

  // ---- finding an item; only the lease's liveness and the memory's bounds are checked elsewhere

  // Objects.checkIndex is what the JIT compiler moves out of loops; a comparison by hand is not.

  /**
   * Where an item lies, in bytes from the start of the memory.
   *
   * @param i the index
   * @return the offset; the start of the way, if the dimension holds pointers
   * @throws IndexOutOfBoundsException if the index is not in the shape, or there is not one
   *     dimension
   */
  public long offsetOf(long i) {
    checkRank(1);
    try {
      return offset + Objects.checkIndex(i, n0) * s0;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(i);
    }
  }

  /**
   * Where an item lies, in bytes from the start of the memory. No dimension holds pointers, which
   * is not checked.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @return the offset
   * @throws IndexOutOfBoundsException if the index is not in the shape, or there are not two
   *     dimensions
   */
  public long offsetOf(long i, long j) {
    checkRank(2);
    try {
      return offset + Objects.checkIndex(i, n0) * s0 + Objects.checkIndex(j, n1) * s1;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(i, j);
    }
  }

  /**
   * Where an item lies, in bytes from the start of the memory. No dimension holds pointers, which
   * is not checked.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param k the index in dimension 2
   * @return the offset
   * @throws IndexOutOfBoundsException if the index is not in the shape, or there are not three
   *     dimensions
   */
  public long offsetOf(long i, long j, long k) {
    checkRank(3);
    try {
      return offset
          + Objects.checkIndex(i, n0) * s0
          + Objects.checkIndex(j, n1) * s1
          + Objects.checkIndex(k, n2) * s2;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(i, j, k);
    }
  }

  /**
   * Where an item lies, in bytes from the start of the memory. No dimension holds pointers, which
   * is not checked.
   *
   * @param index one position for each dimension
   * @return the offset
   * @throws IndexOutOfBoundsException if the index is not in the shape
   */
  public long offsetOf(long[] index) {
    checkIndex(index);
    long at = offset;
    for (int d = 0; d < index.length; d++) {
      at += index[d] * strides[d];
    }
    return at;
  }

  /**
   * Refuses what is no index of an item.
   *
   * @param index one position for each dimension
   * @throws IndexOutOfBoundsException if it is not in the shape
   */
  public void checkIndex(long[] index) {
    if (index.length != shape.length) {
      throw outOfBounds(index);
    }
    for (int d = 0; d < index.length; d++) {
      if (index[d] < 0 || index[d] >= shape[d]) {
        throw outOfBounds(index);
      }
    }
  }

  private void checkRank(int rank) {
    if (shape.length != rank) {
      throw wrongRank(rank);
    }
  }

  private IndexOutOfBoundsException wrongRank(int rank) {
    return new IndexOutOfBoundsException(
        "an index of %d positions for the %d dimensions of shape %s"
            .formatted(rank, shape.length, Texts.tuple(shape)));
  }

  private IndexOutOfBoundsException outOfBounds(long... index) {
    return index.length == shape.length
        ? new IndexOutOfBoundsException(
            "index %s is out of bounds for shape %s"
                .formatted(Texts.tuple(index), Texts.tuple(shape)))
        : wrongRank(index.length);
  }

  // ---- the object's own

  private static long[] prepend(long first, long[] rest) {
    long[] all = new long[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout that
        && offset == that.offset
        && itemSize == that.itemSize
        && pointers.equals(that.pointers)
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(strides, that.strides);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        offset, itemSize, pointers, Arrays.hashCode(shape), Arrays.hashCode(strides));
  }

  /** The numbers, such as {@code shape (3, 4), strides (32, 8), offset 0, item size 8}. */
  @Override
  public String toString() {
    return "shape %s, strides %s%s, offset %d, item size %d"
        .formatted(
            Texts.tuple(shape),
            Texts.tuple(strides),
            hasPointers() ? ", suboffsets " + Texts.tuple(suboffsets()) : "",
            offset,
            itemSize);
  }
}
