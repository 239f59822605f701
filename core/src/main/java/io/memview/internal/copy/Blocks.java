package io.memview.internal.copy;

import io.memview.format.Bits;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All bytes of a memory's items, one item after the other, a block at a time: to be taken, or to be
 * filled. A block is one buffer, which is used again and again, and which as many rows as fit are
 * copied to or from; for visitors that take it, it is the memory itself where that lies in long
 * runs off the heap.
 *
 * @param <X> what visitors throw
 */
public final class Blocks<X extends Exception> {
  /** The bytes of a buffer: they stay in the second-level cache until they have been taken. */
  private static final int BUFFER = 1 << 18;

  /** What a buffer may grow to for a transpose. */
  private static final int LARGEST_BUFFER = 1 << 24;

  /** The bytes of a line of the cache. */
  private static final int LINE = 64;

  /** The rows that a kernel turns at once. */
  private static final int TURNED = 8;

  /** No run is as long: buffers are {@code byte[]} then, and memory off the heap else. */
  private static final long BUFFERS_ONLY = Long.MAX_VALUE;

  /** What a block has at most: a NIO buffer counts bytes in an {@code int}. */
  private static final long LARGEST_BLOCK = 1 << 30;

  /**
   * Takes the bytes of each block, or fills them.
   *
   * @param <X> what it throws
   */
  public interface Visitor<X extends Exception> {
    /** Visits a buffer, in which the next block will lie, too. */
    void buffer(MemorySegment bytes) throws X;

    /** From how many bytes on a run is visited as the memory itself; shorter ones are buffered. */
    default long shortestRun() {
      return BUFFERS_ONLY;
    }

    /** Visits a block that is the memory itself. It may be dealt with until {@link #end}. */
    default void memory(MemorySegment bytes) throws X {
      throw new AssertionError("not asked for");
    }

    /** Has visited all blocks. */
    default void end() throws X {}
  }

  private final Region region;
  private final Layout layout;
  private final Order order;
  private final boolean isFilled;
  private final Visitor<X> visitor;
  private final boolean isMemoryShown;

  /** The first dimension behind all pointers. */
  private final int flat;

  private final Arena arena;
  private @Nullable MemorySegment buffer;

  private Blocks(Region region, Order order, boolean isFilled, Visitor<X> visitor, Arena arena) {
    this.region = region;
    this.layout = region.layout();
    this.order = Copy.packedOrder(layout, order);
    this.isFilled = isFilled;
    this.visitor = visitor;
    this.isMemoryShown = visitor.shortestRun() < BUFFERS_ONLY && region.isNative();
    this.arena = arena;
    int first = layout.ndim();
    while (first > 0 && !layout.isPointer(first - 1)) {
      first--;
    }
    this.flat = first;
  }

  /** Hands out all bytes. */
  public static <X extends Exception> void forEach(Region from, Order order, Visitor<X> visitor)
      throws X {
    visitAll(from, order, false, visitor);
  }

  /** Has all bytes filled. */
  public static <X extends Exception> void fill(Region to, Order order, Visitor<X> visitor)
      throws X {
    visitAll(to, order, true, visitor);
  }

  private static <X extends Exception> void visitAll(
      Region region, Order order, boolean isFilled, Visitor<X> visitor) throws X {
    try (Arena arena = Arena.ofConfined()) {
      new Blocks<>(region, order, isFilled, visitor, arena).visitAll();
    }
  }

  private void visitAll() throws X {
    if (layout.byteLength() == 0) {
      return;
    }
    int outer = layout.ndim();
    long run = layout.itemSize();
    while (outer > 0 && follows(dimension(outer - 1), run)) {
      run *= layout.shape(dimension(--outer));
    }
    boolean isLong = isMemoryShown && run >= visitor.shortestRun();
    boolean areBytesShared = isFilled && region.format() instanceof Bits;
    if (!areBytesShared && (outer == 0 || isLong || layout.itemSize() > BUFFER)) {
      visitRuns(outer, run);
    } else {
      visitRows();
    }
    visitor.end();
  }

  /** The dimension at a place, from the outermost loop to the innermost. */
  private int dimension(int place) {
    return order == Order.FORTRAN ? layout.ndim() - 1 - place : place;
  }

