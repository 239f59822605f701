package io.memview.benchmarks;

import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
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

/** Copies of 128 MB by one thread and by as many as the machine has cores. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class ParallelCopies {
  private static final int SIZE = 4000;

  /** As it lies, or transposed. */
  @Param({"contiguous", "transposed"})
  String row;

  private final MemorySegment memory = Arena.ofAuto().allocate(8L * SIZE * SIZE, 64);
  private final MemorySegment other = Arena.ofAuto().allocate(8L * SIZE * SIZE, 64);
  private View source;
  private View target;

  /** Makes the views and checks both copies. */
  @Setup
  public void make() {
    View all = view(memory);
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        all.setDouble(i, j, i - j);
      }
    }
    source = row.equals("transposed") ? all.transpose() : all;
    target = view(other);
    oneThread();
    check();
    allThreads();
    check();
  }

  private void check() {
    if (!target.contentEquals(source)) {
      throw new AssertionError("not copied");
    }
    target.fill(0.0);
  }

  private static View view(MemorySegment segment) {
    return MemoryExporter.of(segment, "d", SIZE, SIZE).acquire(Request.FULL.scoped()).view();
  }

  /** By all threads, and by the calling one. */
  @Benchmark
  public void copy(Interleaved turns) {
    turns.take(this::allThreads, this::oneThread);
  }

  /** The limit of the machine's memory: the platform's copy of two halves by two threads. */
  @Benchmark
  public void halves(Interleaved turns) {
    turns.take(this::twoHalves, this::oneThread);
  }

  private void oneThread() {
    target.copyFrom(source);
  }

  private void allThreads() {
    target.parallelCopyFrom(source);
  }

  private void twoHalves() {
    long half = memory.byteSize() / 2;
    ForkJoinTask.invokeAll(
        List.of(
            ForkJoinTask.adapt(() -> MemorySegment.copy(memory, 0, other, 0, half)),
            ForkJoinTask.adapt(() -> MemorySegment.copy(memory, half, other, half, half))));
  }
}
