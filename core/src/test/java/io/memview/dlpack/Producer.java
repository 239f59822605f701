package io.memview.dlpack;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.memview.internal.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tensor as a library in C would make it, with every field to be spoiled. */
final class Producer {
  final ManagedTensor kind;
  final MemorySegment struct;
  final MemorySegment fields;
  final MemorySegment data;

  /** The threads that called the deleter. */
  final List<Thread> deleted = new ArrayList<>();

  Producer(
      ManagedTensor kind,
      Arena arena,
      int code,
      int bits,
      long[] shape,
      long @Nullable [] strides,
      long bytes) {
    this.kind = kind;
    struct = arena.allocate(kind.size, 8);
    fields = struct.asSlice(kind.tensor);
    data = arena.allocate(bytes, 8);
    if (kind == ManagedTensor.VERSIONED) {
      struct.set(JAVA_INT, ManagedTensor.MAJOR, 1);
      struct.set(JAVA_INT, ManagedTensor.MINOR, 0);
    }
    struct.set(
        JAVA_LONG,
        kind.deleter,
        NativeMemory.function(MethodHandles.lookup(), this, "delete", null, JAVA_LONG));
    fields.set(JAVA_LONG, ManagedTensor.DATA, data.address());
    fields.set(JAVA_INT, ManagedTensor.DEVICE_TYPE, 1);
    fields.set(JAVA_INT, ManagedTensor.NDIM, shape.length);
    fields.set(JAVA_BYTE, ManagedTensor.CODE, (byte) code);
    fields.set(JAVA_BYTE, ManagedTensor.BITS, (byte) bits);
    fields.set(JAVA_SHORT, ManagedTensor.LANES, (short) 1);
    fields.set(JAVA_LONG, ManagedTensor.SHAPE, arena.allocateFrom(JAVA_LONG, shape).address());
    fields.set(
        JAVA_LONG,
        ManagedTensor.STRIDES,
        strides == null ? 0 : arena.allocateFrom(JAVA_LONG, strides).address());
  }

  void delete(long at) {
    deleted.add(Thread.currentThread());
    if (at != struct.address()) {
      throw new AssertionError("the deleter is called with the struct");
    }
  }
}
