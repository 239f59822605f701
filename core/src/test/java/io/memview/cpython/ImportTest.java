package io.memview.cpython;

import static io.memview.Refusals.assertRefused;
import static io.memview.cpython.TestPython.bytes;
import static io.memview.cpython.TestPython.number;
import static io.memview.cpython.TestPython.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buffers of Python objects, read and written in place. */
final class ImportTest {
  private static void withView(
      Python python, String expression, Request request, Consumer<View> body) {
    try (PyObject object = python.eval(expression)) {
      object.exporter().doWithView(request, body::accept);
    }
  }

  /** The dimensions of a {@code memoryview} as it prints them. */
  private static String tuple(long... numbers) {
    String joined = Arrays.toString(numbers).replace("[", "").replace("]", "");
    return "(" + joined + (numbers.length == 1 ? ",)" : ")");
  }

  /** Shape, strides and suboffsets are those that CPython sees, and so are the bytes. */
  private static void assertSame(Python python, String expression, View view) {
    String seen = "memoryview(" + expression + ")";
    assertEquals(text(python, seen + ".shape"), tuple(view.shape()), expression);
    assertEquals(text(python, seen + ".strides"), tuple(view.layout().strides()), expression);
    assertEquals(text(python, seen + ".suboffsets"), tuple(view.layout().suboffsets()), expression);
    assertEquals(number(python, seen + ".itemsize"), view.layout().itemSize(), expression);
    assertEquals(text(python, seen + ".readonly"), view.isReadOnly() ? "True" : "False");
    assertArrayEquals(bytes(python, seen + ".tobytes().hex()"), view.toBytes(Order.C), expression);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?| [True, False, True]",
        "b| [-128, 0, 127]",
        "B| [0, 1, 255]",
        "h| [-32768, 0, 32767]",
        "H| [0, 1, 65535]",
        "i| [-2147483648, 0, 7]",
        "I| [0, 1, 4294967295]",
        "l| [-9223372036854775808, 0, 7]",
        "L| [0, 1, 18446744073709551615]",
        "q| [-9223372036854775808, 0, 7]",
        "Q| [0, 1, 18446744073709551615]",
        "e| [0.5, -1.0, 65504.0]",
        "f| [0.5, -1.0, 3.25]",
        "d| [0.5, -1.0, 0.1]",
        ">i2| [-32768, 0, 32767]",
        ">u4| [0, 1, 4294967295]",
        ">i8| [-1, 0, 7]",
        ">f4| [0.5, -1.0, 3.25]",
        "<f8| [0.5, -1.0, 0.1]",
      })
  void numbersOfEveryType(String dtype, String values) {
    Python python = TestPython.with("numpy");
    String array = "numpy.array(%s, dtype='%s')".formatted(values, dtype);
    withView(
        python,
        array,
        Request.FULL,
        view -> {
          assertEquals(
              values.replace("True", "true").replace("False", "false"), view.toList().toString());
          assertSame(python, array, view);
          view.setObject(2, view.getObject(0));
          assertEquals(view.getObject(0), view.getObject(2));
        });
  }

  @Test
  void itemsThatAreNoNumbers() {
    Python python = TestPython.with("numpy");
    withView(
        python,
        "numpy.array([1+2j, -0.5j])",
        Request.FULL,
        view -> assertEquals(List.of(new Complex(1, 2), new Complex(-0.0, -0.5)), view.toList()));
    withView(
        python,
        "numpy.array([b'ab', b'xyz'])",
        Request.FULL,
        view -> assertArrayEquals(new byte[] {'a', 'b', 0}, (byte[]) view.getObject(0)));
    withView(
        python,
        "numpy.array(['ab', 'x\\U0001F600'])",
        Request.FULL,
        view -> assertEquals(List.of("ab", "x😀"), view.toList()));
    withView(
        python,
        "numpy.array([1.5], dtype='g')",
        Request.FULL,
        view -> assertEquals(16, view.layout().itemSize()));
    withView(
        python,
        "numpy.zeros(3, dtype='V5')",
        Request.FULL,
        view -> assertEquals(5, view.layout().itemSize()));
    withView(
        python,
        "numpy.zeros(2, dtype='V0')",
        Request.FULL,
        view -> assertEquals(0, view.toBytes(Order.C).length));
    withView(
        python,
        "numpy.array([None, 1], dtype=object)",
        Request.FULL,
        view -> {
          assertEquals(Format.parse("O"), view.format());
          assertThrows(UnsupportedOperationException.class, () -> view.getObject(0));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[('a', 'b'), ('b', 'i4')]",
        "numpy.dtype([('a', 'b'), ('b', 'i4')], align=True)",
        "numpy.dtype([('a', 'i4'), ('b', 'b')], align=True)", // the padding that NumPy leaves out
        "[('a', 'i4'), ('s', [('x', '>f4'), ('y', 'd')]), ('m', 'f4', (2, 3))]",
        "[('t', 'U3'), ('z', 'S2'), ('c', 'c16')]",
      })
  void records(String dtype) {
    Python python = TestPython.with("numpy");
    python.exec(
        """
        r = numpy.zeros((2, 3), dtype=%s)
        r.view('u1').reshape(-1)[:] = numpy.arange(r.nbytes) %% 100
        """
            .formatted(dtype));
    withView(
        python,
        "r",
        Request.FULL,
        view -> {
          assertSame(python, "r", view);
          assertEquals(number(python, "r.itemsize"), view.format().itemSize());
        });
    python.exec("del r");
  }

  /**
   * Structs of ctypes, whose format leaves out the padding of C before Python 3.12. Since then it
   * has all padding, and the byte order of each number stays in it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "('a', c_byte), ('b', c_int); P(1, 2); T{b:a:3xi:b:}; [1, 2]",
        "('a', c_int), ('b', c_byte); P(1, 2); T{i:a:b:b:3x}; [1, 2]",
        "('a', c_byte), ('q', Q), ('z', c_byte); P(1, (2, 3), 4); T{b:a:3xT{b:a:3xi:b:}:q:b:z:3x};"
            + " [1, [2, 3], 4]",
        "('a', c_byte), ('q', Q * 2); P(1, ((2, 3), (4, 5))); T{b:a:3x(2)T{b:a:3xi:b:}:q:}; [1,"
            + " [[2, 3], [4, 5]]]",
        "('a', c_byte), ('b', c_long), ('w', c_wchar); P(1, 2, 'x'); T{b:a:7xq:b:w:w:4x}; [1, 2,"
            + " x]",
        "('a', c_int, 3), ('b', c_int, 5), ('c', c_byte); P(1, 2, 3); 8x; ",
      })
  void structsOfCtypes(String fields, String value, String format, @Nullable String items) {
    Python python = TestPython.with("ctypes");
    python.exec(
        """
        from ctypes import *
        class Q(Structure): _fields_ = [('a', c_byte), ('b', c_int)]
        class P(Structure): _fields_ = [%s]
        p = %s
        """
            .formatted(fields, value));
    withView(
        python,
        "p",
        Request.FULL,
        view -> {
          assertEquals(number(python, "sizeof(P)"), view.layout().itemSize());
          if (items == null) {
            assertEquals(format, view.format().toString()); // opaque bytes, which no string says
          } else {
            assertEquals(Format.parse(format), view.format());
            assertEquals(items, view.getObject().toString());
            view.field("a").setLong(new long[] {}, 7);
          }
        });
    if (items != null) {
      assertEquals("7", text(python, "p.a"));
    }
    python.exec("del p, P, Q");
  }

  /** NumPy tells them from arrays of all dimensions, and reads no string that does. */
  @Test
  void arraysInArrays() {
    Python python = TestPython.with("numpy");
    python.exec(
        """
        inner = numpy.dtype('i4,u1', align=True)
        dtype = numpy.dtype([('c', ('f8', (5,)), (2,)), ('d', 'f8', (2, 5)), ('e', (inner, (3,)), (2,))])
        r = numpy.zeros(2, dtype)
        r['c'] = numpy.arange(20).reshape(2, 2, 5)
        """);
    withView(
        python,
        "r",
        Request.FULL,
        view -> {
          assertEquals(
              Format.parse("T{^(2)(5)d:c:(2,5)d:d:(2)(3)T{^i:f0:B:f1:3x}:e:}"), view.format());
          assertArrayEquals(new long[] {2, 2, 5}, view.field("c").shape());
          assertEquals(text(python, "r['c'].tolist()"), view.field("c").toList().toString());
          OwnedMemory ours = OwnedMemory.allocate(view.format(), 2);
          ours.doWithView(Request.FULL, copy -> copy.copyFrom(view));
          python.set("x", ours);
          assertEquals(
              text(python, "[(r[n].tolist(), r[n].shape) for n in 'cd']"),
              text(
                  python,
                  "[(a[n].tolist(), a[n].shape) for a in [numpy.asarray(x)] for n in 'cd']"));
          assertEquals("(2, 2, 3)", text(python, "numpy.asarray(x)['e'].shape"));
          python.exec("del x");
          ours.free();
        });
    python.exec("del r, inner, dtype");
  }

  /** C's arrays of arrays are arrays of all dimensions. */
  @Test
  void arraysOfCtypes() {
    Python python = TestPython.with("ctypes");
    python.exec(
        """
        class S(ctypes.Structure):
            _fields_ = [('c', ctypes.c_double * 5 * 2), ('n', ctypes.c_int)]
        s = (S * 2)()
        """);
    withView(
        python,
        "s",
        Request.FULL,
        view -> assertEquals(Format.parse("T{(2,5)d:c:i:n:}"), view.format()));
    python.exec("del s, S");
  }

  /** NumPy leaves out padding inside of arrays, too; where it lies is known to the dtype. */
  @Test
  void recordsInArrays() {
    Python python = TestPython.with("numpy");
    python.exec(
        """
        inner = numpy.dtype('i4,u1', align=True)
        r = numpy.array([(1, [(2, 3), (4, 5)])], dtype=[('a', 'u1'), ('b', inner, (2,))])
        """);
    withView(
        python,
        "r",
        Request.FULL,
        view -> {
          assertEquals(Format.parse("T{B:a:(2)T{^i:f0:B:f1:3x}:b:}"), view.format());
          assertEquals("[1, [[2, 3], [4, 5]]]", view.getObject(0).toString());
          assertArrayEquals(bytes(python, "r.tobytes().hex()"), view.toBytes(Order.C));
        });
    python.exec("del r, inner");
  }

  @Test
  void fieldsOfRecords() {
    Python python = TestPython.with("numpy");
    python.exec("r = numpy.array([(1, 2.5), (3, -1.0)], dtype=[('n', '>i2'), ('x', 'd')])");
    withView(
        python,
        "r",
        Request.FULL,
        view -> {
          assertEquals(List.of(1L, 3L), view.field("n").toList());
          assertEquals(List.of(2.5, -1.0), view.field("x").toList());
          view.field("x").setDouble(1, 7);
        });
    assertEquals("7.0", text(python, "r['x'][1]"));
    python.exec("del r");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numpy.arange(24)",
        "numpy.arange(24).reshape(2, 3, 4)",
        "numpy.arange(24).reshape(2, 3, 4).T",
        "numpy.asfortranarray(numpy.arange(6.).reshape(2, 3))",
        "numpy.arange(24).reshape(4, 6)[::-1, ::2]",
        "numpy.arange(24).reshape(4, 6)[3:0:-2, 5:0:-3]",
        "numpy.arange(24)[::-1]",
        "numpy.array(7)",
        "numpy.zeros(0)",
        "numpy.zeros((3, 0, 2))",
        "numpy.zeros((2, 3))[:0]",
        "numpy.broadcast_to(numpy.arange(3), (4, 3))",
        "numpy.arange(5)[2:3]",
        "numpy.lib.stride_tricks.as_strided(numpy.arange(80), (1, 1, 8), (-1, 80, 8))",
        "numpy.zeros((1,) * 32 + (2,))",
        "numpy.frombuffer(b'abcdefgh', dtype='>u2')",
        "numpy.frombuffer(b'abcdefghi', dtype='<i4', count=2, offset=1)",
        "b'abc'",
        "b''",
        "bytearray(b'abc')",
        "memoryview(bytearray(range(24))).cast('B', [2, 3, 4])",
        "memoryview(bytearray(range(24))).cast('i')[::-2]",
        "memoryview(bytearray(8)).cast('d', [])",
        "__import__('array').array('d', [1.5, 2.5])",
        "__import__('array').array('h', [1, -2])",
        "__import__('mmap').mmap(-1, 4096)",
        "__import__('io').BytesIO(b'xyz').getbuffer()",
        "(__import__('ctypes').c_int32 * 3 * 2)((1, 2, 3), (4, 5, 6))",
        "__import__('ctypes').c_double(2.5)",
        "(__import__('ctypes').c_char * 4)(b'a')",
      })
  void layouts(String expression) {
    Python python = TestPython.with("numpy");
    python.exec("o = " + expression);
    withView(python, "o", Request.FULL_RO, view -> assertSame(python, "o", view));
    // And once more, when it is known.
    try (PyObject object = python.eval("o")) {
      Exporter exporter = object.exporter();
      for (int round = 0; round < 3; round++) {
        exporter.doWithView(Request.FULL_RO, view -> assertSame(python, "o", view));
      }
    }
    python.exec("del o");
  }

  @Test
  void randomSlices() throws Exception {
    Python python = TestPython.with("numpy");
    Seeds.forEach(
        ImportTest.class,
        60,
        random -> {
          String array = randomArray(random);
          python.exec("o = " + array);
          // NumPy says the strides of contiguous arrays anew.
          withView(python, "o", Request.FULL, view -> assertSame(python, "o", view));
          python.exec("del o");
        });
  }

  private static String randomArray(Random random) {
    int ndim = 1 + random.nextInt(4);
    List<String> shape = new ArrayList<>();
    List<String> slices = new ArrayList<>();
    long size = 1;
    for (int d = 0; d < ndim; d++) {
      int extent = 1 + random.nextInt(5);
      size *= extent;
      shape.add("" + extent);
      int step = random.nextBoolean() ? 1 + random.nextInt(3) : -1 - random.nextInt(3);
      int from = random.nextInt(extent + 1);
      slices.add(random.nextInt(3) == 0 ? ":" : "%d::%d".formatted(from, step));
    }
    List<String> axes = new ArrayList<>();
    for (int d = 0; d < ndim; d++) {
      axes.add(random.nextInt(axes.size() + 1), "" + d);
    }
    String[] types = {"u1", "i2", ">i4", "f4", "f8", "c8"};
    return "numpy.arange(%d).astype('%s').reshape(%s)[%s].transpose(%s)"
        .formatted(
            size,
            types[random.nextInt(types.length)],
            String.join(", ", shape),
            String.join(", ", slices),
            String.join(", ", axes));
  }

  @Test
  void writesAreSeenByPythonAndTheOtherWay() {
    Python python = TestPython.with("numpy");
    python.exec("a = numpy.zeros((3, 4), dtype='i4')");
    try (PyObject array = python.eval("a")) {
      array
          .exporter()
          .doWithView(
              Request.FULL,
              view -> {
                view.setLong(1, 2, 42);
                view.slice(Index.all(), Index.at(0)).fill(7L);
                assertEquals(
                    "[[7, 0, 0, 0], [7, 0, 42, 0], [7, 0, 0, 0]]", text(python, "a.tolist()"));
                python.exec("a[2, 3] = -5");
                assertEquals(-5, view.getLong(2, 3));
              });
    }
    python.exec("del a");
  }

  /** CPython's own exporter of everything, here with pointers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[4]| ND_PIL",
        "[3, 4]| ND_PIL",
        "[2, 3, 4]| ND_PIL",
        "[3, 4]| 0",
        "[3, 4]| ND_FORTRAN",
        "[1, 1, 2]| ND_PIL",
      })
  void pointers(String shape, String flags) {
    Python python = TestPython.with("_testbuffer");
    python.exec(
        """
        from math import prod
        n = _testbuffer.ndarray(list(range(prod(%s))), shape=%s, format='h',
            flags=_testbuffer.ND_WRITABLE | %s)
        """
            .formatted(shape, shape, flags.equals("0") ? flags : "_testbuffer." + flags));
    withView(
        python,
        "n",
        Request.FULL,
        view -> {
          assertSame(python, "n", view);
          assertEquals(text(python, "n.tolist()"), view.toList().toString());
          long[] last = view.shape();
          Arrays.setAll(last, d -> last[d] - 1);
          view.setObject(last, -7L);
        });
    assertTrue(text(python, "n.tolist()").contains("-7]"));
    // Every slice of it, with pointers that start anywhere.
    for (String slice : List.of("[::-1]", "[1:]", "[::2]")) {
      withView(
          python,
          "n" + slice,
          Request.FULL_RO,
          view -> assertEquals(text(python, "n%s.tolist()".formatted(slice)), view.toList() + ""));
    }
    python.exec("del n");
  }

  @Test
  void pointersBehindStrides() {
    Python python = TestPython.with("_testbuffer");
    // Slicing leaves dimension 0 strided over a table that is shared with dimension 1.
    python.exec(
        """
        n = _testbuffer.ndarray(list(range(24)), shape=[2, 3, 4], format='i',
            flags=_testbuffer.ND_PIL | _testbuffer.ND_WRITABLE)
        """);
    for (String slice :
        List.of("[:, ::-1]", "[:, 1:, ::-2]", "[::-1, ::2, 3:0:-1]", "[:, :, 4:]")) {
      withView(
          python,
          "n" + slice,
          Request.FULL_RO,
          view -> assertEquals(text(python, "n%s.tolist()".formatted(slice)), view.toList() + ""));
    }
    python.exec("del n");
  }

  @Test
  void requestsThatCannotBeMet() {
    Python python = TestPython.with("numpy", "_testbuffer");
    assertRefusal(python, "numpy.arange(6.).reshape(2, 3).T", Request.C_CONTIGUOUS, "C-contiguous");
    assertRefusal(python, "numpy.arange(6.)[::2]", Request.ND, "contiguous");
    assertRefusal(python, "b'abc'", Request.FULL, "not writable");
    assertRefusal(python, "numpy.array(['2020'], dtype='M8[D]')", Request.FULL_RO, "dtype 'M'");
    assertRefusal(
        python,
        "numpy.array(['2020'], dtype='M8[D]')",
        Request.FULL,
        "request " + Request.INDIRECT + " would be");
    assertRefusal(
        python,
        "_testbuffer.ndarray([1, 2], shape=[2], flags=_testbuffer.ND_PIL)",
        Request.STRIDES,
        "suboffsets");
    assertRefusal(python, "memoryview(b'abc')[::2]", Request.SIMPLE, "C-contiguous");
    python.exec("released = memoryview(b'abc')\nreleased.release()");
    assertRefusal(python, "released", Request.FULL_RO, "released memoryview");
  }

  private static void assertRefusal(
      Python python, String expression, Request request, String word) {
    try (PyObject object = python.eval(expression)) {
      Exporter exporter = object.exporter();
      assertRefused(
          BufferException.Refused.class,
          () -> exporter.acquire(request),
          "request " + request + " cannot be met",
          word);
      assertInstanceOf(
          PythonException.class,
          assertThrows(BufferException.Refused.class, () -> exporter.acquire(request)).getCause());
    }
  }

  /** Without a shape there are bytes; without a format there is one all the same. */
  @Test
  void requestsThatAskForLess() {
    Python python = TestPython.with("numpy");
    withView(
        python,
        "numpy.arange(3.)",
        Request.SIMPLE,
        view -> {
          assertEquals(Format.parse("B"), view.format());
          assertArrayEquals(new long[] {24}, view.shape());
        });
    for (Request request : List.of(Request.ND, Request.STRIDES, Request.INDIRECT)) {
      withView(
          python,
          "numpy.arange(3.)",
          request,
          view -> assertEquals(List.of(0.0, 1.0, 2.0), view.toList()));
    }
    // NumPy has no format for dates, and nobody asked for one.
    withView(
        python,
        "numpy.array(['1970-01-02'], dtype='M8[D]')",
        Request.STRIDES,
        view -> {
          assertEquals("8x", view.format().toString());
          assertEquals(List.of(1L), view.reinterpret(Format.parse("q")).toList());
        });
  }

  /** ctypes answers every request in the same way, and says some formats wrong. */
  @Test
  void exportersThatErr() {
    Python python = TestPython.with("ctypes");
    withView(
        python,
        "(ctypes.c_int32 * 3 * 2)((1, 2, 3), (4, 5, 6))",
        Request.SIMPLE,
        view -> assertArrayEquals(new long[] {24}, view.shape()));
    withView(
        python,
        "(ctypes.c_wchar * 3)('a', 'b')",
        Request.FULL,
        view -> assertEquals(List.of("a", "b", ""), view.toList()));
    python.exec(
        """
        class Union(ctypes.Union):
            _fields_ = [('i', ctypes.c_int32), ('f', ctypes.c_float)]
        class Bits(ctypes.Structure):
            _fields_ = [('a', ctypes.c_uint32, 3), ('b', ctypes.c_uint32, 5)]
        class Point(ctypes.Structure):
            _fields_ = [('x', ctypes.c_int8), ('y', ctypes.c_double)]
        """);
    withView(
        python,
        "(Union * 2)()",
        Request.FULL,
        view -> assertEquals(4, ((byte[]) view.getObject(0)).length));
    withView(
        python,
        "Bits(5, 9)",
        Request.FULL,
        view -> assertEquals(List.of(5L, 9L), view.getObject()));
    withView(
        python,
        "(Point * 2)((1, 2.5), (3, 4.5))",
        Request.FULL,
        view -> {
          // Before 3.12 the format leaves the padding out.
          assertEquals(List.of(List.of(1L, 2.5), List.of(3L, 4.5)), view.toList());
        });
    withView(
        python,
        "(ctypes.c_char_p * 2)()",
        Request.FULL,
        view -> assertEquals(Format.parse("P"), view.format()));
  }

  /** What is said of objects that give their memory in another way is true. */
  @Test
  void objectsWithoutTheProtocol() {
    Python python = TestPython.with("numpy");
    python.exec(
        """
        class Lender:
            def __init__(self, array):
                self.array, self.__array_interface__ = array, array.__array_interface__
        lender = Lender(numpy.arange(3))
        """);
    try (PyObject lender = python.eval("lender");
        PyObject array = python.eval("numpy.asarray(lender)");
        PyObject none = python.eval("object()")) {
      String message = assertThrows(IllegalArgumentException.class, lender::exporter).getMessage();
      assertTrue(message.contains("numpy.asarray(object)"), message);
      assertEquals(List.of(0L, 1L, 2L), array.exporter().withView(Request.FULL, View::toList));
      assertEquals(
          "a 'object' object has not the buffer protocol",
          assertThrows(IllegalArgumentException.class, none::exporter).getMessage());
    }
    python.exec("del lender, Lender");
  }

  /** What stands between a reader and an object of ctypes, and what its items are then. */
  @Test
  void objectsBehindOthers() {
    Python python = TestPython.with("ctypes");
    python.exec(
        """
        class Flags(ctypes.Structure):
            _fields_ = [('a', ctypes.c_uint8, 4), ('b', ctypes.c_uint8, 4), ('c', ctypes.c_uint16)]
        class Wrapped:
            def __init__(self, object): self.object = object
            def __buffer__(self, flags): return memoryview(self.object)
        flags = (Flags * 3)((5, 9, 4660), (1, 2, 3), (4, 5, 6))
        """);
    String by = "[[4, 5, 6], [1, 2, 3], [5, 9, 4660]]";
    withView(
        python,
        "memoryview(memoryview(flags)[::-1])",
        Request.FULL,
        view -> assertEquals(by, view.toList().toString()));
    withView(
        python,
        "__import__('pickle').PickleBuffer(flags)",
        Request.FULL,
        view -> assertEquals("[5, 9, 4660]", view.getObject(0).toString()));
    if (TestPython.number(python, "__import__('sys').version_info >= (3, 12)") == 1) {
      withView(
          python,
          "Wrapped(flags)",
          Request.FULL,
          view -> assertEquals("4x", view.format().toString()));
    }
    // Its own string is true: what is exported and imported again is the same.
    try (PyObject object = python.eval("flags")) {
      object
          .exporter()
          .doWithView(
              Request.FULL,
              view -> {
                python.set("again", view);
                withView(
                    python,
                    "memoryview(again)",
                    Request.FULL,
                    other -> assertEquals(view.format(), other.format()));
                python.exec("del again");
              });
    }
    python.exec("del flags, Flags, Wrapped");
  }

  @Test
  void objectsWithoutBuffers() {
    Python python = TestPython.with();
    try (PyObject number = python.eval("42")) {
      assertRefused(IllegalArgumentException.class, number::exporter, "'int'", "buffer protocol");
      assertRefused(IllegalArgumentException.class, number::sharedExporter, "'int'");
    }
  }

  @Test
  void closedReferences() {
    Python python = TestPython.with();
    PyObject object = python.eval("bytearray(3)");
    Exporter exporter = object.exporter();
    try (Lease lease = exporter.acquire(Request.FULL)) {
      object.close();
      object.close();
      lease.view().setLong(2, 5);
      assertEquals(5, lease.view().getLong(2));
      assertRefused(
          BufferException.Refused.class, () -> exporter.acquire(Request.FULL), "has been closed");
    }
    assertThrows(IllegalStateException.class, object::exporter);
    assertThrows(IllegalStateException.class, object::toLong);
    assertTrue(object.toString().contains("closed"));
    assertFalse(exporter.toString().isEmpty());
  }
}
