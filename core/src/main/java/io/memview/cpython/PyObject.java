package io.memview.cpython;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a Python object.
 *
 * <p><b>Lifetime.</b> The caller that gets one closes it; then the exporters made from it refuse to
 * be acquired, while leases that are open keep the object alive by themselves. A reference that is
 * collected unclosed is given back to Python by a cleaner, at some later time.
 *
 * <p><b>Threads.</b> Thread-safe; each call waits for the GIL. Virtual threads are refused.
 */
public final class PyObject implements AutoCloseable {
  private final Python python;
  private final Handle handle;
  private final Cleaner.Cleanable cleanable;

  /** Takes a reference over; the GIL is held. */
  PyObject(Python python, long address) {
    this.python = python;
    this.handle = new Handle(python, address);
    this.cleanable = python.watch(this, handle);
  }

  Python python() {
    return python;
  }

  /**
   * The object as an exporter, whose leases belong to the thread that acquires them: only that
   * thread can read the views, take segments of them, and close the lease. For other threads there
   * is {@link #sharedExporter}.
   *
   * <p>If another thread closes the lease, {@link io.memview.Lease#close} throws {@link
   * WrongThreadException}, and Python gets its buffer back when the garbage collector has found the
   * views unreachable.
   *
   * @return a new exporter; it refuses to be acquired once this reference is closed
   * @throws IllegalArgumentException if the object has not the buffer protocol
   * @throws IllegalStateException if this reference has been closed
   */
  public Exporter exporter() {
    return exporter(false);
  }

  /**
   * The object as an exporter, whose views every thread can read and whose leases every thread can
   * close. Closing one stops all threads of the JVM for a moment, which makes a lease about a
   * hundred times as costly as one of {@link #exporter}.
   *
   * @return a new exporter; it refuses to be acquired once this reference is closed
   * @throws IllegalArgumentException if the object has not the buffer protocol
   * @throws IllegalStateException if this reference has been closed
   */
  public Exporter sharedExporter() {
    return exporter(true);
  }

  private Exporter exporter(boolean isShared) {
    return use(
        address -> {
          CApi c = python.c();
          if (c.integer(CApi.CFunction.PyObject_CheckBuffer, address) == 0) {
            throw new IllegalArgumentException(
                "a '%s' object has not the buffer protocol%s"
                    .formatted(python.typeName(address), otherWay(address)));
          }
          return new PythonExporter(this, isShared);
        });
  }

  /** What would give the memory of an object without the buffer protocol, if anything. */
  private String otherWay(long address) {
    String[][] ways = {
      {"__dlpack__", "; it has __dlpack__: tensor() takes its memory"},
      {
        "__array_interface__",
        "; it has __array_interface__: numpy.asarray(object) is an array of its memory, which has"
      },
      {"__array__", "; it has __array__: numpy.asarray(object) is an array of it, which has"}
    };
    for (String[] way : ways) {
      try {
        python.attribute(address, way[0]).close();
        return way[1];
      } catch (PythonException e) { // it has not, or does not tell
        continue;
      }
    }
    return "";
  }

  /**
   * The object's memory by DLPack: counterpart of {@code numpy.from_dlpack(object)}. For libraries
   * whose arrays have no buffer protocol; it is asked for once, here, and not with each lease.
   *
   * <p>A tensor that does not say that it may be written, as those before version 1.0 of DLPack
   * cannot, is read-only.
   *
   * @return a new exporter that owns the tensor and does not need this reference any more; every
   *     thread can read its views and close its leases. Its {@link OwnedMemory#free} gives the
   *     tensor back to Python, which waits for the GIL
   * @throws BufferException.Refused if the tensor is on another device than the CPU, or of a type
   *     without a format, or if Python raises {@code BufferError}, {@code ValueError} or {@code
   *     TypeError}
   * @throws PythonException if it raises something else
   * @throws IllegalArgumentException if the object has no {@code __dlpack__} and is no capsule with
   *     a tensor that nobody has taken
   * @throws IllegalStateException if this reference has been closed
   */
  public OwnedMemory tensor() {
    return use(address -> Capsules.importTensor(python, address));
  }

