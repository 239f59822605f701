package io.memview.benchmarks;

import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Index;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** New arrays of a million doubles in memory, and what the platform takes for the same by hand. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"}) // the arrays are not for the young part
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class NewArrays {
  private static final int SIZE = 1000;

  /** Which items. */
  @Param({"native", "heap", "step2"})
  String row;

  private MemorySegment segment;
  private View view;
  private volatile double[] result = {};

  /** Makes arrays of heap and native memory, and checks their last items. */
  @Setup
  public void make() {
    for (int round = 0; round < 20; round++) {
      for (String each : new String[] {"native", "heap", "step2"}) {
        use(each);
      }
    }
    use(row);
  }

  private void use(String name) {
    segment =
        name.equals("heap")
            ? MemorySegment.ofArray(new double[SIZE * SIZE])
            : Arena.ofAuto().allocate((long) Double.BYTES * SIZE * SIZE, 64);
    View all = MemoryExporter.of(segment, "d", SIZE, SIZE).acquire(Request.FULL.scoped()).view();
    view = name.equals("step2") ? all.slice(Index.every(2), Index.every(2)) : all;
    view.setDouble(view.shape()[0] - 1, view.shape()[1] - 1, 7);
    ours();
    ItemAccess.check(result[result.length - 1], 7);
    byHand(name);
    ItemAccess.check(result[result.length - 1], 7);
  }

  private void ours() {
    result = view.toArray(double[].class);
  }

  private void byHand(String name) {
    double[] array = new double[Math.toIntExact(view.itemCount())];
    if (name.equals("step2")) {
      int at = 0;
      for (long i = 0; i < SIZE; i += 2) {
        for (long j = 0; j < SIZE; j += 2) {
          array[at++] = segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i * SIZE + j);
        }
      }
    } else {
      MemorySegment.copy(segment, ValueLayout.JAVA_DOUBLE, 0, array, 0, array.length);
    }
    result = array;
  }

  /** The array, and one by hand. */
  @Benchmark
  public void array(Interleaved turns) {
    turns.take(this::ours, () -> byHand(row));
  }
}
