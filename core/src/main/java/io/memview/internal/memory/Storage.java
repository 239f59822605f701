package io.memview.internal.memory;

import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes are: one segment, or a table of pointers to more storage. A pointer counts 8
 * bytes, as in C.
 */
public sealed interface Storage {
  /**
   * A segment whose class the JIT compiler knows: from a constant, where it would have to guess
   * from what the program did before, and guesses wrong if it compiles a method early.
   */
  static MemorySegment castExact(@Nullable Class<?> type, MemorySegment segment) {
    if (type != null && segment.getClass() != type) {
      throw new ClassCastException(segment.getClass().getName());
    }
    return segment;
  }

  /** The size in bytes: that of the segment or of the table. */
  long byteSize();

  /** The segment; there are no pointers, or they have been followed. */
  default MemorySegment flatSegment() {
    return ((Flat) this).segment;
  }

  /** The one segment that all of it lies in, if that is easily told. */
  default @Nullable MemorySegment onlySegment() {
    return null;
  }

  /** What a pointer dimension finds at an offset in bytes. */
  Storage slot(long offset);

  /** Where in it the pointer leads, in bytes; suboffsets count from there. */
  default long start(long offset) {
    return 0;
  }

  /** A table of some slots of this one, found at offsets in bytes. */
  default Storage select(long... offsets) {
    return new Selected(this, offsets);
  }

  /** The class of all segments, which tells the kinds of memory apart; null if they are several. */
  @Nullable Class<?> segmentClass();

  /**
   * Whether a file may be behind some of the memory, which can be cut short at any time. The
   * platform tells for its own mappings only, so that all memory that is not on the heap may be.
   */
  boolean mayBeMapped();

  /** What is the same for all slots of a table; null if it is not. */
  private static <T> @Nullable Class<?> common(T[] slots, Function<T, @Nullable Class<?>> type) {
    Class<?> first = type.apply(slots[0]);
    return Stream.of(slots).allMatch(slot -> type.apply(slot) == first) ? first : null;
  }

  /** Visits every segment. */
  void forEachSegment(Consumer<MemorySegment> visitor);

  record Flat(MemorySegment segment) implements Storage {
    @Override
    public long byteSize() {
      return segment.byteSize();
    }

    @Override
    public MemorySegment onlySegment() {
      return segment;
    }

    @Override
    public Class<?> segmentClass() {
      return segment.getClass();
    }

    @Override
    public boolean mayBeMapped() {
      return segment.isNative();
    }

    @Override
    public Storage slot(long offset) {
      throw new AssertionError("a flat segment has no pointers");
    }

    @Override
    public void forEachSegment(Consumer<MemorySegment> visitor) {
      visitor.accept(segment);
    }
  }

  /** A table whose slots all lead to segments: what item access knows to be one step away. */
  record Blocks(MemorySegment[] blocks, @Nullable Class<?> segmentClass) implements Storage {
    Blocks(MemorySegment[] blocks) {
      this(blocks, common(blocks, MemorySegment::getClass));
    }

    @Override
    public long byteSize() {
      return (long) blocks.length * Layout.POINTER_SIZE;
    }

    @Override
    public boolean mayBeMapped() {
      return segmentClass == null || blocks[0].isNative();
    }

    @Override
    public Storage slot(long offset) {
      return new Flat(blocks[(int) (offset / Layout.POINTER_SIZE)]);
    }

    @Override
    public Storage select(long... offsets) {
      MemorySegment[] some = new MemorySegment[offsets.length];
      Arrays.setAll(some, i -> blocks[(int) (offsets[i] / Layout.POINTER_SIZE)]);
      return new Blocks(some);
    }

    @Override
    public void forEachSegment(Consumer<MemorySegment> visitor) {
      for (MemorySegment block : blocks) {
        visitor.accept(block);
      }
    }
  }

  /**
   * A table whose slots all lead into one storage, each to a place of its own: rows by their
   * positions, without an object for each.
   */
  record Rows(Storage base, long[] starts) implements Storage {
    @Override
    public @Nullable MemorySegment onlySegment() {
      return base.onlySegment();
    }

    @Override
    public long byteSize() {
      return (long) starts.length * Layout.POINTER_SIZE;
    }

