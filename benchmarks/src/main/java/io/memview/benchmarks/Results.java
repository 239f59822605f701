package io.memview.benchmarks;

import io.memview.Conversion;
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
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * Whole views turned into something else: arrays, bytes, mirrors, an answer. A million doubles in
 * native memory, and NumPy's calls on the same.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "-Xms1g", // the arrays are not for the young part
      "-Xmx1g"
    })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Results {
  private static final int SIZE = 1000;

  /** What is made of a view. */
  public enum Operation {
    /** An array of a contiguous view. */
    TO_ARRAY("source.copy()", "assert %s[1, 0] == 1000"),
    /** An array of every other item in both dimensions. */
    TO_ARRAY_OF_STEPPED("source[::2, ::2].copy()", "assert %s[1, 1] == 2002"),
    /** Bytes in the other order. */
    TO_BYTES("source.tobytes('F')", "assert %s == source.T.tobytes()"),
    /** A contiguous copy of a transpose, changed and written back. */
    WRITE_BACK(
        "copy = np.ascontiguousarray(source.T); copy[0, 0] = 0; source.T[...] = copy",
        "%s; assert source[7, 8] == 7008"),
    /** Comparison with the same items at the same places. */
    CONTENT_EQUALS("np.array_equal(source, target)", "assert %s == True"),
    /** Comparison with the same items in the other order. */
    CONTENT_EQUALS_TRANSPOSED("np.array_equal(source, target)", "assert %s == True"),
    /** Comparison with the same numbers as integers. */
    CONTENT_EQUALS_INTEGERS("np.array_equal(source, target)", "assert %s == True"),
    /** The sum of all items. */
    SUM("source.sum()", "assert %s == 499_999_500_000");

    private final String statement;
    private final String check;

    /** NumPy's statement, and one that does the same and checks the answer. */
    Operation(String statement, String check) {
      this.statement = statement;
      this.check = check.formatted(statement);
    }
  }

  /** Which one. */
  @Param Operation operation;

  private View matrix;
  private View transposed;
  private View stepped;
  private View same;
  private View sameTransposed;
  private View sameIntegers;
  private @Nullable IntConsumer numpy;

  /** Does all of it on heap and on native memory, and checks the answers, NumPy's too. */
  @Setup
  public void make() {
    long bytes = 8L * SIZE * SIZE;
    for (int round = 0; round < 3; round++) {
      use(
          MemorySegment.ofArray(new double[SIZE * SIZE]),
          MemorySegment.ofArray(new byte[8 * SIZE * SIZE]));
      use(Arena.ofAuto().allocate(bytes, 64), Arena.ofAuto().allocate(bytes, 64));
    }
    View target =
        switch (operation) {
          case CONTENT_EQUALS -> same;
          case CONTENT_EQUALS_INTEGERS -> sameIntegers;
          default -> sameTransposed;
        };
    IntConsumer checked = Numpy.work(operation.check, matrix, target);
    if (checked != null) {
      checked.accept(1);
    }
    numpy = Numpy.work(operation.statement, matrix, target);
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
    sameIntegers =
        MemoryExporter.of(Arena.ofAuto().allocate(4L * SIZE * SIZE, 64), "i", SIZE, SIZE)
            .acquire(Request.FULL.scoped())
            .view();
    sameIntegers.copyFrom(matrix, Conversion.SATURATING);

    ItemAccess.check(((double[]) run(Operation.TO_ARRAY))[SIZE], SIZE);
    double[] every = (double[]) run(Operation.TO_ARRAY_OF_STEPPED);
    ItemAccess.check(every[SIZE / 2 + 1], 2 * SIZE + 2);
    byte[] columns = (byte[]) run(Operation.TO_BYTES);
    double second = MemorySegment.ofArray(columns).get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8);
    ItemAccess.check(second, SIZE);
    checkEqual(true);
    matrix.setDouble(SIZE - 1, SIZE - 1, 0.5);
    checkEqual(false);
    matrix.setDouble(SIZE - 1, SIZE - 1, SIZE * SIZE - 1);
    Mirror.doWithView(transposed, Order.C, mirror -> mirror.setDouble(1, 0, -1));
    ItemAccess.check(matrix.getDouble(0, 1), -1);
    matrix.setDouble(0, 1, 1);
    ItemAccess.check((double) run(Operation.SUM), 499_999_500_000.0);
    run(Operation.WRITE_BACK);
    ItemAccess.check(matrix.getDouble(7, 8), 7008);
  }

  private void checkEqual(boolean expected) {
    for (Operation each :
        new Operation[] {
          Operation.CONTENT_EQUALS,
          Operation.CONTENT_EQUALS_TRANSPOSED,
          Operation.CONTENT_EQUALS_INTEGERS
        }) {
      if (!run(each).equals(expected)) {
        throw new AssertionError(each + ", expected " + expected);
      }
    }
  }

  private static View view(MemorySegment memory) {
    return MemoryExporter.of(memory, "d", SIZE, SIZE).acquire(Request.FULL.scoped()).view();
  }

  private Object run(Operation each) {
    return switch (each) {
      case TO_ARRAY -> matrix.toArray(double[].class);
      case TO_ARRAY_OF_STEPPED -> stepped.toArray(double[].class);
      case TO_BYTES -> matrix.toBytes(Order.FORTRAN);
      case WRITE_BACK -> {
        Mirror.doWithView(transposed, Order.C, mirror -> mirror.setDouble(0, 0, 0));
        yield matrix;
      }
      case CONTENT_EQUALS -> matrix.contentEquals(same);
      case CONTENT_EQUALS_TRANSPOSED -> matrix.contentEquals(sameTransposed);
      case CONTENT_EQUALS_INTEGERS -> matrix.contentEquals(sameIntegers);
      case SUM -> matrix.doubleSum();
    };
  }

  /** Memview's way, and NumPy's. */
  @Benchmark
  public void result(Interleaved turns, Blackhole hole) {
    turns.take(() -> hole.consume(run(operation)), numpy);
  }
}
