package io.memview.internal.copy;

import io.memview.format.Bits;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
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
    byte[] bytes = new byte[Limits.arrayLength(packed.byteLength(), "take slices of both")];
    return Region.of(MemorySegment.ofArray(bytes), format, packed);
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
        size,
        (piece, first, rows, done) -> {
          int selected = selected(first, rows);
          if (selected == 0) {
            return;
          }
          Layout packed = Layout.contiguous(size, Order.C, piece.layout().shape());
          byte[] bytes = new byte[Limits.arrayLength(packed.byteLength(), "take slices of both")];
          MemorySegment block = MemorySegment.ofArray(bytes);
          Region all = Region.of(block, from.format(), packed);
          Copy.copy(piece, all);
          int row = bytes.length / rows;
          int end = 0;
          for (int i = 0; i < rows; i++) {
            if (truths[first + i]) {
              System.arraycopy(bytes, i * row, bytes, end, row);
              end += row;
            }
          }
          long[] shape = selectedShape();
          shape[0] = selected;
          Copy.copy(
              Region.of(block, from.format(), Layout.contiguous(size, Order.C, shape)),
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
    Format format = to.format();
    long size = format.itemSize();
    if (size == 0) {
      return; // items without bytes can be any number
    }
    walk(
        to,
        size + 1,
        (piece, first, rows, done) -> {
          int selected = selected(first, rows);
          if (selected == 0) {
            return;
          }
          Region some = values.slice(Index.range(done, done + selected));
          Layout packed = Layout.contiguous(size, Order.C, some.layout().shape());
          byte[] bytes = new byte[Limits.arrayLength(packed.byteLength(), "take slices of both")];
          Copy.copy(some, Region.of(MemorySegment.ofArray(bytes), format, packed));
          Layout marked = Layout.contiguous(size + 1, Order.C, piece.layout().shape());
          byte[] items = new byte[Limits.arrayLength(marked.byteLength(), "take slices of both")];
          int row = items.length / rows;
          int next = 0;
          for (int i = 0; i < rows; i++) {
            for (int at = i * row; truths[first + i] && at < (i + 1) * row; at += (int) size + 1) {
              items[at] = 1;
              System.arraycopy(bytes, next, items, at + 1, (int) size);
              next += (int) size;
            }
          }
          Region from =
              Region.of(MemorySegment.ofArray(items), new Scalar(ScalarType.UINT8), marked);
          new CopyPlan(from, piece, new Masked(size, format instanceof Bits bits ? bits : null), 0)
              .run();
        });
  }

  // ---- pieces

  /** What is done with a piece. */
  private interface Visitor {
    /**
     * Visits one piece.
     *
     * @param piece its items, a row for each truth value
     * @param first its first truth value
     * @param rows the number of its truth values
     * @param done how many have been true before
     */
    void piece(Region piece, int first, int rows, long done);
  }

  private void walk(Region all, long itemSize, Visitor visitor) {
    if (truths.length == 0) {
      return;
    }
    long inner = 1;
    for (int d = ndim; d < items.ndim(); d++) {
      inner *= items.shape(d);
    }
    if (inner == 0) {
      return;
    }
    Region joined = joined(all);
    int outerDimensions = joined.layout().ndim() - (items.ndim() - ndim) - 1;
    long most = Math.max(1, PIECE / Math.max(1, itemSize * inner));
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

  /** The items with the dimensions of the mask in one, if strides can express it. */
  private Region joined(Region all) {
    if (ndim < 2) {
      return all;
    }
    long[] shape = selectedShape();
    shape[0] = truths.length;
    try {
      return all.withLayout(all.layout().reshape(shape));
    } catch (LayoutException e) {
      return all;
    }
  }
}
