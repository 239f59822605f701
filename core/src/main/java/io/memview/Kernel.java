package io.memview;

import io.memview.format.Bits;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The innermost loops of a copy: one operation on the items of two kinds of memory. The classes are
 * defined from {@link ItemKernel}.
 */
abstract class Kernel {

  /** What is done with each item. */
  sealed interface Operation {
    /** Does it, whatever the memory; offsets are in bytes. */
    void item(MemorySegment from, long fromAt, MemorySegment to, long toAt);

    /**
     * The bytes of an item that is read; 0 where that is no number of bytes that loops can take.
     */
    default int fromSize() {
      return 0;
    }

    /** The bytes of an item that is written. */
    default int toSize() {
      return 0;
    }
  }

  /**
   * Bytes are moved.
   *
   * @param size how many: 1, 2, 4 or 8
   * @param swap whether they are reversed
   */
  record Move(int size, boolean swap) implements Operation {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    @Override
    public int fromSize() {
      return size;
    }

    @Override
    public int toSize() {
      return size;
    }

    @Override
    public void item(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
      switch (size) {
        case 1 -> to.set(BYTE, toAt, from.get(BYTE, fromAt));
        case 2 -> {
          short bits = from.get(SHORT, fromAt);
          to.set(SHORT, toAt, swap ? Short.reverseBytes(bits) : bits);
        }
        case 4 -> {
          int bits = from.get(INT, fromAt);
          to.set(INT, toAt, swap ? Integer.reverseBytes(bits) : bits);
        }
        default -> {
          long bits = from.get(LONG, fromAt);
          to.set(LONG, toAt, swap ? Long.reverseBytes(bits) : bits);
        }
      }
    }
  }

  /**
   * Numbers are converted.
   *
   * @param source what is read
   * @param target what is written
   * @param dry whether it is only tried: values that do not fit are refused, nothing is written
   */
  record Convert(Scalar source, Scalar target, boolean dry) implements Operation {
    @Override
    public int fromSize() {
      return (int) source.itemSize();
    }

    @Override
    public int toSize() {
      return (int) target.itemSize();
    }

    /** Codes that are equal may differ in what they refuse, and in how they are written. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Convert that
          && source.equals(that.source)
          && target.equals(that.target)
          && target.type() == that.target.type()
          && target.mode() == that.target.mode()
          && dry == that.dry;
    }

    @Override
    public int hashCode() {
      return Objects.hash(source, target, dry);
    }

    /** Whether floats come out that round what is read at most: see {@link StagedKernel}. */
    boolean isRounding() {
      if (dry || target.type().kind() != ScalarType.Kind.FLOAT || toSize() < Float.BYTES) {
        return false;
      }
      return source.isInteger()
          ? fromSize() < toSize()
          : fromSize() >= Float.BYTES && (fromSize() < toSize() || target.mode().nativeSizes());
    }

    /** Whether Java has primitive types with all values of both sides. */
    boolean isPlain() {
      return isPlain(source) && isPlain(target);
    }

    private static boolean isPlain(Scalar scalar) {
      return switch (scalar.type().kind()) {
        case SIGNED -> true;
        case UNSIGNED -> scalar.itemSize() < Long.BYTES;
        case FLOAT -> scalar.itemSize() >= Float.BYTES;
        default -> false;
      };
    }

    @Override
    public void item(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
      long bits = source.getBits(from, fromAt);
      long converted;
      if (!source.isInteger()) {
        converted = target.ofDouble(source.toDouble(bits));
      } else if (bits < 0 && source.itemSize() == Long.BYTES && source.min() == 0) {
        converted = target.ofObject(source.toObject(bits)); // more than a long holds
      } else {
        converted = target.ofLong(source.toLong(bits));
      }
      if (!dry) {
        target.setBits(to, toAt, converted);
      }
    }
  }

  /**
   * Bits are copied where a byte may belong to others too.
   *
   * @param format which bits
   */
  record CopyBits(Bits format) implements Operation {
    @Override
    public void item(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
      format.put(to, toAt, format.get(from, fromAt));
    }
  }

  /** Which loops: a template for each. */
  enum Loops {
    /** Item by item, whatever the operation. */
    ITEMS(ItemKernel.class),
    /** Blocks of small items turned in registers: rows that lie closer together than items do. */
    BLOCKS(BlockKernel.class),
    /** Conversions through arrays. */
    STAGED(StagedKernel.class);

