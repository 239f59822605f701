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
import org.openjdk.jmh.infra.Blackhole;

/**
 * Items that a mask selects, that stand at positions, or in windows that overlap: half a million
 * doubles of native memory, and NumPy's way on the same memory, in a program that has done all of
 * it with several types.
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
public class Selections {
  private static final int COUNT = 500_000;
  private static final int COLUMNS = 4;
  private static final int TAKEN = 100_000;

  /** Item number i at position {@code STEP * i % COUNT}. */
  private static final int STEP = 7919;

  /** What is done. */
  public enum Operation {
    /** One value to a third of the items. */
    MASK_FILL("target[mask] = 7"),
    /** A third of the items to the same places. */
    MASK_ASSIGN("np.copyto(target, source, where=mask)"),
    /** A third of the items to a new array. */
    MASK_SELECT("source[mask]"),
    /** Items at positions. */
    TAKE("target[:len(positions)] = source[positions]"),
    /** Rows of four items at positions. */
    TAKE_ROWS("target.reshape(-1, 4)[:len(rows)] = source.reshape(-1, 4)[rows]"),
    /** Items to positions. */
    PUT("target[positions] = source[:len(positions)]"),
    /** Windows of three by three items, that overlap, to a new array. */
    WINDOWS("np.lib.stride_tricks.sliding_window_view(source.reshape(500, 1000), (3, 3)).copy()");

    private final String statement;

    Operation(String statement) {
      this.statement = statement;
    }
  }

  /** Which one. */
  @Param Operation operation;

  private View source;
  private View target;
  private View mask;
  private View positions;
  private View rows;
  private @Nullable IntConsumer numpy;

  /** Does all of it with several types, on the heap and off it, and checks the answers. */
  @Setup
  public void make() {
    for (String format : new String[] {"i", "h", "d"}) {
      for (boolean isHeap : new boolean[] {true, false}) {
        prepare(format, isHeap);
        for (Operation each : Operation.values()) {
          for (int round = 0; round < 5; round++) {
            target.fill(0);
            run(each);
          }
          check(each);
        }
      }
    }
    IntConsumer names =
        Numpy.work(
            """
            globals().update(mask=np.arange(len(source)) %% 3 == 0, \
            positions=np.arange(%1$d) * %2$d %% len(source), \
            rows=np.arange(%1$d) * %2$d %% (len(source) // 4))\
            """
                .formatted(TAKEN, STEP),
            source,
            target);
    numpy = Numpy.work(operation.statement, source, target);
    if (names != null && numpy != null) {
      names.accept(1);
      target.fill(0);
      numpy.accept(1);
      if (operation != Operation.MASK_SELECT && operation != Operation.WINDOWS) {
        check(operation);
      }
    }
  }

  private void prepare(String format, boolean isHeap) {
    source = view(format, isHeap, COUNT);
    target = view(format, isHeap, COUNT);
    mask = view("?", false, COUNT);
    positions = view("q", false, TAKEN);
    rows = view("q", false, TAKEN);
    for (int i = 0; i < COUNT; i++) {
      source.setObject(i, i % 100 + 1);
      mask.setBoolean(i, i % 3 == 0);
    }
    for (long i = 0; i < TAKEN; i++) {
      positions.setLong(i, i * STEP % COUNT);
      rows.setLong(i, i * STEP % (COUNT / COLUMNS));
    }
  }

  private static View view(String format, boolean isHeap, long count) {
    Format items = Format.parse(format);
    long size = items.itemSize() * count;
    MemorySegment memory =
        isHeap
            ? MemorySegment.ofArray(new byte[Math.toIntExact(size)])
            : Arena.ofAuto().allocate(size, 64);
    return MemoryExporter.of(Memory.of(memory, items, count)).acquire(Request.FULL.scoped()).view();
  }

  private Object run(Operation each) {
    View table = source.reshape(COUNT / COLUMNS, COLUMNS);
    View places = target.reshape(COUNT / COLUMNS, COLUMNS);
    Index first = Index.upTo(TAKEN);
    switch (each) {
      case MASK_FILL -> target.fill(7, mask);
      case MASK_ASSIGN -> target.assign(source, mask);
      case MASK_SELECT -> {
        return source.select(mask);
      }
      case TAKE -> target.slice(first).copyFrom(source.rows(positions));
      case TAKE_ROWS -> places.slice(first).copyFrom(table.rows(rows));
      case PUT -> target.rows(positions).copyFrom(source.slice(first));
      case WINDOWS -> {
        return source.reshape(500, 1000).slidingWindows(3, 3).copy();
      }
    }
    return target;
  }

  private void check(Operation each) {
    switch (each) {
      case MASK_FILL -> check(target, 7, 0);
      case MASK_ASSIGN -> check(target, 4, 0);
      case MASK_SELECT -> check(view(each), 10, 13);
      case TAKE -> check(target, 3L * STEP % 100 + 1, 4L * STEP % 100 + 1);
      case TAKE_ROWS -> check(target, 4, STEP * 4 % 100 + 1);
      case PUT -> ItemAccess.check(target.getDouble(3L * STEP), 4);
      case WINDOWS ->
          ItemAccess.check(view(each).getDouble(new long[] {2, 3, 1, 1}), 3004 % 100 + 1);
    }
  }

  private View view(Operation each) {
    return ((MemoryExporter) run(each)).acquire(Request.FULL.scoped()).view();
  }

  /** Checks items 3 and 4. */
  private static void check(View items, double third, double fourth) {
    ItemAccess.check(items.getDouble(3), third);
    ItemAccess.check(items.getDouble(4), fourth);
  }

  /** Memview's way, and NumPy's. */
  @Benchmark
  public void select(Interleaved turns, Blackhole hole) {
    turns.take(() -> hole.consume(run(operation)), numpy);
  }
}
