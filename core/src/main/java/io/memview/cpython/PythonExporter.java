package io.memview.cpython;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Request;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Python object that has the buffer protocol. Holds nothing: the reference is the handle's. */
final class PythonExporter implements Exporter {
  private final PyObject object;
  private final boolean isShared;

  /** What the object said the last time. Immutable, so that threads may race for it. */
  private Description.@Nullable Known known;

  PythonExporter(PyObject object, boolean isShared) {
    this.object = object;
    this.isShared = isShared;
  }

  Python python() {
    return object.python();
  }

  PyObject object() {
    return object;
  }

  Description.@Nullable Known known() {
    return known;
  }

  void know(Description.Known said) {
    known = said;
  }

  /**
   * Acquires the object's memory.
   *
   * @throws BufferException.Refused if Python raises {@code BufferError}, {@code ValueError} or
   *     {@code TypeError}
   * @throws PythonException if it raises something else
   */
  @Override
  public Lease acquire(Request request) {
    Objects.requireNonNull(request);
    return object.use(
        (address, hold) -> Acquisition.of(this, address, hold, request, isShared),
        () -> new BufferException.Refused("the reference to the Python object has been closed"));
  }

  @Override
  public String toString() {
    return "Exporter[%s]".formatted(object);
  }
}
