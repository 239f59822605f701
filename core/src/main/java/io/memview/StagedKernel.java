package io.memview;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Converts 16-bit integers to floats through arrays: the JIT compiler makes vector instructions of
 * a loop from a {@code short[]} to a {@code float[]}, three times as fast as the loop from segment
 * to segment, which it leaves as it is. Of other conversions the copies to and from arrays cost
 * more than they save. A template of the classes that {@link Kernel} defines.
 */
final class StagedKernel extends Kernel {
  private static final Kernel.@Nullable Kind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), Kernel.Kind.class);

  /** The items that are converted at once: the arrays stay in the first-level cache. */
  private static final int LENGTH = 1024;

  private static final boolean TO_DOUBLE =
      KIND != null && KIND.operation().toSize() == Double.BYTES;
  private static final long FROM_STRIDE = KIND == null ? 0 : KIND.fromStride();
  private static final long TO_STRIDE = KIND == null ? 0 : KIND.toStride();

  private static final ValueLayout.OfShort SHORT =
      KIND != null && KIND.operation() instanceof Convert convert
          ? ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(convert.source().mode().order())
          : ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT =
      KIND != null && KIND.operation() instanceof Convert convert
          ? ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(convert.target().mode().order())
          : ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(FLOAT.order());

  private final Operation operation;
  private short[] shorts = {};
  private float[] floats = {};
  private double[] doubles = {};

  StagedKernel(Operation operation) {
    this.operation = operation;
  }

  /** Whether an operation is one of these. */
  static boolean does(Operation operation) {
    return operation instanceof Convert(var source, var target, boolean dry)
        && !dry
        && source.itemSize() == Short.BYTES
        && source.isInteger()
        && source.min() < 0
        && !target.isInteger()
        && target.itemSize() >= Float.BYTES;
  }

  @Override
  Kernel fresh() {
    return new StagedKernel(operation);
  }

  @Override
  void row(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int items) {
    if (KIND == null) {
      new ItemKernel(operation).row(from, fromAt, fromItem, to, toAt, toItem, items);
      return;
    }
    int length = Math.min(LENGTH, items);
    if (shorts.length < length) {
      shorts = new short[length];
      floats = new float[TO_DOUBLE ? 0 : length];
      doubles = new double[TO_DOUBLE ? length : 0];
    }
    for (int done = 0; done < items; done += length) {
      int count = Math.min(length, items - done);
      gather(from, fromAt + done * fromItem, fromItem, count);
      if (TO_DOUBLE) {
        convert(shorts, doubles, count);
      } else {
        convert(shorts, floats, count);
      }
      scatter(to, toAt + done * toItem, toItem, count);
    }
  }

  private void gather(MemorySegment from, long at, long stride, int count) {
    if (stride == Short.BYTES) {
      MemorySegment.copy(from, SHORT, at, shorts, 0, count);
      return;
    }
    long step = FROM_STRIDE == 0 ? stride : FROM_STRIDE;
    for (int i = 0; i < count; i++) {
      shorts[i] = from.get(SHORT, at + i * step);
    }
  }

  private static void convert(short[] from, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i];
    }
  }

  private static void convert(short[] from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i];
    }
  }

  private void scatter(MemorySegment to, long at, long stride, int count) {
    long step = TO_STRIDE == 0 ? stride : TO_STRIDE;
    if (TO_DOUBLE && stride == Double.BYTES) {
      MemorySegment.copy(doubles, 0, to, DOUBLE, at, count);
    } else if (TO_DOUBLE) {
      for (int i = 0; i < count; i++) {
        to.set(DOUBLE, at + i * step, doubles[i]);
      }
    } else if (stride == Float.BYTES) {
      MemorySegment.copy(floats, 0, to, FLOAT, at, count);
    } else {
      for (int i = 0; i < count; i++) {
        to.set(FLOAT, at + i * step, floats[i]);
      }
    }
  }
}
