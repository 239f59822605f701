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
 * Converts numbers from array to array: of such loops the JIT compiler makes vector instructions
 * under every collector. It leaves those from segment to segment, which may overlap, as they are;
 * with a buffer it depends on what it has inlined and on the collector's barriers, and costs five
 * times as much where it fails. Where items are no array of the right type, they are copied into
 * one and out of it again, so many as stay in the first-level cache.
 *
 * <p>Where floats round at most what is read, one loop does all. Unsigned integers become signed
 * ones first, by flipping a bit, and their middle is added afterwards, since there are no vector
 * instructions for them. Other conversions are those of {@link NumberBlock}, in several loops. A
 * template of the classes that {@link Kernel} defines.
 */
final class ConvertKernel extends Kernel {
  private static final KernelKind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), KernelKind.class);

  private static final @Nullable Class<?> FROM = KIND.from();
  private static final @Nullable Class<?> TO = KIND.to();
  private static final Convert CONVERT = (Convert) KIND.operation();
  private static final NumberCodec SOURCE = CONVERT.source();
  private static final NumberCodec TARGET = CONVERT.target();
  private static final boolean SCALED = CONVERT.scaled();
  private static final long FROM_STRIDE = KIND.fromStride();
  private static final long TO_STRIDE = KIND.toStride();
  private static final int SIZE = SOURCE.byteSize();
  private static final int TO_SIZE = TARGET.byteSize();

  /** The items that are converted at once: the arrays stay in the first-level cache. */
  private static final int LENGTH = (1 << 12) / Math.max(SIZE, TO_SIZE);

  /** Whether one loop does all. */
  private static final boolean IS_ROUNDING = CONVERT.isRounding();

  // Floats of 32 and 64 bits; others are numbers of other arrays.
  private static final boolean FLOATS = SOURCE.isFloat() && SIZE >= Float.BYTES;
  private static final boolean TO_FLOATS = TARGET.isFloat() && TO_SIZE >= Float.BYTES;
  private static final boolean TO_DOUBLE = TO_FLOATS && TO_SIZE == Double.BYTES;
  private static final boolean UNSIGNED = SOURCE.kind() == NumberCodec.Kind.UNSIGNED;
  private static final ByteOrder ORDER = SOURCE.order();
  private static final boolean SWAP = SIZE > 1 && ORDER != ByteOrder.nativeOrder();
  private static final ByteOrder TO_ORDER = TARGET.order();

  /** Whether an array can stand for the target. */
  private static final boolean IN_ORDER = IS_ROUNDING && TO_ORDER == ByteOrder.nativeOrder();

  /** The array that can be the target itself: two of one type might be the same one. */
  private static final @Nullable Class<?> ARRAY =
      !IN_ORDER || (FLOATS && SIZE == TO_SIZE) ? null : TO_DOUBLE ? double[].class : float[].class;

  /** What is lost when the highest bit becomes the sign. */
  private static final double MIDDLE =
      UNSIGNED && SIZE < Long.BYTES ? 0.5 * (1L << (Byte.SIZE * SIZE)) : 0;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FROM_FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfDouble FROM_DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(TO_ORDER);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(TO_ORDER);

  private NumberBlock numbers = new NumberBlock(CONVERT, 0, IS_ROUNDING);
  private int length;

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
    int most = Math.min(LENGTH, items);
    if (length < most) {
      numbers = new NumberBlock(CONVERT, most, IS_ROUNDING);
      length = most;
    }
    boolean inPlace = IN_ORDER && toItem == TO_SIZE && (to.address() + toAt) % TO_SIZE == 0;
    Object array = inPlace ? to.heapBase().orElse(null) : null;
    for (int done = 0; done < items; done += most) {
      int count = Math.min(most, items - done);
      long x = fromAt + done * fromItem;
      long y = toAt + done * toItem;
      gather(from, x, fromItem, count);
      if (!IS_ROUNDING) {
        store(from, x, fromItem, to, y, toItem, count);
        continue;
      }
      toSigned(numbers.bytes, numbers.shorts, numbers.ints, count);
      if (array != null && array.getClass() == ARRAY) {
        toArray(array, (int) ((to.address() + y) / TO_SIZE), count);
      } else {
        toArray(TO_DOUBLE ? numbers.doubles : numbers.floats, 0, count);
        scatter(to, y, toItem, count);
      }
    }
  }

  /** Converts what has been gathered, and stores what comes out: one by one, if one is refused. */
  private void store(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int count) {
    if (!numbers.convert(scale, shift, count)) {
      oneByOne(CONVERT, from, fromAt, fromItem, to, toAt, toItem, count);
    } else if (!CONVERT.dry()) {
      scatter(to, toAt, toItem, count);
    }
  }

  private void gather(MemorySegment from, long at, long stride, int count) {
    if (stride == SIZE) {
      // By layouts that are constants, which NumberBlock has not: a block takes half the time.
      if (FLOATS && SIZE == Float.BYTES) {
        MemorySegment.copy(from, FROM_FLOAT, at, numbers.floats, 0, count);
      } else if (FLOATS) {
        MemorySegment.copy(from, FROM_DOUBLE, at, numbers.doubles, 0, count);
      } else if (SIZE == Byte.BYTES) {
        MemorySegment.copy(from, BYTE, at, numbers.bytes, 0, count);
      } else if (SIZE == Short.BYTES) {
        MemorySegment.copy(from, SHORT, at, numbers.shorts, 0, count);
      } else if (SIZE == Integer.BYTES) {
        MemorySegment.copy(from, INT, at, numbers.ints, 0, count);
      } else {
        MemorySegment.copy(from, LONG, at, numbers.longs, 0, count);
      }
      return;
    }
    from = Storage.castExact(FROM, from);
    long step = FROM_STRIDE == 0 ? stride : FROM_STRIDE;
    byte[] bytes = numbers.bytes;
    short[] shorts = numbers.shorts;
    int[] ints = numbers.ints;
    long[] longs = numbers.longs;
    float[] floats = numbers.floats;
    double[] doubles = numbers.doubles;
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
      } else if (SIZE == Integer.BYTES) {
        ints[i] = from.get(INT, x);
      } else {
        longs[i] = from.get(LONG, x);
      }
    }
  }

  private void scatter(MemorySegment to, long at, long stride, int count) {
    if (stride == TO_SIZE) {
      if (TO_DOUBLE) {
        MemorySegment.copy(numbers.doubles, 0, to, DOUBLE, at, count);
      } else if (TO_FLOATS) {
        MemorySegment.copy(numbers.floats, 0, to, FLOAT, at, count);
      } else if (TO_SIZE == Byte.BYTES) {
        MemorySegment.copy(numbers.bytes, 0, to, BYTE, at, count);
      } else if (TO_SIZE == Short.BYTES) {
        MemorySegment.copy(numbers.shorts, 0, to, SHORT, at, count);
      } else if (TO_SIZE == Integer.BYTES) {
        MemorySegment.copy(numbers.ints, 0, to, INT, at, count);
      } else {
        MemorySegment.copy(numbers.longs, 0, to, LONG, at, count);
      }
      return;
    }
    to = Storage.castExact(TO, to);
    long step = TO_STRIDE == 0 ? stride : TO_STRIDE;
    byte[] bytes = numbers.bytes;
    short[] shorts = numbers.shorts;
    int[] ints = numbers.ints;
    long[] longs = numbers.longs;
    float[] floats = numbers.floats;
    double[] doubles = numbers.doubles;
    for (int i = 0; i < count; i++) {
      long y = at + i * step;
      if (TO_DOUBLE) {
        to.set(DOUBLE, y, doubles[i]);
      } else if (TO_FLOATS) {
        to.set(FLOAT, y, floats[i]);
      } else if (TO_SIZE == Byte.BYTES) {
        to.set(BYTE, y, bytes[i]);
      } else if (TO_SIZE == Short.BYTES) {
        to.set(SHORT, y, shorts[i]);
      } else if (TO_SIZE == Integer.BYTES) {
        to.set(INT, y, ints[i]);
      } else {
        to.set(LONG, y, longs[i]);
      }
    }
  }

  // ---- integers that floats hold, and floats that are rounded: one loop

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

  private void toArray(Object to, int at, int count) {
    if (TO_DOUBLE) {
      toDoubles(
          numbers.bytes,
          numbers.shorts,
          numbers.ints,
          numbers.floats,
          numbers.doubles,
          scale,
          shift,
          (double[]) to,
          at,
          count);
    } else {
      toFloats(
          numbers.bytes,
          numbers.shorts,
          numbers.ints,
          numbers.floats,
          numbers.doubles,
          scale,
          shift,
          (float[]) to,
          at,
          count);
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
}
