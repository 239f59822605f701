package io.memview.internal.copy;

import io.memview.format.Bits;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.SubArray;
import io.memview.internal.Texts;
import io.memview.internal.copy.Kernel.Masked;
import io.memview.internal.memory.Limits;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.LayoutException;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Items that a mask selects. A mask has the first dimensions of the items, so that each of its
 * truth values stands for an item or for a part of several. All of it is walked in C order, in
 * pieces that have one index in all dimensions of the mask but the last; dimensions are joined to
 * that one where it can be.
 */
public final class Masking {
  /** The most bytes of a piece that are buffered, as long as it has more than one row. */
  private static final long PIECE = 1 << 15;

  private final Layout items;
  private final int ndim;
  private final boolean[] truths;
  private final long count;

  /** The items of a piece, and those with a mark before each: from piece to piece the same. */
  private byte[] taken = {};

  private byte[] marked = {};

  /** Reads a mask. */
  private Masking(Region mask, Layout items) {
    this.items = items;
    this.ndim = mask.layout().ndim();
    int length = Limits.arrayLength(mask.layout().itemCount(), "take slices of both");
    byte[] bytes = new byte[length];
    Region packed =
        Region.of(
            MemorySegment.ofArray(bytes),
            mask.format(),
            Layout.contiguous(1, Order.C, mask.layout().shape()));
    Copy.copy(mask, packed);
    this.truths = new boolean[length];
    long selected = 0;
    for (int i = 0; i < length; i++) {
      truths[i] = bytes[i] != 0;
      selected += truths[i] ? 1 : 0;
    }
    this.count = selected;
  }

  /** Reads a mask of some items: what is written afterwards does not change it. */
  public static Masking of(Region mask, Region items) {
    if (!(mask.format() instanceof Scalar scalar)
        || scalar.itemSize() != 1
        || !(scalar.isInteger() || scalar.type() == ScalarType.BOOL)) {
      throw new IllegalArgumentException(
          "a mask has '?' items or bytes, not '%s' items"
              .formatted(Texts.shownValue(mask.format())));
    }
    long[] shape = mask.layout().shape();
    long[] all = items.layout().shape();
    if (shape.length > all.length || !Arrays.equals(shape, Arrays.copyOf(all, shape.length))) {
      throw new IllegalArgumentException(
          "a mask of shape %s does not fit items of shape %s, whose first dimensions it must have"
              .formatted(Texts.tuple(shape), Texts.tuple(all)));
    }
    return new Masking(mask, items.layout());
  }

  /** Writes one value to the items that a mask selects. */
  public static void fill(Region memory, Object value, Region mask) {
    Masking masking = Masking.of(mask, memory);
    masking.write(Copy.repeated(memory.format(), value, masking.selectedShape()), memory);
  }

  /** Copies the items that a mask selects, converted as all are; the shapes are equal. */
  public static void copy(Region from, Region to, Region mask) {
    Masking masking = Masking.of(mask, to);
    Region selected = allocated(from.format(), masking.selectedShape());
    masking.select(from, selected);
    Region converted = selected;
    if (!from.format().equals(to.format())) {
      converted = allocated(to.format(), masking.selectedShape());
      Copy.copy(selected, converted); // a value that does not fit is refused here
    }
    masking.write(converted, to);
  }

  private static Region allocated(Format format, long... shape) {
    Layout packed = Layout.contiguous(format.itemSize(), Order.C, shape);
    byte[] bytes = new byte[length(packed)];
    return Region.of(MemorySegment.ofArray(bytes), format, packed);
  }

  /** The bytes of an array for some items. */
  private static int length(Layout packed) {
    return Limits.arrayLength(packed.byteLength(), "take slices of both");
  }

  /** The shape of what is selected: the number, and the dimensions that the mask has not. */
  public long[] selectedShape() {
    long[] shape = new long[items.ndim() - ndim + 1];
    shape[0] = count;
    for (int d = 1; d < shape.length; d++) {
      shape[d] = items.shape(ndim + d - 1);
    }
    return shape;
  }

  /** Copies what is selected, to memory of {@link #selectedShape} in C order and of one format. */
  public void select(Region from, Region to) {
    long size = from.format().itemSize();
    walk(
        from,
        0,
        (piece, first, rows, done) -> {
          int selected = selected(first, rows);
          if (selected == 0) {
            return;
          }
          Format format = piece.format();
          long itemSize = format.itemSize();
          Layout packed = Layout.contiguous(itemSize, Order.C, piece.layout().shape());
          int length = length(packed);
          taken = PackedItems.room(taken, length);
          MemorySegment block = MemorySegment.ofArray(taken);
          Copy.copy(piece, Region.of(block.asSlice(0, length), format, packed));
          PackedItems.compact(taken, length / rows, truths, first, rows);
          long[] shape = selectedShape();
          shape[0] = selected;
          Layout all = Layout.contiguous(size, Order.C, shape);
          Copy.copy(
              Region.of(block.asSlice(0, all.byteLength()), from.format(), all),
              to.slice(Index.range(done, done + selected)));
        });
  }

