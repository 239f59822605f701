package io.memview.benchmarks;

import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import java.io.File;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
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

/** Copies by a memview that cannot read class files, held against one that can. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class PlainCopies {
  /** Copies of one kind, by whichever memview its loader has, after all kinds between all. */
  public static final class Copies implements IntConsumer {
    private View source;
    private View target;

    /** Makes all copies, and checks them. */
    public Copies(String row) {
      for (int round = 0; round < 20; round++) {
        for (String each : new String[] {"step2", "transpose", "byteswap", "i4.f8", row}) {
          for (int kind = 0; kind < 4; kind++) {
            make(each, (kind & 1) == 0, (kind & 2) == 0);
            source.setObject(new long[source.ndim()], 3);
            accept(1);
            ItemAccess.check(target.getDouble(new long[source.ndim()]), 3);
          }
        }
      }
    }

    private void make(String row, boolean isHeap, boolean isHeapCopy) {
      source =
          switch (row) {
            case "step2" -> view(isHeap, "d", 300, 300).slice(Index.every(2), Index.every(2));
            case "transpose" -> view(isHeap, "d", 300, 300).transpose();
            case "byteswap" -> view(isHeap, ">d", 50_000);
            case "i4.f8" -> view(isHeap, "i", 50_000);
            default -> throw new IllegalArgumentException(row);
          };
      target = view(isHeapCopy, "d", source.shape());
    }

    private static View view(boolean isHeap, String format, long... shape) {
      return (isHeap
              ? MemoryExporter.allocate(Format.parse(format), shape)
              : OwnedMemory.allocate(Format.parse(format), shape))
          .acquire(Request.FULL.scoped())
          .view();
    }

    @Override
    public void accept(int times) {
      for (int i = 0; i < times; i++) {
        target.copyFrom(source);
      }
    }
  }

  /** Which copy. */
  @Param({"step2", "transpose", "byteswap", "i4.f8"})
  String row;

  private IntConsumer plain;
  private IntConsumer special;

  /** Loads memview a second time, by a loader that shows no class files. */
  @Setup
  public void load() throws ReflectiveOperationException {
    URL[] path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(PlainCopies::url)
            .toArray(URL[]::new);
    ClassLoader loader =
        new URLClassLoader(path, ClassLoader.getPlatformClassLoader()) {
          @Override
          public @Nullable URL getResource(String name) {
            return name.endsWith(".class") ? null : super.getResource(name);
          }

          @Override
          public @Nullable InputStream getResourceAsStream(String name) {
            return name.endsWith(".class") ? null : super.getResourceAsStream(name);
          }
        };
    plain =
        (IntConsumer)
            loader.loadClass(Copies.class.getName()).getConstructor(String.class).newInstance(row);
    special = new Copies(row);
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  /** The copy without hidden classes, and with them. */
  @Benchmark
  public void copy(Interleaved turns) {
    turns.take(plain, special);
  }
}
