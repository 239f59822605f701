package io.memview.cpython;

import static io.memview.cpython.TestPython.bytes;
import static io.memview.cpython.TestPython.number;
import static io.memview.cpython.TestPython.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.memview.BufferException;
import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Refusals;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DLPack between the JVM and NumPy, in both directions. */
@Isolated
@Timeout(60)
final class TensorTest {
  private static final int ROUNDS = 10_000;

  /** A producer from before version 1.0, and one that counts how its tensor is asked for. */
  private static final String PRODUCERS =
      """
      class Old:
          def __init__(self, array): self.array = array
          def __dlpack__(self, stream=None): return self.array.__dlpack__()
          def __dlpack_device__(self): return (1, 0)
      class Given:
          def __init__(self, answer): self.answer = answer
          def __dlpack__(self, **keywords):
              if isinstance(self.answer, Exception): raise self.answer
              return self.answer
          def __dlpack_device__(self): return (1, 0)
      """;

  private static Python numpy() {
    Python python = TestPython.with("numpy", "sys", "gc");
    if (number(python, "int(numpy.__version__.split('.')[0])") < 2) {
      abort("skipped: NumPy is older than 2");
    }
    python.exec(PRODUCERS);
    return python;
  }

  private static Python numpyThatWrites() {
    Python python = numpy();
    if (!writes(python)) {
      abort("skipped: NumPy before 2.2.5 takes every tensor for read-only");
    }
    return python;
  }

  /** Whether NumPy writes to its own array by way of a tensor. */
  private static boolean writes(Python python) {
    return text(python, "numpy.from_dlpack(numpy.zeros(1)).flags.writeable").equals("True");
  }

  @AfterEach
  void dropAll() {
    Python python = TestPython.python();
    if (python != null) {
      python.exec("for name in ('x', 'a', 'b', 'c', 'n', 'error'): globals().pop(name, None)");
      assertEquals(0, python.exportedType().instances());
    }
  }

  private static void refused(String reason, Runnable action) {
    Refusals.assertRefused(BufferException.Refused.class, action::run, reason);
  }

  /** What Python raises, as the last line of a traceback has it. */
  private static String error(Python python, String expression) {
    return assertThrows(PythonException.class, () -> python.eval(expression)).getMessage();
  }

  private static OwnedMemory tensor(Python python, String expression) {
    try (PyObject object = python.eval(expression)) {
      return object.tensor();
    }
  }

