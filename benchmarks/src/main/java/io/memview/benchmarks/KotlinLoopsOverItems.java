package io.memview.benchmarks;

import io.memview.View;
import io.memview.layout.Index;
import java.util.List;
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

/** Kotlin's loops over a million doubles, and the same by index, after every kind of memory. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class KotlinLoopsOverItems {
  private static final int SIZE = 1000;
  private static final int ROWS = 10;

  @Param({"double[]", "native"})
  String kind;

  private View view;
  private View out;
  private double[] array;
  private View rows;
  private double[] arrayOfRows;

  /** Checks that all loops see the same items. */
  @Setup
  public void acquire() {
    Kinds kinds = new Kinds(SIZE);
    kinds.pollute();
    view = kinds.view(kind);
    out = new Kinds(SIZE).view(kind);
    array = view.toArray(double[].class);
    rows = view.slice(Index.range(0, ROWS));
    arrayOfRows = rows.toArray(double[].class);
    double sum = kinds.sum();
    ItemAccess.check(byIndex(), sum);
    ItemAccess.check(loop(), sum);
    ItemAccess.check(forEach(), sum);
    ItemAccess.check(fold(), sum);
    ItemAccess.check(sequence(), sum);
    ItemAccess.check(max(), maxByIndex());
    ItemAccess.check(map().size(), (double) ROWS * SIZE);
    ItemAccess.check(mapArray().size(), (double) ROWS * SIZE);
    ItemAccess.check(byIndexOfRows(), rows.doubleSum());
    update();
    ItemAccess.check(byIndex(), sum);
    mapTo();
    ItemAccess.check(out.doubleSum(), sum + SIZE * SIZE);
    zipTo();
    ItemAccess.check(out.doubleSum(), 2 * sum);
  }

  /** Reference: by index. */
  @Benchmark
  public double byIndex() {
    return KotlinItems.byIndex(view);
  }

  /** {@code for (x in m)}. */
  @Benchmark
  public double loop() {
    return KotlinItems.loop(view);
  }

  /** {@code forEach}. */
  @Benchmark
  public double forEach() {
    return KotlinItems.forEach(view);
  }

  /** {@code fold}. */
  @Benchmark
  public double fold() {
    return KotlinItems.fold(view);
  }

  /** {@code max}. */
  @Benchmark
  public double max() {
    return KotlinItems.max(view);
  }

  /** Reference: the greatest item, by index. */
  @Benchmark
  public double maxByIndex() {
    return KotlinItems.maxByIndex(view);
  }

  /** {@code asSequence}. */
  @Benchmark
  public double sequence() {
    return KotlinItems.sequence(view);
  }

  /** {@code map} of some rows to a list: of all of them it would be the collector that is timed. */
  @Benchmark
  @Fork(
      value = 2,
      jvmArgsAppend = {ManyObjects.LEAST, ManyObjects.MOST, ManyObjects.YOUNG})
  public List<Double> map() {
    return KotlinItems.map(rows);
  }

  /** Reference: the same rows by index. */
  @Benchmark
  public double byIndexOfRows() {
    return KotlinItems.byIndex(rows);
  }

  /**
   * Reference: Kotlin's own of an array; not run before, since its loop is that of all sequences.
   */
  @Benchmark
  public double sequenceArray() {
    return KotlinItems.sequenceArray(array);
  }

  /** Reference: Kotlin's own of an array, whose results are objects as well. */
  @Benchmark
  @Fork(
      value = 2,
      jvmArgsAppend = {ManyObjects.LEAST, ManyObjects.MOST, ManyObjects.YOUNG})
  public List<Double> mapArray() {
    return KotlinItems.mapArray(arrayOfRows);
  }

  /** {@code update}. */
  @Benchmark
  public void update() {
    KotlinItems.update(view);
  }

  /** Reference: the same by index. */
  @Benchmark
  public void updateByIndex() {
    KotlinItems.updateByIndex(view);
  }

  /** {@code mapTo}. */
  @Benchmark
  public void mapTo() {
    KotlinItems.mapTo(view, out);
  }

  /** Reference: the same by index. */
  @Benchmark
  public void mapToByIndex() {
    KotlinItems.mapToByIndex(view, out);
  }

  /** {@code zipTo}. */
  @Benchmark
  public void zipTo() {
    KotlinItems.zipTo(view, out);
  }

  /** Reference: the same by index. */
  @Benchmark
  public void zipToByIndex() {
    KotlinItems.zipToByIndex(view, out);
  }
}
