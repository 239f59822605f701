package io.memview.cpython;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.cpython.CPython.Function;
import io.memview.dlpack.ManagedTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's capsules with tensors of DLPack. Whoever takes the tensor out renames the capsule;
 * otherwise the capsule calls the tensor's deleter when it goes.
 */
final class Capsules {
  /** The names of a capsule as strings of C. */
  private record Names(long full, long taken) {}

  private static final Map<ManagedTensor, Names> NAMES = new EnumMap<>(ManagedTensor.class);

  static {
    NAMES.put(ManagedTensor.VERSIONED, names("dltensor_versioned"));
    NAMES.put(ManagedTensor.UNVERSIONED, names("dltensor"));
  }

  private static final String NEWEST = "(1, 2)";

  private Capsules() {}

  private static Names names(String name) {
    Arena forever = Arena.global();
    return new Names(
        forever.allocateFrom(name).address(), forever.allocateFrom("used_" + name).address());
  }

  // ---- from Python, with the GIL held

  /** Takes the tensor of an object over, which is a capsule or makes one. */
  static OwnedMemory importTensor(Python python, long object) {
    OwnedMemory given = take(python, object);
    if (given != null) {
      return given;
    }
    long capsule = ask(python, object);
    try {
      OwnedMemory made = take(python, capsule);
      if (made == null) {
        throw new BufferException.Refused(
            "__dlpack__ of a '%s' object gave a '%s', and no capsule with a tensor"
                .formatted(python.typeName(object), python.typeName(capsule)));
      }
      return made;
    } finally {
      python.c().decRef(capsule);
    }
  }

  /** A new reference to what {@code __dlpack__} gives. */
  private static long ask(Python python, long object) {
    PyObject method;
    try {
      method = python.attribute(object, "__dlpack__");
    } catch (PythonException e) {
      if (!e.type().equals("AttributeError")) {
        throw e;
      }
      throw new IllegalArgumentException(
          "a '%s' object has no __dlpack__ and is no capsule with a tensor that nobody has taken"
              .formatted(python.typeName(object)),
          e);
    }
    try (method) {
      return method.use(address -> askVersioned(python, address));
    } catch (PythonException e) {
      if (!e.isRefusal()) {
        throw e;
      }
      throw new BufferException.Refused(
          "the object gives no tensor: Python says '%s'".formatted(e.getMessage()), e);
    }
  }

  private static long askVersioned(Python python, long method) {
    CPython c = python.c();
    long arguments = python.checked(c.pointer(Function.PyTuple_New, 0));
    try (PyObject newest = python.eval(NEWEST);
        Arena arena = Arena.ofConfined()) {
      long keywords = python.checked(c.pointer(Function.PyDict_New));
      try {
        long name = CPython.text(arena, "max_version");
        newest.use(
            version -> {
              python.check(c.integer(Function.PyDict_SetItemString, keywords, name, version));
              return name;
            });
        return python.checked(c.pointer(Function.PyObject_Call, method, arguments, keywords));
      } catch (PythonException e) {
        if (!e.type().equals("TypeError")) {
          throw e;
        }
        // A producer from before version 1.0 knows no such argument.
        return python.checked(c.pointer(Function.PyObject_Call, method, arguments, 0));
      } finally {
        c.decRef(keywords);
      }
    } finally {
      c.decRef(arguments);
    }
  }

  private static @Nullable OwnedMemory take(Python python, long capsule) {
    CPython c = python.c();
    for (Map.Entry<ManagedTensor, Names> entry : NAMES.entrySet()) {
      Names names = entry.getValue();
      if (c.integer(Function.PyCapsule_IsValid, capsule, names.full) != 0) {
        long tensor = c.pointer(Function.PyCapsule_GetPointer, capsule, names.full);
        return OwnedMemory.make(
            python.cleaner(), arena -> take(python, capsule, tensor, entry.getKey(), arena));
      }
    }
    return null;
  }

  private static Memory take(
      Python python, long capsule, long tensor, ManagedTensor kind, Arena arena) {
    Names names = name(kind);
    // Before the deleter is somebody else's, so that it is called once whatever happens.
    rename(python, capsule, names.taken);
    try {
      return kind.memory(
          MemorySegment.ofAddress(tensor), arena, deleter -> python.run(hold -> deleter.run()));
    } catch (Throwable failure) {
      rename(python, capsule, names.full);
      throw failure;
    }
  }

  private static void rename(Python python, long capsule, long name) {
    python.check(python.c().integer(Function.PyCapsule_SetName, capsule, name));
  }

  private static Names name(ManagedTensor kind) {
    Names names = NAMES.get(kind);
    if (names == null) {
      throw new AssertionError(kind);
    }
    return names;
  }

  // ---- to Python, with the GIL held

  /** A new capsule, or 0 with an error set; then nobody has taken the tensor. */
  static long make(CPython c, MemorySegment tensor, ManagedTensor kind, long destructor) {
    return c.pointer(Function.PyCapsule_New, tensor.address(), name(kind).full, destructor);
  }

  /** What a capsule's destructor does: the tensor's deleter is called if nobody has taken it. */
  static void dispose(CPython c, long capsule) {
    NAMES.forEach(
        (kind, names) -> {
          if (c.integer(Function.PyCapsule_IsValid, capsule, names.full) != 0) {
            long tensor = c.pointer(Function.PyCapsule_GetPointer, capsule, names.full);
            kind.delete(MemorySegment.ofAddress(tensor));
          }
        });
  }
}
