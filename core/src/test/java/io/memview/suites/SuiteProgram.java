package io.memview.suites;

import io.memview.Contiguous;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.cpython.PyObject;
import io.memview.cpython.Python;
import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.npy.NpyFile;
import io.memview.npy.NpzFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Starts CPython in this process and runs a script there, which can call back: one function of the
 * JVM, found by its address, that carries out commands on memview's objects by their numbers.
 * Arguments: interpreter, script, and the arguments of the script.
 */
final class SuiteProgram {
  /** A view, and the lease that was acquired for it, if it is not a derived one. */
  private record Held(Lease lease, View view, Exporter exporter) {}

  /** Some of the suites recurse deeply. */
  private static final long STACK = 1L << 29;

  private static final Map<Long, Held> HELD = new HashMap<>();
  private static long last;
  private static Python python;
  private static PyObject take;
  private static PyObject put;
  private static PyObject fail;

  public static void main(String[] args) throws Exception {
    FutureTask<Integer> task = new FutureTask<>(() -> run(args));
    new Thread(null, task, "python", STACK).start();
    int status = 1;
    try {
      status = task.get();
    } catch (ExecutionException e) {
      System.err.println(e.getCause());
    } finally {
      System.out.flush();
      Runtime.getRuntime().halt(status); // threads of the suites may still be there
    }
  }

  private static int run(String[] args) throws Exception {
    python = Python.start(Path.of(args[0]));
    MemorySegment stub =
        Linker.nativeLinker()
            .upcallStub(
                MethodHandles.lookup()
                    .findStatic(
                        SuiteProgram.class,
                        "command",
                        MethodType.methodType(long.class, long.class)),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                Arena.global());
    python.set("memview_address", stub.address());
    python.set("memview_script", args[1]);
    python.exec("memview_args = []");
    try (PyObject append = python.eval("memview_args.append")) {
      for (int i = 2; i < args.length; i++) {
        append.call(args[i]).close();
      }
    }
    python.exec("memview_calls = []\nmemview_answers = []\nmemview_errors = []");
    take = python.eval("lambda i: memview_calls[-1][i]");
    put = python.eval("memview_answers.append");
    fail = python.eval("lambda *e: memview_errors.append(e)");
    python.exec("memview_status = 3");
    python.exec(
        """
        import sys
        import os
        sys.path.insert(0, os.path.dirname(memview_script))
        sys.argv = [memview_script] + memview_args
        with open(memview_script) as source:
            exec(compile(source.read(), memview_script, 'exec'))
        """);
    try (PyObject status = python.eval("memview_status")) {
      return (int) status.toLong();
    }
  }