  /**
   * An attribute: {@code object.name}.
   *
   * @param name the name of the attribute
   * @return a new reference, which the caller closes
   * @throws PythonException if Python raises an exception: {@code AttributeError} if there is none
   * @throws IllegalArgumentException if there is a NUL in the name
   * @throws IllegalStateException if this reference has been closed
   */
  public PyObject attribute(String name) {
    Objects.requireNonNull(name, "name");
    return use(address -> python.attribute(address, name));
  }

  /**
   * Calls the object: {@code object(*arguments)}.
   *
   * @param arguments what {@link Python#set} takes
   * @return a new reference to the result, which the caller closes
   * @throws PythonException if Python raises an exception
   * @throws IllegalArgumentException if an argument is something else
   * @throws IllegalStateException if this reference has been closed
   */
  @SuppressWarnings("exports") // Nullable, which users need not have
  public PyObject call(@Nullable Object... arguments) {
    Gil.checkStack();
    return use(address -> python.call(address, arguments.clone()));
  }

  /**
   * The value of an integer.
   *
   * @return the value
   * @throws PythonException if Python raises an exception: {@code TypeError} if the object is no
   *     integer, {@code OverflowError} if it does not fit 64 bits
   * @throws IllegalStateException if this reference has been closed
   */
  public long toLong() {
    return use(python::toLong);
  }

  /**
   * The value of a number.
   *
   * @return the value, rounded to the nearest
   * @throws PythonException if Python raises an exception: {@code TypeError} if the object is no
   *     number, {@code OverflowError} if it is too large
   * @throws IllegalStateException if this reference has been closed
   */
  public double toDouble() {
    return use(python::toDouble);
  }

  /** The object as text, as {@code str} has it, or what went wrong; never throws. */
  @Override
  public String toString() {
    try {
      return use(python::str);
    } catch (RuntimeException e) {
      return "PyObject[%s]".formatted(e.getMessage());
    }
  }

  /** Gives the reference back. Does nothing if that was done before. */
  @Override
  public void close() {
    cleanable.clean();
  }

  /** Calls Python with the address of the object, which is kept alive meanwhile. */
  <R> R use(LongFunction<R> body) {
    Gil.Hold hold = python.gil().acquire();
    try {
      if (!handle.enter()) {
        throw new IllegalStateException("the reference to the Python object has been closed");
      }
      try {
        return body.apply(handle.address);
      } finally {
        handle.exit();
      }
    } finally {
      python.gil().release(hold);
      Reference.reachabilityFence(this);
    }
  }

  /** The same, for an exporter of the object, without a closure. */
  Lease acquire(PythonExporter exporter, Request request, boolean isShared) {
    Gil.Hold hold = python.gil().acquire();
    try {
      if (!handle.enter()) {
        throw new BufferException.Refused("the reference to the Python object has been closed");
      }
      try {
        return Acquisition.of(exporter, handle.address, hold, request, isShared);
      } finally {
        handle.exit();
      }
    } finally {
      python.gil().release(hold);
      Reference.reachabilityFence(this);
    }
  }

  /**
   * The reference itself, and who uses it: the handle until it is closed, and calls in flight. They
   * are counted by whoever has the GIL.
   */
  private static final class Handle implements Runnable {
    private final Python python;
    private final long address;
    private int users = 1;

    Handle(Python python, long address) {
      this.python = python;
      this.address = address;
    }

    boolean enter() {
      if (users == 0) {
        return false;
      }
      users++;
      return true;
    }

    void exit() {
      if (--users == 0) {
        python.c().decRef(address);
      }
    }

    /** Closes the handle; a cleaner calls it once. */
    @Override
    public void run() {
      python.run(hold -> exit());
    }
  }
}
