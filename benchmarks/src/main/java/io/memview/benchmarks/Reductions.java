package io.memview.benchmarks;

import io.memview.Conversion;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Reduction;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Random;
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
 * Many numbers of native memory as one, or as one for each row or column, and NumPy's on the same
 * memory: four million of them, which every reduction has seen in all formats and on the heap.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Reductions {
  private static final int SIZE = 2000;

  /** What an item is. */
  @Param({"d", "f", "i", "B"})
  String format;

  /** What is asked. */
  @Param({"SUM", "MIN", "MAX", "ARGMAX"})
  Reduction reduction;

  /** Along which dimensions; or of which other shapes: rows of four, two rows, the middle one. */
  @Param({"all", "0", "1", "few", "pairs", "middle"})
  String dimensions;

  private View source;
  private @Nullable IntConsumer numpy;

  /** Reduces heap and native memory in every way, and compares the answers with NumPy's. */
  @Setup
  public void make() {
    for (String each : new String[] {"d", "f", "i", "B"}) {
      int bytes = (int) Format.parse(each).itemSize() * SIZE * SIZE;
      View heap = filled(MemorySegment.ofArray(new byte[bytes]), each);
      View nativeMemory = filled(Arena.ofAuto().allocate(bytes, 64), each);
      for (Reduction all : new Reduction[] {Reduction.SUM, Reduction.MAX, Reduction.ARGMAX}) {
        for (String along : new String[] {"all", "0", "1", "few", "pairs", "middle"}) {
          for (int round = 0; round < 3; round++) {
            reduce(heap, all, along);
            reduce(nativeMemory, all, along);
          }
        }
      }
      source = each.equals(format) ? nativeMemory : source;
    }
    String call = reduction.name().toLowerCase(Locale.ROOT);
    String items =
        switch (dimensions) {
          case "all" -> "source, axis=None";
          case "few" -> "source.reshape(-1, 4), axis=1";
          case "pairs" -> "source.reshape(2, -1), axis=0";
          case "middle" -> "source.reshape(-1, 100, 100), axis=1";
          default -> "source, axis=" + dimensions;
        };
    MemoryExporter result = reduce(source, reduction, dimensions);
    View target = offHeap(result.acquire(Request.FULL.scoped()).view());
    String statement = "np.%s(%s)".formatted(call, items);
    IntConsumer checked =
        Numpy.work(
            "np.testing.assert_allclose(%s, target, 1e-5)".formatted(statement), source, target);
    if (checked != null) {
      checked.accept(1);
    }
    numpy = Numpy.work(statement, source, target);
  }

  private static View filled(MemorySegment memory, String format) {
    View view = MemoryExporter.of(memory, format, SIZE, SIZE).acquire(Request.FULL.scoped()).view();
    int[] numbers = new Random(1).ints(SIZE * SIZE, 0, 200).toArray();
    view.fromArray(numbers, Conversion.SATURATING);
    return view;
  }

  /** The same items in memory that NumPy can see. */
  private static View offHeap(View items) {
    long bytes = items.itemCount() * items.format().itemSize();
    MemorySegment memory = Arena.ofAuto().allocate(bytes, 64);
    Memory copy = Memory.of(memory, items.format(), items.shape());
    View view = MemoryExporter.of(copy).acquire(Request.FULL.scoped()).view();
    view.copyFrom(items);
    return view;
  }

  private static MemoryExporter reduce(View view, Reduction reduction, String dimensions) {
    long count = view.itemCount();
    if (dimensions.equals("all") && reduction == Reduction.ARGMAX) {
      MemoryExporter place = MemoryExporter.allocate("q");
      place.doWithView(Request.FULL, one -> view.reduceInto(one, reduction));
      return place;
    }
    return switch (dimensions) {
      case "all" -> view.reduce(reduction, 0, 1);
      case "few" -> view.reshape(count / 4, 4).reduce(reduction, 1);
      case "pairs" -> view.reshape(2, count / 2).reduce(reduction, 0);
      case "middle" -> view.reshape(count / 10_000, 100, 100).reduce(reduction, 1);
      default -> view.reduce(reduction, Integer.parseInt(dimensions));
    };
  }

  /** The reduction, and NumPy's. */
  @Benchmark
  public void reduce(Interleaved turns) {
    turns.take(() -> reduce(source, reduction, dimensions), numpy);
  }
}
