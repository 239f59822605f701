/**
 * CPython in this process: Python's buffers as exporters of the JVM, and exporters as Python
 * objects, neither with a copy. There is no native code but CPython's own library, which is called
 * through {@code java.lang.foreign}.
 *
 * {@snippet lang=java :
 * Python python = Python.start();
 * python.exec("import numpy");
 * try (PyObject array = python.eval("numpy.arange(6.).reshape(2, 3)")) {
 *   array.exporter().doWithView(Request.FULL, view -> view.setDouble(1, 2, 7));
 * }
 * python.set("pixels", OwnedMemory.allocate("B", 480, 640));
 * python.exec("numpy.asarray(pixels)[:] = 255");
 * }
 *
 * <p><b>What is needed.</b> CPython 3.9 or later as a shared library ({@code libpython3}), on
 * 64-bit Linux or macOS; it is found by asking {@code python3}, or where {@link
 * io.memview.cpython.Python#start(java.nio.file.Path)} or the system property {@code
 * io.memview.python} says. And the right to native access: <code>java
 * --enable-native-access=io.memview.core</code> on the module path, {@code
 * --enable-native-access=ALL-UNNAMED} on the class path.
 *
 * <p><b>From Python.</b> {@link io.memview.cpython.PyObject#exporter} is an exporter like any
 * other. Each acquisition is one {@code PyObject_GetBuffer}, and its release one {@code
 * PyBuffer_Release}. The format is read as NumPy reads it; where a string may mislead, the type of
 * the object is asked. For objects of ctypes and arrays of NumPy, also behind {@code memoryview},
 * fields lie where their types have them: packed, derived, nested, of either byte order, bit fields
 * of unsigned types in the machine's byte order. What no format says is opaque bytes ({@code x} of
 * a length): unions, structures with other bit fields, types that NumPy does not tell. So are items
 * whose format is unknown, says another size than the exporter, or can be read in two ways, as that
 * of a record inside of another whose padding is not written; and what ctypes writes behind an
 * object that cannot be asked, such as one with a {@code __buffer__} of its own. Padding at the end
 * of a record, which NumPy leaves out, is put in. Pointers of suboffsets are followed when the
 * memory is acquired; later changes of the pointers are not seen. What Python claims of its memory
 * is checked for contradictions, and otherwise believed.
 *
 * <p><b>To Python.</b> {@link io.memview.cpython.Python#export} makes an object that gives its
 * memory to {@code memoryview}, {@code numpy.asarray} and the like, and counts as a lease each
 * buffer that they hold.
 *
 * <p>A format of several values leaves as the string that came from Python, if it says the same;
 * else as one that {@code struct} and NumPy read, if there is one, such as {@code 3B} or {@code
 * =qh}.
 *
 * <p><b>Environment.</b> The interpreter has the variables of its environment, such as {@code
 * PYTHONPATH}; the question where its library is has none of them, no module of the working
 * directory or a user, and no {@code sitecustomize}.
 *
 * <p><b>Signals.</b> The JVM hears by signals of what goes on inside of it, a {@code null} for
 * example; a process in which Python has put handlers of its own in their place ends soon. So
 * {@code PYTHONFAULTHANDLER} is without effect, and so is {@code PYTHONDEVMODE} in this; {@code
 * faulthandler.enable()}, which test runners call unasked, warns ({@code RuntimeWarning}) and does
 * nothing; {@code signal.signal} of {@code SIGSEGV}, {@code SIGBUS}, {@code SIGFPE} and {@code
 * SIGILL} raises {@code ValueError}. Native code that calls {@code sigaction} cannot be kept from
 * it.
 *
 * <p><b>Errors.</b> What Python raises is a {@link io.memview.cpython.PythonException}, or a {@link
 * io.memview.BufferException.Refused} if a buffer was asked for; what an exporter throws while
 * Python asks it is a {@code BufferError} there, recursion without end a {@code RecursionError},
 * and no memory a {@code MemoryError}.
 *
 * <p><b>Stack.</b> CPython before 3.14 limits recursion by counting calls and reckons with threads
 * of 8 MiB; the JVM's have 1 MiB. Deeply nested Python code wants <code>java -Xss8m</code>, or a
 * thread that is made with that stack size: where its stack ends, so does the process, often
 * without a word, as that of {@code python} does.
 *
 * <p><b>Cycles.</b> A Java object and a Python object that keep each other alive are never
 * collected: neither collector sees the other's objects.
 */
@NullMarked
package io.memview.cpython;

import org.jspecify.annotations.NullMarked;