    private final Class<? extends Kernel> template;

    Loops(Class<? extends Kernel> template) {
      this.template = template;
    }
  }

  /**
   * What a class is specialised for.
   *
   * @param loops which loops
   * @param from the class of the segments that are read
   * @param to the class of the segments that are written
   * @param fromMayBeMapped whether a file may be behind the memory that is read
   * @param operation what is done
   * @param fromStride how far apart the items of a row are that is read
   * @param toStride how far apart those are that are written; 0 if neither is known
   */
  record Kind(
      Loops loops,
      Class<?> from,
      Class<?> to,
      boolean fromMayBeMapped,
      Operation operation,
      long fromStride,
      long toStride) {

    Kind ofAnyStride() {
      return new Kind(loops, from, to, fromMayBeMapped, operation, 0, 0);
    }

    Kind itemByItem() {
      return new Kind(Loops.ITEMS, from, to, fromMayBeMapped, operation, fromStride, toStride);
    }
  }

  /** Strides that are constants double the speed, but each pair of them is a class. */
  private static final int MOST_STRIDES = 1024;

  /** Classes in all: there are far more pairs of formats and memory than any program copies. */
  private static final int MOST = 2048;

  /** What a loop that counts in {@code int} does at most. */
  private static final int LONGEST = 1 << 28;

  /**
   * The items of a row that are taken before the next row where rows lie closer together: the cache
   * lines that they lie in are still in the second-level cache then, a quarter of which they take.
   */
  private static final int TILE = 1000;

  private static final MethodHandle ROWS;

  static {
    try {
      MethodType type =
          MethodType.methodType(
              void.class,
              new Class<?>[] {
                MemorySegment.class,
                long.class,
                long.class,
                long.class,
                MemorySegment.class,
                long.class,
                long.class,
                long.class,
                long.class,
                int.class
              });
      ROWS = MethodHandles.lookup().findVirtual(Kernel.class, "rows", type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Leads to {@link #rows}. No constant, so that the JIT compiler does not inline the loops into
   * what calls them: that would be at the bottom of so many calls that it inlines no further, and
   * leaves a call for each item.
   */
  private final MethodHandle loops = ROWS;

  private static final Map<Kind, Kernel> KERNELS = new ConcurrentHashMap<>();

  static Kernel of(Kind kind) {
    Kernel known = KERNELS.get(kind);
    if (known != null) {
      return known;
    }
    if (KERNELS.size() >= MOST_STRIDES && !kind.equals(kind.ofAnyStride())) {
      return of(kind.ofAnyStride());
    }
    if (KERNELS.size() >= MOST) {
      return new GeneralKernel(kind.operation());
    }
    Kernel made = HiddenClasses.define(Kernel.class, kind.loops().template, kind);
    if (made == null) {
      made = new GeneralKernel(kind.operation());
    }
    Kernel first = KERNELS.putIfAbsent(kind, made);
    return first == null ? made : first;
  }

  /** Whether the source's rows are closer together than the items of a row: a transpose. */
  static boolean isTransposed(long rows, long fromRow, long fromItem) {
    return rows > 1 && fromRow != 0 && Math.abs(fromRow) < Math.abs(fromItem);
  }

  /** This one, or one with buffers of its own: a kernel is used by one thread. */
  Kernel fresh() {
    return this;
  }

  /** Treats a plane of items. Offsets and strides are in bytes. */
  final void plane(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      long rows,
      long items) {
    int width = isTransposed(rows, fromRow, fromItem) ? TILE : LONGEST;
    for (long item = 0; item < items; item += width) {
      int count = (int) Math.min(width, items - item);
      long x = fromAt + item * fromItem;
      long y = toAt + item * toItem;
      try {
        loops.invokeExact(this, from, x, fromRow, fromItem, to, y, toRow, toItem, rows, count);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e); // rows declares none
      }
    }
  }

  /** Treats rows of at most {@link #LONGEST} items. */
  void rows(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      long rows,
      int items) {
    for (long row = 0; row < rows; row++) {
      row(from, fromAt + row * fromRow, fromItem, to, toAt + row * toRow, toItem, items);
    }
  }

  /** Treats one row. */
  abstract void row(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int items);
}