  /** Called by Python, with the GIL. What Python cannot be told ends the process. */
  static long command(long count) {
    try {
      String text;
      try (PyObject object = take.call(0)) {
        text = object.toString();
      }
      String[] parts = text.split("\u0001", -1);
      Object answer = execute(parts);
      put.call(answer).close();
      if (answer instanceof PyObject object) {
        object.close();
      }
      return 0;
    } catch (Throwable e) {
      Class<?> type = e.getClass();
      String name =
          type.getEnclosingClass() == null
              ? type.getSimpleName()
              : type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
      String where = e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0].toString();
      fail.call(name, String.valueOf(e.getMessage()).replace('\0', '?'), where).close();
      return -1;
    }
  }

  private static Object execute(String[] p) throws Exception {
    return switch (p[0]) {
      case "import" -> {
        try (PyObject object = take.call(1)) {
          Exporter exporter = object.exporter();
          yield hold(exporter.acquire(Request.of(Integer.parseInt(p[1]))), exporter);
        }
      }
      // A Python object's memory, acquired anew for each request that Python makes of it here.
      case "through" -> {
        PyObject object = take.call(1);
        Exporter exporter = object.exporter();
        yield python.export(request -> exporter.acquire(request));
      }
      case "export" -> python.export(view(p[1]));
      // A copy in memory of the JVM, in C order.
      case "copyof" -> {
        View view = view(p[1]);
        OwnedMemory copy = OwnedMemory.allocate(view.format(), view.shape());
        copy.doWithView(Request.FULL, target -> target.copyFrom(view));
        if (!view.contentEquals(copy) && !view.show().contains("nan")) {
          throw new AssertionError("a copy is not equal to the original: " + view.show());
        }
        yield python.export(copy);
      }
      case "alloc" -> {
        MemoryExporter exporter =
            MemoryExporter.of(
                memory(
                    Format.parse(p[1]),
                    Long.parseLong(p[2]),
                    HexFormat.of().parseHex(p[3]),
                    longs(p[4]),
                    longs(p[5]),
                    Long.parseLong(p[6]),
                    p[7].equals("1"),
                    p[8].equals("1")));
        yield python.export(exporter);
      }
      case "close" -> {
        Held held = HELD.remove(Long.parseLong(p[1]));
        if (held != null && held.lease != null) {
          held.lease.close();
        }
        if (held != null && held.exporter instanceof OwnedMemory owned && p.length > 2) {
          owned.free();
        }
        yield null;
      }
      case "release" -> {
        HELD.get(Long.parseLong(p[1])).lease.close();
        yield null;
      }
      case "drop" -> {
        HELD.remove(Long.parseLong(p[1]));
        yield null;
      }
      case "open" -> (long) HELD.size();
      case "describe" -> describe(view(p[1]));
      case "list" -> {
        View view = view(p[1]);
        StringBuilder out = new StringBuilder();
        literal(view.toList(), view.ndim(), out);
        yield out.toString();
      }
      case "items" -> {
        StringBuilder out = new StringBuilder("[");
        for (Object item : view(p[1]).items()) {
          literal(item, 0, out);
          out.append(',');
        }
        yield out.append(']').toString();
      }
      case "bytes" -> HexFormat.of().formatHex(view(p[1]).toBytes(order(p[2])));
      case "hex" ->
          p.length == 2
              ? view(p[1]).toHex()
              : view(p[1]).toHex(p[2].charAt(0), Integer.parseInt(p[3]));
      case "slice" -> derived(view(p[1]).slice(Index.parse(p[2])));
      case "at" -> {
        StringBuilder out = new StringBuilder();
        literal(view(p[1]).at(longs(p[2])).getObject(), 0, out);
        yield out.toString();
      }
      case "set" -> {
        view(p[1]).setObject(longs(p[2]), new Values(p[3]).next());
        yield null;
      }
      case "setat" -> {
        view(p[1]).at(longs(p[2])).setObject(new long[0], new Values(p[3]).next());
        yield null;
      }
      case "copy" -> {
        view(p[1]).copyFrom(view(p[2]));
        yield null;
      }
      case "equal" -> view(p[1]).contentEquals(view(p[2]));
      case "equalobject" -> {
        try (PyObject object = take.call(1)) {
          yield view(p[1]).contentEquals(object.exporter());
        }
      }
      case "formatequal" -> view(p[1]).format().equals(view(p[2]).format());
      case "cast" ->
          derived(p.length == 3 ? view(p[1]).cast(p[2]) : view(p[1]).cast(p[2], longs(p[3])));
      case "reshape" -> derived(view(p[1]).reshape(longs(p[2])));
      case "readonly" -> derived(view(p[1]).asReadOnly());
      case "again" -> hold(view(p[1]).acquire(Request.of(Integer.parseInt(p[2]))), null);
      case "contiguous" ->
          hold(
              Contiguous.acquire(view(p[1]), Request.of(Integer.parseInt(p[3])), order(p[2])),
              null);
      case "iscontiguous" -> view(p[1]).isContiguous(order(p[2]));
      case "tensor" -> {
        try (PyObject object = take.call(1)) {
          OwnedMemory tensor = object.tensor();
          yield hold(tensor.acquire(Request.FULL_RO), tensor);
        }
      }
      // What Python gets from this owns the tensor; the last of it to go gives the tensor back.
      case "exporter" -> python.export(HELD.get(Long.parseLong(p[1])).exporter);
      case "npymap" -> {
        OwnedMemory file = NpyFile.map(Path.of(p[1]));
        yield hold(file.acquire(Request.FULL_RO), file);
      }
      case "npysave" -> {
        NpyFile.save(Path.of(p[1]), view(p[2]));
        yield null;
      }
      case "npycreate" -> {
        OwnedMemory file =
            NpyFile.create(Path.of(p[1]), view(p[2]).format(), order(p[3]), view(p[2]).shape());
        file.doWithView(Request.FULL, view -> view.copyFrom(view(p[2])));
        file.free();
        yield null;
      }
      case "npznames" -> String.join("\u0001", NpzFile.open(Path.of(p[1])).names());
      case "npzload" -> {
        OwnedMemory file = NpzFile.open(Path.of(p[1])).load(p[2]);
        yield hold(file.acquire(Request.FULL_RO), file);
      }
      case "npzsave" -> {
        Map<String, Exporter> arrays = new LinkedHashMap<>();
        for (int i = 3; i + 1 < p.length; i += 2) {
          arrays.put(p[i], view(p[i + 1]));
        }
        if (p[2].equals("1")) {
          NpzFile.saveCompressed(Path.of(p[1]), arrays);
        } else {
          NpzFile.save(Path.of(p[1]), arrays);
        }
        yield null;
      }
      default -> throw new AssertionError("no command " + p[0]);
    };
  }

  private static long hold(Lease lease, Exporter exporter) {
    HELD.put(++last, new Held(lease, lease.view(), exporter));
    return last;
  }

  private static long derived(View view) {
    HELD.put(++last, new Held(null, view, null));
    return last;
  }

  private static Order order(String name) {
    return name.equals("F") ? Order.FORTRAN : Order.valueOf(name);
  }

  private static View view(String number) {
    Held held = HELD.get(Long.parseLong(number));
    if (held == null) {
      throw new AssertionError("no view " + number);
    }
    return held.view;
  }

  private static long[] longs(String text) {
    return text.isEmpty()
        ? new long[0]
        : Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
  }

  /** Memory of the JVM as _testbuffer.ndarray lays it out; behind pointers, row by row. */
  private static Memory memory(
      Format format,
      long itemSize,
      byte[] bytes,
      long[] shape,
      long[] strides,
      long offset,
      boolean readOnly,
      boolean pointers) {
    Memory memory;
    if (pointers) {
      // One block of memory, and rows that may share parts of it, as _testbuffer.ndarray has them.
      MemorySegment block = Arena.ofAuto().allocate(Math.max(1, bytes.length), 16);
      MemorySegment.copy(bytes, 0, block, ValueLayout.JAVA_BYTE, 0, bytes.length);
      long[] rowShape = Arrays.copyOfRange(shape, 1, shape.length);
      long[] rowStrides = Arrays.copyOfRange(strides, 1, shape.length);
      long low = 0;
      long high = itemSize;
      for (int d = 0; d < rowShape.length; d++) {
        low += Math.min(0, rowStrides[d] * (rowShape[d] - 1));
        high += Math.max(0, rowStrides[d] * (rowShape[d] - 1));
      }
      if (Arrays.stream(rowShape).anyMatch(n -> n == 0)) {
        low = high = 0;
      }
      Layout row = Layout.strided(-low, itemSize, rowShape, rowStrides);
      List<Memory> rows = new ArrayList<>();
      for (int i = 0; i < shape[0]; i++) {
        long start = offset + i * strides[0] + low;
        rows.add(Memory.of(high == low ? block : block.asSlice(start, high - low), format, row));
      }
      memory = Memory.ofBlocks(rows);
    } else {
      MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, bytes.length), 16);
      MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
      memory =
          Memory.of(
              segment.asSlice(0, bytes.length),
              format,
              Layout.strided(offset, itemSize, shape, strides));
    }
    return readOnly ? memory.asReadOnly() : memory;
  }

  private static String describe(View view) {
    Layout layout = view.layout();
    return String.join(
        "\u0001",
        view.format().toString(),
        Long.toString(layout.itemSize()),
        view.isReadOnly() ? "1" : "0",
        Integer.toString(view.ndim()),
        csv(view.shape()),
        csv(layout.strides()),
        layout.hasPointers() ? csv(layout.suboffsets()) : "",
        Long.toString(layout.byteLength()),
        view.isContiguous(Order.C) ? "1" : "0",
        view.isContiguous(Order.FORTRAN) ? "1" : "0",
        view.isContiguous(Order.ANY) ? "1" : "0",
        Long.toString(view.itemCount()),
        Long.toString(view.format().itemSize()),
        view.isReleased() ? "1" : "0");
  }

  private static String csv(long[] values) {
    StringBuilder out = new StringBuilder();
    for (long value : values) {
      out.append(out.isEmpty() ? "" : ",").append(value);
    }
    return out.toString();
  }

  /** A value as an expression of Python: lists down to a depth, tuples below. */
  private static void literal(Object value, int depth, StringBuilder out) {
    switch (value) {
      case List<?> list -> {
        out.append(depth > 0 ? "[" : "(");
        for (Object item : list) {
          literal(item, depth - 1, out);
          out.append(',');
        }
        out.append(depth > 0 ? "]" : ")");
      }
      case Boolean b -> out.append(b ? "True" : "False");
      case Long n -> out.append(n);
      case BigInteger n -> out.append(n);
      case Double d -> out.append(number(d));
      case BigDecimal d -> out.append("D('").append(d).append("')");
      case Complex z ->
          out.append("complex(")
              .append(number(z.re()))
              .append(',')
              .append(number(z.im()))
              .append(')');
      case byte[] bytes -> out.append("H('").append(HexFormat.of().formatHex(bytes)).append("')");
      case String text ->
          out.append("S('")
              .append(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)))
              .append("')");
      default -> throw new AssertionError("a value of " + value.getClass());
    }
  }

  private static String number(double d) {
    return Double.isNaN(d) ? "nan" : Double.isInfinite(d) ? d > 0 ? "inf" : "-inf" : "" + d;
  }

  /** Reads the values that Python writes. */
  private static final class Values {
    private final String text;
    private int at;

    Values(String text) {
      this.text = text;
    }

    Object next() {
      char kind = text.charAt(at++);
      if (kind == '(') {
        List<Object> list = new ArrayList<>();
        while (text.charAt(at) != ')') {
          list.add(next());
        }
        at++;
        return list;
      }
      int end = text.indexOf(';', at);
      String word = text.substring(at, end);
      at = end + 1;
      return switch (kind) {
        case 'i' -> {
          BigInteger n = new BigInteger(word);
          yield n.bitLength() < 64 ? (Object) n.longValue() : n;
        }
        case 'f' -> Double.parseDouble(word);
        case 't' -> Boolean.parseBoolean(word);
        case 'b' -> HexFormat.of().parseHex(word);
        case 's' -> new String(HexFormat.of().parseHex(word), StandardCharsets.UTF_8);
        case 'z' ->
            new Complex(
                Double.parseDouble(word.substring(0, word.indexOf(','))),
                Double.parseDouble(word.substring(word.indexOf(',') + 1)));
        default -> throw new AssertionError("no kind " + kind);
      };
    }
  }
}
