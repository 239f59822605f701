package io.memview.dlpack;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.format.DlpackType;
import io.memview.format.Format;
import io.memview.internal.NativeMemory;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * The two structs of DLPack that own a tensor.
 *
 * <p><b>Lifetime.</b> Who takes a tensor calls its deleter once, in the end: an imported tensor
 * when its memory is freed, or when its exporter and leases have all been collected; an exported
 * one is a lease, which its deleter closes.
 *
 * <p><b>Threads.</b> Thread-safe.
 *
 * <p>Source: {@code dlpack.h}, versions 0.8 and 1.0 to 1.2.
 */
public enum ManagedTensor {
  /** {@code DLManagedTensor}: before version 1.0. It cannot say that memory is read-only. */
  UNVERSIONED(64, 0, 48, 56),

  /** {@code DLManagedTensorVersioned}: since version 1.0. */
  VERSIONED(80, 32, 8, 16);

  // DLManagedTensorVersioned
  static final long MAJOR = 0;
  static final long MINOR = 4;
  static final long FLAGS = 24;
  static final long READ_ONLY = 1;
  static final long COPIED = 1 << 1;

  // DLTensor
  static final long DATA = 0;
  static final long DEVICE_TYPE = 8;
  static final long DEVICE_ID = 12;
  static final long NDIM = 16;
  static final long CODE = 20;
  static final long BITS = 21;
  static final long LANES = 22;
  static final long SHAPE = 24;
  static final long STRIDES = 32;
  static final long BYTE_OFFSET = 40;

  private static final int VERSION = 1;

  /** The first minor version in which strides are not left out. */
  private static final int ALWAYS_STRIDES = 2;

  private static final int CPU = 1;

  final long size;

  /** Where the fields of {@code DLTensor} begin. */
  final long tensor;

  final long context;
  final long deleter;

  ManagedTensor(long size, long tensor, long context, long deleter) {
    this.size = size;
    this.tensor = tensor;
    this.context = context;
    this.deleter = deleter;
  }

  /**
   * Takes a tensor over. Counterpart of {@code from_dlpack}.
   *
   * @param struct a pointer to the struct, whose memory stays its producer's
   * @return a new exporter of the tensor's memory, in place; its {@link OwnedMemory#free} calls the
   *     deleter, in the same thread
   * @throws BufferException.Refused if the tensor is of another major version, on another device
   *     than the CPU, of a type without a format, or if it contradicts itself. It is still the
   *     caller's then, as it is if anything else is thrown
   * @throws IllegalArgumentException if it is no pointer to such a struct
   * @throws IllegalStateException if native access is not enabled, or the pointer's arena has been
   *     closed
   */
  public OwnedMemory importTensor(MemorySegment struct) {
    Objects.requireNonNull(struct, "struct");
    return OwnedMemory.make(arena -> memory(struct, arena, Runnable::run));
  }

