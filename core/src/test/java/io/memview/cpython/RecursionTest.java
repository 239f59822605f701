package io.memview.cpython;

import static io.memview.cpython.TestPython.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.memview.Exporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.format.Format;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls between Java and Python without end are errors, and not the end of the process. */
@Timeout(120)
final class RecursionTest {
  private final Exporter memory = OwnedMemory.allocate(Format.parse("B"), 16);

  @AfterEach
  void nothingIsLost() {
    Python python = TestPython.python();
    if (python != null) {
      python.set("x", memory);
      assertEquals("16", text(python, "memoryview(x).nbytes"));
      python.exec("del x");
      assertEquals(0, python.exportedType().outstanding());
      assertEquals(0, python.exportedType().instances());
    }
  }

  /** What an action throws in a thread with a stack of its own. */
  private static Throwable thrown(int kibibytes, Runnable action) throws InterruptedException {
    List<Throwable> thrown = new ArrayList<>();
    Thread thread = new Thread(null, action, "recursion", kibibytes * 1024L);
    thread.setUncaughtExceptionHandler((where, what) -> thrown.add(what));
    thread.start();
    thread.join();
    assertEquals(1, thrown.size());
    return thrown.getFirst();
  }

  private static void assertRecursion(Throwable thrown) {
    assertEquals("RecursionError", assertInstanceOf(PythonException.class, thrown).type());
  }

  /** The end is that of the JVM's stack in the small ones, and Python's limit in the large. */
  @ParameterizedTest
  @ValueSource(ints = {320, 512, 1024, 4096, 65_536})
  void exporterThatAsksPythonForItself(int kibibytes) throws Exception {
    Python python = TestPython.with();
    python.exec("x = b''");
    python.set(
        "x",
        (Exporter)
            request -> {
              python.exec("memoryview(x)");
              return memory.acquire(request);
            });
    assertRecursion(thrown(kibibytes, () -> python.exec("memoryview(x)")));
    assertRecursion(thrown(kibibytes, () -> python.exec("x.__dlpack__()")));
  }

  /** Python counts no call here. */
  @ParameterizedTest
  @ValueSource(ints = {320, 512, 1024, 4096})
  void exporterThatAcquiresItself(int kibibytes) throws Exception {
    Python python = TestPython.with();
    List<Exporter> itself = new ArrayList<>(List.of(memory));
    try (PyObject object = python.export(request -> itself.getLast().acquire(request))) {
      itself.add(object.exporter());
      assertRecursion(
          thrown(kibibytes, () -> object.exporter().doWithView(Request.FULL_RO, view -> {})));
      itself.clear();
    }
  }

  @Test
  void recursionInJava() throws Exception {
    Python python = TestPython.with();
    python.set("x", memory);
    assertInstanceOf(StackOverflowError.class, thrown(1024, () -> deeper(python, 0)));
  }

  private static int deeper(Python python, int depth) {
    python.exec("memoryview(x).release()");
    return depth < 0 ? 0 : 1 + deeper(python, depth + 1);
  }

  /** An error that can say no more than its name, and the Python code that would say more. */
  @Test
  void errorAtPythonsLimit() throws Exception {
    Python python = TestPython.with();
    List<PythonException> errors = new ArrayList<>();
    python.exec("x = b''");
    python.set(
        "x",
        (Exporter)
            request -> {
              try {
                python.exec("memoryview(x)");
              } catch (PythonException e) {
                errors.add(e);
              }
              return memory.acquire(request);
            });
    Thread thread =
        new Thread(null, () -> python.exec("memoryview(x)"), "recursion", 64L * 1024 * 1024);
    thread.start();
    thread.join();
    assertRecursion(errors.getFirst());
    assertNotNull(errors.getFirst().traceback());
  }
}
