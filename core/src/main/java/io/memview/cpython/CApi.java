package io.memview.cpython;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.internal.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CPython's C API, as far as it is called here. Pointers are longs, and 0 is {@code NULL}.
 *
 * <p>Every method but those of {@link Gil} wants the GIL.
 */
final class CApi {
  /** The functions that are called rarely, by their names in C. */
  enum CFunction {
    PyBool_FromLong,
    PyCapsule_GetPointer,
    PyCapsule_IsValid,
    PyCapsule_New,
    PyCapsule_SetName,
    PyDict_GetItemString,
    PyDict_New,
    PyDict_SetItemString,
    PyErr_Clear,
    PyErr_Fetch,
    PyErr_GivenExceptionMatches,
    PyErr_NormalizeException,
    PyErr_Occurred,
    PyErr_Restore,
    PyErr_SetString,
    PyEval_EvalCode,
    PyImport_AddModule,
    PyLong_AsLongLong,
    PyLong_FromLongLong,
    PyModule_GetDict,
    PyObject_Call,
    PyObject_CallObject,
    PyObject_CheckBuffer,
    PyObject_Free,
    PyObject_GetAttrString,
    PyObject_IsTrue,
    PyObject_Str,
    PySequence_GetItem,
    PyTuple_New,
    PyTuple_SetItem,
    PyType_FromSpec,
    PyType_GenericAlloc,
    PyUnicode_AsUCS4,
    PyUnicode_DecodeUTF16,
    PyUnicode_GetLength
  }

