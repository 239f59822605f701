package io.memview.benchmarks;

import io.memview.Index;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

/** Fills native memory of 8 MB, or part of it, with one value. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
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
    if (name.equals("bytes")) {
      value = 7;
    } else {
      value = 1.5;
    }
    fill();
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

  /** The fill. */
  @Benchmark
  public View fill() {
    target.fill(value);
    return target;
  }

  /** Reference for bytes: the platform. */
  @Benchmark
  public MemorySegment segment() {
    return segment.fill((byte) 7);
  }
}
