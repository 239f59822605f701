package io.memview.internal.memory;

import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through memory in rows: items of one segment at one stride, as many as there are. What is
 * done with the items of a row is the affair of a class that is specialised for them.
 */
public final class RowWalk {
  /** What is done with a row. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Visits one row.
     *
     * @param at where the first item lies in the segment
     * @param stride from item to item, in bytes
     */
    void row(MemorySegment segment, long at, long stride, long count);
  }

  /**
   * Where a walk begins, and whatever else has loops over items: two calls of itself above the
   * first dimension, which is 0. HotSpot inlines a method into itself once and leaves the next
   * call, so that the loops are compiled with a walk, and not with whatever has called for it: so
   * far down it may inline no further, and there would be a call left for each item.
   */
  public static final int ABOVE = -2;

  private final Layout layout;
  private final Visitor visitor;

  // The dimensions, without those of one item, and with those in one that have one stride.
  private final long[] shape;
  private final long[] strides;
  private final long[] suboffsets;
  private final boolean[] isPointer;
  private int ndim;

  private RowWalk(Layout layout, Visitor visitor) {
    this.layout = layout;
    this.visitor = visitor;
    int capacity = layout.ndim();
    this.shape = new long[capacity];
    this.strides = new long[capacity];
    this.suboffsets = new long[capacity];
    this.isPointer = new boolean[capacity];
    for (int d = 0; d < capacity; d++) {
      add(d);
    }
  }

  private void add(int d) {
    long extent = layout.shape(d);
    long stride = layout.stride(d);
    if (extent == 1 && !layout.isPointer(d)) {
      return;
    }
    boolean isOne = ndim > 0 && !isPointer[ndim - 1] && strides[ndim - 1] == extent * stride;
    if (!isOne) {
      shape[ndim++] = 1;
    }
    shape[ndim - 1] *= extent;
    strides[ndim - 1] = stride;
    suboffsets[ndim - 1] = layout.suboffset(d);
    isPointer[ndim - 1] = layout.isPointer(d);
  }

  /** Visits all items; for {@code ANY}, in the order in which they lie in memory. */
  public static void forEach(Region memory, Order order, Visitor visitor) {
    Layout layout = memory.layout();
    if (layout.itemCount() == 0) {
      return;
    }
    if (order == Order.FORTRAN && layout.hasPointers()) {
      across(memory, visitor);
      return;
    }
    LoopOrder loops = LoopOrder.of(order, layout);
    (loops.isPlain() ? memory : memory.withLayout(loops.applyTo(layout)))
        .forEachPart(
            part ->
                new RowWalk(part.layout(), visitor)
                    .walk(part.storage(), part.layout().offset(), ABOVE));
  }

  /** The pointers stand in the first dimension, which varies fastest: each item has its own way. */
  private static void across(Region memory, Visitor visitor) {
    Layout layout = memory.layout();
    long[] index = new long[layout.ndim()];
    for (long left = layout.itemCount(); left > 0; left--) {
      ItemAddress place = ItemAddress.of(memory, index);
      visitor.row(place.segment(), place.offset(), layout.itemSize(), 1);
      for (int d = 0; d < index.length && ++index[d] == layout.shape(d); d++) {
        index[d] = 0;
      }
    }
  }

  private void walk(Storage storage, long at, int d) {
    if (d < 0) {
      walk(storage, at, d + 1);
      return;
    }
    boolean isRow = d == ndim - 1 && !isPointer[d];
    if (d == ndim || isRow) {
      visitor.row(
          storage.flatSegment(), at, isRow ? strides[d] : layout.itemSize(), isRow ? shape[d] : 1);
      return;
    }
    for (long i = 0; i < shape[d]; i++) {
      long next = at + i * strides[d];
      if (isPointer[d]) {
        walk(storage.slot(next), storage.start(next) + suboffsets[d], d + 1);
      } else {
        walk(storage, next, d + 1);
      }
    }
  }

  /** Hands out the memory in the longest pieces without gaps, with the number of their items. */
  public static void forEachRun(
      Region memory, Order order, ObjLongConsumer<? super MemorySegment> visitor) {
    Runs runs = new Runs(memory, visitor);
    forEach(memory, order, runs);
    runs.end();
  }

  /** Joins rows that follow each other. */
  private static final class Runs implements Visitor {
    private final ObjLongConsumer<? super MemorySegment> visitor;
    private final boolean isReadOnly;
    private final long itemSize;
    private @Nullable MemorySegment segment;
    private long start;
    private long end;
    private long count;

    Runs(Region memory, ObjLongConsumer<? super MemorySegment> visitor) {
      this.visitor = visitor;
      this.isReadOnly = memory.isReadOnly();
      this.itemSize = memory.layout().itemSize();
    }

    @Override
    public void row(MemorySegment from, long at, long stride, long items) {
      if (stride == itemSize) {
        add(from, at, items);
        return;
      }
      for (long i = 0; i < items; i++) {
        add(from, at + i * stride, 1);
      }
    }

    private void add(MemorySegment from, long at, long items) {
      if (at != end || !from.equals(segment)) {
        end();
        segment = from;
        start = at;
        count = 0;
      }
      end = at + items * itemSize;
      count += items;
    }

    void end() {
      if (segment != null) {
        MemorySegment run = segment.asSlice(start, end - start);
        visitor.accept(isReadOnly ? run.asReadOnly() : run, count);
      }
    }
  }
}
