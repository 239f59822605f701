package io.memview.adapters.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.HeldMemory;
import io.memview.Memory;
import io.memview.View;
import io.memview.adapters.internal.Lent;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.UUID;

/**
 * Arrays of PyTorch as exporters, and views as arrays, by the Deep Java Library (DJL). Its other
 * engines copy whatever they show and take, and are refused.
 *
 * <p><b>An array as an exporter.</b> Arrays in the memory of the CPU, parts and transposed ones
 * too. The first lease takes a tensor of its own for the numbers that the array has then, so that
 * they stay until the last lease has ended, though the array or its manager be closed. What makes
 * the array another one ({@code intern}, {@code set} of a buffer) is not seen before the next first
 * lease.
 *
 * <p><b>A view as an array.</b> {@link #asNDArray} gives an array over native, C contiguous memory,
 * which PyTorch reads and writes in place: by operations in place ({@code addi}, {@code set} of an
 * index); {@code set} of a buffer and {@code copyTo} give the array other memory instead. The lease
 * is the manager's: see there.
 *
 * <p>Needs native access, as PyTorch does.
 */
public final class DjlArrays implements ExporterProvider {
  private static final String LIBRARY = "PyTorch";

  /** For {@code Exporters.of}; all else is static. */
  public DjlArrays() {}

  @Override
  public String supports() {
    return NDArray.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof NDArray array ? Optional.of(export(array)) : Optional.empty();
  }

  // ---- an array as an exporter

  /**
   * Exports an array in place.
   *
   * @param array an array of PyTorch on the CPU, which stays the caller's
   * @return an exporter of the array's shape and strides; read-only if numbers repeat, as after
   *     {@code broadcast}
   * @throws IllegalArgumentException if the array is closed, is another engine's or another
   *     device's, is sparse or of text; the message says what would work
   */
  public static Exporter export(NDArray array) {
    if (array.isReleased()) {
      throw new IllegalArgumentException("the array is closed; export it before");
    }
    code(array.getDataType());
    NDManager manager = array.getManager();
    if (!isPytorch(manager)) {
      throw new IllegalArgumentException(
          "the engine %s shows copies of its arrays only; toByteBuffer() is one, to be exported"
              .formatted(manager.getEngine().getEngineName()));
    }
    if (array.getDevice().isGpu() || array.isSparse()) {
      throw new IllegalArgumentException(
          "the array is %s; a copy can be exported: %s"
              .formatted(
                  array.isSparse() ? "sparse" : "on the device " + array.getDevice(),
                  array.isSparse() ? "toDense()" : "toDevice(Device.cpu(), true)"));
    }
    return HeldMemory.of(array, hold -> open(array, hold));
  }

  private static boolean isPytorch(NDManager manager) {
    return manager.getEngine().getEngineName().equals(LIBRARY);
  }

  /** Takes a tensor that counts for the numbers, and an arena that ends before they can go. */
  private static Memory open(NDArray array, HeldMemory.Hold hold) {
    if (array.isReleased()) {
      throw new BufferException.Refused("the array has been closed since it was exported");
    }
    Scalar format = new Scalar(code(array.getDataType()));
    long[] shape = array.getShape().getShape();
    if (array.size() == 0) {
      return Memory.of(MemorySegment.NULL, format, shape);
    }
    // Nobody else closes what is attached to a manager of one's own.
    NDManager own = hold.closing(NDManager.newBaseManager(Device.cpu(), LIBRARY));
    NDArray same = attached(array.stopGradient(), own);
    long first = address(same, -1);
    Layout layout = Layout.strided(0, format.itemSize(), shape, strides(same, first));
    return Lent.memoryAt(first, format, layout, hold);
  }

  private static NDArray attached(NDArray array, NDManager manager) {
    array.attach(manager);
    return array;
  }

  /** DJL does not show them, but the addresses of parts: how far is it from 0 to 1? */
  private static long[] strides(NDArray array, long first) {
    long[] strides = new long[array.getShape().dimension()];
    for (int d = 0; d < strides.length; d++) {
      strides[d] =
          array.getShape().get(d) == 1
              ? array.getDataType().getNumOfBytes()
              : address(array, d) - first;
    }
    return strides;
  }