    @Override
    public @Nullable Class<?> segmentClass() {
      return base.segmentClass();
    }

    @Override
    public boolean mayBeMapped() {
      return base.mayBeMapped();
    }

    @Override
    public Storage slot(long offset) {
      return base;
    }

    @Override
    public long start(long offset) {
      return starts[(int) (offset / Layout.POINTER_SIZE)];
    }

    @Override
    public Storage select(long... offsets) {
      long[] some = new long[offsets.length];
      Arrays.setAll(some, i -> start(offsets[i]));
      return new Rows(base, some);
    }

    @Override
    public void forEachSegment(Consumer<MemorySegment> visitor) {
      base.forEachSegment(visitor);
    }
  }

  /** A table whose slots lead to tables. */
  record Tables(Storage[] tables, @Nullable Class<?> segmentClass) implements Storage {
    Tables(Storage[] tables) {
      this(tables, common(tables, Storage::segmentClass));
    }

    @Override
    public long byteSize() {
      return (long) tables.length * Layout.POINTER_SIZE;
    }

    @Override
    public boolean mayBeMapped() {
      return segmentClass == null || tables[0].mayBeMapped();
    }

    @Override
    public Storage slot(long offset) {
      return tables[(int) (offset / Layout.POINTER_SIZE)];
    }

    @Override
    public void forEachSegment(Consumer<MemorySegment> visitor) {
      for (Storage table : tables) {
        table.forEachSegment(visitor);
      }
    }
  }

  /**
   * A table that is computed: the rows of parts, one part after the other, which may have different
   * numbers of them.
   */
  record Parts(Part[] parts, @Nullable Class<?> segmentClass) implements Storage {
    Parts(Part[] parts) {
      this(parts, common(parts, part -> part.storage.segmentClass()));
    }

    /**
     * Some rows.
     *
     * @param first the number of the first row, in all of them
     * @param end the number behind the last
     * @param offset where the first row lies, or the pointer to it
     * @param isPointer whether there are pointers to the rows, which go on at a suboffset
     */
    record Part(
        Storage storage,
        long first,
        long end,
        long offset,
        long stride,
        boolean isPointer,
        long suboffset) {

      /** Where a row lies, or the pointer to it. */
      long at(long row) {
        return offset + (row - first) * stride;
      }
    }

    /** The part that a row is in: the last one that starts before it. */
    Part part(long row) {
      int low = 0;
      int high = parts.length - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (parts[middle].first <= row) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return parts[low];
    }

    @Override
    public long byteSize() {
      return parts[parts.length - 1].end * Layout.POINTER_SIZE;
    }

    @Override
    public boolean mayBeMapped() {
      return segmentClass == null || parts[0].storage.mayBeMapped();
    }

    @Override
    public Storage slot(long offset) {
      long row = offset / Layout.POINTER_SIZE;
      Part part = part(row);
      return part.isPointer ? part.storage.slot(part.at(row)) : part.storage;
    }

    @Override
    public long start(long offset) {
      long row = offset / Layout.POINTER_SIZE;
      Part part = part(row);
      long at = part.at(row);
      return part.isPointer ? part.storage.start(at) + part.suboffset : at;
    }

    @Override
    public void forEachSegment(Consumer<MemorySegment> visitor) {
      for (Part part : parts) {
        part.storage.forEachSegment(visitor);
      }
    }
  }

  /** Some slots of a table, in an order of their own. */
  record Selected(Storage table, long[] offsets) implements Storage {
    private long at(long offset) {
      return offsets[(int) (offset / Layout.POINTER_SIZE)];
    }

    @Override
    public long byteSize() {
      return (long) offsets.length * Layout.POINTER_SIZE;
    }

    @Override
    public @Nullable Class<?> segmentClass() {
      return table.segmentClass();
    }

    @Override
    public boolean mayBeMapped() {
      return table.mayBeMapped();
    }

    @Override
    public Storage slot(long offset) {
      return table.slot(at(offset));
    }

    @Override
    public long start(long offset) {
      return table.start(at(offset));
    }

    @Override
    public void forEachSegment(Consumer<MemorySegment> visitor) {
      table.forEachSegment(visitor);
    }
  }
}
