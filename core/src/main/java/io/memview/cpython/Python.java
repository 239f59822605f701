package io.memview.cpython;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Request;
import io.memview.cpython.CApi.CFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The CPython interpreter of this process. There is one, which lives as long as the process.
 *
 * <p>{@link #eval} and {@link #exec} run Python code in the module {@code __main__}. {@link
 * PyObject#exporter} gives an object's buffer to the JVM, and {@link #export} an exporter's memory
 * to Python, neither with a copy.
 *
 * <p><b>Threads.</b> Thread-safe. Each call takes the GIL and gives it back, so Python code of
 * different threads takes turns; {@link #withGil} takes it once for several calls. Virtual threads
 * are refused with {@link UnsupportedOperationException}.
 *
 * <p><b>Safety.</b> Python code can do whatever native code can, the end of the process included.
 */
public final class Python {
  private static final AtomicReference<@Nullable Python> RUNNING = new AtomicReference<>();
  private static @Nullable Library loaded;

  /** Whether it was the JVM that started the interpreter. */
  private static boolean started;

  // Python.h: what a source text is
  private static final int FILE_INPUT = 257;
  private static final int EVAL_INPUT = 258;

  private static final String TRACEBACK =
      "lambda *error: ''.join(__import__('traceback').format_exception(*error))";

  /** What is printed should be seen although nobody ends the interpreter. */
  private static final String FLUSH_LINES =
      """
      import sys
      for stream in (sys.stdout, sys.stderr):
          if hasattr(stream, 'reconfigure'): stream.reconfigure(line_buffering=True)
      del stream, sys
      """;

  /**
   * Keeps the JVM's signal handlers. Python code that puts others in their place ends the process
   * at the next signal by which the JVM hears of a {@code null} or stops its threads, which is
   * soon. Test runners enable {@code faulthandler} without being asked, so that is told and not
   * refused.
   */
  private static final String GUARD =
      """
      def guard():
          import _signal, faulthandler
          fatal = {_signal.SIGSEGV, _signal.SIGBUS, _signal.SIGFPE, _signal.SIGILL}
          signal = _signal.signal

          def enable(file=None, all_threads=True, **others):
              import warnings
              warnings.warn('faulthandler stays off: its signal handlers would end the JVM',
                            RuntimeWarning, stacklevel=2)

          def guarded(signalnum, handler, /):
              if signalnum in fatal:
                  raise ValueError('signal %d is handled by the JVM, which would end' % signalnum)
              return signal(signalnum, handler)

          def disable():  # would put back what was there before the JVM
              import warnings
              warnings.warn('faulthandler stays on, behind the JVM', RuntimeWarning, stacklevel=2)
              return True

          if faulthandler.is_enabled():
              faulthandler.disable = disable
          faulthandler.enable, _signal.signal = enable, guarded
      """;

  private final CApi c;
  private final Gil gil;
  private final long none;
  private final long bufferError;
  private final long recursionError;
  private final long memoryError;
  private final long globals;
  private final long traceback;
  private final ExportedType exportedType;
  private final ItemTypes itemTypes;
  private final String description;

  /** Said when nothing else can be. */
  private final long lastWords =
      Arena.global().allocateFrom("the exporter failed, and so did saying why").address();

  /** Of our own: what it gives back waits for the GIL, and nobody else's memory should. */
  private final Cleaner cleaner =
      Cleaner.create(
          action -> {
            Thread thread = new Thread(action, "memview-python-cleaner");
            thread.setDaemon(true);
            return thread;
          });

  /** The GIL is held. */
  @SuppressWarnings("NullAway") // what is used before it is set here is said to be
  private Python(CApi c, Gil gil, Library library) {
    this.c = c;
    this.gil = gil;
    none = c.find("_Py_NoneStruct").address();
    bufferError = c.global("PyExc_BufferError");
    recursionError = c.global("PyExc_RecursionError");
    memoryError = c.global("PyExc_MemoryError");
    // Once with plenty of stack and memory: the JVM links what is called.
    raise(new StackOverflowError());
    raiseLastWords();
    c.call(CFunction.PyErr_Clear);
    try (Arena arena = Arena.ofConfined()) {
      long main = c.pointer(CFunction.PyImport_AddModule, CApi.text(arena, "__main__"));
      globals = c.pointer(CFunction.PyModule_GetDict, main);
    }
    traceback = evaluate(TRACEBACK, EVAL_INPUT);
    c.decRef(checked(c.pointer(CFunction.PyObject_CallObject, define(GUARD, "guard"), 0)));
    if (started) {
      exec(FLUSH_LINES);
    }
    try (PyObject header = eval("object.__basicsize__");
        PyObject version = eval("__import__('sys').version")) {
      exportedType = new ExportedType(this, header.toLong());
      itemTypes = new ItemTypes(this, exportedType.type());
      description = "Python %s, %s".formatted(version, library.path());
    }
  }

  /**
   * The interpreter of this process: the one that runs already, or else the one that the system
   * property {@code io.memview.python} names, that of {@code PYTHONHOME}, or {@code python3}, in
   * this order.
   *
   * @return the interpreter, the same one each time
   * @throws IllegalStateException if none is found or it cannot be started, with what would help;
   *     or if native access is not enabled
   */
  public static Python start() {
    return running(null);
  }

  /**
   * The interpreter of this process, which is started if it is not running.
   *
   * @param python an executable, such as that of a venv, which is asked for its library; or a
   *     shared library {@code libpython3}
   * @return the interpreter, the same one each time
   * @throws IllegalStateException if it is not found or cannot be started, with what would help; if
   *     another one is running; or if native access is not enabled
   */
  public static Python start(Path python) {
    return running(Objects.requireNonNull(python, "python"));
  }

  private static Python running(@Nullable Path path) {
    Python known = RUNNING.get();
    if (known != null && path == null) {
      return known;
    }
    if (Thread.currentThread().isVirtual()) {
      throw new UnsupportedOperationException(Gil.NO_VIRTUAL_THREADS);
    }
    Library library = load(path);
    if (known != null) {
      return known;
    }
    // No lock is held here: somebody who waits for it may have the GIL.
    CApi c = new CApi(library.symbols());
    Gil gil = new Gil(c);
    Gil.Hold hold = gil.acquire();
    try {
      Python made = new Python(c, gil, library);
      return RUNNING.compareAndSet(null, made) ? made : Objects.requireNonNull(RUNNING.get());
    } finally {
      gil.release(hold);
    }
  }

  /** The library, with the interpreter started. */
  private static synchronized Library load(@Nullable Path path) {
    Library known = loaded;
    if (known != null && path == null) {
      return known;
    }
    Library found = Library.load(path, known);
    if (known == null) {
      started = Interpreter.start(found);
      loaded = found;
    }
    return found;
  }

  // ---- for users

  /**
   * Runs statements in the module {@code __main__}.
   *
   * @param statements lines of Python
   * @throws PythonException if Python raises an exception, {@code SyntaxError} among them
   * @throws IllegalArgumentException if there is a NUL in the text
   */
  public void exec(String statements) {
    Objects.requireNonNull(statements, "statements");
    Gil.checkStack();
    locked(
        () -> {
          c.decRef(evaluate(statements, FILE_INPUT));
          return this;
        });
  }

  /**
   * Evaluates an expression in the module {@code __main__}.
   *
   * @param expression an expression of Python
   * @return a new reference to its value, which the caller closes
   * @throws PythonException if Python raises an exception, {@code SyntaxError} among them
   * @throws IllegalArgumentException if there is a NUL in the text
   */
  public PyObject eval(String expression) {
    Objects.requireNonNull(expression, "expression");
    Gil.checkStack();
    return locked(() -> new PyObject(this, evaluate(expression, EVAL_INPUT)));
  }

  /**
   * Sets a global variable of the module {@code __main__}: {@code name = value}.
   *
   * <table>
   * <caption>What values become in Python, here and in {@link PyObject#call}</caption>
   * <tr><th>Java</th><th>Python</th></tr>
   * <tr><td>null</td><td>{@code None}</td></tr>
   * <tr><td>{@link Boolean}</td><td>{@code bool}</td></tr>
   * <tr><td>{@link Byte}, {@link Short}, {@link Integer}, {@link Long}</td><td>{@code int}</td></tr>
   * <tr><td>{@link Float}, {@link Double}</td><td>{@code float}</td></tr>
   * <tr><td>{@link String}</td><td>{@code str}</td></tr>
   * <tr><td>{@link PyObject}, and exporters made from one</td><td>the object itself</td></tr>
   * <tr><td>{@link Exporter}</td><td>what {@link #export} makes of it</td></tr>
   * </table>
   *
   * @param name the name
   * @param value the value
   * @throws BufferException.Refused if it is an exporter whose memory has no address
   * @throws IllegalArgumentException if it is something else, or if there is a NUL in the name
   * @throws IllegalStateException if it is a closed reference
   */
  @SuppressWarnings("exports") // Nullable, which users need not have
  public void set(String name, @Nullable Object value) {
    Objects.requireNonNull(name, "name");
    locked(
        () -> {
          long object = toPython(value);
          try (Arena arena = Arena.ofConfined()) {
            check(
                c.integer(CFunction.PyDict_SetItemString, globals, CApi.text(arena, name), object));
          } finally {
            c.decRef(object);
          }
          return this;
        });
  }

  /**
   * A Python object with the memory of an exporter: {@code memoryview}, {@code numpy.asarray} and
   * whatever else knows the buffer protocol reads and writes it in place. So does whatever knows
   * DLPack, such as {@code numpy.from_dlpack} and {@code torch.from_dlpack}.
   *
   * <p>Each buffer or tensor that Python acquires is a lease, so the exporter refuses to move or
   * free the memory until Python has released it. The memory needs an address: native memory,
   * direct buffers and mapped files have one, also in blocks behind pointers.
   *
   * <p>Nothing can stop an arena of the user's own from being closed, or a mapped file from being
   * cut short, while Python holds the memory. Python then reads what is not there, which ends the
   * process.
   *
   * @param exporter whose memory; kept reachable by the Python object
   * @return a new reference, which the caller closes; Python keeps the object as long as it needs
   *     it
   * @throws BufferException.Refused if the exporter refuses to be acquired, if its memory lies on
   *     the Java heap, or if its items are Python's objects
   */
  public PyObject export(Exporter exporter) {
    Objects.requireNonNull(exporter, "exporter");
    return locked(() -> new PyObject(this, toPython(exporter)));
  }

  /**
   * Runs code while this thread holds the GIL: several calls are cheaper that way, and no other
   * thread runs Python code between them. (It may during them, whenever Python lets it, and while
   * an exporter is exported.) The code must not wait for another thread that may call Python.
   *
   * @param <R> what the code returns
   * @param body the code
   * @return what it returns
   */
  public <R> R withGil(Supplier<R> body) {
    Objects.requireNonNull(body, "body");
    return locked(body);
  }

  /** The version and the library. */
  @Override
  public String toString() {
    return description;
  }

  // ---- for the package

  CApi c() {
    return c;
  }

  Gil gil() {
    return gil;
  }

  ExportedType exportedType() {
    return exportedType;
  }

  ItemTypes itemTypes() {
    return itemTypes;
  }

  private <R> R locked(Supplier<R> body) {
    Gil.Hold hold = gil.acquire();
    try {
      return body.get();
    } finally {
      gil.release(hold);
    }
  }

  Cleaner cleaner() {
    return cleaner;
  }

  long none() {
    return none;
  }

  /** Something is to happen once a key has been collected. */
  Cleaner.Cleanable watch(Object key, Runnable action) {
    return cleaner.register(key, action);
  }

  /** Gives something back to Python, from any thread and at any time; not when Python has ended. */
  void run(Consumer<Gil.Hold> action) {
    if (Thread.currentThread().isVirtual()) {
      Thread helper = new Thread(() -> run(action), "memview-python-release");
      helper.start();
      boolean interrupted = false;
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    Gil.Hold hold = gil.acquireUnlessFinalizing();
    if (hold != null) {
      try {
        action.accept(hold);
      } finally {
        gil.release(hold);
      }
    }
  }

  // ---- with the GIL held

  /** A new reference to the value of a source text. */
  private long evaluate(String source, int start) {
    return evaluate(source, start, globals);
  }

  private long evaluate(String source, int start, long names) {
    try (Arena arena = Arena.ofConfined()) {
      long code = checked(c.compile(CApi.text(arena, source), CApi.text(arena, "<java>"), start));
      long value = c.pointer(CFunction.PyEval_EvalCode, code, names, names);
      c.decRef(code);
      return checked(value);
    }
  }

  /** A new reference to what statements of memview's own have made of a name, beside no others. */
  long define(String statements, String name) {
    try (Arena arena = Arena.ofConfined()) {
      long names = checked(c.pointer(CFunction.PyDict_New));
      try {
        long builtins =
            c.pointer(CFunction.PyDict_GetItemString, globals, CApi.text(arena, "__builtins__"));
        check(
            c.integer(
                CFunction.PyDict_SetItemString, names, CApi.text(arena, "__builtins__"), builtins));
        c.decRef(evaluate(statements, FILE_INPUT, names));
        return again(c.pointer(CFunction.PyDict_GetItemString, names, CApi.text(arena, name)));
      } finally {
        c.decRef(names);
      }
    }
  }

  long checked(long object) {
    if (object == 0) {
      throw raised();
    }
    return object;
  }

  void check(int result) {
    if (result < 0) {
      throw raised();
    }
  }

  PyObject attribute(long object, String name) {
    try (Arena arena = Arena.ofConfined()) {
      return new PyObject(
          this,
          checked(c.pointer(CFunction.PyObject_GetAttrString, object, CApi.text(arena, name))));
    }
  }

  PyObject call(long object, @Nullable Object... arguments) {
    long tuple = checked(c.pointer(CFunction.PyTuple_New, arguments.length));
    try {
      for (int i = 0; i < arguments.length; i++) {
        // The tuple takes the reference over.
        check(c.integer(CFunction.PyTuple_SetItem, tuple, i, toPython(arguments[i])));
      }
      return new PyObject(this, checked(c.pointer(CFunction.PyObject_CallObject, object, tuple)));
    } finally {
      c.decRef(tuple);
    }
  }

  long toLong(long object) {
    long value = c.pointer(CFunction.PyLong_AsLongLong, object);
    if (value == -1 && c.isErrorSet()) {
      throw raised();
    }
    return value;
  }

  double toDouble(long object) {
    double value = c.toDouble(object);
    if (value == -1 && c.isErrorSet()) {
      throw raised();
    }
    return value;
  }

  String str(long object) {
    long string = checked(c.pointer(CFunction.PyObject_Str, object));
    try {
      String value = c.toString(string);
      if (value == null) {
        throw raised();
      }
      return value;
    } finally {
      c.decRef(string);
    }
  }

  /** The name of an object's class. */
  String typeName(long object) {
    try (PyObject type = attribute(object, "__class__");
        PyObject name = type.attribute("__name__")) {
      return name.toString();
    }
  }

  /** A new reference to what a value is in Python. */
  private long toPython(@Nullable Object value) {
    return switch (value) {
      case null -> again(none);
      case Boolean b -> checked(c.pointer(CFunction.PyBool_FromLong, b ? 1 : 0));
      case Byte n -> ofLong(n);
      case Short n -> ofLong(n);
      case Integer n -> ofLong(n);
      case Long n -> ofLong(n);
      case Float x -> checked(c.ofDouble(x));
      case Double x -> checked(c.ofDouble(x));
      case String s -> checked(c.ofString(s));
      case PyObject object -> object.use(this::again);
      case PythonExporter exporter -> exporter.object().use(this::again);
      case Exporter exporter -> {
        // Code of others, which may wait for locks.
        gil.without(() -> checked(exporter));
        yield checked(exportedType.export(exporter));
      }
      default ->
          throw new IllegalArgumentException(
              "a %s has no counterpart in Python; null, Boolean, Byte to Long, Float, Double, String, PyObject and Exporter have"
                  .formatted(value.getClass().getName()));
    };
  }

  private long ofLong(long value) {
    return checked(c.pointer(CFunction.PyLong_FromLongLong, value));
  }

  private long again(long object) {
    c.incRef(object);
    return object;
  }

  /** NumPy makes an array of one object from what refuses, and says nothing. */
  private static Exporter checked(Exporter exporter) {
    exporter.doWithView(Request.FULL_RO, BufferWriter::check);
    return exporter;
  }

  // ---- errors, with the GIL held

  /** Takes the error that is set in Python. */
  PythonException raised() {
    try {
      return describedError();
    } catch (Throwable failure) { // the next call must not find the error
      c.call(CFunction.PyErr_Clear);
      throw failure;
    }
  }

  private PythonException describedError() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_LONG, 3);
      long at = error.address();
      c.call(CFunction.PyErr_Fetch, at, at + 8, at + 16);
      c.call(CFunction.PyErr_NormalizeException, at, at + 8, at + 16);
      long type = error.get(JAVA_LONG, 0);
      long value = error.get(JAVA_LONG, 8);
      long trace = error.get(JAVA_LONG, 16);
      try {
        return new PythonException(
            type == 0
                ? "SystemError"
                : quietly(
                    c.pointer(
                        CFunction.PyObject_GetAttrString, type, CApi.text(arena, "__name__"))),
            type == 0
                ? "Python failed without an exception"
                : quietly(c.pointer(CFunction.PyObject_Str, value)),
            trace(type, value, trace));
      } finally {
        c.decRef(type);
        c.decRef(value);
        c.decRef(trace);
      }
    }
  }

  /** The lines that Python would print. */
  private String trace(long type, long value, long trace) {
    long tuple = type == 0 || traceback == 0 ? 0 : c.pointer(CFunction.PyTuple_New, 3);
    if (tuple == 0) {
      return quietly(0);
    }
    long[] parts = {type, value == 0 ? none : value, trace == 0 ? none : trace};
    for (int i = 0; i < parts.length; i++) {
      c.integer(CFunction.PyTuple_SetItem, tuple, i, again(parts[i])); // cannot fail: it is new
    }
    long text = c.pointer(CFunction.PyObject_CallObject, traceback, tuple);
    c.decRef(tuple);
    return quietly(text);
  }

  /**
   * Takes over a text that an error is told with, or 0. What is said of an error must not be
   * another error: at Python's limit of recursion, that would have one too, and so on.
   */
  private String quietly(long string) {
    String text = string == 0 ? null : c.toString(string);
    c.decRef(string);
    if (text == null) {
      c.call(CFunction.PyErr_Clear);
      return "";
    }
    return text;
  }

  /** Sets Python's error to a failure of the JVM; throws nothing. */
  void raise(Throwable failure) {
    try {
      boolean isRecursion =
          failure instanceof StackOverflowError
              || (failure instanceof PythonException e && e.type().equals("RecursionError"));
      String message =
          failure instanceof BufferException
              ? String.valueOf(failure.getMessage())
              : failure.toString();
      boolean isMemory = failure instanceof OutOfMemoryError;
      raise(isRecursion ? recursionError : isMemory ? memoryError : bufferError, message);
    } catch (StackOverflowError e) {
      return; // and Python finds that no error is set, which is one
    } catch (Throwable another) { // the failure cannot be told, or there is no memory to do it
      raiseLastWords();
    }
  }

  /** Needs no memory, once it has been linked. */
  private void raiseLastWords() {
    c.call(CFunction.PyErr_SetString, bufferError, lastWords);
  }

  /** Sets Python's error to a new exception of a class. */
  void raise(long type, String message) {
    try (Arena arena = Arena.ofConfined()) {
      c.call(CFunction.PyErr_SetString, type, CApi.text(arena, message.replace('\0', ' ')));
    }
  }

  /** Runs code of others without the GIL; an error that Python is dealing with stays set. */
  void runWithoutGil(Runnable body) {
    keepingError(
        () ->
            gil.without(
                () -> {
                  body.run();
                  return body;
                }));
  }

  /** Runs code of others; an error that Python is dealing with stays set. */
  void keepingError(Runnable body) {
    if (!c.isErrorSet()) {
      body.run();
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_LONG, 3);
      long at = error.address();
      c.call(CFunction.PyErr_Fetch, at, at + 8, at + 16);
      try {
        body.run();
      } finally {
        c.call(
            CFunction.PyErr_Restore,
            error.getAtIndex(JAVA_LONG, 0),
            error.getAtIndex(JAVA_LONG, 1),
            error.getAtIndex(JAVA_LONG, 2));
      }
    }
  }
}
