package io.memview.benchmarks;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A thousand copies of one channel of crops of 160 x 160 pixels, from the first one in a new
 * process on: of pictures that have one width, and of pictures of which each has another.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@State(Scope.Benchmark)
public class CropCopies {
  private static final int CROPS = 1000;
  private static final int SIZE = 160;
  private static final int WIDTH = 500;
  private static final int COLORS = 3;

  /** Whether the copy has rows and columns changed, too. */
  @Param({"straight", "transposed"})
  String row;

  private final byte[] pixels = new byte[SIZE * COLORS * (WIDTH + CROPS)];
  private final byte[] copy = new byte[SIZE * (WIDTH + CROPS)];

  /** Crops of pictures of which each has another width. */
  @Benchmark
  public void otherWidths() {
    for (int i = 0; i < CROPS; i++) {
      copy(WIDTH + i);
    }
  }

  /** Reference: crops of pictures of one width. */
  @Benchmark
  public void oneWidth() {
    for (int i = 0; i < CROPS; i++) {
      copy(WIDTH + CROPS / 2);
    }
  }

  private void copy(int width) {
    int last = SIZE - 1;
    pixels[COLORS * (last * width + last - 1) + 1] = (byte) width;
    View source =
        view(pixels, new long[] {SIZE, SIZE, COLORS}, (long) COLORS * width, COLORS, 1)
            .slice(Index.all(), Index.all(), Index.at(1));
    View target =
        row.equals("straight")
            ? view(copy, new long[] {SIZE, SIZE}, width, 1)
            : view(copy, new long[] {SIZE, SIZE}, 1, width);
    target.copyFrom(source);
    ItemAccess.check(target.getLong(last, last - 1), width & 0xFF);
  }

  private static View view(byte[] bytes, long[] shape, long... strides) {
    Layout layout = Layout.strided(0, 1, shape, strides);
    Memory memory = Memory.of(MemorySegment.ofArray(bytes), Format.parse("B"), layout);
    return MemoryExporter.of(memory).acquire(Request.FULL.scoped()).view();
  }
}