  /** Whether what lies at the positions of a dimension follows without gaps. */
  private boolean follows(int d, long size) {
    return d >= flat && (layout.shape(d) == 1 || layout.stride(d) == size);
  }

  // ---- runs: memory without gaps

  private void visitRuns(int outer, long run) throws X {
    long[] index = new long[layout.ndim()];
    do {
      ItemAddress place = ItemAddress.of(region, index);
      visitRun(place.segment().asSlice(place.offset(), run));
    } while (next(index, outer));
  }

  /** The next index in the outer dimensions. */
  private boolean next(long[] index, int outer) {
    for (int place = outer - 1; place >= 0; place--) {
      int d = dimension(place);
      if (++index[d] < layout.shape(d)) {
        return true;
      }
      index[d] = 0;
    }
    return false;
  }

  private void visitRun(MemorySegment run) throws X {
    long most = isMemoryShown ? LARGEST_BLOCK : BUFFER;
    long whole = most - most % Math.min(most, layout.itemSize());
    for (long at = 0; at < run.byteSize(); at += whole) {
      MemorySegment bytes = run.asSlice(at, Math.min(whole, run.byteSize() - at));
      if (isMemoryShown) {
        visitor.memory(bytes);
        continue;
      }
      MemorySegment block = buffer(bytes.byteSize(), Math.min(whole, run.byteSize()));
      if (!isFilled) {
        block.copyFrom(bytes);
      }
      visitor.buffer(block);
      if (isFilled) {
        bytes.copyFrom(block);
      }
    }
  }

  private MemorySegment buffer(long size, long capacity) {
    MemorySegment all = buffer;
    if (all == null) {
      all =
          visitor.shortestRun() == BUFFERS_ONLY
              ? MemorySegment.ofArray(new byte[Math.toIntExact(capacity)])
              : arena.allocate(capacity, Long.BYTES);
      buffer = all;
    }
    return all.asSlice(0, size);
  }

  // ---- rows: as many at a time as fit into the buffer

  private void visitRows() throws X {
    long capacity = capacity();
    int place = 0;
    long inner = inner(0);
    while (inner > capacity) {
      inner = inner(++place);
    }
    int rows = dimension(place);
    long extent = layout.shape(rows);
    long count = Math.min(extent, capacity / inner);
    if (count < extent && count > TURNED) {
      count -= count % (count > LINE ? LINE : TURNED);
    }
    Index[] indices = new Index[layout.ndim()];
    Arrays.fill(indices, Index.all());
    long[] index = new long[layout.ndim()];
    do {
      for (int outer = 0; outer < place; outer++) {
        int d = dimension(outer);
        indices[d] = Index.range(index[d], index[d] + 1); // a position might stand behind pointers
      }
      for (long first = 0; first < extent; first += count) {
        indices[rows] = Index.range(first, Math.min(first + count, extent));
        visitRows(region.slice(indices), count * inner);
      }
    } while (next(index, place));
  }

  /** The bytes at one position of the dimension at a place. */
  private long inner(int place) {
    long inner = layout.itemSize();
    for (int behind = place + 1; behind < layout.ndim(); behind++) {
      inner *= layout.shape(dimension(behind));
    }
    return inner;
  }

  /**
   * How many bytes the buffer has. Where the items that lie closest together are in different rows,
   * as after a transpose, so many rows are taken that lines of the cache are read as a whole.
   */
  private long capacity() {
    long closest = Long.MAX_VALUE;
    long wanted = 0;
    for (int place = 0; place < layout.ndim(); place++) {
      int d = dimension(place);
      long way = Math.abs(layout.stride(d));
      if (d >= flat && layout.shape(d) > 1 && way > 0 && way < closest) {
        closest = way;
        wanted = Math.min(layout.shape(d), Math.ceilDiv(LINE, way)) * inner(place);
      }
    }
    return Math.clamp(wanted, BUFFER, LARGEST_BUFFER);
  }

  private void visitRows(Region rows, long capacity) throws X {
    MemorySegment block = buffer(rows.layout().byteLength(), capacity);
    Region packed = Copy.packed(block, rows, order);
    if (!isFilled) {
      Copy.copyBytes(rows, packed);
    }
    visitor.buffer(block);
    if (isFilled) {
      Copy.putBytes(packed, rows);
    }
  }
}