  // ---- from NumPy

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"
      })
  void everyTypeOfNumpy(String type) {
    Python python = numpy();
    python.exec("a = (numpy.arange(24) %% 7).astype('%s').reshape(2, 3, 4)".formatted(type));
    for (String part :
        List.of("a", "a[:, ::2]", "a.T", "a[::-1, :, ::-1]", "a[0, 1, 2, ...]", "a[:, 3:]")) {
      for (String way :
          List.of("%s", "%s.__dlpack__()", "Old(%s)", "%s.__dlpack__(max_version=(1, 0))")) {
        String source = way.formatted(part);
        OwnedMemory memory = tensor(python, source);
        memory.doWithView(
            Request.FULL_RO,
            view -> {
              assertArrayEquals(
                  bytes(python, part + ".tobytes().hex()"), view.toBytes(Order.C), source);
              assertEquals(
                  text(python, "list(%s.shape)".formatted(part)), Arrays.toString(view.shape()));
              assertEquals(
                  source.contains("max_version") || source.equals(part), !view.isReadOnly());
            });
        memory.free();
      }
    }
    assertEquals(2, number(python, "sys.getrefcount(a)"));
  }

  /** What an argument raises is what the caller gets. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "copy=Bad(); KeyError: 'bad'",
        "copy=numpy.array([1, 2, 3]); ValueError: The truth value",
        "max_version=5; TypeError: ",
        "max_version=(); IndexError: tuple index",
        "max_version=('1', 0); TypeError: ",
        "max_version=(2 ** 70, 0); OverflowError: ",
        "dl_device=(1,); IndexError: tuple index",
        "dl_device=Bad(); TypeError: ",
        "dl_device=('cpu', 0); TypeError: ",
        "other=1; TypeError: ",
      })
  void argumentsThatRaise(String argument, String error) {
    Python python = TestPython.with("numpy");
    python.exec(
        """
        class Bad:
            def __bool__(self): raise KeyError('bad')
        """);
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 3);
    python.set("x", memory);
    PythonException raised =
        assertThrows(
            PythonException.class, () -> python.exec("x.__dlpack__(%s)".formatted(argument)));
    assertTrue(raised.getMessage().startsWith(error), raised::getMessage);
    python.exec("del x, Bad");
    memory.free();
  }

  @Test
  void memoryIsSharedWithNumpy() {
    Python python = numpy();
    python.exec("a = numpy.zeros((2, 3))");
    OwnedMemory memory = tensor(python, "a");
    memory.doWithView(Request.FULL, view -> view.setDouble(1, 2, 5));
    python.exec("a[0, 0] = 7");
    memory.doWithView(Request.FULL, view -> assertEquals(7, view.getDouble(0, 0)));
    assertEquals("5.0", text(python, "a[1, 2]"));
    // The tensor outlives the name, and the reference.
    python.exec("del a; gc.collect()");
    memory.doWithView(Request.FULL, view -> assertEquals(5, view.getDouble(1, 2)));
    memory.free();
  }

  @Test
  void readOnlyArrays() {
    Python python = numpy();
    python.exec("a = numpy.arange(3); a.flags.writeable = False");
    OwnedMemory memory = tensor(python, "a");
    memory.doWithView(Request.FULL_RO, view -> assertTrue(view.isReadOnly()));
    memory.free();
    // NumPy's own refusal, where the struct cannot say it.
    refused("BufferError: Cannot export readonly array", () -> tensor(python, "Old(a)"));
    assertEquals(2, number(python, "sys.getrefcount(a)"));
  }

  @Test
  void whatIsNoTensor() {
    Python python = numpy();
    Refusals.assertRefused(
        IllegalArgumentException.class,
        () -> tensor(python, "[1]"),
        "'list' object has no __dlpack__");
    refused("gave a 'int', and no capsule", () -> tensor(python, "Given(1)"));
    refused("BufferError: not now", () -> tensor(python, "Given(BufferError('not now'))"));
    refused("native byte order", () -> tensor(python, "numpy.zeros(3, '>i4')"));
    assertEquals(
        "ZeroDivisionError: x",
        assertThrows(PythonException.class, () -> tensor(python, "Given(ZeroDivisionError('x'))"))
            .getMessage());
    python.exec("c = numpy.zeros(3).__dlpack__()");
    tensor(python, "c").free();
    Refusals.assertRefused(
        IllegalArgumentException.class, () -> tensor(python, "c"), "nobody has taken");
    refused("gave a 'PyCapsule'", () -> tensor(python, "Given(c)"));
  }

  /** A tensor that is refused is given back by its capsule. */
  @Test
  void refusedTensorStaysInItsCapsule() {
    Python python = numpy();
    python.exec("a = numpy.zeros(3, 'f8')\nc = a.__dlpack__(max_version=(1, 0))");
    spoilDevice(python);
    refused("kDLCUDA 0", () -> tensor(python, "c"));
    assertEquals(3, number(python, "sys.getrefcount(a)"));
    python.exec("del c");
    assertEquals(2, number(python, "sys.getrefcount(a)"));
  }

  /** Writes another device into the tensor of the capsule {@code c}. */
  private static void spoilDevice(Python python) {
    python.exec(
        """
        import ctypes
        get = ctypes.pythonapi.PyCapsule_GetPointer
        get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        ctypes.c_int32.from_address(get(c, b'dltensor_versioned') + 40).value = 2
        """);
  }

  @Test
  void countsAreWhatTheyWereAfterManyImports() {
    Python python = numpy();
    python.exec("a = numpy.arange(6.)");
    try (PyObject array = python.eval("a")) {
      long before = number(python, "sys.getrefcount(a)");
      for (int i = 0; i < ROUNDS; i++) {
        OwnedMemory memory = array.tensor();
        if (i % 100 == 0) {
          memory.doWithView(Request.FULL, view -> assertEquals(5, view.getDouble(5)));
        }
        memory.free();
      }
      assertEquals(before, number(python, "sys.getrefcount(a)"));
    }
  }

  @Test
  void forgottenTensorsAreGivenBackToPython() throws InterruptedException {
    Python python = numpy();
    python.exec("a = numpy.arange(6.)");
    for (int i = 0; i < 100; i++) {
      tensor(python, "a");
    }
    for (int i = 0; number(python, "sys.getrefcount(a)") > 2; i++) {
      assertTrue(i < 5000, "still not collected");
      System.gc();
      Thread.sleep(2);
    }
  }

  /** Whoever frees waits for the GIL, and holds no lock that the one who has it may wait for. */
  @Test
  void freeingWaitsForTheGilWithoutALock() throws Exception {
    Python python = numpy();
    OwnedMemory memory = tensor(python, "numpy.arange(6.)");
    FutureTask<Void> free = new FutureTask<>(memory::free, null);
    Thread thread = new Thread(free);
    python.withGil(
        () -> {
          thread.start();
          while (!memory.toString().contains("freed")) {
            Thread.onSpinWait();
          }
          refused("freed", () -> memory.acquire(Request.FULL));
          return thread.isAlive();
        });
    free.get();
  }

  // ---- to NumPy

  @ParameterizedTest
  @CsvSource({
    "?, bool",
    "b, int8",
    "h, int16",
    "i, int32",
    "q, int64",
    "B, uint8",
    "H, uint16",
    "I, uint32",
    "Q, uint64",
    "e, float16",
    "f, float32",
    "d, float64",
    "Zf, complex64",
    "Zd, complex128",
    "l, int64",
    "<i, int32"
  })
  void everyFormat(String format, String type) {
    Python python = numpy();
    OwnedMemory memory = OwnedMemory.allocate(Format.parse(format), 2, 3);
    Lease lease = memory.acquire(Request.FULL);
    View view = lease.view();
    byte[] ones = new byte[(int) view.layout().byteLength()];
    Arrays.fill(ones, (byte) 1);
    view.asSegment().copyFrom(MemorySegment.ofArray(ones));
    List<View> parts =
        List.of(
            view,
            view.transpose(),
            view.flip(1),
            view.slice(Index.all(), Index.range(0, 3, 2)),
            view.slice(Index.at(1)),
            view.at(1, 2),
            view.slice(Index.all(), Index.range(3, 3)),
            view.broadcast(4, 2, 3));
    for (View part : parts) {
      python.set("x", part);
      for (String way : List.of("x", "x.__dlpack__(max_version=(1, 0))", "x.__dlpack__()")) {
        if (part.isReadOnly() && way.equals("x.__dlpack__()")) {
          continue;
        }
        python.exec(
            "n = numpy.from_dlpack(%s)"
                .formatted(way.equals("x") ? "x" : "Given(%s)".formatted(way)));
        assertEquals(type, text(python, "n.dtype"));
        assertEquals(Arrays.toString(part.shape()), text(python, "list(n.shape)"));
        assertArrayEquals(part.toBytes(Order.C), bytes(python, "n.tobytes().hex()"));
        if (part.itemCount() > 0) {
          // NumPy takes what has no version for read-only.
          assertEquals(
              !part.isReadOnly() && !way.equals("x.__dlpack__()") && writes(python)
                  ? "True"
                  : "False",
              text(python, "n.flags.writeable"));
          assertEquals(
              text(python, "numpy.asarray(x).__array_interface__['data'][0]"),
              text(python, "n.__array_interface__['data'][0]"));
          assertEquals(text(python, "numpy.asarray(x).strides"), text(python, "n.strides"));
        }
      }
    }
    python.exec("del x, n");
    lease.close();
    assertEquals(0, memory.exports());
    memory.free();
  }

  @Test
  void numpyHoldsTheMemory() {
    Python python = numpyThatWrites();
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 3);
    python.set("x", memory);
    python.exec("a = numpy.from_dlpack(x)\na[1] = 7\nb = a[1:]\ndel a");
    memory.doWithView(Request.FULL, view -> assertEquals(7, view.getLong(1)));
    assertEquals(1, memory.exports());
    Refusals.assertRefused(BufferException.Exported.class, memory::free, "1 export is outstanding");
    // The tensor does not need the object it came from.
    python.exec("del x");
    assertEquals(1, memory.exports());
    assertEquals("[7, 0]", text(python, "b.tolist()"));
    python.exec("del b");
    assertEquals(0, memory.exports());
    memory.free();
  }

  @Test
  void capsuleThatNobodyTakes() {
    Python python = numpy();
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 3);
    python.set("x", memory);
    for (String arguments : List.of("", "max_version=(1, 0)", "max_version=(0, 8)")) {
      python.exec("c = x.__dlpack__(%s)".formatted(arguments));
      assertEquals(
          arguments.contains("(1") ? "\"dltensor_versioned\"" : "\"dltensor\"",
          text(python, "str(c).split()[2]"));
      assertEquals(1, memory.exports());
      python.exec("del c");
      assertEquals(0, memory.exports());
    }
    // Also while Python deals with an error.
    python.exec(
        """
        def fail():
            c = x.__dlpack__()
            raise KeyError('lost')
        try: fail()
        except KeyError as e: error = str(e)
        """);
    assertEquals("'lost'", text(python, "error"));
    assertEquals(0, memory.exports());
    memory.free();
  }

  /** Ours, out and back in. */
  @Test
  void thereAndBack() {
    Python python = numpy();
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 3);
    python.set("x", memory);
    OwnedMemory back = tensor(python, "x");
    back.doWithView(Request.FULL, view -> view.setLong(1, 9));
    assertEquals(1, memory.exports());
    back.free();
    assertEquals(0, memory.exports());
    memory.doWithView(Request.FULL, view -> assertEquals(9, view.getLong(1)));
    python.exec("del x");
    memory.free();
  }

  @Test
  void countsAreWhatTheyWereAfterManyExports() {
    Python python = numpyThatWrites();
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 3);
    python.set("x", memory);
    String counts = "[sys.getrefcount(x), sys.getrefcount(type(x)), sys.getrefcount(None) // 1000]";
    String before = text(python, counts);
    python.exec(
        """
        for i in range(%d):
            numpy.from_dlpack(x)[0] += 1
            x.__dlpack__()
            x.__dlpack_device__()
        """
            .formatted(ROUNDS));
    assertEquals(before, text(python, counts));
    assertEquals(0, memory.exports());
    memory.doWithView(Request.FULL, view -> assertEquals(ROUNDS, view.getLong(0)));
    python.exec("del x");
    memory.free();
  }

  @Test
  void deleterFromOtherThreads() {
    Python python = numpy();
    AtomicLong releases = new AtomicLong();
    Exporter exporter = new Told(releases, python);
    python.set("x", exporter);
    releases.set(0); // that was the look at whether it can be given
    // A thread of Python's, with the GIL; it is not known to the JVM.
    python.exec(
        """
        import threading
        holder = [numpy.from_dlpack(x)]
        thread = threading.Thread(target=holder.clear)
        thread.start()
        thread.join()
        """);
    assertEquals(1, releases.get());
    // ctypes gives the GIL away for the call of the deleter.
    python.exec(
        """
        import ctypes
        c = x.__dlpack__(max_version=(1, 0))
        get = ctypes.pythonapi.PyCapsule_GetPointer
        get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        name = ctypes.pythonapi.PyCapsule_SetName
        name.argtypes = [ctypes.py_object, ctypes.c_char_p]
        tensor = get(c, b'dltensor_versioned')
        used = b'used_dltensor_versioned'
        name(c, used)
        deleter = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(
            ctypes.c_void_p.from_address(tensor + 16).value)
        thread = threading.Thread(target=deleter, args=(tensor,))
        thread.start()
        thread.join()
        del c
        """);
    assertEquals(2, releases.get());
    python.exec("del x, holder, thread, deleter");
  }

  /** Hears of its releases, and calls Python then. */
  private static final class Told implements Exporter {
    private final Memory memory = Memory.of(Arena.ofAuto().allocate(12, 4), Format.parse("i"));
    private final ExportCount exports;

    Told(AtomicLong releases, Python python) {
      exports =
          new ExportCount(
              this,
              left -> {
                // A lock that is taken by somebody who waits for the GIL.
                FutureTask<Long> other = new FutureTask<>(() -> number(python, "1 + 1"));
                new Thread(other).start();
                try {
                  assertEquals(2, other.get());
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
                releases.incrementAndGet();
              });
    }

    @Override
    public Lease acquire(Request request) {
      return exports.lease(memory, request);
    }
  }

  @Test
  void whatPythonIsRefused() {
    Python python = numpy();
    String from = "numpy.from_dlpack(x)";
    List<Supplier<Exporter>> others = new ArrayList<>();
    others.add(() -> OwnedMemory.allocate(Format.parse(">i"), 2));
    others.add(() -> OwnedMemory.allocate(Format.parse("T{i:x:}"), 2));
    others.add(() -> OwnedMemory.allocate(Format.parse("3w"), 2));
    for (Supplier<Exporter> other : others) {
      python.set("x", other.get());
      assertTrue(error(python, from).startsWith("BufferError: DLPack has no type"));
    }
    Memory row = Memory.of(Arena.ofAuto().allocate(8), Format.parse("B"));
    python.set("x", MemoryExporter.of(Memory.ofBlocks(List.of(row, row))));
    assertTrue(error(python, from).contains("behind pointers"));
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 2);
    Lease lease = memory.acquire(Request.FULL);
    python.set("x", lease.view().asReadOnly());
    assertTrue(error(python, "x.__dlpack__()").startsWith("BufferError: the memory is read-only"));
    python.set("x", memory);
    assertTrue(error(python, "x.__dlpack__(stream=1)").contains("no streams"));
    assertTrue(error(python, "x.__dlpack__(dl_device=(2, 0))").contains("not on (2, 0)"));
    assertTrue(error(python, "x.__dlpack__(max_version=1)").startsWith("TypeError"));
    assertTrue(error(python, "x.__dlpack__(max_version=('a', 0))").startsWith("TypeError"));
    assertTrue(error(python, "x.__dlpack__(wrong=1)").startsWith("TypeError"));
    assertTrue(error(python, "x.__dlpack__(1)").startsWith("TypeError"));
    assertTrue(
        error(python, "type(x)().__dlpack__()").startsWith("BufferError: the object was made"));
    assertEquals("(1, 0)", text(python, "x.__dlpack_device__()"));
    lease.close();
    assertEquals(0, memory.exports());
    python.exec("del x");
    memory.free();
  }

  @Test
  void copiesForPython() {
    Python python = numpyThatWrites();
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 3);
    python.set("x", memory);
    python.exec("a = numpy.from_dlpack(x, copy=True)\na[0] = 5");
    assertEquals(0, memory.exports());
    memory.doWithView(Request.FULL, view -> assertEquals(0, view.getLong(0)));
    assertEquals("[5, 0, 0]", text(python, "a.tolist()"));
    python.exec("b = numpy.from_dlpack(x, copy=False)");
    assertEquals(1, memory.exports());
    python.exec("del a, b, x");
    assertEquals(0, memory.exports());
    memory.free();
  }
}
