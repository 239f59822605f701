package io.memview.benchmarks;

import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Order;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Copies and sums of native doubles, from a kilobyte to a gigabyte. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Scale {
  /** How much memory. */
  @Param({"1000", "100000", "10000000", "1000000000"})
  long bytes;

  private Arena arena;
  private MemorySegment segment;
  private MemorySegment other;
  private View source;
  private View target;
  private double total;

  /** Uses all kinds of memory, and checks both operations at the measured size. */
  @Setup
  public void make() {
    Kinds kinds = new Kinds(100);
    View heap = kinds.view("double[]");
    for (int i = 0; i < 100; i++) {
      kinds.view("native").copyFrom(heap);
      for (String kind : new String[] {"double[]", "native", "mapped", "double[][]"}) {
        total = 0;
        kinds.view(kind).forEachDouble(Order.C, item -> total += item);
        ItemAccess.check(total, kinds.sum());
      }
    }
    arena = Arena.ofShared();
    segment = arena.allocate(bytes, 64);
    other = arena.allocate(bytes, 64);
    source = view(segment);
    target = view(other);
    long last = bytes / Double.BYTES - 1;
    source.setDouble(last, 43);
    ItemAccess.check(sum(), 43);
    ItemAccess.check(rawSum(), 43);
    ItemAccess.check(copy().getDouble(last), 43);
  }

  /** Gives the memory back. */
  @TearDown
  public void free() {
    arena.close();
  }

  private static View view(MemorySegment segment) {
    return MemoryExporter.of(segment, "d").acquire(Request.FULL.scoped()).view();
  }

  /** A copy. */
  @Benchmark
  public View copy() {
    target.copyFrom(source);
    return target;
  }

  /** Reference: the platform's copy. */
  @Benchmark
  public MemorySegment rawCopy() {
    MemorySegment.copy(segment, 0, other, 0, bytes);
    return other;
  }

  /** A sum. */
  @Benchmark
  public double sum() {
    total = 0;
    source.forEachDouble(Order.C, item -> total += item);
    return total;
  }

  /** Reference: a plain loop over the segment. */
  @Benchmark
  public double rawSum() {
    double sum = 0;
    long count = bytes / Double.BYTES;
    for (long i = 0; i < count; i++) {
      sum += segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
    }
    return sum;
  }
}
