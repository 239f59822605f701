package io.memview.benchmarks;

import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.array.NestedArrays;
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

/**
 * Copies of plain blocks, and what the platform takes for them: contiguous memory, and the rows of
 * an image to and from one block. The copies of {@link Copies} are held against NumPy instead.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"}) // the largest blocks are not for the young part
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class BlockCopies {
  private static final int ROWS = 2160;
  private static final int ROW = 4 * 3840;

  /** Which memory the contiguous blocks are in. */
  @Param({"heap", "native"})
  String kind;

  /** The size of the contiguous blocks. */
  @Param({"8000000", "128000000"})
  int bytes;

  private final byte[][] rows = new byte[ROWS][ROW];
  private final byte[] block = new byte[ROWS * ROW];
  private View rowsView;
  private View blockView;
  private MemorySegment from;
  private MemorySegment to;
  private View source;
  private View target;

  /** Copies between all kinds of memory, and checks the last byte of each copy. */
  @Setup
  public void make() {
    rowsView = NestedArrays.export(rows).acquire(Request.FULL.scoped()).view();
    blockView = view(MemorySegment.ofArray(block), ROWS, ROW);
    rows[ROWS - 1][ROW - 1] = 1;
    blockView.copyFrom(rowsView);
    ItemAccess.check(block[ROWS * ROW - 1], 1);
    block[ROWS * ROW - 1] = 2;
    rowsView.copyFrom(blockView);
    ItemAccess.check(rows[ROWS - 1][ROW - 1], 2);
    for (int i = 0; i < 1000; i++) {
      use(100, i % 2 == 0, i % 3 == 0);
    }
    use(bytes, kind.equals("heap"), kind.equals("heap"));
  }

  private void use(int size, boolean heap, boolean toHeap) {
    from = allocate(size, heap);
    to = allocate(size, toHeap);
    source = view(from, size);
    target = view(to, size);
    source.setLong(size - 1, 42);
    target.copyFrom(source);
    ItemAccess.check(target.getLong(size - 1), 42);
  }

  private static MemorySegment allocate(int size, boolean heap) {
    return heap ? MemorySegment.ofArray(new byte[size]) : Arena.ofAuto().allocate(size, 64);
  }

  private static View view(MemorySegment segment, long... shape) {
    return MemoryExporter.of(segment, "b", shape).acquire(Request.FULL.scoped()).view();
  }

  /** A contiguous copy, and the platform's. */
  @Benchmark
  public void copy(Interleaved turns) {
    turns.take(() -> target.copyFrom(source), () -> to.copyFrom(from));
  }

  /** Rows behind pointers to one block, and the platform's copies of rows. */
  @Benchmark
  public void gather(Interleaved turns) {
    turns.take(() -> blockView.copyFrom(rowsView), this::arrayGather);
  }

  /** One block to rows behind pointers, and the platform's copies of rows. */
  @Benchmark
  public void scatter(Interleaved turns) {
    turns.take(() -> rowsView.copyFrom(blockView), this::arrayScatter);
  }

  private void arrayGather() {
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(rows[i], 0, block, i * ROW, ROW);
    }
  }

  private void arrayScatter() {
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(block, i * ROW, rows[i], 0, ROW);
    }
  }
}
