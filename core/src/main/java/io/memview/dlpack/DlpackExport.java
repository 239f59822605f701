package io.memview.dlpack;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.DlpackType;
import io.memview.internal.NativeMemory;
import io.memview.internal.Texts;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The tensors that C has of exporters. */
final class DlpackExport {
  private static final int MAJOR = 1;
  private static final int MINOR = 0;
  private static final int CPU = 1;

  /** What a tensor keeps: its lease, and the memory of the struct, its shape and its strides. */
  private record ExportedTensor(Runnable release, Executor executor, MemorySegment block) {}

  private static final Map<Long, ExportedTensor> EXPORTED = new ConcurrentHashMap<>();

  /** Made with the first tensor. */
  private static final class Deleter {
    static final long FUNCTION =
        NativeMemory.function(MethodHandles.lookup(), new Deleter(), "delete", null, JAVA_LONG);

    private Deleter() {}

    /** Called from C, by any thread: lets nothing out. A second call does nothing. */
    @SuppressWarnings("UnusedMethod") // found by its name
    void delete(long struct) {
      try {
        ExportedTensor exported = EXPORTED.remove(struct);
        if (exported != null) {
          exported.executor.execute(exported.release);
        }
      } catch (Throwable failure) {
        NativeMemory.log("an exporter failed when a DLPack tensor was given back", failure);
      }
    }
  }

  private DlpackExport() {}

  static MemorySegment export(
      ManagedTensor kind, Exporter exporter, Executor executor, boolean copy) {
    Objects.requireNonNull(exporter, "exporter");
    Objects.requireNonNull(executor, "executor");
    NativeMemory.check("DLPack");
    return copy ? copied(kind, exporter, executor) : exported(kind, exporter, executor);
  }

  private static MemorySegment exported(ManagedTensor kind, Exporter exporter, Executor executor) {
    Lease lease = exporter.acquire(Request.FULL_RO.scoped());
    try {
      View view = lease.view();
      boolean readOnly = view.isReadOnly();
      if (readOnly && kind == ManagedTensor.UNVERSIONED) {
        throw new BufferException.Refused(
            "the memory is read-only, and a tensor of DLPack before version 1.0 cannot say so; take"
                + " a versioned one (in Python max_version=(1, 0)), or a copy");
      }
      return fill(kind, view, readOnly ? ManagedTensor.READ_ONLY : 0, executor, lease::close);
    } catch (Throwable failure) {
      try (lease) {
        throw failure;
      }
    }
  }

  private static MemorySegment copied(ManagedTensor kind, Exporter exporter, Executor executor) {
    OwnedMemory copy =
        exporter.withView(
            Request.FULL_RO,
            view -> {
              type(view); // before anything is copied
              OwnedMemory made = OwnedMemory.allocate(view.format(), view.shape());
              made.doWithView(Request.FULL, target -> target.copyFrom(view));
              return made;
            });
    Lease lease = copy.acquire(Request.FULL.scoped());
    return fill(
        kind,
        lease.view(),
        ManagedTensor.COPIED,
        executor,
        () -> {
          lease.close();
          copy.free();
        });
  }

  private static DlpackType type(View view) {
    DlpackType type;
    try {
      type = DlpackType.of(view.format());
    } catch (UnsupportedOperationException e) {
      throw new BufferException.Refused(String.valueOf(e.getMessage()), e);
    }
    if (type.lanes() != 1) {
      throw new BufferException.Refused(
          "items '%s' are arrays of %d, which DLPack's consumers do not read; make a dimension of them"
              .formatted(Texts.shownValue(view.format()), type.lanes()));
    }
    return type;
  }

  private static MemorySegment fill(
      ManagedTensor kind, View view, long flags, Executor executor, Runnable release) {
    DlpackType type = type(view);
    Layout layout = view.layout();
    int ndim = layout.ndim();
    long[] strides = strides(view);
    long address = address(view);
    MemorySegment block = Arena.ofAuto().allocate(kind.size + 2L * ndim * Long.BYTES, Long.BYTES);
    long shapeAt = block.address() + kind.size;
    long stridesAt = shapeAt + (long) ndim * Long.BYTES;
    MemorySegment tensor = block.asSlice(kind.tensor);
    tensor.set(JAVA_LONG, ManagedTensor.DATA, address);
    tensor.set(JAVA_INT, ManagedTensor.DEVICE_TYPE, CPU);
    tensor.set(JAVA_INT, ManagedTensor.NDIM, ndim);
    tensor.set(JAVA_BYTE, ManagedTensor.CODE, (byte) type.code());
    tensor.set(JAVA_BYTE, ManagedTensor.BITS, (byte) type.bits());
    tensor.set(JAVA_SHORT, ManagedTensor.LANES, (short) type.lanes());
    // Strides are there for a single item, too: version 1.2 forbids to leave them out.
    tensor.set(JAVA_LONG, ManagedTensor.SHAPE, shapeAt);
    tensor.set(JAVA_LONG, ManagedTensor.STRIDES, stridesAt);
    for (int d = 0; d < ndim; d++) {
      block.set(JAVA_LONG, kind.size + 8L * d, layout.shape(d));
      block.set(JAVA_LONG, kind.size + 8L * (ndim + d), strides[d]);
    }
    if (kind == ManagedTensor.VERSIONED) {
      block.set(JAVA_INT, ManagedTensor.MAJOR, MAJOR);
      block.set(JAVA_INT, ManagedTensor.MINOR, MINOR);
      block.set(JAVA_LONG, ManagedTensor.FLAGS, flags);
    }
    block.set(JAVA_LONG, kind.deleter, Deleter.FUNCTION);
    EXPORTED.put(block.address(), new ExportedTensor(release, executor, block));
    return MemorySegment.ofAddress(block.address());
  }

  /** The strides in items. */
  private static long[] strides(View view) {
    Layout layout = view.layout();
    if (layout.hasPointers()) {
      throw new BufferException.Refused(
          "the memory lies behind pointers (%s), and DLPack has none; take a copy, or export each block"
              .formatted(view));
    }
    long itemSize = view.format().itemSize();
    long[] strides = Layout.contiguous(itemSize, Order.C, layout.shape()).strides();
    for (int d = 0; d < strides.length; d++) {
      // What no two items are apart may be any distance.
      long stride = layout.shape(d) > 1 && layout.itemCount() > 0 ? layout.stride(d) : strides[d];
      if (stride % itemSize != 0) {
        throw new BufferException.Refused(
            "stride %d of dimension %d is no multiple of the item size %d, in which DLPack counts; take a copy"
                .formatted(stride, d, itemSize));
      }
      strides[d] = stride / itemSize;
    }
    return strides;
  }

  /** The address of the item at index (0, 0, …); 0 if there is none. */
  private static long address(View view) {
    if (view.itemCount() == 0) {
      return 0;
    }
    MemorySegment item = view.itemSegment(new long[view.ndim()]);
    if (!item.isNative()) {
      throw new BufferException.Refused(
          "memory on the Java heap has no address for DLPack (%s): allocate with OwnedMemory.allocate, or take a copy"
              .formatted(view));
    }
    return item.address();
  }
}
