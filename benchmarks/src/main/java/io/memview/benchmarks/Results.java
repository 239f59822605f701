package io.memview.benchmarks;

import io.memview.MemoryExporter;
import io.memview.Mirror;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole views turned into something else: arrays, bytes, mirrors, an answer. A million doubles in
 * native memory.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Results {
  private static final int SIZE = 1000;

  private View matrix;
  private View transposed;
  private View stepped;
  private View same;
  private View sameTransposed;

  /** Makes the views, shows the operations heap memory too, and checks the answers. */
  @Setup
  public void make() {
    long bytes = 8L * SIZE * SIZE;
    for (int round = 0; round < 3; round++) {
      use(
          MemorySegment.ofArray(new double[SIZE * SIZE]),
          MemorySegment.ofArray(new byte[8 * SIZE * SIZE]));
      use(Arena.ofAuto().allocate(bytes, 64), Arena.ofAuto().allocate(bytes, 64));
    }
  }

  private void use(MemorySegment memory, MemorySegment other) {
    matrix = view(memory);
    for (int i = 0; i < SIZE * SIZE; i++) {
      matrix.setDouble(i / SIZE, i % SIZE, i);
    }
    other.copyFrom(memory);
    transposed = matrix.transpose();
    stepped = matrix.slice(Index.every(2), Index.every(2));
    same = view(other);
    View copy = view(Arena.ofAuto().allocate(memory.byteSize(), 64));
    copy.copyFrom(transposed);
    sameTransposed = copy.transpose();

    ItemAccess.check(toArray()[SIZE], SIZE);
    ItemAccess.check(toArrayOfStepped()[SIZE / 2 + 1], 2 * SIZE + 2);
    double second = MemorySegment.ofArray(toBytes()).get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8);
    ItemAccess.check(second, SIZE);
    checkEqual(true);
    matrix.setDouble(SIZE - 1, SIZE - 1, 0.5);
    checkEqual(false);
    matrix.setDouble(SIZE - 1, SIZE - 1, SIZE * SIZE - 1);
    Mirror.doWithView(transposed, Order.C, mirror -> mirror.setDouble(1, 0, -1));
    ItemAccess.check(matrix.getDouble(0, 1), -1);
    matrix.setDouble(0, 1, 1);
    ItemAccess.check(writeBack().getDouble(7, 8), 7008);
  }

  private void checkEqual(boolean expected) {
    if (contentEquals() != expected || contentEqualsTransposed() != expected) {
      throw new AssertionError("contentEquals, expected " + expected);
    }
  }

  private static View view(MemorySegment memory) {
    return MemoryExporter.of(memory, "d", SIZE, SIZE).acquire(Request.FULL.scoped()).view();
  }

  /** An array of a contiguous view. */
  @Benchmark
  public double[] toArray() {
    return matrix.toArray(double[].class);
  }

  /** An array of every other item in both dimensions. */
  @Benchmark
  public double[] toArrayOfStepped() {
    return stepped.toArray(double[].class);
  }

  /** Bytes in the other order. */
  @Benchmark
  public byte[] toBytes() {
    return matrix.toBytes(Order.FORTRAN);
  }

  /** A contiguous copy of a transpose, changed and written back. */
  @Benchmark
  public View writeBack() {
    Mirror.doWithView(transposed, Order.C, mirror -> mirror.setDouble(0, 0, 0));
    return matrix;
  }

  /** Comparison with the same items at the same places. */
  @Benchmark
  public boolean contentEquals() {
    return matrix.contentEquals(same);
  }

  /** Comparison with the same items in the other order. */
  @Benchmark
  public boolean contentEqualsTransposed() {
    return matrix.contentEquals(sameTransposed);
  }
}
