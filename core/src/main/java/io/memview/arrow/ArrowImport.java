package io.memview.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.format.ArrowFormat;
import io.memview.format.Format;
import io.memview.format.TimeType;
import io.memview.internal.NativeMemory;
import io.memview.internal.Texts;
import io.memview.layout.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a producer has filled into the structs, and checks it as far as it can be checked. */
final class ArrowImport {
  private static final String LIST = "+w:";
  private static final long NO_BUFFERS = 0;

  /** The extents that have been found on the way down. */
  private final List<Long> shape = new ArrayList<>();

  private ArrowImport() {}

  /** What the values mean, in lists of any depth. */
  static Optional<TimeType> time(long schema) {
    if (ArrowStructs.get(schema, ArrowStructs.SCHEMA_RELEASE) == 0) {
      throw new IllegalArgumentException("the ArrowSchema has been released or moved before");
    }
    long at = schema;
    for (int depth = 0; depth < Layout.MAX_DIMENSIONS; depth++) {
      String format = NativeMemory.all().getString(text(at));
      if (!format.startsWith(LIST)) {
        return ArrowFormat.time(format);
      }
      at = only(ArrowStructs.get(at, ArrowStructs.SCHEMA_CHILDREN));
    }
    throw broken("lists in more than %d levels", Layout.MAX_DIMENSIONS);
  }

  /** The array's memory; the array has been moved, and the schema is as it was. */
  static OwnedMemory take(long schema, long array) {
    if (ArrowStructs.get(schema, ArrowStructs.SCHEMA_RELEASE) == 0
        || ArrowStructs.get(array, ArrowStructs.ARRAY_RELEASE) == 0) {
      throw new IllegalArgumentException(
          "the ArrowSchema or the ArrowArray has been released or moved before");
    }
    return OwnedMemory.make(arena -> take(schema, array, arena));
  }

