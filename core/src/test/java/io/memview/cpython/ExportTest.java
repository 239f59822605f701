package io.memview.cpython;

import static io.memview.Refusals.assertRefused;
import static io.memview.cpython.TestPython.bytes;
import static io.memview.cpython.TestPython.number;
import static io.memview.cpython.TestPython.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.ByteStore;
import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.nio.MappedFiles;
import io.memview.nio.NioBuffers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory of the JVM, read and written in place by Python. */
final class ExportTest {
  @TempDir private Path folder;

  /** Python drops what a test has given it, and with it the JVM. */
  @AfterEach
  void dropAll() {
    Python python = TestPython.python();
    if (python != null) {
      python.exec("for name in ('x', 'a', 'v', 'n', 'e', 'f'): globals().pop(name, None)");
      assertEquals(0, python.exportedType().outstanding());
      assertEquals(0, python.exportedType().instances());
    }
  }

  /** Counts the items from 0, in C order; numbers only. */
  private static Memory counted(String format, long... shape) {
    Format parsed = Format.parse(format);
    Layout layout = Layout.contiguous(parsed.itemSize(), Order.C, shape);
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, layout.byteLength()), 8);
    for (long i = 0; i < layout.itemCount(); i++) {
      parsed.set(segment, i * parsed.itemSize(), i % 100);
    }
    return Memory.of(segment, parsed, layout);
  }

  private static Memory rows(String format, int rows, long... shape) {
    List<Memory> blocks = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Memory block = counted(format, shape);
      View view = MemoryExporter.of(block).acquire(Request.FULL.scoped()).view();
      view.fill((long) i % 100);
      if (block.layout().itemCount() > 0) {
        view.setLong(new long[shape.length], 100 + i % 28);
      }
      blocks.add(block);
    }
    return Memory.ofBlocks(blocks);
  }

  private static Map<String, Exporter> exporters() {
    Map<String, Exporter> all = new LinkedHashMap<>();
    MemoryExporter cube = MemoryExporter.of(counted("i", 2, 3, 4));
    View view = cube.acquire(Request.FULL.scoped()).view();
    all.put("contiguous", cube);
    all.put("one dimension", MemoryExporter.of(counted("h", 7)));
    all.put("no dimension", view.at(1, 2, 3));
    all.put("Fortran", view.transpose());
    all.put("steps", view.slice(Index.all(), Index.every(2), Index.every(-3)));
    all.put("backwards", view.flip());
    all.put("broadcast", view.at(0).broadcast(5, 3, 4));
    all.put("read-only", view.asReadOnly());
    all.put("empty", view.slice(Index.range(1, 1)));
    all.put("no items in the middle", MemoryExporter.of(counted("d", 2, 0, 4)));
    all.put("rows", MemoryExporter.of(rows("i", 3, 4)));
    all.put("rows of planes", MemoryExporter.of(rows("B", 2, 3, 4)));
    all.put(
        "rows of rows",
        MemoryExporter.of(Memory.ofBlocks(List.of(rows("q", 2, 3), rows("q", 2, 3)))));
    View rows = MemoryExporter.of(rows("i", 4, 5)).acquire(Request.FULL.scoped()).view();
    all.put("rows backwards", rows.flip());
    all.put("part of rows", rows.slice(Index.range(1, 4), Index.range(1, 5)));
    all.put("rows of nothing", rows.slice(Index.range(1, 4), Index.range(2, 2)));
    all.put("one row", rows.at(2));
    all.put(
        "single items behind pointers",
        MemoryExporter.of(Memory.ofBlocks(List.of(counted("i"), counted("i")))));
    return all;
  }

  @Test
  void pythonReadsWhatIsThere() {
    Python python = TestPython.with();
    exporters()
        .forEach(
            (name, exporter) -> {
              python.set("x", exporter);
              exporter.doWithView(
                  Request.FULL_RO,
                  view -> {
                    String tuple = view.layout().toString();
                    assertArrayEquals(
                        view.toBytes(Order.C),
                        bytes(python, "memoryview(x).tobytes().hex()"),
                        name);
                    assertEquals(
                        view.toList().toString(), text(python, "memoryview(x).tolist()"), name);
                    assertTrue(
                        tuple.startsWith("shape " + text(python, "memoryview(x).shape") + ","),
                        name);
                    assertEquals(
                        view.isReadOnly(),
                        text(python, "memoryview(x).readonly").equals("True"),
                        name);
                    assertEquals(
                        view.layout().hasPointers(),
                        !text(python, "memoryview(x).suboffsets").equals("()"),
                        name);
                  });
            });
  }

  /** For every request, the answer is that of a {@code memoryview} of the same memory. */
  @Test
  void requestsAreAnsweredAsMemoryviewAnswersThem() {
    Python python = TestPython.with("_testbuffer");
    python.exec(
        """
        def answers(exporter):
            def answer(flags):
                try:
                    n = _testbuffer.ndarray(exporter, getbuf=flags)
                except BufferError:
                    return 'refused'
                size = n.itemsize if flags & 0x8 else None # else it is not to be looked at
                return (n.shape, n.strides, n.suboffsets, n.readonly, n.ndim, n.nbytes, size,
                    n.format, n.c_contiguous, n.f_contiguous)
            return [(hex(flags), answer(flags)) for flags in (0, 1, 4, 5, 8, 9, 0xc, 0xd, 0x18, 0x19,
                0x1c, 0x1d, 0x38, 0x39, 0x58, 0x98, 0x118, 0x119, 0x11c, 0x11d, 0x13c)]
        """);
    exporters()
        .forEach(
            (name, exporter) -> {
              python.set("x", exporter);
              assertEquals(
                  text(python, "answers(memoryview(x))"), text(python, "answers(x)"), name);
            });
    python.exec("del answers");
  }

  /** Not PyBUF_WRITE, which is unknown as well: Python itself refuses it since 3.13. */
  @Test
  void unknownBitsAreRefused() {
    Python python = TestPython.with("_testbuffer");
    python.set("x", MemoryExporter.of(counted("i", 3)));
    PythonException refusal =
        assertThrows(
            PythonException.class, () -> python.exec("_testbuffer.ndarray(x, getbuf=0x400)"));
    assertEquals("BufferError", refusal.type());
    assertTrue(refusal.getMessage().contains("0x400"), refusal.getMessage());
  }

  /** No slice of a consumer's may make a suboffset negative, which would mean "no pointer". */
  @Test
  void consumersSliceBehindPointers() {
    Python python = TestPython.with("_testbuffer");
    View view = MemoryExporter.of(rows("i", 3, 5)).acquire(Request.FULL.scoped()).view();
    python.set("x", view.slice(Index.every(-1), Index.every(-1)));
    python.exec("a = memoryview(x).tolist()");
    assertEquals("[[2, 2, 2, 2, 102], [1, 1, 1, 1, 101], [0, 0, 0, 0, 100]]", text(python, "a"));
    for (String rows : List.of("[:]", "[::-1]", "[1:]", "[::2]", "[2:0:-1]")) {
      for (String columns : List.of("[1:]", "[::-1]", "[2:4]", "[::-2]", "[4:]", "[3:0:-1]")) {
        String slice = rows.replace("]", ", ") + columns.substring(1);
        assertEquals(
            text(python, "[row%s for row in a%s]".formatted(columns, rows)),
            text(python, "_testbuffer.ndarray(x, getbuf=0x11c)%s.tolist()".formatted(slice)),
            slice);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?",
        "b",
        "B",
        "h",
        "H",
        "i",
        "I",
        "l",
        "L",
        "q",
        "Q",
        "e",
        "f",
        "d",
        "Zf",
        "Zd",
        "3s",
        "2w",
        ">i",
        "<d",
        "<l",
        ">Q",
        "=h",
        "T{b:a:i:b:}",
        "T{i:a:b:b:}",
        "T{=b:a:i:b:}",
        "T{>h:x:<d:y:}",
        "T{i:a:T{f:x:d:y:}:s:(2,3)f:m:}",
        "ib",
        "(2,3)i",
        "g",
        "5s",
        "c",
        "n"
      })
  void formatsAsNumpyReadsThem(String text) {
    Python python = TestPython.with("numpy");
    Format format = Format.parse(text);
    OwnedMemory memory = OwnedMemory.allocate(format, 4);
    python.set("x", memory);
    python.exec("a = numpy.asarray(x)");
    assertEquals(format.itemSize() * 4, number(python, "a.nbytes"), text(python, "a.dtype"));
    assertEquals("False", text(python, "a.dtype == object"));
    // It comes back as it went.
    try (PyObject array = python.eval("a")) {
      array
          .exporter()
          .doWithView(
              Request.FULL,
              view -> {
                assertEquals(4 * format.itemSize(), view.layout().byteLength());
                view.asSegment().fill((byte) 1);
              });
    }
    memory.doWithView(
        Request.FULL,
        view -> assertEquals(1, view.toBytes(Order.C)[view.toBytes(Order.C).length - 1]));
    python.exec("del a, x");
    memory.free();
  }

  /** {@code memoryview} indexes native codes only. */
  @Test
  void nativeNumbersHaveNativeCodes() {
    Python python = TestPython.with();
    python.set("x", MemoryExporter.of(counted("<i", 3)));
    assertEquals(
        "i [0, 1, 2]", text(python, "memoryview(x).format + ' ' + str(memoryview(x).tolist())"));
    python.set("x", MemoryExporter.of(counted(">i", 3)));
    assertEquals(">i", text(python, "memoryview(x).format"));
  }

  @Test
  void numpyWritesInPlace() {
    Python python = TestPython.with("numpy");
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("d"), 3, 4);
    python.set("x", memory);
    python.exec("a = numpy.asarray(x)\na[:] = numpy.arange(12.).reshape(3, 4)\na.T[1] *= -1");
    memory.doWithView(
        Request.FULL,
        view -> {
          assertEquals(
              "[[0.0, -1.0, 2.0, 3.0], [4.0, -5.0, 6.0, 7.0], [8.0, -9.0, 10.0, 11.0]]",
              view.toList().toString());
          view.setDouble(2, 3, 0.5);
        });
    assertEquals("0.5", text(python, "a[2, 3]"));
    python.exec("del a, x");
    memory.free();
  }

  @Test
  void readOnlyMemoryStaysSo() {
    Python python = TestPython.with("numpy");
    python.set("x", MemoryExporter.of(counted("i", 3).asReadOnly()));
    python.exec("a = numpy.asarray(x)");
    assertEquals("False", text(python, "a.flags.writeable"));
    PythonException refusal =
        assertThrows(PythonException.class, () -> python.exec("memoryview(x)[0] = 1"));
    assertEquals("TypeError", refusal.type());
    python.exec("import io");
    assertThrows(PythonException.class, () -> python.exec("io.BytesIO(b'abcd').readinto(x)"));
    assertEquals("[0, 1, 2]", text(python, "memoryview(x).tolist()"));
  }

  @Test
  void mappedFiles() throws Exception {
    Python python = TestPython.with("numpy");
    Path file = Files.write(folder.resolve("file"), new byte[8 + 24]);
    OwnedMemory mapped =
        MappedFiles.mapWritable(
            file,
            Format.parse("<d"),
            Layout.contiguous(Format.parse("<d").itemSize(), Order.C, 3).withOffset(8));
    python.set("x", mapped);
    python.exec("a = numpy.asarray(x)\na[:] = 1, 2.5, -3\ndel a, x");
    mapped.free();
    assertEquals(
        "[1.0, 2.5, -3.0]",
        text(python, "numpy.fromfile('%s', offset=8).tolist()".formatted(file)));
  }

  @Test
  void directBuffers() {
    Python python = TestPython.with();
    ByteBuffer buffer = ByteBuffer.allocateDirect(8);
    python.set("x", NioBuffers.export(buffer.slice(2, 4)));
    python.exec("memoryview(x)[1] = -5");
    assertEquals(-5, buffer.get(3));
  }

  @Test
  void rowsOfAnImage() {
    Python python = TestPython.with("_testbuffer");
    Memory image = rows("B", 480, 640);
    python.set("x", MemoryExporter.of(image));
    assertEquals("(8, 1)", text(python, "memoryview(x).strides"));
    assertEquals("(0, -1)", text(python, "memoryview(x).suboffsets"));
    assertEquals(
        number(python, "sum(100 + i % 28 + 639 * (i % 100) for i in range(480))"),
        number(python, "sum(memoryview(x).tobytes())"));
    python.exec("n = _testbuffer.ndarray(x, getbuf=_testbuffer.PyBUF_FULL)\nn[7][3] = 99");
    MemoryExporter.of(image).doWithView(Request.FULL, view -> assertEquals(99, view.getLong(7, 3)));
  }

  @Test
  void heapMemoryIsRefusedAtOnce() {
    Python python = TestPython.with();
    for (Exporter heap : List.of(new ByteStore(3), MemoryExporter.of(Memory.ofArray(new int[3])))) {
      assertRefused(
          BufferException.Refused.class,
          () -> python.export(heap),
          "heap",
          "shape (3,)",
          "OwnedMemory.allocate");
      assertRefused(BufferException.Refused.class, () -> python.set("x", heap), "heap");
    }
    // Whoever exports heap memory later only is refused later.
    ByteStore empty = new ByteStore();
    python.set("x", empty);
    empty.append((byte) 1);
    assertTrue(
        assertThrows(PythonException.class, () -> python.exec("memoryview(x)"))
            .getMessage()
            .startsWith("BufferError: memory on the Java heap"));
    assertEquals(0, empty.exports());
  }

  /** Strings that {@code struct} and NumPy read alike, wherever there is one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3B| 3B",
        "(3)B| 3B",
        "!3b| 3b",
        ">3h| >3h",
        "lh| =qh",
        "l x d x| =q8xdx",
        "< f 2Q| =f2Q",
        "ib| =ib",
        "ib3x| ib3x",
        "bi| b3xi",
        "<bi| =bi",
        ">bi| >bi",
        "xh| xxh",
        "bxh| bxh",
        "5s2h| 5sx2h",
        "<5s2h| =5s2h",
        "5s3x2h| 5s3x2h",
        "?c3xe| ?c4xe",
        "nP| nP",
        "nPb| =qQb",
        "0cb| 0cb",
        "<2l| 2i",
        "=lb| =ib",
        "5x| 5x",
        "4x0s| 4x0s",
      })
  void severalCodes(String format, String exported) {
    Python python = TestPython.with("struct");
    Format items = Format.parse(format);
    python.set(
        "x", OwnedMemory.allocateAligned(items, new long[] {2}, Math.max(1, items.alignment())));
    String told = text(python, "memoryview(x).format");
    assertEquals(exported.replace("xxh", "2xh"), told);
    // And with the size that the exporter tells, so that no reader is misled.
    assertEquals(items.itemSize(), number(python, "memoryview(x).itemsize"));
    assertEquals(items.itemSize(), number(python, "struct.calcsize(memoryview(x).format)"));
    // What is written is written again when it has been read.
    Format again = Format.parse(told);
    python.set(
        "x", OwnedMemory.allocateAligned(again, new long[] {2}, Math.max(1, again.alignment())));
    assertEquals(told, text(python, "memoryview(x).format"));
    python.exec("del x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3B", "lh", "l x d x", "< f 2Q", "!3b", "bi", ">bi", "5s2h", "T{b:a:i:b:}"})
  void numpyReadsTheSame(String format) {
    Python python = TestPython.with("numpy");
    Format items = Format.parse(format);
    python.set(
        "x", OwnedMemory.allocateAligned(items, new long[] {2}, Math.max(1, items.alignment())));
    assertEquals(items.itemSize() * 2, number(python, "numpy.asarray(x).nbytes"), format);
    python.exec("del x");
  }

  /** A string of several values that came from Python and says the same leaves as it came. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "numpy.zeros(2, 'i4,u1')",
        "numpy.zeros(2, numpy.dtype('u1,i8,i2', align=True))",
        "numpy.zeros(2, '>i4')",
        "numpy.zeros(2, [('c', ('f8', (5,)), (2,))])",
        "numpy.zeros(3, 'V5')",
        "(type('P', (ctypes.Structure,), {'_fields_': [('a', ctypes.c_int)]}) * 3)()",
        "array.array('l', [1, 2])",
      })
  void stringsThatCame(String expression) {
    Python python = TestPython.with("numpy", "ctypes", "array");
    python.exec("o = " + expression);
    try (PyObject object = python.eval("o")) {
      object
          .exporter()
          .doWithView(
              Request.FULL_RO,
              view -> {
                for (View part : List.of(view, view.slice(Index.range(1, 2)), view.flip(0))) {
                  python.set("x", part);
                  assertEquals(
                      text(python, "memoryview(o).format"), text(python, "memoryview(x).format"));
                  python.exec("del x");
                }
              });
    }
    python.exec("del o");
  }

  /** Python would follow whatever the memory holds. */
  @Test
  void objectsOfPythonAreRefused() {
    Python python = TestPython.with();
    for (String format : List.of("O", "T{i:a:4xO:b:}", "(2)O", "&O")) {
      OwnedMemory memory = OwnedMemory.allocate(Format.parse(format), 2);
      assertRefused(BufferException.Refused.class, () -> python.export(memory), "Python objects");
      memory.free();
    }
  }

  @Test
  void memoryStaysWhilePythonHoldsIt() {
    Python python = TestPython.with("numpy");
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 8);
    python.set("x", memory);
    assertEquals(0, memory.exports());
    python.exec("a = numpy.asarray(x)[::2]\nv = memoryview(x)\ndel x");
    assertEquals(2, memory.exports());
    BufferException.Exported held = assertThrows(BufferException.Exported.class, memory::free);
    assertEquals(2, held.exports());
    python.exec("v.release()");
    assertEquals(1, memory.exports());
    assertThrows(BufferException.Exported.class, memory::free);
    python.exec("a[1] = 5");
    memory.doWithView(Request.FULL, view -> assertEquals(5, view.getLong(2)));
    python.exec("del a");
    assertEquals(0, memory.exports());
    memory.free();
  }

  @Test
  void sameObjectComesBack() {
    Python python = TestPython.with();
    python.exec("x = bytearray(b'abc')");
    try (PyObject object = python.eval("x")) {
      python.set("a", object.exporter());
      assertEquals("True", text(python, "a is x"));
      python.set("a", object);
      assertEquals("True", text(python, "a is x"));
      // A view of it is an exporter of the JVM, which holds the buffer of Python's.
      try (Lease lease = object.exporter().acquire(Request.FULL)) {
        python.set("v", lease.view().slice(Index.range(1, 3)));
        python.exec("memoryview(v)[0] = 0x7a");
        assertEquals("bytearray(b'azc')", text(python, "x"));
        assertSame(lease.view().owner(), lease.owner());
      }
    }
    python.exec("del a, v\nx.append(1)"); // nobody holds it any more
  }

  /** What a failing exporter says is heard in Python, and the process lives. */
  @Test
  void failuresOfExporters() {
    Python python = TestPython.with();
    List<Throwable> failures = new ArrayList<>();
    Memory memory = counted("i", 3);
    Exporter[] self = new Exporter[1];
    ExportCount count =
        new ExportCount(
            self,
            remaining -> {
              if (!failures.isEmpty()) {
                throw new UnsupportedOperationException("cannot release");
              }
            });
    self[0] =
        request -> {
          for (Throwable failure : failures) {
            if (failure instanceof RuntimeException e) {
              throw e;
            }
            throw (Error) failure;
          }
          return count.lease(memory, request);
        };
    python.set("x", self[0]);
    for (Throwable failure :
        List.of(
            new BufferException.Refused("not\0 today"),
            new IllegalStateException("broken"),
            new StackOverflowError("deep"),
            new OutOfMemoryError("full"),
            new AssertionError("wrong"))) {
      failures.add(failure);
      PythonException heard =
          assertThrows(PythonException.class, () -> python.exec("memoryview(x)"));
      String type =
          switch (failure) {
            case StackOverflowError _ -> "RecursionError";
            case OutOfMemoryError _ -> "MemoryError";
            default -> "BufferError";
          };
      assertEquals(type, heard.type());
      assertTrue(
          heard.getMessage().contains(String.valueOf(failure.getMessage()).replace('\0', ' ')),
          heard.getMessage());
      failures.clear();
    }
    failures.add(
        new IllegalStateException() {
          @Override
          public String getMessage() {
            throw new UnsupportedOperationException("no message");
          }
        });
    PythonException heard = assertThrows(PythonException.class, () -> python.exec("memoryview(x)"));
    assertEquals("BufferError: the exporter failed, and so did saying why", heard.getMessage());
    failures.clear();
    python.exec("v = memoryview(x)");
    failures.add(new IllegalStateException());
    List<LogRecord> logged = Logged.during(() -> python.exec("v.release()"));
    assertEquals(0, count.get());
    assertEquals("cannot release", logged.getFirst().getThrown().getMessage());
  }

  /** Memory that has gone before Python asks for it. */
  @Test
  void memoryWhoseArenaHasBeenClosed() {
    Python python = TestPython.with();
    for (int rows : new int[] {0, 2}) {
      Arena arena = Arena.ofShared();
      Memory flat = Memory.of(arena.allocate(24, 8), Format.parse("d"), 3);
      python.set("x", MemoryExporter.of(rows == 0 ? flat : Memory.ofBlocks(List.of(flat, flat))));
      python.exec("memoryview(x).release()");
      arena.close();
      for (String use : List.of("memoryview(x)", "x.__dlpack__()")) {
        PythonException heard = assertThrows(PythonException.class, () -> python.exec(use));
        assertEquals("BufferError", heard.type());
        if (rows == 0) {
          assertTrue(heard.getMessage().contains("arena"), heard.getMessage());
        }
      }
    }
  }

  /** An exporter that gives more than was asked for does not make Python read beside the memory. */
  @Test
  void exporterThatIgnoresTheRequest() {
    Python python = TestPython.with("_testbuffer");
    MemoryExporter memory = MemoryExporter.of(counted("i", 4, 6));
    View view = memory.acquire(Request.FULL.scoped()).view();
    for (View strange : List.of(view.transpose(), view.slice(Index.every(-2)), view.asReadOnly())) {
      python.set("x", (Exporter) request -> strange.acquire(Request.FULL_RO));
      for (int flags : new int[] {0, 1, 8, 0x19, 0x38, 0x58}) {
        Request request = Request.of(flags);
        boolean granted = true;
        try {
          strange.acquire(request).close();
        } catch (BufferException.Refused e) {
          granted = false;
        }
        String ask = "_testbuffer.ndarray(x, getbuf=%d)".formatted(flags);
        if (granted) {
          assertEquals(4 * strange.itemCount(), number(python, ask + ".nbytes"));
        } else {
          assertThrows(PythonException.class, () -> python.eval(ask), ask);
        }
      }
    }
    assertEquals(1, memory.exports());
  }

  @Test
  void instanceThatPythonMadeHasNoMemory() {
    Python python = TestPython.with();
    python.set("x", MemoryExporter.of(counted("i", 3)));
    assertEquals(
        "BufferError",
        assertThrows(PythonException.class, () -> python.exec("memoryview(type(x)())")).type());
    assertThrows(PythonException.class, () -> python.exec("class Sub(type(x)): pass"));
    assertEquals(1, python.exportedType().instances());
  }

  @Test
  void randomViews() throws Exception {
    Python python = TestPython.with("numpy");
    Seeds.forEach(
        ExportTest.class,
        60,
        random -> {
          View view = randomView(random);
          python.set("x", view);
          assertArrayEquals(view.toBytes(Order.C), bytes(python, "memoryview(x).tobytes().hex()"));
          if (!view.layout().hasPointers()) {
            assertEquals(view.toList().toString(), text(python, "numpy.asarray(x).tolist()"));
          } else {
            assertEquals(view.toList().toString(), text(python, "memoryview(x).tolist()"));
          }
        });
  }

  private static View randomView(Random random) {
    String[] formats = {"b", "B", "h", "i", "q"};
    String format = formats[random.nextInt(formats.length)];
    long[] shape = random.longs(1 + random.nextInt(3), 1, 5).toArray();
    Memory memory =
        random.nextBoolean() ? counted(format, shape) : rows(format, 1 + random.nextInt(4), shape);
    View view = MemoryExporter.of(memory).acquire(Request.FULL.scoped()).view();
    if (!view.layout().hasPointers() && random.nextBoolean()) {
      view = view.transpose();
    }
    Index[] indices = new Index[view.ndim()];
    for (int d = 0; d < indices.length; d++) {
      int step = random.nextBoolean() ? 1 + random.nextInt(2) : -1 - random.nextInt(2);
      indices[d] = random.nextInt(3) == 0 ? Index.all() : Index.every(step);
    }
    return view.slice(indices);
  }
}
