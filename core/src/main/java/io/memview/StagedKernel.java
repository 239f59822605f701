package io.memview;

import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Converts integers to floats that hold all of them, through arrays: the JIT compiler makes vector
 * instructions of loops into an array, and leaves those from segment to segment, which may overlap,
 * as they are. Unsigned integers become signed ones first, by flipping a bit, and their middle is
 * added afterwards, since it has no vector instructions for them either. A template of the classes
 * that {@link Kernel} defines.
 */
final class StagedKernel extends Kernel {
  private static final Kernel.@Nullable Kind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), Kernel.Kind.class);

  /** The items that are converted at once: the arrays stay in the first-level cache. */
  private static final int LENGTH = 1024;

  private static final @Nullable Scalar SOURCE =
      KIND != null && KIND.operation() instanceof Convert convert ? convert.source() : null;
  private static final @Nullable Scalar TARGET =
      KIND != null && KIND.operation() instanceof Convert convert ? convert.target() : null;
  private static final long FROM_STRIDE = KIND == null ? 0 : KIND.fromStride();
  private static final long TO_STRIDE = KIND == null ? 0 : KIND.toStride();
  private static final int SIZE = SOURCE == null ? 0 : (int) SOURCE.itemSize();
  private static final boolean TO_DOUBLE = TARGET != null && TARGET.itemSize() == Double.BYTES;
  private static final boolean SIGNED =
      SOURCE != null && SOURCE.type().kind() == ScalarType.Kind.SIGNED;
  private static final ByteOrder ORDER =
      SOURCE == null ? ByteOrder.nativeOrder() : SOURCE.mode().order();
  private static final boolean SWAP = SIZE > 1 && ORDER != ByteOrder.nativeOrder();
  private static final ByteOrder TO_ORDER =
      TARGET == null ? ByteOrder.nativeOrder() : TARGET.mode().order();

  /** What is lost when the highest bit becomes the sign. */
  private static final double MIDDLE = SIGNED ? 0 : 0.5 * (1L << (Byte.SIZE * SIZE));

  /**
   * Whether items are converted as they are read. Not out of files: when one is cut short, the
   * platform's own copy survives, and a vector instruction may not.
   */
  private static final boolean DIRECT =
      SIGNED && (!SWAP || SIZE == Integer.BYTES) && KIND != null && !Storage.isMapped(KIND.from());

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfInt ORDERED_INT = INT.withOrder(ORDER);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(TO_ORDER);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(TO_ORDER);

  private final Operation operation;
  private byte[] bytes = {};
  private short[] shorts = {};
  private int[] ints = {};
  private float[] floats = {};
  private double[] doubles = {};

  StagedKernel(Operation operation) {
    this.operation = operation;
  }

  /** Whether an operation is one of these. */
  static boolean does(Operation operation) {
    return operation instanceof Convert(var source, var target, boolean dry)
        && !dry
        && source.isInteger()
        && !target.isInteger()
        && target.itemSize() >= Float.BYTES
        && source.itemSize() < target.itemSize();
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
    makeRoom(length);
    for (int done = 0; done < items; done += length) {
      int count = Math.min(length, items - done);
      convert(from, fromAt + done * fromItem, fromItem, count);
      scatter(to, toAt + done * toItem, toItem, count);
    }
  }

  private void makeRoom(int length) {
    if (Math.max(floats.length, doubles.length) < length) {
      bytes = new byte[SIZE == Byte.BYTES ? length : 0];
      shorts = new short[SIZE == Short.BYTES ? length : 0];
      ints = new int[SIZE == Integer.BYTES ? length : 0];
      floats = new float[TO_DOUBLE ? 0 : length];
      doubles = new double[TO_DOUBLE ? length : 0];
    }
  }

  private void convert(MemorySegment from, long at, long stride, int count) {
    if (!DIRECT) {
      gather(from, at, stride, count);
      toSigned(bytes, shorts, ints, count);
      if (TO_DOUBLE) {
        convert(bytes, shorts, ints, doubles, count);
      } else {
        convert(bytes, shorts, ints, floats, count);
      }
    } else if (stride == SIZE) {
      convertDirectly(from, at, SIZE, count);
    } else {
      convertDirectly(from, at, FROM_STRIDE == 0 ? stride : FROM_STRIDE, count);
    }
  }

  // ---- in one step

  private void convertDirectly(MemorySegment from, long at, long stride, int count) {
    if (TO_DOUBLE) {
      convert(from, at, stride, doubles, count);
    } else {
      convert(from, at, stride, floats, count);
    }
  }

  private static void convert(MemorySegment from, long at, long stride, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = item(from, at + i * stride);
    }
  }

  private static void convert(MemorySegment from, long at, long stride, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = item(from, at + i * stride);
    }
  }

  private static int item(MemorySegment from, long at) {
    return switch (SIZE) {
      case Byte.BYTES -> from.get(BYTE, at);
      case Short.BYTES -> from.get(SHORT, at);
      default -> from.get(ORDERED_INT, at);
    };
  }

  // ---- through an array of integers

  private void gather(MemorySegment from, long at, long stride, int count) {
    if (stride == SIZE) {
      switch (SIZE) {
        case Byte.BYTES -> MemorySegment.copy(from, BYTE, at, bytes, 0, count);
        case Short.BYTES -> MemorySegment.copy(from, SHORT, at, shorts, 0, count);
        default -> MemorySegment.copy(from, INT, at, ints, 0, count);
      }
      return;
    }
    long step = FROM_STRIDE == 0 ? stride : FROM_STRIDE;
    for (int i = 0; i < count; i++) {
      switch (SIZE) {
        case Byte.BYTES -> bytes[i] = from.get(BYTE, at + i * step);
        case Short.BYTES -> shorts[i] = from.get(SHORT, at + i * step);
        default -> ints[i] = from.get(INT, at + i * step);
      }
    }
  }

  /** Makes the items signed and of native byte order, in place. */
  private static void toSigned(byte[] bytes, short[] shorts, int[] ints, int count) {
    if (SWAP) {
      for (int i = 0; i < count; i++) {
        if (SIZE == Short.BYTES) {
          shorts[i] = Short.reverseBytes(shorts[i]);
        } else {
          ints[i] = Integer.reverseBytes(ints[i]);
        }
      }
    }
    if (!SIGNED) {
      for (int i = 0; i < count; i++) {
        switch (SIZE) {
          case Byte.BYTES -> bytes[i] ^= Byte.MIN_VALUE;
          case Short.BYTES -> shorts[i] ^= Short.MIN_VALUE;
          default -> ints[i] ^= Integer.MIN_VALUE;
        }
      }
    }
  }

  private static void convert(byte[] bytes, short[] shorts, int[] ints, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      float value = item(bytes, shorts, ints, i);
      to[i] = SIGNED ? value : value + (float) MIDDLE;
    }
  }

  private static void convert(byte[] bytes, short[] shorts, int[] ints, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      double value = item(bytes, shorts, ints, i);
      to[i] = SIGNED ? value : value + MIDDLE;
    }
  }

  private static int item(byte[] bytes, short[] shorts, int[] ints, int i) {
    return switch (SIZE) {
      case Byte.BYTES -> bytes[i];
      case Short.BYTES -> shorts[i];
      default -> ints[i];
    };
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
