package io.memview.benchmarks;

import io.memview.Exporter;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.cpython.PyObject;
import io.memview.cpython.Python;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Acquiring and releasing the buffer of a Python object, against the two functions of C that this
 * cannot do without. All hold the GIL, but for {@code ownGil}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class PythonBuffers {
  private static final int ROUNDS = 1000;
  private static final int FULL_RO = 0x11c;
  private static final int PY_BUFFER_SIZE = 80;

  private static final Python PYTHON = Python.start();
  private static final MethodHandle GET =
      function(
          "PyObject_GetBuffer",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));
  private static final MethodHandle RELEASE =
      function("PyBuffer_Release", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

  @Param({"array", "part", "eight"})
  String object;

  MemorySegment address;
  MemorySegment buffer = Arena.global().allocate(PY_BUFFER_SIZE);
  Exporter exporter;
  Exporter shared;
  long sum;

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    String text = PYTHON.toString();
    Path library = Path.of(text.substring(text.lastIndexOf(", ") + 2));
    return Linker.nativeLinker()
        .downcallHandle(
            SymbolLookup.libraryLookup(library, Arena.global()).findOrThrow(name), descriptor);
  }

  /** Makes the object, and memory of the JVM for Python. */
  @Setup
  public void make() {
    PYTHON.exec(
        """
        import numpy
        array = numpy.arange(1000.)
        part = array.reshape(10, 100)[::2, ::3]
        eight = bytearray(8)
        """);
    PYTHON.exec("object_ = " + object);
    PyObject made = PYTHON.eval("object_");
    try (PyObject id = PYTHON.eval("id(object_)")) {
      address = MemorySegment.ofAddress(id.toLong());
    }
    exporter = made.exporter();
    shared = made.sharedExporter();
    PYTHON.set("exported", OwnedMemory.allocate(Format.parse("d"), 1000));
    PYTHON.exec(
        """
        def rounds(exporter, n):
            for i in range(n): memoryview(exporter).release()
        """);
  }

  /** {@code PyObject_GetBuffer} and {@code PyBuffer_Release}, and nothing else. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long bare() {
    return PYTHON.withGil(() -> pairs(ROUNDS));
  }

  private long pairs(int rounds) {
    long sum = 0;
    try {
      for (int i = 0; i < rounds; i++) {
        if ((int) GET.invokeExact(address, buffer, FULL_RO) != 0) {
          throw new IllegalStateException();
        }
        sum += buffer.get(ValueLayout.JAVA_LONG, 0);
        RELEASE.invokeExact(buffer);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return sum;
  }

  /** A lease that is closed by the scope that acquires it, by turns with {@link #bare}. */
  @Benchmark
  public void scoped(Interleaved turns) {
    PYTHON.withGil(
        () -> {
          turns.take(
              n -> sum += rounds(exporter, Request.FULL_RO.scoped(), n), n -> sum += pairs(n));
          return sum;
        });
  }

  /** The same for a lease that is watched in case that it is forgotten. */
  @Benchmark
  public void watched(Interleaved turns) {
    PYTHON.withGil(
        () -> {
          turns.take(n -> sum += rounds(exporter, Request.FULL_RO, n), n -> sum += pairs(n));
          return sum;
        });
  }

  /** The same for a lease whose view is used. */
  @Benchmark
  public void viewed(Interleaved turns) {
    PYTHON.withGil(
        () -> {
          turns.take(n -> sum += views(n), n -> sum += pairs(n));
          return sum;
        });
  }

  private long views(int rounds) {
    long items = 0;
    for (int i = 0; i < rounds; i++) {
      try (Lease lease = exporter.acquire(Request.FULL_RO.scoped())) {
        items += lease.view().itemCount();
      }
    }
    return items;
  }

  /** A lease that takes the GIL to acquire and to release. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long ownGil() {
    return rounds(exporter, Request.FULL_RO.scoped(), ROUNDS);
  }

  /** A lease that all threads can use. */
  @Benchmark
  @OperationsPerInvocation(10)
  public long anyThread() {
    return PYTHON.withGil(
        () -> {
          long sum = 0;
          for (int i = 0; i < 10; i++) {
            try (Lease lease = shared.acquire(Request.FULL_RO.scoped())) {
              sum += lease.isReleased() ? 1 : 0;
            }
          }
          return sum;
        });
  }

  /** The other way: a {@code memoryview} of memory of the JVM, made and released. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public Object exported() {
    PYTHON.exec("rounds(exported, %d)".formatted(ROUNDS));
    return PYTHON;
  }

  /** The same with an exporter of Python's own. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public Object exportedByPython() {
    PYTHON.exec("rounds(object_, %d)".formatted(ROUNDS));
    return PYTHON;
  }

  private static long rounds(Exporter exporter, Request request, int rounds) {
    long sum = 0;
    for (int i = 0; i < rounds; i++) {
      try (Lease lease = exporter.acquire(request)) {
        sum += lease.isReleased() ? 1 : 0;
      }
    }
    return sum;
  }
}