  /** All memory, to read and write what pointers lead to. */
  static final MemorySegment MEMORY = NativeMemory.all();

  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle PTR_PTR = handle(JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PTR_PTR2 = handle(JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PTR_PTR3 = handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PTR_PTR4 =
      handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle INT = handle(JAVA_INT);
  private static final MethodHandle INT_PTR = handle(JAVA_INT, JAVA_LONG);
  private static final MethodHandle INT_PTR2 = handle(JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle INT_PTR3 = handle(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle INT_PTR2_INT = handle(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle PTR = handle(JAVA_LONG);
  private static final MethodHandle PTR_PTR2_INT =
      handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle PTR_PTR3_INT =
      handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle PTR_DOUBLE = handle(JAVA_LONG, JAVA_DOUBLE);
  private static final MethodHandle DOUBLE_PTR = handle(JAVA_DOUBLE, JAVA_LONG);
  private static final MethodHandle VOID = run();
  private static final MethodHandle VOID_INT = run(JAVA_INT);
  private static final MethodHandle VOID_PTR = run(JAVA_LONG);
  private static final MethodHandle VOID_PTR2 = run(JAVA_LONG, JAVA_LONG);
  private static final MethodHandle VOID_PTR3 = run(JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle PARSE = parse();

  private final SymbolLookup symbols;
  private final Map<CFunction, MemorySegment> functions = new EnumMap<>(CFunction.class);
  private final MemorySegment getBuffer;
  private final MemorySegment releaseBuffer;
  private final MemorySegment allocate;
  private final MemorySegment free;
  private final MemorySegment incRef;
  private final MemorySegment decRef;
  private final MemorySegment ensure;
  private final MemorySegment release;
  private final MemorySegment saveThread;
  private final MemorySegment restoreThread;
  private final MethodHandle isFinalizing;
  private final MethodHandle ownState;
  private final MethodHandle currentState;
  private final MemorySegment parse;
  private final MemorySegment compile;
  private final MemorySegment fromDouble;
  private final MemorySegment asDouble;
  private final long surrogatePass = Arena.global().allocateFrom("surrogatepass").address();

  CApi(SymbolLookup symbols) {
    this.symbols = symbols;
    for (CFunction function : CFunction.values()) {
      functions.put(function, find(function.name()));
    }
    getBuffer = find("PyObject_GetBuffer");
    releaseBuffer = find("PyBuffer_Release");
    allocate = find("PyMem_RawMalloc");
    free = find("PyMem_RawFree");
    incRef = find("Py_IncRef");
    decRef = find("Py_DecRef");
    ensure = find("PyGILState_Ensure");
    release = find("PyGILState_Release");
    saveThread = find("PyEval_SaveThread");
    restoreThread = find("PyEval_RestoreThread");
    isFinalizing = quick(JAVA_INT, "Py_IsFinalizing", "_Py_IsFinalizing");
    ownState = quick(JAVA_LONG, "PyGILState_GetThisThreadState");
    currentState = quick(JAVA_LONG, "PyThreadState_GetUnchecked", "_PyThreadState_UncheckedGet");
    parse = find("PyArg_ParseTupleAndKeywords");
    compile = find("Py_CompileString");
    fromDouble = find("PyFloat_FromDouble");
    asDouble = find("PyFloat_AsDouble");
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(FunctionDescriptor.of(result, arguments));
  }

  /**
   * A function that only reads a variable, and so needs no change of the thread's state.
   *
   * @param names what it is called in some version, the newest first
   */
  @SuppressWarnings("restricted")
  private MethodHandle quick(MemoryLayout result, String... names) {
    MemorySegment function =
        Arrays.stream(names)
            .flatMap(name -> symbols.find(name).stream())
            .findFirst()
            .orElseGet(() -> find(names[names.length - 1]));
    return LINKER.downcallHandle(
        function, FunctionDescriptor.of(result), Linker.Option.critical(false));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle run(MemoryLayout... arguments) {
    return LINKER.downcallHandle(FunctionDescriptor.ofVoid(arguments));
  }

  /** {@code PyArg_ParseTupleAndKeywords} with four results. */
  @SuppressWarnings("restricted")
  private static MethodHandle parse() {
    int named = 4;
    MemoryLayout[] arguments = new MemoryLayout[2 * named];
    Arrays.fill(arguments, JAVA_LONG);
    return LINKER.downcallHandle(
        FunctionDescriptor.of(JAVA_INT, arguments), Linker.Option.firstVariadicArg(named));
  }

  MemorySegment find(String symbol) {
    return find(symbols, symbol);
  }

  static MemorySegment find(SymbolLookup symbols, String symbol) {
    return symbols
        .find(symbol)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the library has no %s: it is no CPython of version 3.9 or later"
                        .formatted(symbol)));
  }

  /** The object that a global variable of C points to, such as {@code PyExc_BufferError}. */
  long global(String variable) {
    return MEMORY.get(JAVA_LONG, find(variable).address());
  }

  private MemorySegment address(CFunction function) {
    MemorySegment address = functions.get(function);
    if (address == null) {
      throw new AssertionError(function);
    }
    return address;
  }

  /** A call throws nothing: what goes wrong in C is said by its result. */
  static Error impossible(Throwable thrown) {
    return thrown instanceof Error error ? error : new AssertionError(thrown);
  }

  // ---- functions that are called rarely, by what they take and give

  long pointer(CFunction function) {
    try {
      return (long) PTR.invokeExact(address(function));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  long pointer(CFunction function, long a) {
    try {
      return (long) PTR_PTR.invokeExact(address(function), a);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  long pointer(CFunction function, long a, long b) {
    try {
      return (long) PTR_PTR2.invokeExact(address(function), a, b);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  long pointer(CFunction function, long a, long b, long c) {
    try {
      return (long) PTR_PTR3.invokeExact(address(function), a, b, c);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int integer(CFunction function, long a) {
    try {
      return (int) INT_PTR.invokeExact(address(function), a);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int integer(CFunction function, long a, long b) {
    try {
      return (int) INT_PTR2.invokeExact(address(function), a, b);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int integer(CFunction function, long a, long b, long c) {
    try {
      return (int) INT_PTR3.invokeExact(address(function), a, b, c);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void call(CFunction function) {
    try {
      VOID.invokeExact(address(function));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void call(CFunction function, long a) {
    try {
      VOID_PTR.invokeExact(address(function), a);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void call(CFunction function, long a, long b) {
    try {
      VOID_PTR2.invokeExact(address(function), a, b);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void call(CFunction function, long a, long b, long c) {
    try {
      VOID_PTR3.invokeExact(address(function), a, b, c);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  // ---- functions of other types

  boolean isErrorSet() {
    return pointer(CFunction.PyErr_Occurred) != 0;
  }

  /**
   * Takes four optional arguments apart.
   *
   * @param results where four borrowed references are written, as far as they are given
   * @return 0 if the arguments are others, with an error set
   */
  int parse(long arguments, long keywords, long pattern, long names, long results) {
    try {
      return (int)
          PARSE.invokeExact(
              parse,
              arguments,
              keywords,
              pattern,
              names,
              results,
              results + Long.BYTES,
              results + 2 * Long.BYTES,
              results + 3 * Long.BYTES);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** A new code object, or 0. */
  long compile(long source, long name, int start) {
    try {
      return (long) PTR_PTR2_INT.invokeExact(compile, source, name, start);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  long ofDouble(double value) {
    try {
      return (long) PTR_DOUBLE.invokeExact(fromDouble, value);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  double toDouble(long object) {
    try {
      return (double) DOUBLE_PTR.invokeExact(asDouble, object);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  // ---- the hot ones

  int getBuffer(long object, long buffer, int flags) {
    try {
      return (int) INT_PTR2_INT.invokeExact(getBuffer, object, buffer, flags);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void releaseBuffer(long buffer) {
    run(releaseBuffer, buffer);
  }

  void incRef(long object) {
    run(incRef, object);
  }

  /** Takes a reference back; does nothing for 0. */
  void decRef(long object) {
    run(decRef, object);
  }

  private static void run(MemorySegment function, long a) {
    try {
      VOID_PTR.invokeExact(function, a);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  // ---- without the GIL

  /** Memory of C's, to be given to {@link #free}. */
  long allocate(long size) {
    long address;
    try {
      address = (long) PTR_PTR.invokeExact(allocate, size);
    } catch (Throwable e) {
      throw impossible(e);
    }
    if (address == 0) {
      throw new OutOfMemoryError("%d bytes of native memory".formatted(size));
    }
    return address;
  }

  void free(long address) {
    run(free, address);
  }

  int ensure() {
    try {
      return (int) INT.invokeExact(ensure);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void release(int state) {
    try {
      VOID_INT.invokeExact(release, state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  long saveThread() {
    try {
      return (long) PTR.invokeExact(saveThread);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void restoreThread(long state) {
    run(restoreThread, state);
  }

  /**
   * Whether this thread has the GIL. {@code PyGILState_Check} says always that it has if there are
   * sub-interpreters.
   */
  boolean hasGil() {
    try {
      long own = (long) ownState.invokeExact();
      return own != 0 && own == (long) currentState.invokeExact();
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  boolean isFinalizing() {
    try {
      return (int) isFinalizing.invokeExact() != 0;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  // ---- strings

  /** A new {@code str}, or 0. Java's lone surrogates pass, and {@link #toString(long)} has them. */
  long ofString(String value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment units = arena.allocateFrom(JAVA_CHAR, value.toCharArray());
      MemorySegment order = arena.allocateFrom(JAVA_INT, LITTLE_ENDIAN ? -1 : 1);
      return (long)
          PTR_PTR4.invokeExact(
              address(CFunction.PyUnicode_DecodeUTF16),
              units.address(),
              units.byteSize(),
              surrogatePass,
              order.address());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * The characters of a {@code str}; null, with an error set, if it is something else. Runs no
   * Python code, which could fail as well.
   */
  @Nullable String toString(long string) {
    long length = pointer(CFunction.PyUnicode_GetLength, string);
    if (length < 0) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment points = arena.allocate(JAVA_INT, length);
      long at =
          (long)
              PTR_PTR3_INT.invokeExact(
                  address(CFunction.PyUnicode_AsUCS4), string, points.address(), length, 0);
      return at == 0 ? null : new String(points.toArray(JAVA_INT), 0, (int) length);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Text that C reads, for the time of a call. */
  static long text(Arena arena, String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "NUL ends a text in C and cannot be in '%s'".formatted(value.replace('\0', '·')));
    }
    return arena.allocateFrom(value).address();
  }
}