  /** The address of the number at 0 in all dimensions, but for one in which it is at 1. */
  private static long address(NDArray array, int dimension) {
    NDIndex index = new NDIndex();
    for (int d = 0; d < array.getShape().dimension(); d++) {
      int position = d == dimension ? 1 : 0;
      index.addSliceDim(position, position + 1);
    }
    // A part of one number is contiguous, and PyTorch copies none that is.
    NDArray part = array.getShape().isScalar() ? array : array.get(index);
    return MemorySegment.ofBuffer(part.toByteBuffer(true)).address();
  }

  private static ScalarType code(DataType type) {
    return switch (type) {
      case BOOLEAN -> ScalarType.BOOL;
      case INT8 -> ScalarType.INT8;
      case UINT8 -> ScalarType.UINT8;
      case INT32 -> ScalarType.INT32;
      case INT64 -> ScalarType.INT64;
      case FLOAT16 -> ScalarType.FLOAT16;
      case FLOAT32 -> ScalarType.FLOAT32;
      case FLOAT64 -> ScalarType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "no format for an array of %s; toType(type, true) gives a copy of numbers"
                  .formatted(type));
    };
  }

  // ---- a view as an array

  /**
   * An array over items that may be written.
   *
   * <p><b>Lifetime.</b> The memory is leased until the manager is closed, as all that PyTorch
   * derives from the array (slices, reshaped arrays) lies there, too, and is the manager's: use one
   * for as long as the memory is to be held, {@code try (NDManager scope =
   * manager.newSubManager())}. If the array has been attached to another manager meanwhile, the
   * lease goes with it; if it has been detached, it lasts as long as the program. What is derived
   * from the array and attached elsewhere must not be used when the memory has been given back.
   *
   * @param items numbers or truth values in native memory, C contiguous, of the formats {@code b B
   *     i q e f d ?}
   * @param manager of PyTorch on the CPU
   * @return a new array, which is closed with the manager
   * @throws BufferException.Refused if the manager is another engine's or device's; or if the items
   *     are read-only, lie on the heap, have gaps or another order, are in the other byte order, of
   *     a format that PyTorch has not, or take more than 2<sup>31</sup>-1 bytes
   */
  public static NDArray asNDArray(View items, NDManager manager) {
    return of(manager, Lent.of(items, LIBRARY, true));
  }

  /**
   * An array over items that need not be writable: for reading. PyTorch does not know that it must
   * not write: an operation in place changes what is read-only, or ends the process, if it is a
   * mapped file.
   *
   * @param items as {@link #asNDArray} takes them, or read-only
   * @param manager as {@link #asNDArray} takes it
   * @return a new array, which is closed with the manager
   * @throws BufferException.Refused as {@link #asNDArray}, but for read-only items
   */
  public static NDArray asInputNDArray(View items, NDManager manager) {
    return of(manager, Lent.of(items, LIBRARY, false));
  }

  private static NDArray of(NDManager manager, Lent lent) {
    try {
      if (!isPytorch(manager) || manager.getDevice().isGpu()) {
        throw new BufferException.Refused(
            "a manager of the engine %s on %s copies what it is given; one of PyTorch on the CPU does not: NDManager.newBaseManager(Device.cpu(), \"PyTorch\")"
                .formatted(manager.getEngine().getEngineName(), manager.getDevice()));
      }
      View view = lent.view();
      DataType type = type(view);
      NDArray array = manager.create(lent.buffer(LIBRARY), new Shape(view.shape()), type);
      hold(manager, array, lent);
      return array;
    } catch (Throwable failure) {
      lent.close();
      throw failure;
    }
  }

  /** When the manager is closed, the memory is given back, or goes where the array has gone. */
  private static void hold(NDManager manager, NDArray array, Lent lent) {
    manager.attachInternal(
        UUID.randomUUID().toString(),
        () -> {
          NDManager now = array.getManager();
          if (array.isReleased() || now == manager || !now.isOpen()) {
            lent.close();
          } else {
            hold(now, array, lent);
          }
        });
  }

  private static DataType type(View view) {
    return switch (Lent.type(view, LIBRARY)) {
      case BOOL -> DataType.BOOLEAN;
      case INT8 -> DataType.INT8;
      case UINT8 -> DataType.UINT8;
      case INT32 -> DataType.INT32;
      case INT64, LONG, SSIZE -> DataType.INT64;
      case FLOAT16 -> DataType.FLOAT16;
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      // DJL has names for more, and ends the process when its PyTorch is given them.
      default -> throw Lent.unknown(view, LIBRARY, "b B i q e f d ?");
    };
  }
}
