package io.memview.benchmarks;

import io.memview.Conversion;
import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
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

/**
 * Copies of one view of native memory to another, and NumPy's on the same memory, in a program that
 * has made each of these copies between all kinds of memory before.
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
public class Copies {
  /** Which copy. */
  public enum Row {
    CONTIGUOUS_8M("d", "d", new long[] {1_000_000}),
    CONTIGUOUS_128M("d", "d", new long[] {16_000_000}),
    TRANSPOSE_1000("d", "d", new long[] {1000, 1000}) {
      @Override
      View source(View all) {
        return all.transpose();
      }
    },
    TRANSPOSE_4000("d", "d", new long[] {4000, 4000}) {
      @Override
      View source(View all) {
        return all.transpose();
      }
    },
    HWC2CHW_4K("B", "B", new long[] {2160, 3840, 4}) {
      @Override
      View source(View all) {
        return all.permute(2, 0, 1);
      }
    },
    HWC2CHW_RGB_4K("B", "B", new long[] {2160, 3840, 3}) {
      @Override
      View source(View all) {
        return all.permute(2, 0, 1);
      }
    },
    REVERSE_U1("B", "B", new long[] {1 << 22}) {
      @Override
      View source(View all) {
        return all.flip(0);
      }
    },
    MIRROR_PLANE("B", "B", new long[] {512, 4096}) {
      @Override
      View source(View all) {
        return all.flip(1);
      }
    },
    PERMUTE_100("f", "f", new long[] {100, 100, 100}) {
      @Override
      View source(View all) {
        return all.permute(2, 0, 1);
      }
    },
    STEP2("d", "d", new long[] {1000, 1000}) {
      @Override
      View source(View all) {
        return all.slice(Index.every(2), Index.every(2));
      }
    },
    REVERSE("d", "d", new long[] {1000, 1000}) {
      @Override
      View source(View all) {
        return all.flip(0).flip(1);
      }
    },
    BYTESWAP(">d", "d", new long[] {1_000_000}),
    FIELD("<T{i:a:d:b:B:c:}", "d", new long[] {1_000_000}) {
      @Override
      View source(View all) {
        return all.field("b");
      }
    },
    I2_TO_F4("h", "f", new long[] {1_000_000}),
    F8_TO_F4("d", "f", new long[] {1_000_000}),
    BIG_I4_TO_F8(">i", "d", new long[] {1_000_000}),
    U1_TO_F4("B", "f", new long[] {1_000_000}),
    I4_TO_U1("i", "B", new long[] {1_000_000}),
    U8_TO_I4("Q", "i", new long[] {1_000_000}),
    F4_TO_F2("f", "e", new long[] {1_000_000}),
    F2_TO_F4("e", "f", new long[] {1_000_000}),
    F4_TO_U1("f", "B", new long[] {1_000_000}) {
      @Override
      Conversion conversion() {
        return Conversion.SATURATING;
      }

      @Override
      String statement() {
        return "np.copyto(target, np.clip(source, 0, 255), casting='unsafe')";
      }
    };

    final Format format;
    final Format targetFormat;
    final long[] shape;

    Row(String format, String targetFormat, long[] shape) {
      this.format = Format.parse(format);
      this.targetFormat = Format.parse(targetFormat);
      this.shape = shape;
    }

    View source(View all) {
      return all;
    }

    Conversion conversion() {
      return Conversion.CHECKED;
    }

    /** The same in NumPy. */
    String statement() {
      return "np.copyto(target, source, casting='unsafe')";
    }
  }

  /** Which copy. */
  @Param Row row;

  private View source;
  private View target;
  private @Nullable IntConsumer numpy;

  /** Makes every copy between all kinds of memory, small, then the one that is measured. */
  @Setup
  public void make() {
    for (Row each : Row.values()) {
      long[] small = Arrays.stream(each.shape).map(extent -> Math.min(extent, 40)).toArray();
      for (boolean heap : new boolean[] {true, false}) {
        for (boolean toHeap : new boolean[] {true, false}) {
          prepare(each, small, heap, toHeap);
          for (int i = 0; i < 200; i++) {
            target.copyFrom(source, each.conversion());
          }
        }
      }
    }
    prepare(row, row.shape, false, false);
    numpy = Numpy.work(row.statement(), source, target);
    if (numpy != null) {
      long[] last = lastOf(target);
      setNumber(target, 3, last);
      numpy.accept(1);
      if (number(target, last) != 1) {
        throw new AssertionError(row);
      }
    }
  }

  private void prepare(Row each, long[] shape, boolean heap, boolean toHeap) {
    View all = allocate(each.format, shape, heap);
    source = each.source(all);
    target = allocate(each.targetFormat, source.shape(), toHeap);
    long[] last = lastOf(source);
    long[] other = Arrays.stream(source.shape()).map(extent -> extent / 3).toArray();
    setNumber(source, 1, last);
    setNumber(source, 2, other);
    target.copyFrom(source, each.conversion());
    if (source.itemCount() < 100_000 && !target.contentEquals(source)) {
      throw new AssertionError(each);
    }
    if (number(target, last) != 1 || number(target, other) != 2) {
      throw new AssertionError(each);
    }
  }

  private static View allocate(Format format, long[] shape, boolean heap) {
    long size = Arrays.stream(shape).reduce(format.itemSize(), Math::multiplyExact);
    MemorySegment segment =
        heap
            ? MemorySegment.ofArray(new byte[Math.toIntExact(size)])
            : Arena.ofAuto().allocate(size, 64);
    Exporter exporter =
        MemoryExporter.of(
            Memory.of(segment, format, Layout.contiguous(format.itemSize(), Order.C, shape)));
    return exporter.acquire(Request.FULL.scoped()).view();
  }

  private static long[] lastOf(View view) {
    return Arrays.stream(view.shape()).map(extent -> extent - 1).toArray();
  }

  private static void setNumber(View view, int value, long[] index) {
    view.setObject(index, value);
  }

  private static double number(View view, long[] index) {
    return ((Number) view.getObject(index)).doubleValue();
  }

  /** The copy, and NumPy's. */
  @Benchmark
  public void copy(Interleaved turns) {
    turns.take(() -> target.copyFrom(source, row.conversion()), numpy);
  }
}
