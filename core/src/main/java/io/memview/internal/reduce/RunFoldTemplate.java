package io.memview.internal.reduce;

import io.memview.internal.HiddenClasses;
import io.memview.internal.memory.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;

/** The template of the classes that {@link RunFold} defines, each for one class of segments. */
final class RunFoldTemplate extends RunFold {
  private static final Class<?> SEGMENT =
      HiddenClasses.constants(MethodHandles.lookup(), Class.class);

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  RunFoldTemplate() {}

  @Override
  int max(MemorySegment from, long at, int count, int shift, int key) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    int most = Integer.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, (run.get(INT, at + i * 4L) << shift) ^ key);
    }
    return most;
  }

  @Override
  long max(MemorySegment from, long at, int count, int shift, long key) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    long most = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, (run.get(LONG, at + i * 8L) << shift) ^ key);
    }
    return most;
  }

  @Override
  int maxOfFloats(MemorySegment from, long at, int count, int key) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    int most = Integer.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, ordered(run.get(INT, at + i * 4L)) ^ key);
    }
    return most;
  }

  @Override
  long maxOfDoubles(MemorySegment from, long at, int count, long key) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    long most = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, ordered(run.get(LONG, at + i * 8L)) ^ key);
    }
    return most;
  }

  @Override
  int nanOfFloats(MemorySegment from, long at, int count) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    int signs = 0;
    for (int i = 0; i < count; i++) {
      signs |= nan(run.get(INT, at + i * 4L));
    }
    return signs;
  }

  @Override
  long nanOfDoubles(MemorySegment from, long at, int count) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    long signs = 0;
    for (int i = 0; i < count; i++) {
      signs |= nan(run.get(LONG, at + i * 8L));
    }
    return signs;
  }

  @Override
  long sumOfLongs(MemorySegment from, long at, int count, int shift) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += run.get(LONG, at + i * 8L) << shift;
    }
    return sum;
  }

  @Override
  long sumOfParts(MemorySegment from, long at, int count, long key, long mask, int width) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    long sums = 0;
    for (int i = 0; i < count; i++) {
      long parts = run.get(LONG, at + i * 8L) ^ key;
      sums += (parts & mask) + ((parts >>> width) & mask);
    }
    return sums;
  }

  // Eight partial sums are as many additions at a time as the processor has begun and not ended.
  // They are not read from a slice of constant size, which is checked once: whether the making of a
  // slice is compiled into the loop depends on what the compiler happened to count of it, and if
  // not, it is four times as slow.

  @Override
  float sumOfFloats(MemorySegment from, long at, int count) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    int whole = count & -8;
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    for (int i = 0; i < whole; i += 8) {
      long x = at + i * 4L;
      a += Float.intBitsToFloat(run.get(INT, x));
      b += Float.intBitsToFloat(run.get(INT, x + 4));
      c += Float.intBitsToFloat(run.get(INT, x + 8));
      d += Float.intBitsToFloat(run.get(INT, x + 12));
      e += Float.intBitsToFloat(run.get(INT, x + 16));
      f += Float.intBitsToFloat(run.get(INT, x + 20));
      g += Float.intBitsToFloat(run.get(INT, x + 24));
      h += Float.intBitsToFloat(run.get(INT, x + 28));
    }
    float sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
    for (int i = whole; i < count; i++) {
      sum += Float.intBitsToFloat(run.get(INT, at + i * 4L));
    }
    return sum;
  }

  @Override
  double sumOfDoubles(MemorySegment from, long at, int count) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    int whole = count & -8;
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    for (int i = 0; i < whole; i += 8) {
      long x = at + i * 8L;
      a += Double.longBitsToDouble(run.get(LONG, x));
      b += Double.longBitsToDouble(run.get(LONG, x + 8));
      c += Double.longBitsToDouble(run.get(LONG, x + 16));
      d += Double.longBitsToDouble(run.get(LONG, x + 24));
      e += Double.longBitsToDouble(run.get(LONG, x + 32));
      f += Double.longBitsToDouble(run.get(LONG, x + 40));
      g += Double.longBitsToDouble(run.get(LONG, x + 48));
      h += Double.longBitsToDouble(run.get(LONG, x + 56));
    }
    double sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
    for (int i = whole; i < count; i++) {
      sum += Double.longBitsToDouble(run.get(LONG, at + i * 8L));
    }
    return sum;
  }

  @Override
  double sumOfWidenedFloats(MemorySegment from, long at, int count) {
    MemorySegment run = Storage.castExact(SEGMENT, from);
    int whole = count & -8;
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    for (int i = 0; i < whole; i += 8) {
      long x = at + i * 4L;
      a += Float.intBitsToFloat(run.get(INT, x));
      b += Float.intBitsToFloat(run.get(INT, x + 4));
      c += Float.intBitsToFloat(run.get(INT, x + 8));
      d += Float.intBitsToFloat(run.get(INT, x + 12));
      e += Float.intBitsToFloat(run.get(INT, x + 16));
      f += Float.intBitsToFloat(run.get(INT, x + 20));
      g += Float.intBitsToFloat(run.get(INT, x + 24));
      h += Float.intBitsToFloat(run.get(INT, x + 28));
    }
    double sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
    for (int i = whole; i < count; i++) {
      sum += Float.intBitsToFloat(run.get(INT, at + i * 4L));
    }
    return sum;
  }
}
