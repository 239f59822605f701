package io.memview.cpython;

import static io.memview.Refusals.assertRefused;
import static io.memview.cpython.TestPython.number;
import static io.memview.cpython.TestPython.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Cursor;
import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Everything is given back, once, by whatever way and in whatever thread. */
@Isolated
@Timeout(300)
final class LifetimeTest {
  private static final int ROUNDS = 100_000;

  private static void waitFor(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "still not collected");
      System.gc();
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Throwable elsewhere(Runnable action) {
    FutureTask<Void> task = new FutureTask<>(action, null);
    Thread thread = Thread.ofPlatform().start(task);
    try {
      thread.join();
      task.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A {@code bytearray} that is exported refuses to grow. */
  private static boolean isExported(Python python, String name) {
    try {
      python.exec("%s.append(0)\n%s.pop()".formatted(name, name));
      return false;
    } catch (PythonException e) {
      assertEquals("BufferError", e.type());
      return true;
    }
  }

  @Test
  void countsAreWhatTheyWereAfterManyAcquisitions() {
    Python python = TestPython.with("numpy", "sys");
    python.exec("a = numpy.arange(6.)\nb = bytearray(8)\nc = numpy.arange(6)[::2]");
    String counts =
        "[sys.getrefcount(a), sys.getrefcount(b), sys.getrefcount(c), sys.getrefcount(None) //"
            + " 1000]";
    try (PyObject a = python.eval("a");
        PyObject b = python.eval("b");
        PyObject c = python.eval("c")) {
      String before = text(python, counts);
      List<Exporter> exporters = List.of(a.exporter(), b.exporter(), c.exporter());
      for (int i = 0; i < ROUNDS; i++) {
        Exporter exporter = exporters.get(i % 3);
        try (Lease lease = exporter.acquire(i % 2 == 0 ? Request.FULL : Request.FULL.scoped())) {
          assertEquals(0, lease.view().layout().offset());
        }
        if (i % 10 == 0) {
          assertThrows(
              BufferException.Refused.class, () -> exporters.get(2).acquire(Request.C_CONTIGUOUS));
        }
      }
      assertEquals(before, text(python, counts));
    }
    assertTrue(!isExported(python, "b"));
    python.exec("del a, b, c");
  }

  @Test
  void countsAreWhatTheyWereAfterManyExports() {
    Python python = TestPython.with("sys");
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 4);
    python.set("x", memory);
    String counts = "[sys.getrefcount(type(x)), sys.getrefcount(x)]";
    String before = text(python, counts);
    python.exec("for i in range(%d): memoryview(x)[0] += 1".formatted(ROUNDS));
    assertEquals(0, memory.exports());
    memory.doWithView(Request.FULL, view -> assertEquals(ROUNDS, view.getLong(0)));
    for (int i = 0; i < ROUNDS / 10; i++) {
      python.export(memory).close();
    }
    python.exec("import gc; gc.collect()");
    assertEquals(before, text(python, counts));
    assertEquals(1, python.exportedType().instances());
    python.exec("del x");
    assertEquals(0, python.exportedType().instances());
    assertEquals(0, python.exportedType().outstanding());
    memory.free();
  }

  @Test
  void referencesAreGivenBack() {
    Python python = TestPython.with("sys");
    python.exec("o = object()\nf = lambda *all: o");
    long before = number(python, "sys.getrefcount(o)");
    try (PyObject function = python.eval("f")) {
      for (int i = 0; i < 1000; i++) {
        function.call(1, "two", 3.0, null, true, function).close();
        function.attribute("__name__").close();
        assertThrows(PythonException.class, () -> function.attribute("missing"));
        assertThrows(IllegalArgumentException.class, () -> function.call(function, List.of()));
        python.eval("o").close();
      }
    }
    assertEquals(before, number(python, "sys.getrefcount(o)"));
    // Those that were forgotten, later.
    for (int i = 0; i < 100; i++) {
      python.eval("o");
    }
    waitFor(() -> number(python, "sys.getrefcount(o)") == before);
    python.exec("del o, f");
  }

  @Test
  void exporterOutlivesNothingThatIsClosed() {
    Python python = TestPython.with("numpy", "sys", "weakref");
    python.exec("a = numpy.zeros(3)\nw = weakref.ref(a)");
    PyObject array = python.eval("a");
    python.exec("del a");
    Lease lease = array.exporter().acquire(Request.FULL);
    array.close();
    assertEquals("False", text(python, "w() is None"));
    lease.view().setDouble(2, 1);
    lease.close();
    assertEquals("True", text(python, "w() is None"));
    python.exec("del w");
  }

  @Test
  void leasesOfLeasesHoldTheBuffer() {
    Python python = TestPython.with();
    python.exec("b = bytearray(b'abc')");
    try (PyObject object = python.eval("b")) {
      Lease first = object.exporter().acquire(Request.FULL);
      Lease second = first.view().acquire(Request.FULL_RO);
      first.close();
      first.close();
      assertTrue(isExported(python, "b"));
      assertEquals('c', second.view().getLong(2));
      assertThrows(BufferException.Released.class, () -> first.view());
      second.close();
      assertTrue(!isExported(python, "b"));
    }
    python.exec("del b");
  }

  /** What was read from memory of Python's cannot be read when Python has it back. */
  @Test
  void segmentsDieWithTheLease() {
    Python python = TestPython.with();
    for (String text : List.of("bytearray(b'abc')", "b'abc'")) {
      try (PyObject object = python.eval(text)) {
        for (Exporter exporter : List.of(object.exporter(), object.sharedExporter())) {
          for (int round = 0; round < 3; round++) {
            List<MemorySegment> escaped = new ArrayList<>();
            exporter.doWithView(Request.FULL_RO, view -> escape(view, escaped));
            assertEquals(4, escaped.size());
            for (MemorySegment segment : escaped) {
              assertEquals(text.startsWith("b'"), segment.isReadOnly());
              assertThrows(
                  IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
            }
          }
        }
      }
    }
  }

  private static void escape(View view, List<MemorySegment> escaped) {
    escaped.add(view.asSegment());
    escaped.add(view.itemSegment(0));
    view.forEachRun(escaped::add);
    Cursor cursor = Cursor.over(Order.C, view);
    cursor.next();
    escaped.add(cursor.itemSegment(0));
    for (MemorySegment segment : escaped) {
      assertEquals('a', segment.get(ValueLayout.JAVA_BYTE, 0));
    }
  }

  /** The object says the same again, and lies elsewhere, or is acquired by somebody else. */
  @Test
  void memoryIsWhereItIsNow() {
    Python python = TestPython.with();
    python.exec("b = bytearray(b'abc')");
    try (PyObject object = python.eval("b")) {
      Exporter exporter = object.exporter();
      for (int round = 0; round < 20; round++) {
        int first = 'a' + round;
        python.exec("b.extend(bytes(100_000))\ndel b[3:]\nb[0] = %d".formatted(first));
        exporter.doWithView(Request.FULL, view -> assertEquals(first, view.getLong(0)));
        assertEquals(
            null,
            elsewhere(
                () ->
                    exporter.doWithView(
                        Request.FULL,
                        view -> {
                          assertEquals(first, view.getLong(0));
                          assertInstanceOf(
                              WrongThreadException.class, elsewhere(() -> view.getLong(0)));
                        })));
      }
    }
    python.exec("del b");
  }

  @Test
  void leaseOfOneThread() {
    Python python = TestPython.with();
    python.exec("b = bytearray(b'abc')");
    try (PyObject object = python.eval("b")) {
      Lease lease = object.exporter().acquire(Request.FULL);
      View view = lease.view();
      assertInstanceOf(WrongThreadException.class, elsewhere(() -> view.getLong(0)));
      assertEquals('a', view.getLong(0));
      lease.close();
      assertTrue(!isExported(python, "b"));

      // Closed by the wrong thread: refused, released all the same, and Python has it back later.
      List<LogRecord> logged =
          Logged.during(
              () -> {
                closeElsewhere(object);
                assertTrue(isExported(python, "b"));
                waitFor(() -> !isExported(python, "b"));
              });
      assertTrue(logged.getFirst().getMessage().contains("given back"));
    }
    python.exec("del b");
  }

  private static void closeElsewhere(PyObject object) {
    closeElsewhere(object.exporter());
  }

  private static void closeElsewhere(Exporter exporter) {
    Lease lease = exporter.acquire(Request.FULL.scoped());
    View view = lease.view();
    Throwable thrown = elsewhere(lease::close);
    assertInstanceOf(WrongThreadException.class, thrown);
    assertTrue(thrown.getMessage().contains("sharedExporter"), thrown.getMessage());
    assertThrows(BufferException.Released.class, () -> view.getLong(0));
  }

  /** The same where the exporter knows the memory already, and outlives the lease. */
  @Test
  void knownMemoryOfOneThread() {
    Python python = TestPython.with();
    python.exec("b = bytearray(b'abc')");
    try (PyObject object = python.eval("b")) {
      Exporter exporter = object.exporter();
      MemorySegment[] escaped = new MemorySegment[1];
      for (int round = 0; round < 3; round++) {
        exporter.doWithView(
            Request.FULL,
            view -> {
              assertEquals('a', view.getLong(0));
              Throwable thrown = elsewhere(view::asSegment);
              assertInstanceOf(WrongThreadException.class, thrown);
              assertTrue(thrown.getMessage().contains("sharedExporter"), thrown.getMessage());
            });
      }
      List<LogRecord> logged =
          Logged.during(
              () -> {
                closeElsewhere(exporter);
                assertTrue(isExported(python, "b"));
                waitFor(() -> !isExported(python, "b"));
                escaped[0] = closeElsewhereKeepingASegment(exporter);
                for (int i = 0; i < 20; i++) {
                  System.gc();
                  assertTrue(isExported(python, "b"));
                }
                assertEquals('a', escaped[0].get(ValueLayout.JAVA_BYTE, 0));
                escaped[0] = null;
                waitFor(() -> !isExported(python, "b"));
              });
      assertEquals(2, logged.size());
      exporter.doWithView(Request.FULL, view -> assertEquals('a', view.getLong(0)));
      assertTrue(!isExported(python, "b"));
    }
    python.exec("del b");
  }

  private static MemorySegment closeElsewhereKeepingASegment(Exporter exporter) {
    exporter.doWithView(Request.FULL, view -> assertEquals('a', view.getLong(0)));
    Lease lease = exporter.acquire(Request.FULL.scoped());
    MemorySegment segment = lease.view().asSegment();
    assertInstanceOf(WrongThreadException.class, elsewhere(lease::close));
    return segment;
  }

  /** A value that is asked for itself may end the lease; the item is written before. */
  @Test
  void leaseThatEndsWhileAnItemIsWritten() {
    Python python = TestPython.with("numpy");
    python.exec("a = numpy.zeros(3)");
    try (PyObject object = python.eval("a")) {
      Exporter exporter = object.exporter();
      for (int round = 1; round <= 3; round++) {
        Lease lease = exporter.acquire(Request.FULL.scoped());
        View view = lease.view();
        double written = round;
        view.setObject(
            1,
            new BigDecimal(round) {
              @Override
              public double doubleValue() {
                lease.close();
                return written;
              }
            });
        assertThrows(BufferException.Released.class, () -> view.getDouble(1));
        assertEquals(written + "", text(python, "a[1]"));
      }
    }
    python.exec("del a");
  }

  @Test
  void leaseOfAllThreads() {
    Python python = TestPython.with();
    python.exec("b = bytearray(b'abc')");
    try (PyObject object = python.eval("b")) {
      Lease lease = object.sharedExporter().acquire(Request.FULL);
      assertEquals(
          null,
          elsewhere(
              () -> {
                lease.view().setLong(0, 'z');
                lease.close();
              }));
      assertTrue(!isExported(python, "b"));
      assertEquals("bytearray(b'zbc')", text(python, "b"));
    }
    python.exec("del b");
  }

  @Test
  void forgottenLeasesAreGivenBack() {
    Python python = TestPython.with();
    python.exec("b = bytearray(b'abc')");
    try (PyObject object = python.eval("b")) {
      for (Exporter exporter : List.of(object.exporter(), object.sharedExporter())) {
        List<LogRecord> logged =
            Logged.during(
                () -> {
                  forget(exporter);
                  waitFor(() -> !isExported(python, "b"));
                });
        assertTrue(logged.stream().anyMatch(record -> record.getMessage().contains("given back")));
      }
    }
    python.exec("del b");
  }

  private static void forget(Exporter exporter) {
    assertEquals('a', exporter.acquire(Request.FULL).view().getLong(0));
  }

  /** A segment that is still there keeps Python's memory where it is. */
  @Test
  void segmentOfAForgottenLeaseKeepsTheMemory() {
    Python python = TestPython.with();
    python.exec("b = bytearray(b'abc')");
    MemorySegment[] segment = new MemorySegment[1];
    Logged.during(
        () -> {
          try (PyObject object = python.eval("b")) {
            segment[0] = object.exporter().acquire(Request.FULL).view().asSegment();
          }
          for (int i = 0; i < 20; i++) {
            System.gc();
            assertTrue(isExported(python, "b"));
          }
          assertEquals('b', segment[0].get(ValueLayout.JAVA_BYTE, 1));
          segment[0] = null;
          waitFor(() -> !isExported(python, "b"));
        });
    python.exec("del b");
  }

  @Test
  void threadsAndTheGil() throws Exception {
    Python python = TestPython.with("numpy");
    python.exec("a = numpy.zeros((4, 1000))\ntotal = [0] * 4");
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("q"), 4);
    python.set("x", memory);
    try (PyObject array = python.eval("a")) {
      List<FutureTask<Integer>> tasks =
          IntStream.range(0, 4)
              .mapToObj(
                  t ->
                      new FutureTask<>(
                          () -> {
                            for (int i = 0; i < 2000; i++) {
                              Exporter exporter =
                                  i % 100 == 0 ? array.sharedExporter() : array.exporter();
                              long at = i % 1000;
                              exporter.doWithView(
                                  Request.FULL,
                                  view -> view.setDouble(t, at, view.getDouble(t, at) + 1));
                              if (i % 10 == 0) {
                                python.exec(
                                    "total[%d] += 1\nmemoryview(x)[%d] += 1".formatted(t, t));
                                assertThrows(PythonException.class, () -> python.eval("1 / 0"));
                              }
                            }
                            return t;
                          }))
              .toList();
      List<Thread> threads = tasks.stream().map(Thread::new).toList();
      threads.forEach(Thread::start);
      for (FutureTask<Integer> task : tasks) {
        task.get();
      }
    }
    assertEquals("8000.0", text(python, "a.sum()"));
    assertEquals("[200, 200, 200, 200]", text(python, "total"));
    memory.doWithView(
        Request.FULL, view -> assertEquals(List.of(200L, 200L, 200L, 200L), view.toList()));
    assertEquals(0, memory.exports());
    python.exec("del a, x, total");
    memory.free();
  }

  /** A thread of Python's that the JVM has never seen asks an exporter of the JVM. */
  @Test
  void threadsOfPython() {
    Python python = TestPython.with("threading");
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("q"), 4);
    python.set("x", memory);
    python.exec(
        """
        def work(i):
            for n in range(1000):
                with memoryview(x) as v: v[i] += 1
        threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
        for t in threads: t.start()
        for t in threads: t.join()
        del x, t, threads, work
        """);
    memory.doWithView(
        Request.FULL, view -> assertEquals(List.of(1000L, 1000L, 1000L, 1000L), view.toList()));
    memory.free();
  }

