package io.memview.benchmarks;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
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

/** Fills native memory of 8 MB, or part of it, with one value. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Fills {
  private static final int SIZE = 1000;

  /** What is filled. */
  @Param({"contiguous", "step2", "transposed", "bytes"})
  String row;

  private final MemorySegment segment = Arena.ofAuto().allocate(8L * SIZE * SIZE, 64);
  private View target;
  private Object value = 1.5;
  private @Nullable IntConsumer numpy;

  /** Fills heap and native memory in every way, and checks the last item. */
  @Setup
  public void make() {
    MemorySegment heap = MemorySegment.ofArray(new byte[8 * SIZE * SIZE]);
    for (int round = 0; round < 20; round++) {
      for (String each : new String[] {"contiguous", "step2", "transposed", "bytes"}) {
        use(heap, each);
        use(segment, each);
      }
    }
    use(segment, row);
    numpy = Numpy.work("target.fill(%s)".formatted(value), target, target);
    if (numpy != null) {
      target.fill(2);
      numpy.accept(1);
      checkLast();
    }
  }

  private void use(MemorySegment memory, String name) {
    View matrix = view(memory, "d", SIZE, SIZE);
    target =
        switch (name) {
          case "contiguous" -> matrix;
          case "step2" -> matrix.slice(Index.every(2), Index.every(2));
          case "transposed" -> matrix.transpose();
          case "bytes" -> view(memory, "B", 8, SIZE, SIZE);
          default -> throw new IllegalArgumentException(name);
        };
    value = name.equals("bytes") ? (Object) 7 : (Object) 1.5;
    target.fill(value);
    checkLast();
  }

  private void checkLast() {
    long[] last = target.shape();
    for (int i = 0; i < last.length; i++) {
      last[i]--;
    }
    ItemAccess.check(target.getDouble(last), ((Number) value).doubleValue());
  }

  private static View view(MemorySegment memory, String format, long... shape) {
    Memory described = Memory.of(memory, Format.parse(format), shape);
    return MemoryExporter.of(described).acquire(Request.FULL.scoped()).view();
  }

  /** The fill, and NumPy's. */
  @Benchmark
  public void fill(Interleaved turns) {
    turns.take(() -> target.fill(value), numpy);
  }

  /** The fill, and the platform's with a byte. */
  @Benchmark
  public void segment(Interleaved turns) {
    turns.take(() -> target.fill(value), () -> segment.fill((byte) 7));
  }
}
