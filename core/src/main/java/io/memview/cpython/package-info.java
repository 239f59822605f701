/**
 * CPython in this process: Python's buffers as exporters of the JVM, and exporters as Python
 * objects, neither with a copy. There is no native code but CPython's own library, which is called
 * through {@code java.lang.foreign}.
 *
 * {@snippet lang=java :
 * Python python = Python.start();
 * python.exec("import numpy");
 * try (PyObject array = python.eval("numpy.arange(6.).reshape(2, 3)")) {
 *   array.exporter().doWithView(Request.FULL, view -> view.setDouble(7, 1, 2));
 * }
 * python.set("pixels", OwnedMemory.allocate(Format.parse("B"), 1, 480, 640));
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
 * PyBuffer_Release}. The format is read as NumPy reads it. Items whose format is unknown, or says
 * another size than the exporter, are bytes: {@code 8s}; padding that NumPy and ctypes leave out is
 * put in where it can be known where. Pointers of suboffsets are followed when the memory is
 * acquired; later changes of the pointers are not seen. What Python claims of its memory is checked
 * for contradictions, and otherwise believed.
 *
 * <p><b>To Python.</b> {@link io.memview.cpython.Python#export} makes an object that gives its
 * memory to {@code memoryview}, {@code numpy.asarray} and the like, and counts as a lease each
 * buffer that they hold.
 *
 * <p><b>Errors.</b> What Python raises is a {@link io.memview.cpython.PythonException}, or a {@link
 * io.memview.BufferException.Refused} if a buffer was asked for; what an exporter throws while
 * Python asks it is a {@code BufferError} there, and recursion without end a {@code
 * RecursionError}.
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