  /** Whoever moves memory may call Python meanwhile; Python must not wait for him with the GIL. */
  @Test
  void exporterThatCallsPythonWhileItMoves() throws Exception {
    Python python = TestPython.with("threading");
    ExportCount[] count = new ExportCount[1];
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("q"), 4);
    Lease[] held = {memory.acquire(Request.FULL)};
    Exporter exporter =
        request -> {
          try (Lease hold = held[0].view().acquire(Request.FULL_RO)) {
            return count[0].lease(Memory.of(hold.view().asSegment(), Format.parse("q")), request);
          }
        };
    count[0] = new ExportCount(exporter);
    python.set("x", exporter);
    python.exec(
        """
        stop = False
        def work():
            while not stop:
                with memoryview(x) as v: v[0] += 1
        t = threading.Thread(target=work)
        t.start()
        """);
    int moved = 0;
    while (moved < 200) {
      try {
        count[0].exclusively("move", () -> python.exec("sum(range(10))"));
        moved++;
      } catch (BufferException.Exported e) {
        Thread.onSpinWait();
      }
    }
    python.exec("stop = True\nt.join()\ndel t, x, work, stop");
    held[0].close();
    memory.free();
  }

  @Test
  void virtualThreads() throws Exception {
    Python python = TestPython.with();
    python.exec("b = bytearray(b'abc')");
    PyObject object = python.eval("b");
    Lease lease = object.sharedExporter().acquire(Request.FULL);
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              assertRefused(
                  UnsupportedOperationException.class,
                  () -> python.eval("1"),
                  "virtual thread",
                  "platform thread");
              assertThrows(
                  UnsupportedOperationException.class,
                  () -> object.exporter().acquire(Request.FULL));
              // What they give back is taken.
              lease.close();
              object.close();
              return null;
            });
    Thread.ofVirtual().start(task).join();
    task.get();
    assertTrue(!isExported(python, "b"));
    python.exec("del b");
  }

  @Test
  void gilForSeveralCalls() {
    Python python = TestPython.with();
    long sum =
        python.withGil(
            () -> {
              long all = 0;
              for (int i = 0; i < 100; i++) {
                try (PyObject n = python.eval("" + i)) {
                  all += n.toLong();
                }
              }
              return all;
            });
    assertEquals(4950, sum);
    assertThrows(
        ArithmeticException.class,
        () ->
            python.withGil(
                () -> {
                  throw new ArithmeticException();
                }));
    assertEquals(null, elsewhere(() -> python.eval("1").close()));
  }
}
