package io.memview.benchmarks;

import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
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

/** Copies of bytes from array to array, by a JVM with the module of vector instructions or not. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class VectorCopies {
  /** As many bytes have been copied before: so many end the trial of what is measured. */
  private static final long BEFORE = 8L << 30;

  /** Which copy. */
  @Param({"reverse", "hwc2chw.3", "hwc2chw.4"})
  String row;

  private View source;
  private View target;

  /** Makes the copy, and checks it. */
  @Setup
  public void make() {
    View all =
        switch (row) {
          case "reverse" -> view(1 << 22);
          case "hwc2chw.3" -> view(1080, 1920, 3);
          case "hwc2chw.4" -> view(1080, 1920, 4);
          default -> throw new IllegalArgumentException(row);
        };
    View bytes = all.reshape(-1);
    for (long i = 0; i < bytes.itemCount(); i++) {
      bytes.setLong(i, i * i % 251);
    }
    source = row.equals("reverse") ? all.flip(0) : all.permute(2, 0, 1);
    target = view(source.shape());
    for (long bytesDone = 0; bytesDone < BEFORE; bytesDone += target.itemCount()) {
      target.copyFrom(source);
    }
    if (!target.contentEquals(source)) {
      throw new AssertionError(row);
    }
  }

  private static View view(long... shape) {
    return MemoryExporter.allocate(Format.parse("B"), shape).acquire(Request.FULL.scoped()).view();
  }

  /** The copy, where there are vector instructions to ask for. */
  @Benchmark
  @Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
  public void vectors() {
    target.copyFrom(source);
  }

  /** Reference: the copy without. */
  @Benchmark
  @Fork(2)
  public void plain() {
    target.copyFrom(source);
  }
}
