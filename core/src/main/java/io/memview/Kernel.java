package io.memview;

import io.memview.format.Bits;
import io.memview.format.Scalar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodType;
import java.util.Map;
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
  }

  /**
   * Bytes are moved.
   *
   * @param size how many: 1, 2, 4 or 8
   * @param swap whether they are reversed
   */
  record Move(int size, boolean swap) implements Operation {
    @Override
    public void item(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
      for (int i = 0; i < size; i++) {
        byte b = from.get(ValueLayout.JAVA_BYTE, fromAt + i);
        to.set(ValueLayout.JAVA_BYTE, toAt + (swap ? size - 1 - i : i), b);
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
    public void item(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
      long bits = source.getBits(from, fromAt);
      long converted =
          source.isInteger()
              ? target.ofObject(source.toObject(bits))
              : target.ofDouble(source.toDouble(bits));
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

  /**
   * What a class is specialised for.
   *
   * @param from the class of the segments that are read
   * @param to the class of the segments that are written
   * @param operation what is done
   * @param fromStride how far apart the items of a row are that is read; 0 if that is not known
   * @param toStride how far apart those are that are written
   */
  record Kind(Class<?> from, Class<?> to, Operation operation, long fromStride, long toStride) {

    Kind ofAnyStride() {
      return new Kind(from, to, operation, 0, 0);
    }
  }

  /** Strides that are constants double the speed, but each pair of them is a class. */
  private static final int MOST = 1024;

  private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class, Operation.class);
  private static final Map<Kind, Kernel> KERNELS = new ConcurrentHashMap<>();

  static Kernel of(Kind kind) {
    Kernel known = KERNELS.get(kind);
    if (known != null) {
      return known;
    }
    return KERNELS.computeIfAbsent(
        KERNELS.size() < MOST ? kind : kind.ofAnyStride(), Kernel::define);
  }

  private static Kernel define(Kind kind) {
    return (Kernel) HiddenClasses.define(ItemKernel.class, kind, CONSTRUCTOR, kind.operation());
  }

  /** Whether the source's rows are closer together than the items of a row: a transpose. */
  static boolean isTiled(long rows, long fromRow, long fromItem) {
    return rows > 1 && fromRow != 0 && Math.abs(fromRow) < Math.abs(fromItem);
  }

  /**
   * Treats a plane of items, row by row or {@linkplain #isTiled in tiles}. Offsets and strides are
   * in bytes.
   */
  abstract void plane(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      long rows,
      long items);
}
