package io.memview.benchmarks;

import io.memview.Cursor;
import io.memview.MemoryExporter;
import io.memview.RecordView;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
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

/**
 * Loops by {@link Cursor} over a million doubles, item by item and row by row, and the same loops
 * by {@code [i, j]}: over one, two and three views, in a program that has used every kind of memory
 * before.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Cursors {
  private static final int SIZE = 1000;
  private static final Format PAIR = Format.parse("T{d:x:d:y:}");

  record Pair(double x, double y) {}

  @Param({"double[]", "native", "double[][]"})
  String kind;

  private View view;
  private View other;
  private View factors;
  private View stepped;
  private View pairs;

  /** Shows cursors every kind, and checks what each loop computes. */
  @Setup
  public void acquire() {
    Kinds kinds = new Kinds(SIZE);
    kinds.pollute();
    for (String each : new String[] {"byte[]", "mapped", "double[][]", "native", "double[]"}) {
      use(Cursor.over(Order.C, kinds.view(each)));
      use(Cursor.over(Order.C, kinds.view(each), kinds.view("f4")));
    }
    take(kinds, kind); // the loops of the benchmarks see one kind alone
    ItemAccess.check(sum(), sumByIndex());
    ItemAccess.check(sumByRow(), sumByIndex());
    ItemAccess.check(sumOfStepped(), sumOfSteppedByIndex());
    ItemAccess.check(sumOfRecords(), sumOfRecordsByIndex());
    scale();
    ItemAccess.check(sum(), 2 * other.doubleSum());
    add();
    ItemAccess.check(sum(), other.doubleSum() + 2 * SIZE * SIZE);
    view.assign(other);
    scaleByRow();
    ItemAccess.check(sum(), 2 * other.doubleSum());
    addByRow();
    ItemAccess.check(sum(), other.doubleSum() + 2 * SIZE * SIZE);
    factors.fill(1.0); // so that what is scaled again and again stays as it is
  }

  /** A loop that sees cursors of every kind. */
  private static void use(Cursor at) {
    while (at.next()) {
      at.setDouble(0, at.getDouble(0));
    }
  }

  private void take(Kinds kinds, String each) {
    view = kinds.view(each);
    other = kinds.view(each.equals("direct") ? "long[]" : "direct");
    factors = MemoryExporter.allocate(Format.parse("d"), SIZE).acquire(Request.FULL).view();
    factors.fill(2.0);
    view.assign(other);
    stepped = view.slice(Index.every(2), Index.every(-2));
    pairs = kinds.view(each.contains("[][]") ? "double[]" : each).ravel().reinterpret(PAIR);
  }

  /** One view, read. */
  @Benchmark
  public double sum() {
    double sum = 0;
    Cursor at = Cursor.over(Order.C, view);
    while (at.next()) {
      sum += at.getDouble(0);
    }
    return sum;
  }

  /** One view, read row by row. */
  @Benchmark
  public double sumByRow() {
    double sum = 0;
    Cursor at = Cursor.over(Order.C, view);
    while (at.nextRow()) {
      for (long i = 0; i < at.rowLength(); i++) {
        at.moveInRow(i);
        sum += at.getDouble(0);
      }
    }
    return sum;
  }

  /** Reference: one view, read by index. */
  @Benchmark
  public double sumByIndex() {
    double sum = 0;
    for (long i = 0; i < SIZE; i++) {
      for (long j = 0; j < SIZE; j++) {
        sum += view.getDouble(i, j);
      }
    }
    return sum;
  }

  /** One view at strides, from the end. */
  @Benchmark
  public double sumOfStepped() {
    double sum = 0;
    Cursor at = Cursor.over(Order.C, stepped);
    while (at.next()) {
      sum += at.getDouble(0);
    }
    return sum;
  }

  /** Reference: the same by index. */
  @Benchmark
  public double sumOfSteppedByIndex() {
    double sum = 0;
    for (long i = 0; i < SIZE / 2; i++) {
      for (long j = 0; j < SIZE / 2; j++) {
        sum += stepped.getDouble(i, j);
      }
    }
    return sum;
  }

  /** Two views, one of which is repeated for each row; read and written. */
  @Benchmark
  public void scale() {
    Cursor at = Cursor.over(Order.C, view, factors);
    while (at.next()) {
      at.setDouble(0, at.getDouble(0) * at.getDouble(1));
    }
  }

  /** Two views, row by row. */
  @Benchmark
  public void scaleByRow() {
    Cursor at = Cursor.over(Order.C, view, factors);
    while (at.nextRow()) {
      for (long i = 0; i < at.rowLength(); i++) {
        at.moveInRow(i);
        at.setDouble(0, at.getDouble(0) * at.getDouble(1));
      }
    }
  }

  /** Reference: the same by index. */
  @Benchmark
  public void scaleByIndex() {
    for (long i = 0; i < SIZE; i++) {
      for (long j = 0; j < SIZE; j++) {
        view.setDouble(i, j, view.getDouble(i, j) * factors.getDouble(j));
      }
    }
  }

  /** Three views. */
  @Benchmark
  public void add() {
    Cursor at = Cursor.over(Order.C, view, other, factors);
    while (at.next()) {
      at.setDouble(0, at.getDouble(1) + at.getDouble(2));
    }
  }

  /** Three views, row by row. */
  @Benchmark
  public void addByRow() {
    Cursor at = Cursor.over(Order.C, view, other, factors);
    while (at.nextRow()) {
      for (long i = 0; i < at.rowLength(); i++) {
        at.moveInRow(i);
        at.setDouble(0, at.getDouble(1) + at.getDouble(2));
      }
    }
  }

  /** Reference: the same by index. */
  @Benchmark
  public void addByIndex() {
    for (long i = 0; i < SIZE; i++) {
      for (long j = 0; j < SIZE; j++) {
        view.setDouble(i, j, other.getDouble(i, j) + factors.getDouble(j));
      }
    }
  }

  /** Half a million records. */
  @Benchmark
  public double sumOfRecords() {
    double sum = 0;
    Cursor at = Cursor.over(Order.C, pairs);
    while (at.next()) {
      sum += at.getRecord(0, Pair.class).x();
    }
    return sum;
  }

  /** Reference: the same by index. */
  @Benchmark
  public double sumOfRecordsByIndex() {
    double sum = 0;
    RecordView<Pair> records = RecordView.of(pairs, Pair.class);
    for (long i = 0; i < SIZE * SIZE / 2; i++) {
      sum += records.get(i).x();
    }
    return sum;
  }
}
