package io.memview.internal.copy;

import io.memview.internal.HiddenClasses;
import io.memview.internal.NumberCodec;
import io.memview.internal.memory.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Converts integers and floats to floats that round them at most, from array to array: of such
 * loops the JIT compiler makes vector instructions under every collector. It leaves those from
 * segment to segment, which may overlap, as they are; with a buffer it depends on what it has
 * inlined and on the collector's barriers, and costs five times as much where it fails. Where items
 * are no array of the right type, they are copied into one and out of it again, so many as stay in
 * the first-level cache. Unsigned integers become signed ones first, by flipping a bit, and their
 * middle is added afterwards, since there are no vector instructions for them either. A template of
 * the classes that {@link Kernel} defines.
 */
final class ConvertKernel extends Kernel {
  private static final KernelKind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), KernelKind.class);

  private static final @Nullable Class<?> FROM = KIND.from();
  private static final @Nullable Class<?> TO = KIND.to();
  private static final @Nullable NumberCodec SOURCE =
      KIND.operation() instanceof Convert convert ? convert.source() : null;
  private static final @Nullable NumberCodec TARGET =
      KIND.operation() instanceof Convert convert ? convert.target() : null;
  private static final boolean SCALED =
      KIND.operation() instanceof Convert convert && convert.scaled();
  private static final long FROM_STRIDE = KIND.fromStride();
  private static final long TO_STRIDE = KIND.toStride();
  private static final int SIZE = SOURCE == null ? 0 : SOURCE.byteSize();

  private static final int TO_SIZE = TARGET == null ? 0 : TARGET.byteSize();

  /** The items that are converted at once: the arrays stay in the first-level cache. */
  private static final int LENGTH = (1 << 12) / Math.max(1, Math.max(SIZE, TO_SIZE));

  private static final boolean TO_DOUBLE = TO_SIZE == Double.BYTES;
  private static final boolean FLOATS = SOURCE != null && !SOURCE.isInteger();
  private static final boolean UNSIGNED =
      SOURCE != null && SOURCE.kind() == NumberCodec.Kind.UNSIGNED;
  private static final ByteOrder ORDER = SOURCE == null ? ByteOrder.nativeOrder() : SOURCE.order();
  private static final boolean SWAP = SIZE > 1 && ORDER != ByteOrder.nativeOrder();
  private static final ByteOrder TO_ORDER =
      TARGET == null ? ByteOrder.nativeOrder() : TARGET.order();

  /** Whether a buffer, or an array, can stand for the target. */
  private static final boolean IN_ORDER = TO_ORDER == ByteOrder.nativeOrder();

  /** The array that can be the target itself: two of one type might be the same one. */
  private static final @Nullable Class<?> ARRAY =
      !IN_ORDER || (FLOATS && SIZE == TO_SIZE) ? null : TO_DOUBLE ? double[].class : float[].class;

  /** What is lost when the highest bit becomes the sign. */
  private static final double MIDDLE = UNSIGNED ? 0.5 * (1L << (Byte.SIZE * SIZE)) : 0;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfFloat FROM_FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfDouble FROM_DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(TO_ORDER);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(TO_ORDER);

  private byte[] bytes = {};
  private short[] shorts = {};
  private int[] ints = {};
  private float[] floats = {};
  private double[] doubles = {};

  /** For {@link HiddenClasses}. */
  ConvertKernel() {}

  @Override
  Kernel fresh() {
    return new ConvertKernel();
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
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    int length = Math.min(LENGTH, items);
    makeRoom(length);
    boolean inPlace = IN_ORDER && toItem == TO_SIZE && (to.address() + toAt) % TO_SIZE == 0;
    Object array = inPlace ? to.heapBase().orElse(null) : null;
    for (int done = 0; done < items; done += length) {
      int count = Math.min(length, items - done);
      gather(from, fromAt + done * fromItem, fromItem, count);
      toSigned(bytes, shorts, ints, count);
      long at = toAt + done * toItem;
      if (array != null && array.getClass() == ARRAY) {
        toArray(array, (int) ((to.address() + at) / TO_SIZE), count);
      } else {
        toArray(TO_DOUBLE ? doubles : floats, 0, count);
        scatter(to, at, toItem, count);
      }
    }
  }

  private void makeRoom(int length) {
    if (Math.max(floats.length, doubles.length) < length) {
      bytes = new byte[SIZE == Byte.BYTES ? length : 0];
      shorts = new short[SIZE == Short.BYTES ? length : 0];
      ints = new int[!FLOATS && SIZE == Integer.BYTES ? length : 0];
      floats = new float[!TO_DOUBLE || (FLOATS && SIZE == Float.BYTES) ? length : 0];
      doubles = new double[TO_DOUBLE || (FLOATS && SIZE == Double.BYTES) ? length : 0];
    }
  }

  private void gather(MemorySegment from, long at, long stride, int count) {
    if (stride == SIZE) {
      if (FLOATS && SIZE == Float.BYTES) {
        MemorySegment.copy(from, FROM_FLOAT, at, floats, 0, count);
      } else if (FLOATS) {
        MemorySegment.copy(from, FROM_DOUBLE, at, doubles, 0, count);
      } else if (SIZE == Byte.BYTES) {
        MemorySegment.copy(from, BYTE, at, bytes, 0, count);
      } else if (SIZE == Short.BYTES) {
        MemorySegment.copy(from, SHORT, at, shorts, 0, count);
      } else {
        MemorySegment.copy(from, INT, at, ints, 0, count);
      }
      return;
    }
    from = Storage.castExact(FROM, from);
    long step = FROM_STRIDE == 0 ? stride : FROM_STRIDE;
    for (int i = 0; i < count; i++) {
      long x = at + i * step;
      if (FLOATS && SIZE == Float.BYTES) {
        floats[i] = from.get(FROM_FLOAT, x);
      } else if (FLOATS) {
        doubles[i] = from.get(FROM_DOUBLE, x);
      } else if (SIZE == Byte.BYTES) {
        bytes[i] = from.get(BYTE, x);
      } else if (SIZE == Short.BYTES) {
        shorts[i] = from.get(SHORT, x);
      } else {
        ints[i] = from.get(INT, x);
      }
    }
  }

  /** Makes integers signed and of native byte order, in place. */
  private static void toSigned(byte[] bytes, short[] shorts, int[] ints, int count) {
    if (SWAP && !FLOATS) {
      for (int i = 0; i < count; i++) {
        if (SIZE == Short.BYTES) {
          shorts[i] = Short.reverseBytes(shorts[i]);
        } else {
          ints[i] = Integer.reverseBytes(ints[i]);
        }
      }
    }
    if (UNSIGNED) {
      for (int i = 0; i < count; i++) {
        switch (SIZE) {
          case Byte.BYTES -> bytes[i] ^= Byte.MIN_VALUE;
          case Short.BYTES -> shorts[i] ^= Short.MIN_VALUE;
          default -> ints[i] ^= Integer.MIN_VALUE;
        }
      }
    }
  }

  // ---- from the array of the source

  private void toArray(Object to, int at, int count) {
    if (TO_DOUBLE) {
      toDoubles(bytes, shorts, ints, floats, doubles, scale, shift, (double[]) to, at, count);
    } else {
      toFloats(bytes, shorts, ints, floats, doubles, scale, shift, (float[]) to, at, count);
    }
  }

  private static void toFloats(
      byte[] bytes,
      short[] shorts,
      int[] ints,
      float[] floats,
      double[] doubles,
      double scale,
      double shift,
      float[] to,
      int at,
      int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] =
          SCALED
              ? (float) (real(bytes, shorts, ints, floats, doubles, i) * scale + shift)
              : FLOATS ? (float) doubles[i] : item(bytes, shorts, ints, i) + (float) MIDDLE;
    }
  }

  private static void toDoubles(
      byte[] bytes,
      short[] shorts,
      int[] ints,
      float[] floats,
      double[] doubles,
      double scale,
      double shift,
      double[] to,
      int at,
      int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] =
          SCALED
              ? real(bytes, shorts, ints, floats, doubles, i) * scale + shift
              : FLOATS ? floats[i] : item(bytes, shorts, ints, i) + MIDDLE;
    }
  }

  /** An item as a double. */
  private static double real(
      byte[] bytes, short[] shorts, int[] ints, float[] floats, double[] doubles, int i) {
    if (FLOATS) {
      return SIZE == Float.BYTES ? floats[i] : doubles[i];
    }
    return item(bytes, shorts, ints, i) + MIDDLE;
  }

  private static int item(byte[] bytes, short[] shorts, int[] ints, int i) {
    return switch (SIZE) {
      case Byte.BYTES -> bytes[i];
      case Short.BYTES -> shorts[i];
      default -> ints[i];
    };
  }

  private void scatter(MemorySegment to, long at, long stride, int count) {
    to = Storage.castExact(TO, to);
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
