package io.memview.benchmarks;

import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import io.memview.nio.MappedFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A walk over a mapped file of 8 GiB, most of it a hole, in a JVM of 256 MB: one item of each page
 * of 4 KiB, so two million items.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms256m", "-Xmx256m"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SparseFile {
  private static final long BYTES = 8L << 30;
  private static final long STEP = 512;

  private Path file;
  private MemorySegment segment;
  private View pages;
  private double total;

  /** Makes the file with numbers in the first and the last page, and checks that both are seen. */
  @Setup
  public void make() throws IOException {
    file = Files.createTempFile("memview", ".f8");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(BYTES);
    }
    View items =
        MappedFiles.mapWritable(file, Format.parse("d")).acquire(Request.FULL.scoped()).view();
    items.setDouble(0, 1);
    items.setDouble(BYTES / Double.BYTES - STEP, 42);
    pages = items.slice(Index.every(STEP));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, BYTES, Arena.ofAuto());
    }
    ItemAccess.check(walk(), 43);
    ItemAccess.check(byIndex(), 43);
    ItemAccess.check(segment(), 43);
  }

  /** Deletes the file. */
  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  /** The walk, by the library. */
  @Benchmark
  public double walk() {
    total = 0;
    pages.forEachDouble(Order.C, item -> total += item);
    return total;
  }

  /** The walk, item by item. */
  @Benchmark
  public double byIndex() {
    double sum = 0;
    long count = pages.shape(0);
    for (long i = 0; i < count; i++) {
      sum += pages.getDouble(i);
    }
    return sum;
  }

  /** Reference: the walk over the bare segment. */
  @Benchmark
  public double segment() {
    double sum = 0;
    for (long at = 0; at < BYTES; at += Double.BYTES * STEP) {
      sum += segment.get(ValueLayout.JAVA_DOUBLE, at);
    }
    return sum;
  }
}
