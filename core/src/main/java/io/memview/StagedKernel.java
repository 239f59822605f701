package io.memview;

import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Swaps and converts the items of a row in arrays: some are read into an array, treated there, and
 * written from an array. The JIT compiler turns loops over arrays of two types into vector
 * instructions, which it cannot do with two segments, as they may overlap. A template of the
 * classes that {@link Kernel} defines.
 *
 * <p>Nothing is checked: what may not fit has been tried before.
 */
final class StagedKernel extends Kernel {
  private static final Kernel.@Nullable Kind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), Kernel.Kind.class);

  /** The items that are treated at once: all arrays stay in the first-level cache. */
  private static final int LENGTH = 1024;

  private static final @Nullable Scalar SOURCE =
      KIND != null && KIND.operation() instanceof Convert convert ? convert.source() : null;
  private static final @Nullable Scalar TARGET =
      KIND != null && KIND.operation() instanceof Convert convert ? convert.target() : null;
  private static final boolean CONVERTED = SOURCE != null && TARGET != null;
  private static final int FROM_SIZE = KIND == null ? 0 : KIND.operation().fromSize();
  private static final int TO_SIZE = KIND == null ? 0 : KIND.operation().toSize();
  private static final boolean FROM_FLOAT = isFloat(SOURCE);
  private static final boolean TO_FLOAT = isFloat(TARGET);
  private static final boolean FROM_SWAPPED = !CONVERTED || (FROM_SIZE > 1 && isSwapped(SOURCE));
  private static final boolean TO_SWAPPED = TO_SIZE > 1 && isSwapped(TARGET);
  private static final boolean SIGNED =
      SOURCE != null && SOURCE.type().kind() == ScalarType.Kind.SIGNED;

  /**
   * Whether all values of the source are those of an {@code int}, which vector instructions like.
   */
  private static final boolean FITS_INT =
      FROM_SIZE < Integer.BYTES || (FROM_SIZE == Integer.BYTES && SIGNED);

  private static final long FROM_STRIDE = KIND == null ? 0 : KIND.fromStride();
  private static final long TO_STRIDE = KIND == null ? 0 : KIND.toStride();

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Operation operation;

  // The numbers of a chunk, before or after they are converted.
  private byte[] bytes = {};
  private short[] shorts = {};
  private int[] ints = {};
  private long[] longs = {};
  private float[] floats = {};
  private double[] doubles = {};

  StagedKernel(Operation operation) {
    this.operation = operation;
  }

  private static boolean isFloat(@Nullable Scalar scalar) {
    return scalar != null && scalar.type().kind() == ScalarType.Kind.FLOAT;
  }

  private static boolean isSwapped(@Nullable Scalar scalar) {
    return scalar != null && scalar.isSwapped();
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
    MemorySegment read = array(FROM_SIZE, FROM_FLOAT && !FROM_SWAPPED, length);
    MemorySegment numbers = array(FROM_SIZE, FROM_FLOAT, length);
    MemorySegment converted = array(TO_SIZE, TO_FLOAT, length);
    MemorySegment written = array(TO_SIZE, TO_FLOAT && !TO_SWAPPED, length);
    for (int done = 0; done < items; done += length) {
      int count = Math.min(length, items - done);
      gather(from, fromAt + done * fromItem, fromItem, read, count);
      if (FROM_SWAPPED) {
        reverse(FROM_SIZE, count);
        if (FROM_FLOAT) {
          MemorySegment.copy(read, 0, numbers, 0, (long) count * FROM_SIZE);
        }
      }
      if (CONVERTED) {
        convert(count);
      }
      if (TO_SWAPPED) {
        if (TO_FLOAT) {
          MemorySegment.copy(converted, 0, written, 0, (long) count * TO_SIZE);
        }
        reverse(TO_SIZE, count);
      }
      scatter(written, to, toAt + done * toItem, toItem, count);
    }
  }

  /** The array for items of a size, of at least some length, as a segment. */
  private MemorySegment array(int size, boolean isFloat, int length) {
    return switch (size) {
      case Byte.BYTES ->
          MemorySegment.ofArray(bytes = bytes.length < length ? new byte[length] : bytes);
      case Short.BYTES ->
          MemorySegment.ofArray(shorts = shorts.length < length ? new short[length] : shorts);
      case Integer.BYTES ->
          isFloat
              ? MemorySegment.ofArray(floats = floats.length < length ? new float[length] : floats)
              : MemorySegment.ofArray(ints = ints.length < length ? new int[length] : ints);
      default ->
          isFloat
              ? MemorySegment.ofArray(
                  doubles = doubles.length < length ? new double[length] : doubles)
              : MemorySegment.ofArray(longs = longs.length < length ? new long[length] : longs);
    };
  }

  private static void gather(
      MemorySegment from, long at, long stride, MemorySegment array, int count) {
    if (stride == FROM_SIZE) {
      MemorySegment.copy(from, at, array, 0, (long) count * FROM_SIZE);
    } else if (FROM_STRIDE != 0) {
      for (int i = 0; i < count; i++) {
        move(FROM_SIZE, from, at + i * FROM_STRIDE, array, (long) i * FROM_SIZE);
      }
    } else {
      for (int i = 0; i < count; i++) {
        move(FROM_SIZE, from, at + i * stride, array, (long) i * FROM_SIZE);
      }
    }
  }

  private static void scatter(
      MemorySegment array, MemorySegment to, long at, long stride, int count) {
    if (stride == TO_SIZE) {
      MemorySegment.copy(array, 0, to, at, (long) count * TO_SIZE);
    } else if (TO_STRIDE != 0) {
      for (int i = 0; i < count; i++) {
        move(TO_SIZE, array, (long) i * TO_SIZE, to, at + i * TO_STRIDE);
      }
    } else {
      for (int i = 0; i < count; i++) {
        move(TO_SIZE, array, (long) i * TO_SIZE, to, at + i * stride);
      }
    }
  }

  private static void move(int size, MemorySegment from, long x, MemorySegment to, long y) {
    switch (size) {
      case Byte.BYTES -> to.set(BYTE, y, from.get(BYTE, x));
      case Short.BYTES -> to.set(SHORT, y, from.get(SHORT, x));
      case Integer.BYTES -> to.set(INT, y, from.get(INT, x));
      default -> to.set(LONG, y, from.get(LONG, x));
    }
  }

  private void reverse(int size, int count) {
    switch (size) {
      case Short.BYTES -> {
        short[] shorts = this.shorts;
        for (int i = 0; i < count; i++) {
          shorts[i] = Short.reverseBytes(shorts[i]);
        }
      }
      case Integer.BYTES -> {
        int[] ints = this.ints;
        for (int i = 0; i < count; i++) {
          ints[i] = Integer.reverseBytes(ints[i]);
        }
      }
      default -> {
        long[] longs = this.longs;
        for (int i = 0; i < count; i++) {
          longs[i] = Long.reverseBytes(longs[i]);
        }
      }
    }
  }

  private void convert(int count) {
    float[] floats = this.floats;
    double[] doubles = this.doubles;
    if (FROM_FLOAT && FROM_SIZE == Float.BYTES) {
      for (int i = 0; i < count; i++) {
        doubles[i] = floats[i];
      }
    } else if (FROM_FLOAT) {
      for (int i = 0; i < count; i++) {
        floats[i] = (float) doubles[i];
      }
    } else {
      convertIntegers(count);
    }
  }

  private void convertIntegers(int count) {
    byte[] bytes = this.bytes;
    short[] shorts = this.shorts;
    int[] ints = this.ints;
    long[] longs = this.longs;
    float[] floats = this.floats;
    double[] doubles = this.doubles;
    for (int i = 0; i < count; i++) {
      long value =
          switch (FROM_SIZE) {
            case Byte.BYTES -> SIGNED ? bytes[i] : bytes[i] & 0xFF;
            case Short.BYTES -> SIGNED ? shorts[i] : shorts[i] & 0xFFFF;
            case Integer.BYTES -> SIGNED ? ints[i] : ints[i] & 0xFFFF_FFFFL;
            default -> longs[i];
          };
      if (TO_FLOAT && TO_SIZE == Float.BYTES) {
        floats[i] = FITS_INT ? (float) (int) value : (float) value;
      } else if (TO_FLOAT) {
        doubles[i] = FITS_INT ? (double) (int) value : (double) value;
      } else {
        switch (TO_SIZE) {
          case Byte.BYTES -> bytes[i] = (byte) value;
          case Short.BYTES -> shorts[i] = (short) value;
          case Integer.BYTES -> ints[i] = (int) value;
          default -> longs[i] = value;
        }
      }
    }
  }
}