  private int selected(int first, int rows) {
    int selected = 0;
    for (int i = first; i < first + rows; i++) {
      selected += truths[i] ? 1 : 0;
    }
    return selected;
  }

  /** Writes to what is selected, and to nothing else. */
  private void write(Region values, Region to) {
    if (to.format().itemSize() == 0) {
      return; // items without bytes can be any number
    }
    walk(
        to,
        1,
        (piece, first, rows, done) -> {
          int selected = selected(first, rows);
          if (selected == 0) {
            return;
          }
          Region some = values.slice(Index.range(done, done + selected));
          Layout packed = Layout.contiguous(to.format().itemSize(), Order.C, some.layout().shape());
          int length = length(packed);
          long size = piece.format().itemSize();
          taken = PackedItems.room(taken, length + (int) size); // one is read behind the last
          MemorySegment block = MemorySegment.ofArray(taken).asSlice(0, length);
          Copy.copy(some, Region.of(block, to.format(), packed));
          Layout each = Layout.contiguous(size + 1, Order.C, piece.layout().shape());
          int all = length(each);
          marked = PackedItems.room(marked, all);
          PackedItems.mark(
              taken, marked, (int) size, all / rows / ((int) size + 1), truths, first, rows);
          Region from =
              Region.of(
                  MemorySegment.ofArray(marked).asSlice(0, all),
                  new Scalar(ScalarType.UINT8),
                  each);
          Bits bits = piece.format() instanceof Bits shared ? shared : null;
          new CopyPlan(from, piece, new Masked(size, bits), 0).run();
        });
  }

  // ---- pieces

  /** What is done with a piece. */
  private interface Visitor {
    /**
     * Visits one piece.
     *
     * @param piece its items, or parts of several as one, a row for each truth value
     * @param first its first truth value
     * @param rows the number of its truth values
     * @param done how many have been true before
     */
    void piece(Region piece, int first, int rows, long done);
  }

  private void walk(Region all, int mark, Visitor visitor) {
    if (truths.length == 0 || all.layout().itemCount() == 0) {
      return;
    }
    Region each = partsAsItems(all);
    Region joined = joined(each);
    int outerDimensions = joined.layout().ndim() - (each.layout().ndim() - ndim) - 1;
    long inner = 1;
    for (int d = outerDimensions + 1; d < joined.layout().ndim(); d++) {
      inner *= joined.layout().shape(d);
    }
    long most = Math.max(1, PIECE / Math.max(1, (joined.format().itemSize() + mark) * inner));
    long last = outerDimensions < 0 ? 1 : joined.layout().shape(outerDimensions);
    Index[] part = new Index[outerDimensions + 1];
    long done = 0;
    for (int first = 0; first < truths.length; ) {
      long at = first % last;
      int rows = (int) Math.min(most, last - at);
      long outer = first / last;
      for (int d = outerDimensions - 1; d >= 0; d--) {
        part[d] = Index.at(outer % items.shape(d));
        outer /= items.shape(d);
      }
      if (outerDimensions >= 0) {
        part[outerDimensions] = Index.range(at, at + rows);
      }
      visitor.piece(joined.slice(part), first, rows, done);
      done += selected(first, rows);
      first += rows;
    }
  }

  /** What each truth value stands for as one item, if it has no gaps, and no bits of others. */
  private Region partsAsItems(Region all) {
    Layout layout = all.layout();
    if (layout.ndim() == ndim || layout.hasPointers() || all.format() instanceof Bits) {
      return all;
    }
    long size = all.format().itemSize();
    for (int d = layout.ndim() - 1; d >= ndim; d--) {
      if (layout.stride(d) != size) {
        return all;
      }
      size *= layout.shape(d);
    }
    if (size > PIECE) {
      return all; // large parts are walked item by item, not held twice
    }
    return all.withFormat(
        new SubArray(new Scalar(ScalarType.UINT8), List.of(size)),
        Layout.strided(
            layout.offset(),
            size,
            Arrays.copyOf(layout.shape(), ndim),
            Arrays.copyOf(layout.strides(), ndim)));
  }

  /** The items with the dimensions of the mask in one, if strides can express it. */
  private Region joined(Region all) {
    if (ndim < 2) {
      return all;
    }
    long[] shape = Arrays.copyOfRange(all.layout().shape(), ndim - 1, all.layout().ndim());
    shape[0] = truths.length;
    try {
      return all.withLayout(all.layout().reshape(shape));
    } catch (LayoutException e) {
      return all;
    }
  }
}
