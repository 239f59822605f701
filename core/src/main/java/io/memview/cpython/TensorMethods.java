package io.memview.cpython;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.cpython.CApi.CFunction;
import io.memview.dlpack.ManagedTensor;
import io.memview.internal.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandles;

/**
 * {@code __dlpack__} and {@code __dlpack_device__} of the Python class of exporters. Like its other
 * functions they are called by Python with the GIL, and let no exception out.
 */
final class TensorMethods {
  private static final StructLayout METHOD =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("ml_name"),
          JAVA_LONG.withName("ml_meth"),
          JAVA_INT.withName("ml_flags"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("ml_doc"));

  // methodobject.h
  private static final int VARARGS_AND_KEYWORDS = 1 | 2;
  private static final int NO_ARGUMENTS = 4;

  private static final String[] NAMES = {"stream", "max_version", "dl_device", "copy"};

  /** For {@code PyArg_ParseTupleAndKeywords}: optional objects, by keyword only. */
  private static final String PATTERN = "|$OOOO:__dlpack__";

  private static final long CPU = 1;

  private final Python python;
  private final CApi c;
  private final ExportedType type;
  private final long table;
  private final long destructor;
  private final long pattern;
  private final long names;

  TensorMethods(Python python, ExportedType type) {
    this.python = python;
    this.c = python.c();
    this.type = type;
    Arena forever = Arena.global();
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    long dlpack =
        NativeMemory.function(lookup, this, "dlpack", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    long device =
        NativeMemory.function(lookup, this, "dlpackDevice", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    destructor = NativeMemory.function(lookup, this, "dispose", null, JAVA_LONG);
    pattern = forever.allocateFrom(PATTERN).address();
    MemorySegment list = forever.allocate(JAVA_LONG, NAMES.length + 1);
    for (int i = 0; i < NAMES.length; i++) {
      list.setAtIndex(JAVA_LONG, i, forever.allocateFrom(NAMES[i]).address());
    }
    names = list.address();
    MemorySegment methods = forever.allocate(METHOD, 3); // the last is all zero
    method(methods, 0, "__dlpack__", dlpack, VARARGS_AND_KEYWORDS, "A capsule with the memory.");
    method(methods, 1, "__dlpack_device__", device, NO_ARGUMENTS, "(1, 0), which is the CPU.");
    table = methods.address();
  }

  private static void method(
      MemorySegment table, int row, String name, long function, int flags, String doc) {
    long at = row * METHOD.byteSize();
    table.set(JAVA_LONG, at, Arena.global().allocateFrom(name).address());
    table.set(JAVA_LONG, at + 8, function);
    table.set(JAVA_INT, at + 16, flags);
    table.set(JAVA_LONG, at + 24, Arena.global().allocateFrom(doc).address());
  }

  /** The methods as {@code tp_methods} wants them. */
  long table() {
    return table;
  }

  // ---- called by Python, with the GIL

  /** {@code __dlpack__(*, stream=None, max_version=None, dl_device=None, copy=None)}. */
  long dlpack(long self, long arguments, long keywords) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment given = arena.allocate(JAVA_LONG, NAMES.length);
      if (c.parse(arguments, keywords, pattern, names, given.address()) == 0) {
        return 0;
      }
      ManagedTensor kind = kind(argument(given, 1));
      boolean copy = copy(argument(given, 3));
      checkPlace(argument(given, 0), argument(given, 2));
      Exporter exporter = type.exporter(self);
      python.gil().checkNested();
      // Exporters are others' code and may wait for locks.
      MemorySegment tensor =
          python
              .gil()
              .without(
                  () ->
                      copy
                          ? kind.exportCopy(exporter, this::release)
                          : kind.export(exporter, this::release));
      long capsule = Capsules.make(c, tensor, kind, destructor);
      if (capsule == 0) {
        python.keepingError(() -> kind.delete(tensor));
      }
      return capsule;
    } catch (Raised e) {
      return 0; // with the caller's own error
    } catch (Throwable failure) {
      python.raise(failure);
      return 0;
    }
  }

  /** An argument has raised an error in Python, which is set. */
  private static final class Raised extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1;

    Raised() {
      super(null, null, false, false);
    }
  }

  /** What was given; 0 if it is None or nothing. */
  private long argument(MemorySegment given, int index) {
    long value = given.getAtIndex(JAVA_LONG, index);
    return value == python.none() ? 0 : value;
  }

  private ManagedTensor kind(long maxVersion) {
    return maxVersion == 0 || item(maxVersion, 0) < 1
        ? ManagedTensor.UNVERSIONED
        : ManagedTensor.VERSIONED;
  }

  private boolean copy(long copy) {
    int truth = copy == 0 ? 0 : c.integer(CFunction.PyObject_IsTrue, copy);
    if (truth < 0) {
      throw new Raised();
    }
    return truth != 0;
  }

  private void checkPlace(long stream, long device) {
    if (stream != 0) {
      throw new BufferException.Refused("memory of the CPU has no streams; leave stream out");
    }
    if (device != 0 && (item(device, 0) != CPU || item(device, 1) != 0)) {
      throw new BufferException.Refused(
          "the memory is on dl_device (1, 0), the CPU, and not on %s"
              .formatted(python.str(device)));
    }
  }

  private long item(long sequence, int index) {
    long item = c.pointer(CFunction.PySequence_GetItem, sequence, index);
    if (item == 0) {
      throw new Raised();
    }
    long value = c.pointer(CFunction.PyLong_AsLongLong, item);
    c.decRef(item);
    if (value == -1 && c.isErrorSet()) {
      throw new Raised();
    }
    return value;
  }

  /** {@code __dlpack_device__()}. */
  long dlpackDevice(long self, long nothing) {
    try (PyObject device = python.eval("(1, 0)")) {
      return device.use(
          address -> {
            c.incRef(address);
            return address;
          });
    } catch (Throwable failure) {
      python.raise(failure);
      return 0;
    }
  }

  /** The destructor of a capsule. */
  void dispose(long capsule) {
    try {
      python.keepingError(() -> Capsules.dispose(c, capsule));
    } catch (Throwable failure) {
      ExportedType.log(failure);
    }
  }

  /** Gives a tensor back, in whatever thread its consumer does that, with the GIL or without. */
  private void release(Runnable lease) {
    if (c.hasGil()) {
      python.runWithoutGil(lease);
    } else {
      lease.run();
    }
  }
}