  private static Memory take(long schema, long array, Arena arena) {
    Memory memory;
    try {
      memory = new ArrowImport().read(schema, array, arena);
    } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw broken("%s", String.valueOf(e.getMessage()));
    }
    // What is released has to be the struct, but not where it lies.
    MemorySegment moved = Arena.ofAuto().allocate(ArrowStructs.ARRAY_SIZE, Long.BYTES);
    moved.copyFrom(NativeMemory.all().asSlice(array, ArrowStructs.ARRAY_SIZE));
    NativeMemory.whenClosed(
        arena,
        () -> {
          ArrowStructs.release(moved.address(), ArrowStructs.ARRAY_RELEASE);
          Reference.reachabilityFence(moved);
        });
    ArrowStructs.set(array, ArrowStructs.ARRAY_RELEASE, 0);
    return memory;
  }

  private Memory read(long schema, long array, Arena arena) {
    long offset = ArrowStructs.get(array, ArrowStructs.ARRAY_OFFSET);
    long length = ArrowStructs.get(array, ArrowStructs.ARRAY_LENGTH);
    if (offset < 0 || length < 0) {
      throw broken("length %d, offset %d", length, offset);
    }
    shape.add(length);
    return read(schema, array, offset, length, arena);
  }

  /** The memory of some items of an array: so many, counted from the start of its buffers. */
  private Memory read(long schema, long array, long first, long count, Arena arena) {
    String format = NativeMemory.all().getString(text(schema));
    if (ArrowStructs.get(schema, ArrowStructs.SCHEMA_DICTIONARY) != 0
        || ArrowStructs.get(array, ArrowStructs.ARRAY_DICTIONARY) != 0) {
      throw new BufferException.Refused(
          "the array is of indices into a dictionary; decode it before it is given away");
    }
    boolean isList = format.startsWith(LIST);
    Format item = isList ? null : toFormat(format);
    long buffers = isList ? 1 : 2;
    long children = isList ? 1 : 0;
    if (ArrowStructs.get(array, ArrowStructs.ARRAY_BUFFER_COUNT) != buffers
        || ArrowStructs.get(array, ArrowStructs.ARRAY_CHILD_COUNT) != children
        || ArrowStructs.get(schema, ArrowStructs.SCHEMA_CHILD_COUNT) != children) {
      throw broken(
          "%d buffers and %d children of an array '%s'",
          ArrowStructs.get(array, ArrowStructs.ARRAY_BUFFER_COUNT),
          ArrowStructs.get(array, ArrowStructs.ARRAY_CHILD_COUNT),
          Texts.shown(format));
    }
    refuseNulls(array, first, count);
    return item == null
        ? list(schema, array, extent(format), first, count, arena)
        : values(array, item, first, count, arena);
  }

  private static long text(long schema) {
    long text = ArrowStructs.get(schema, ArrowStructs.SCHEMA_FORMAT);
    if (text == 0) {
      throw broken("a schema without a format");
    }
    return text;
  }

  private static long extent(String format) {
    String digits = format.substring(LIST.length());
    if (!digits.matches("[0-9]{1,10}")) {
      throw broken("format '%s'", Texts.shown(format));
    }
    return Long.parseLong(digits);
  }

  private static Format toFormat(String format) {
    try {
      return ArrowFormat.toFormat(format);
    } catch (UnsupportedOperationException e) {
      throw new BufferException.Refused(
          "%s, or fixed-size lists +w:n of such".formatted(e.getMessage()), e);
    }
  }

  private Memory list(long schema, long array, long extent, long first, long count, Arena arena) {
    shape.add(extent);
    if (shape.size() > Layout.MAX_DIMENSIONS) {
      throw broken("lists in more than %d levels", Layout.MAX_DIMENSIONS);
    }
    long childSchema = only(ArrowStructs.get(schema, ArrowStructs.SCHEMA_CHILDREN));
    long child = only(ArrowStructs.get(array, ArrowStructs.ARRAY_CHILDREN));
    long length = ArrowStructs.get(child, ArrowStructs.ARRAY_LENGTH);
    long offset = ArrowStructs.get(child, ArrowStructs.ARRAY_OFFSET);
    long from = Math.multiplyExact(first, extent);
    long items = Math.multiplyExact(count, extent);
    if (offset < 0 || length < Math.addExact(from, items)) {
      throw broken(
          "%d items at offset %d in lists that reach to item %d", length, offset, from + items);
    }
    return read(childSchema, child, Math.addExact(offset, from), items, arena);
  }

  private static long only(long children) {
    long child = children == 0 ? 0 : ArrowStructs.get(children, 0);
    if (child == 0) {
      throw broken("a list without a child");
    }
    return child;
  }

  private Memory values(long array, Format format, long first, long count, Arena arena) {
    long[] extents = shape.stream().mapToLong(Long::longValue).toArray();
    long size = Math.multiplyExact(count, format.itemSize());
    long data = buffer(array, 1);
    if (size == 0) {
      return Memory.of(NativeMemory.segment(0, 0, arena), format, extents).asReadOnly();
    }
    long start = Math.addExact(data, Math.multiplyExact(first, format.itemSize()));
    if (data <= 0 || Math.addExact(start, size) <= 0) {
      throw broken("%d bytes at 0x%x", size, data);
    }
    return Memory.of(NativeMemory.segment(start, size, arena), format, extents).asReadOnly();
  }

  private static long buffer(long array, int index) {
    long buffers = ArrowStructs.get(array, ArrowStructs.ARRAY_BUFFERS);
    return buffers == NO_BUFFERS ? 0 : ArrowStructs.get(buffers, 8L * index);
  }

  /** The bitmap is asked, since the count is of all items, and may be unknown (-1). */
  private static void refuseNulls(long array, long first, long count) {
    long bitmap = buffer(array, 0);
    if (bitmap == 0 || ArrowStructs.get(array, ArrowStructs.ARRAY_NULL_COUNT) == 0) {
      return;
    }
    Math.addExact(first, count);
    long nulls = 0;
    for (long i = first; i < first + count; i++) {
      int bits = NativeMemory.all().get(JAVA_BYTE, Math.addExact(bitmap, i >> 3));
      nulls += ~(bits >> (i & 7)) & 1;
    }
    if (nulls > 0) {
      throw new BufferException.Refused(
          "%d of %d values are null, and a view has no nulls; fill them before the array is given away"
              .formatted(nulls, count));
    }
  }

  private static BufferException.Refused broken(String what, Object... values) {
    return new BufferException.Refused(
        "the structs describe an array as none can be: " + what.formatted(values));
  }
}
