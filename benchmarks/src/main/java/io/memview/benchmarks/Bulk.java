package io.memview.benchmarks;

import io.memview.View;
import io.memview.layout.Order;
import java.util.DoubleSummaryStatistics;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * Loops of the library over a whole view of a million doubles. The same call sees another kind of
 * memory each time.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Bulk {
  private static final int SIZE = 1000;

  private final Kinds kinds = new Kinds(SIZE);
  private View[] views;
  private int next;
  private double total;

  /** Shows the calls every kind, and checks what they answer. */
  @Setup
  public void acquire() {
    kinds.pollute();
    views =
        Stream.of("double[]", "byte[]", "native", "direct", "mapped", "double[][]", "pointers")
            .map(kinds::view)
            .toArray(View[]::new);
    for (int i = 0; i < 2 * views.length; i++) {
      ItemAccess.check(forEach(), kinds.sum());
      ItemAccess.check(sum(), kinds.sum());
      ItemAccess.check(statistics().getSum(), kinds.sum());
    }
    ItemAccess.check(rawStatistics().getSum(), kinds.sum());
  }

  private View nextView() {
    next = (next + 1) % views.length;
    return views[next];
  }

  /** A sum, made by a function that is given each item. */
  @Benchmark
  public double forEach() {
    total = 0;
    nextView().forEachDouble(Order.C, item -> total += item);
    return total;
  }

  /** The sum. */
  @Benchmark
  public double sum() {
    return nextView().doubleSum();
  }

  /** The statistics, of which the sum is one. */
  @Benchmark
  public DoubleSummaryStatistics statistics() {
    return nextView().doubleStatistics();
  }

  /** Reference: a plain loop over a plain array. */
  @Benchmark
  public double raw() {
    return kinds.sum();
  }

  /** Reference: the platform's statistics of a plain array. */
  @Benchmark
  public DoubleSummaryStatistics rawStatistics() {
    DoubleSummaryStatistics statistics = new DoubleSummaryStatistics();
    for (double item : kinds.doubles) {
      statistics.accept(item);
    }
    return statistics;
  }
}