  /**
   * Takes a tensor over, for an arena: for exporters of one's own, and for deleters that want a
   * certain thread or lock.
   *
   * <p>What the struct says is read now. A tensor without strides is in C order. One without a
   * version is read-only, as it is to NumPy: it could not say so.
   *
   * @param struct a pointer to the struct, whose memory stays its producer's
   * @param arena owns the memory; when it has been closed, the deleter is called. An arena that is
   *     never closed keeps the tensor
   * @param executor runs the call of the deleter; what it throws leaves the close of the arena
   * @return the tensor's memory
   * @throws BufferException.Refused if the tensor is of another major version, on another device
   *     than the CPU, of a type without a format, or if it contradicts itself. It is still the
   *     caller's then, as it is if anything else is thrown
   * @throws IllegalArgumentException if it is no pointer to such a struct
   * @throws IllegalStateException if native access is not enabled, or an arena has been closed
   * @throws WrongThreadException if the arena is another thread's
   */
  public Memory memory(MemorySegment struct, Arena arena, Executor executor) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(executor, "executor");
    long at = address(struct);
    Memory memory;
    try {
      memory = read(at, arena);
    } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw broken("%s", String.valueOf(e.getMessage()));
    }
    NativeMemory.whenClosed(arena, () -> executor.execute(() -> callDeleter(at)));
    return memory;
  }

  /**
   * Makes a tensor of an exporter's memory, for a consumer in C.
   *
   * @param exporter whose memory; it is leased until the deleter is called
   * @return a pointer to the struct, which lives until then. Whoever takes it calls the deleter,
   *     from any thread; if nobody does, {@link #delete} has to
   * @throws BufferException.Refused if DLPack cannot describe the memory, or if it is read-only and
   *     the struct cannot say so; the message says what would work
   * @throws IllegalStateException if native access is not enabled
   */
  public MemorySegment export(Exporter exporter) {
    return export(exporter, Runnable::run);
  }

  /**
   * Makes a tensor of an exporter's memory, for a consumer in C that holds a lock when it calls the
   * deleter.
   *
   * @param exporter whose memory; it is leased until the deleter is called
   * @param executor closes the lease; called by the thread that calls the deleter
   * @return a pointer to the struct, which lives until then. Whoever takes it calls the deleter,
   *     from any thread; if nobody does, {@link #delete} has to
   * @throws BufferException.Refused if DLPack cannot describe the memory, or if it is read-only and
   *     the struct cannot say so; the message says what would work
   * @throws IllegalStateException if native access is not enabled
   */
  public MemorySegment export(Exporter exporter, Executor executor) {
    return DlpackExport.export(this, exporter, executor, false);
  }

  /**
   * Makes a tensor of a copy of an exporter's memory, C contiguous, which says that it is a copy if
   * the struct can. Memory on the heap, behind pointers, or read-only in an unversioned struct can
   * be given to DLPack in no other way.
   *
   * @param exporter whose memory is copied now
   * @param executor frees the copy; called by the thread that calls the deleter
   * @return a pointer to the struct, as for {@link #export(Exporter, Executor)}
   * @throws BufferException.Refused if DLPack has no such items
   * @throws IllegalStateException if native access is not enabled
   * @throws OutOfMemoryError if there is no room for the copy
   */
  public MemorySegment exportCopy(Exporter exporter, Executor executor) {
    return DlpackExport.export(this, exporter, executor, true);
  }

  /**
   * Calls the deleter of a tensor that nobody takes. Must be called once at most, by whom the
   * tensor belongs to.
   *
   * @param struct a pointer to the struct
   * @throws IllegalArgumentException if it is no pointer to such a struct
   * @throws IllegalStateException if native access is not enabled, or the pointer's arena has been
   *     closed
   */
  public void delete(MemorySegment struct) {
    callDeleter(address(struct));
  }

  private long address(MemorySegment struct) {
    Objects.requireNonNull(struct, "struct");
    NativeMemory.check("DLPack");
    return NativeMemory.address(
        struct, size, this == VERSIONED ? "a DLManagedTensorVersioned" : "a DLManagedTensor");
  }

  private void callDeleter(long at) {
    long function = NativeMemory.all().get(JAVA_LONG, at + deleter);
    if (function != 0) {
      NativeMemory.call(function, at);
    }
  }

  private Memory read(long at, Arena arena) {
    MemorySegment all = NativeMemory.all();
    boolean readOnly = true;
    boolean mayLackStrides = true;
    if (this == VERSIONED) {
      int major = all.get(JAVA_INT, at + MAJOR);
      int minor = all.get(JAVA_INT, at + MINOR);
      if (major != VERSION) {
        throw new BufferException.Refused(
            "the tensor is of DLPack %s.%s, and what is understood is version %d"
                .formatted(
                    Integer.toUnsignedString(major), Integer.toUnsignedString(minor), VERSION));
      }
      readOnly = (all.get(JAVA_LONG, at + FLAGS) & READ_ONLY) != 0;
      mayLackStrides = Integer.compareUnsigned(minor, ALWAYS_STRIDES) < 0;
    }
    long fields = at + tensor;
    int device = all.get(JAVA_INT, fields + DEVICE_TYPE);
    if (device != CPU) {
      throw new BufferException.Refused(
          "the tensor is on device %s %d, and only memory of the CPU can be read; copy it there"
              .formatted(Devices.name(device), all.get(JAVA_INT, fields + DEVICE_ID)));
    }
    int ndim = all.get(JAVA_INT, fields + NDIM);
    long shapeAt = all.get(JAVA_LONG, fields + SHAPE);
    long stridesAt = all.get(JAVA_LONG, fields + STRIDES);
    if (ndim < 0 || ndim > Layout.MAX_DIMENSIONS || (ndim > 0 && shapeAt == 0)) {
      throw broken("ndim %d, shape at 0x%x", ndim, shapeAt);
    }
    if (stridesAt == 0 && ndim > 0 && !mayLackStrides) {
      throw broken("no strides, which DLPack has in every tensor since version 1.2");
    }
    Format format = format(fields);
    Layout contiguous =
        Layout.contiguous(format.itemSize(), Order.C, NativeMemory.longs(shapeAt, ndim));
    boolean isPlain = stridesAt == 0 || contiguous.itemCount() == 0;
    long[] strides =
        isPlain ? contiguous.strides() : bytes(NativeMemory.longs(stridesAt, ndim), format);
    long data = all.get(JAVA_LONG, fields + DATA);
    Memory memory = at(data, fields, format, contiguous, strides, arena);
    return readOnly ? memory.asReadOnly() : memory;
  }

  private static Format format(long fields) {
    MemorySegment all = NativeMemory.all();
    DlpackType type =
        new DlpackType(
            Byte.toUnsignedInt(all.get(JAVA_BYTE, fields + CODE)),
            Byte.toUnsignedInt(all.get(JAVA_BYTE, fields + BITS)),
            Short.toUnsignedInt(all.get(JAVA_SHORT, fields + LANES)));
    try {
      if (type.lanes() == 1) {
        return type.toFormat();
      }
    } catch (UnsupportedOperationException e) {
      throw new BufferException.Refused(String.valueOf(e.getMessage()), e);
    }
    throw new BufferException.Refused(
        "the items of the tensor have %d lanes (%s); one can be read"
            .formatted(type.lanes(), type));
  }

  private static long[] bytes(long[] strides, Format format) {
    for (int d = 0; d < strides.length; d++) {
      strides[d] = Math.multiplyExact(strides[d], format.itemSize());
    }
    return strides;
  }

  private static Memory at(
      long data, long fields, Format format, Layout contiguous, long[] strides, Arena arena) {
    long[] shape = contiguous.shape();
    if (contiguous.itemCount() == 0) {
      return Memory.of(NativeMemory.segment(0, 0, arena), format, contiguous);
    }
    long[] reach = NativeMemory.reach(format.itemSize(), shape, strides);
    long start = Math.addExact(data, NativeMemory.all().get(JAVA_LONG, fields + BYTE_OFFSET));
    long first = Math.addExact(start, reach[0]);
    if (data == 0 || first <= 0 || Math.addExact(start, reach[1]) <= 0) {
      throw broken("data at 0x%x, items from 0x%x on", data, first);
    }
    return Memory.of(
        NativeMemory.segment(first, Math.subtractExact(reach[1], reach[0]), arena),
        format,
        Layout.strided(-reach[0], format.itemSize(), shape, strides));
  }

  private static BufferException.Refused broken(String what, Object... values) {
    return new BufferException.Refused(
        "the tensor describes its memory as nothing can be: " + what.formatted(values));
  }
}
