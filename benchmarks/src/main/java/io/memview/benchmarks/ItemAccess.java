package io.memview.benchmarks;

import io.memview.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads and writes a 1000 x 1000 view item by item by {@code [i, j]}, in a program that has used
 * every kind of memory before. Each kind is read by a loop that sees this kind alone; {@code
 * shared} is a loop that has seen all of them. The references are loops over plain arrays; those
 * over integers take their strides from fields, since a loop of constant stride 1 is vectorized and
 * is another piece of work.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ItemAccess {
  private static final int SIZE = 1000;

  /** The arrays, and the strides that a view would have. */
  @State(Scope.Benchmark)
  public static class Plain {
    Kinds kinds = new Kinds(SIZE);
    int rowStride = SIZE;
    int columnStride = 1;
    double written = 42;

    /** Makes the program a mixed one. */
    @Setup
    public void pollute() {
      kinds.pollute();
    }
  }

  /** One view of doubles. */
  @State(Scope.Benchmark)
  public static class Doubles extends Plain {
    /** The kind of memory. */
    @Param({"double[]", "byte[]", "long[]", "native", "direct", "mapped", "double[][]", "pointers"})
    String kind;

    View view;

    /** Checks that the answer is right before it is timed. */
    @Setup
    public void acquire() {
      view = kinds.view(kind);
      check(sum(view), sum(kinds.doubles));
      check(KotlinLoops.sum(view), sum(kinds.doubles));
    }
  }

  /** One view of floats. */
  @State(Scope.Benchmark)
  public static class Floats extends Plain {
    View view;

    /** Checks that the answer is right before it is timed. */
    @Setup
    public void acquire() {
      view = kinds.view("f4");
      check(sum(view), sum(kinds.doubles));
    }
  }

  /** One view of integers. */
  @State(Scope.Benchmark)
  public static class Integers extends Plain {
    /** The code of the items. */
    @Param({"i4", "i2", "u1"})
    String kind;

    View view;

    /** Checks that the answer is right before it is timed. */
    @Setup
    public void acquire() {
      view = kinds.view(kind);
      check(sumLongs(view), sum(kinds.doubles));
    }
  }

  /** All views of doubles, for a loop that sees them all. */
  @State(Scope.Benchmark)
  public static class All extends Plain {
    View[] views;
    int next;

    /** Shows the loop every kind. */
    @Setup
    public void acquire() {
      views =
          Stream.of("double[]", "byte[]", "native", "mapped", "double[][]")
              .map(kinds::view)
              .toArray(View[]::new);
    }
  }

  static void check(double actual, double expected) {
    if (actual != expected) {
      throw new AssertionError("sum %s, expected %s".formatted(actual, expected));
    }
  }

  private static double sum(View view) {
    double sum = 0;
    long rows = view.shape(0);
    long columns = view.shape(1);
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j < columns; j++) {
        sum += view.getDouble(i, j);
      }
    }
    return sum;
  }

  private static long sumLongs(View view) {
    long sum = 0;
    long rows = view.shape(0);
    long columns = view.shape(1);
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j < columns; j++) {
        sum += view.getLong(i, j);
      }
    }
    return sum;
  }

  private static double sum(double[] array) {
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += array[i * SIZE + j];
      }
    }
    return sum;
  }

  /** Reference: a {@code double[]}. */
  @Benchmark
  public double rawArray(Plain plain) {
    return sum(plain.kinds.doubles);
  }

  /** Reference: a {@code double[][]}. */
  @Benchmark
  public double rawRows(Plain plain) {
    double[][] rows = plain.kinds.rows;
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += rows[i][j];
      }
    }
    return sum;
  }

  /** Reference: a {@code float[]} at strides. */
  @Benchmark
  public double rawFloats(Plain plain) {
    float[] array = plain.kinds.floats;
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += array[i * plain.rowStride + j * plain.columnStride];
      }
    }
    return sum;
  }

  /** Reference: an {@code int[]} at strides. */
  @Benchmark
  public long rawInts(Plain plain) {
    int[] array = plain.kinds.ints;
    long sum = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += array[i * plain.rowStride + j * plain.columnStride];
      }
    }
    return sum;
  }

  /** Reference: a {@code short[]} at strides. */
  @Benchmark
  public long rawShorts(Plain plain) {
    short[] array = plain.kinds.shorts;
    long sum = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += array[i * plain.rowStride + j * plain.columnStride];
      }
    }
    return sum;
  }

  /** Reference: a {@code byte[]} at strides, unsigned. */
  @Benchmark
  public long rawBytes(Plain plain) {
    byte[] array = plain.kinds.bytes;
    long sum = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += array[i * plain.rowStride + j * plain.columnStride] & 0xFF;
      }
    }
    return sum;
  }

  /** Reference: writing a {@code double[]} at strides. */
  @Benchmark
  public double[] rawWrite(Plain plain) {
    double[] array = plain.kinds.doubles;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        array[i * plain.rowStride + j * plain.columnStride] = plain.written;
      }
    }
    return array;
  }

  /** Reference: writing a native segment at strides. */
  @Benchmark
  public MemorySegment rawNativeWrite(Plain plain) {
    MemorySegment segment = plain.kinds.segment;
    for (long i = 0; i < SIZE; i++) {
      for (long j = 0; j < SIZE; j++) {
        long at = i * plain.rowStride + j * plain.columnStride;
        segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, Double.BYTES * at, plain.written);
      }
    }
    return segment;
  }

  /** Reading doubles of one kind of memory. */
  @Benchmark
  public double read(Doubles doubles) {
    return sum(doubles.view);
  }

  /** Reading doubles of one kind of memory through the operators of Kotlin. */
  @Benchmark
  public double readInKotlin(Doubles doubles) {
    return KotlinLoops.sum(doubles.view);
  }

  /** Writing doubles of one kind of memory. */
  @Benchmark
  public View write(Doubles doubles) {
    View view = doubles.view;
    long rows = view.shape(0);
    long columns = view.shape(1);
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j < columns; j++) {
        view.setDouble(i, j, doubles.written);
      }
    }
    return view;
  }

  /** Reading floats. */
  @Benchmark
  public double readFloats(Floats floats) {
    return sum(floats.view);
  }

  /** Reading integers of one code. */
  @Benchmark
  public long readIntegers(Integers integers) {
    return sumLongs(integers.view);
  }

  /** Reading doubles with one loop for all kinds of memory. */
  @Benchmark
  public double shared(All all) {
    all.next = (all.next + 1) % all.views.length;
    return sum(all.views[all.next]);
  }
}
