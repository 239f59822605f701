package io.memview.benchmarks;

import io.memview.View;
import io.memview.cpython.PyObject;
import io.memview.cpython.Python;
import io.memview.cpython.PythonException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Work of NumPy in this process, on the memory of views. */
final class Numpy {
  private Numpy() {}

  /**
   * Something that NumPy does a number of times.
   *
   * @param statement of Python, in which {@code np} is NumPy
   * @param source what {@code source} is there: an array on the same memory
   * @param target what {@code target} is
   * @return null if there is no CPython here that has NumPy
   */
  static @Nullable IntConsumer work(String statement, View source, View target) {
    try {
      Python python = Python.start();
      python.exec("import numpy as np");
      python.set("source_", source);
      python.set("target_", target);
      python.exec(
          """
          source = np.asarray(source_)
          target = np.asarray(target_)
          def work(times):
              for i in range(times): %s
          """
              .formatted(statement));
      PyObject work = python.eval("work");
      return times -> work.call((long) times).close();
    } catch (IllegalStateException | PythonException e) {
      System.out.println("NumPy is absent: " + e.getMessage());
      return null;
    }
  }
}
