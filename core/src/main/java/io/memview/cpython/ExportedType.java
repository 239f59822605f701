package io.memview.cpython;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Request;
import io.memview.cpython.CApi.CFunction;
import io.memview.internal.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The Python class whose instances are exporters of the JVM. An instance is Python's header and the
 * number of its exporter; Python asks it for buffers, gives them back, and frees it by calls into
 * the JVM, which let no exception out: one would end the process.
 */
final class ExportedType {
  private static final StructLayout SLOT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("slot"), MemoryLayout.paddingLayout(4), JAVA_LONG.withName("pfunc"));
  private static final StructLayout SPEC =
      MemoryLayout.structLayout(
          ADDRESS.withName("name"),
          JAVA_INT.withName("basicsize"),
          JAVA_INT.withName("itemsize"),
          JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("slots"));

  // typeslots.h
  private static final int BF_GETBUFFER = 1;
  private static final int BF_RELEASEBUFFER = 2;
  private static final int TP_DEALLOC = 52;
  private static final int TP_DOC = 56;
  private static final int TP_METHODS = 64;

  private static final String NAME = "memview.Exporter";
  private static final String DOC =
      "Memory of the JVM, for memoryview, numpy.asarray and numpy.from_dlpack";

  /** A buffer that Python holds: the lease, and the block with what the struct points to. */
  private record Export(Lease lease, long block) {}

  private final Python python;
  private final CApi c;
  private final long type;

  /** Where the number lies in an instance: behind Python's own header. */
  private final long numberAt;

  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Exporter> exporters = new ConcurrentHashMap<>();
  private final Map<Long, Export> exports = new ConcurrentHashMap<>();

  /** Makes the class; the GIL is held. */
  ExportedType(Python python, long headerSize) {
    this.python = python;
    this.c = python.c();
    this.numberAt = headerSize;
    Arena forever = Arena.global();
    long[][] slots = {
      {BF_GETBUFFER, stub("getBuffer", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)},
      {BF_RELEASEBUFFER, stub("releaseBuffer", null, JAVA_LONG, JAVA_LONG)},
      {TP_DEALLOC, stub("deallocate", null, JAVA_LONG)},
      {TP_DOC, forever.allocateFrom(DOC).address()},
      {TP_METHODS, new TensorMethods(python, this).table()},
      {0, 0}
    };
    MemorySegment table = forever.allocate(SLOT, slots.length);
    for (int i = 0; i < slots.length; i++) {
      table.set(JAVA_INT, i * SLOT.byteSize(), (int) slots[i][0]);
      table.set(JAVA_LONG, i * SLOT.byteSize() + 8, slots[i][1]);
    }
    MemorySegment spec = forever.allocate(SPEC);
    spec.set(ADDRESS, 0, forever.allocateFrom(NAME));
    spec.set(JAVA_INT, 8, (int) (headerSize + Long.BYTES));
    spec.set(ADDRESS, 24, table);
    type = python.checked(c.pointer(CFunction.PyType_FromSpec, spec.address()));
  }

  private long stub(String method, @Nullable ValueLayout result, ValueLayout... arguments) {
    return NativeMemory.function(MethodHandles.lookup(), this, method, result, arguments);
  }

  /** A new instance, or 0 with an error set; the GIL is held. */
  long export(Exporter exporter) {
    long object = c.pointer(CFunction.PyType_GenericAlloc, type, 0);
    if (object != 0) {
      long number = numbers.incrementAndGet(); // 0 is an instance that Python code made
      exporters.put(number, exporter);
      CApi.MEMORY.set(JAVA_LONG, object + numberAt, number);
    }
    return object;
  }

  /** The class. */
  long type() {
    return type;
  }

  /** Whose memory an instance has. */
  Exporter exporter(long self) {
    Exporter exporter = exporters.get(CApi.MEMORY.get(JAVA_LONG, self + numberAt));
    if (exporter == null) {
      throw new BufferException.Refused("the object was made in Python and has no exporter");
    }
    return exporter;
  }

  /** How many instances there are. For tests. */
  int instances() {
    return exporters.size();
  }

  /** How many buffers Python holds. For tests. */
  int outstanding() {
    return exports.size();
  }

  // ---- called by Python, with the GIL

  /** {@code bf_getbuffer}. */
  int getBuffer(long self, long buffer, int flags) {
    try {
      if (buffer == 0) {
        throw new BufferException.Refused("a buffer is asked for, but no struct to fill is given");
      }
      PyBuffer.set(buffer, PyBuffer.OBJ, 0);
      Exporter exporter = exporter(self);
      python.gil().checkNested();
      c.incRef(self); // for the time without the GIL, and then for the buffer
      try {
        Request request = Request.of(flags).scoped();
        // Exporters are others' code and may wait for locks.
        Lease lease = python.gil().without(() -> acquire(exporter, request));
        try {
          long block = BufferWriter.fill(c, buffer, lease.view(), flags);
          exports.put(block, new Export(lease, block));
          PyBuffer.set(buffer, PyBuffer.INTERNAL, block);
          PyBuffer.set(buffer, PyBuffer.OBJ, self);
          return 0;
        } catch (Throwable failure) {
          close(lease);
          throw failure;
        }
      } catch (Throwable failure) {
        c.decRef(self);
        throw failure;
      }
    } catch (Throwable failure) {
      python.raise(failure);
      return -1;
    }
  }

  /** Acquires, and believes nobody: what is not within the request, Python would misread. */
  private static Lease acquire(Exporter exporter, Request request) {
    Lease lease = exporter.acquire(request);
    if (lease.request().equals(request)) {
      return lease;
    }
    try (lease) {
      return lease.view().acquire(request);
    }
  }

  /** {@code bf_releasebuffer}. The struct may be a copy of the one that was filled. */
  void releaseBuffer(long self, long buffer) {
    try {
      Export export = exports.remove(PyBuffer.get(buffer, PyBuffer.INTERNAL));
      if (export != null) {
        try {
          close(export.lease);
        } finally {
          c.free(export.block);
        }
      }
    } catch (Throwable failure) {
      // Python has no way to hear of it.
      log(failure);
    }
  }

  /** {@code tp_dealloc}. */
  void deallocate(long self) {
    try {
      exporters.remove(CApi.MEMORY.get(JAVA_LONG, self + numberAt));
      c.call(CFunction.PyObject_Free, self);
      c.decRef(type);
    } catch (Throwable failure) {
      log(failure);
    }
  }

  private void close(Lease lease) {
    python.runWithoutGil(lease::close);
  }

  static void log(Throwable failure) {
    NativeMemory.log("an exporter of the JVM failed in a call by Python", failure);
  }
}
