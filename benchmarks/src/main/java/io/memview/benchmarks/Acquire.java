package io.memview.benchmarks;

import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Acquires memory, reads one item and releases it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Acquire {
  private final double[] array = {42, 43, 44};
  private final ByteBuf buffer = Unpooled.buffer(64).writeDouble(42).writeDouble(43);
  private final MemorySegment segment = MemorySegment.ofArray(array);
  private MemoryExporter exporter;

  /** A lease where every thread can get at it. */
  private Lease shared;

  /** What was read. Static, so that the lambda that writes it needs no object. */
  private static double item;

  /** Acquires all kinds of memory, and checks that nothing stays acquired. */
  @Setup
  public void make() {
    new Kinds(100).pollute();
    exporter = MemoryExporter.of(Memory.ofArray(array));
    ItemAccess.check(owner() + shared() + bare() + netty() + arena(), 5 * 43);
    if (exporter.exports() != 0 || buffer.refCnt() != 1) {
      throw new AssertionError("%d exports, %s".formatted(exporter.exports(), buffer));
    }
  }

  private double read() {
    exporter.doWithView(Request.FULL_RO, view -> item = view.getDouble(1));
    return item;
  }

  /** In a scope: released by the thread that acquired it. */
  @Benchmark
  public double owner() {
    return read();
  }

  /** The same with a result, which Java boxes. */
  @Benchmark
  public double ownerWithResult() {
    return exporter.withView(Request.FULL_RO, view -> view.getDouble(1));
  }

  /** In a scope, while another thread does the same with the same memory. */
  @Benchmark
  @Threads(2)
  public double ownerOnTwoThreads() {
    return ownerWithResult();
  }

  /** Acquired where every thread can release it. */
  @Benchmark
  public double shared() {
    shared = exporter.acquire(Request.FULL_RO.scoped());
    double read = shared.view().getDouble(1);
    shared.close();
    return read;
  }

  /** Acquired with a bare call, of which one in 128 is watched for leaks. */
  @Benchmark
  public double bare() {
    Lease lease = exporter.acquire(Request.FULL_RO);
    double read = lease.view().getDouble(1);
    lease.close();
    return read;
  }

  /** Acquired with a bare call, each of which is watched for leaks. */
  @Benchmark
  @Fork(value = 2, jvmArgsAppend = "-Dio.memview.leaks=every")
  public double tracked() {
    return bare();
  }

  /** Acquired with a bare call, each of which remembers where it was made. */
  @Benchmark
  @Fork(value = 2, jvmArgsAppend = "-Dio.memview.leaks=traced")
  public double traced() {
    return bare();
  }

  /** Flight Recorder, which takes memview's events and no others. */
  @State(Scope.Benchmark)
  public static class Recorder {
    private final Recording recording = new Recording();

    /** Starts to record. */
    @Setup
    public void start() {
      recording.enable("io.memview.OpenLeases").withPeriod(Duration.ofMillis(100));
      recording.enable("io.memview.ForgottenLease");
      recording.start();
    }

    /** Forgets what was recorded. */
    @TearDown
    public void close() {
      recording.close();
    }
  }

  /** Acquired with a bare call while leases are recorded. */
  @Benchmark
  public double recorded(Recorder recorder) {
    return bare();
  }

  /** Reference: a buffer of Netty, which counts references too. */
  @Benchmark
  public double netty() {
    ByteBuf retained = buffer.retain();
    double item = retained.getDouble(8);
    retained.release();
    return item;
  }

  /** Reference: the platform's arena, which is freed and not counted. */
  @Benchmark
  public double arena() {
    try (Arena arena = Arena.ofConfined()) {
      return segment.getAtIndex(ValueLayout.JAVA_DOUBLE, arena.scope().isAlive() ? 1 : 0);
    }
  }
}
