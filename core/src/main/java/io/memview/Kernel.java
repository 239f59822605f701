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
      long bits = converted(from, fromAt);
      if (!dry) {
        target.setBits(to, toAt, bits);
      }
    }

    /** The bits of the same value. */
    long converted(MemorySegment from, long at) {
      long bits = source.getBits(from, at);
      return source.isInteger()
          ? target.ofObject(source.toObject(bits))
          : target.ofDouble(source.toDouble(bits));
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
   */
  record Kind(Class<?> from, Class<?> to, Operation operation) {}

  private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class, Operation.class);
  private static final Map<Kind, Kernel> KERNELS = new ConcurrentHashMap<>();

  static Kernel of(Operation operation, MemorySegment from, MemorySegment to) {
    return KERNELS.computeIfAbsent(
        new Kind(from.getClass(), to.getClass(), operation), Kernel::define);
  }

  private static Kernel define(Kind kind) {
    return (Kernel) HiddenClasses.define(ItemKernel.class, kind, CONSTRUCTOR, kind.operation());
  }

  /**
   * Treats a plane of items, row by row, or in tiles where the source's rows are closer together
   * than the items of a row. Offsets and strides are in bytes.
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
