package io.memview.benchmarks;

import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Index;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

/**
 * What a call costs that goes over few items: three by three of a matrix of 1000 x 1000 doubles in
 * native memory, and NumPy's call on the same.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SmallCopies {
  private static final int SIZE = 1000;
  private static final Index ROWS = Index.range(10, 13);
  private static final Index COLUMNS = Index.range(20, 23);

  /** Which call. */
  @Param({"copyFrom", "toArray", "fill"})
  String row;

  private View source;
  private View target;
  private double[] array = {};
  private @Nullable IntConsumer numpy;

  /** Makes every call on heap and on native memory, and checks the items. */
  @Setup
  public void make() {
    long bytes = (long) Double.BYTES * SIZE * SIZE;
    for (int round = 0; round < 20; round++) {
      use(
          MemorySegment.ofArray(new double[SIZE * SIZE]),
          MemorySegment.ofArray(new byte[(int) bytes]));
      use(Arena.ofAuto().allocate(bytes, 64), Arena.ofAuto().allocate(bytes, 64));
    }
    String statement =
        switch (row) {
          case "copyFrom" -> "np.copyto(target, source)";
          case "toArray" -> "source.copy()";
          default -> "target.fill(1.5)";
        };
    numpy = Numpy.work(statement, source, target);
    if (numpy != null) {
      target.fill(0.5);
      numpy.accept(1);
      ItemAccess.check(
          target.getDouble(2, 2),
          switch (row) {
            case "copyFrom" -> 7;
            case "toArray" -> 0.5;
            default -> 1.5;
          });
    }
  }

  private void use(MemorySegment from, MemorySegment to) {
    source = view(from);
    target = view(to);
    source.setDouble(2, 2, 7);
    run("fill");
    ItemAccess.check(target.getDouble(2, 2), 1.5);
    run("copyFrom");
    ItemAccess.check(target.getDouble(2, 2), 7);
    ItemAccess.check(target.getDouble(0, 0), 0);
    run("toArray");
    ItemAccess.check(array[8], 7);
  }

  private static View view(MemorySegment memory) {
    View matrix = MemoryExporter.of(memory, "d", SIZE, SIZE).acquire(Request.FULL.scoped()).view();
    return matrix.slice(ROWS, COLUMNS);
  }

  private void run(String call) {
    switch (call) {
      case "copyFrom" -> target.copyFrom(source);
      case "toArray" -> array = source.toArray(double[].class);
      default -> target.fill(1.5);
    }
  }

  /** The call, and NumPy's. */
  @Benchmark
  public void call(Interleaved turns) {
    turns.take(() -> run(row), numpy);
  }
}
