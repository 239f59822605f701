package io.memview.internal.memory;

import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
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

  /** What a pointer dimension finds at an offset in bytes. */
  Storage slot(long offset);

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
    public void forEachSegment(Consumer<MemorySegment> visitor) {
      for (MemorySegment block : blocks) {
        visitor.accept(block);
      }
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
}
