package io.memview.adapters.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.HeldMemory;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.View;
import io.memview.adapters.internal.Lent;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.util.Optional;

/**
 * Views as tensors of ONNX Runtime, and tensors as exporters.
 *
 * <p><b>A view as a tensor.</b> {@link #asTensor} gives a tensor over native, C contiguous memory.
 * The runtime reads it in place as an input, and writes it in place if it is given to {@code
 * OrtSession.run} as an output. {@link #asInputTensor} takes memory that must not be written, such
 * as a mapped file.
 *
 * <p><b>A tensor as an exporter.</b> Tensors over a buffer are exported in place: those of {@link
 * #asTensor}, and those that {@code OnnxTensor.createTensor} makes of a buffer, be it the caller's
 * or, of one on the heap, the runtime's own copy. What a run returns by itself is refused: the
 * runtime shows of it nothing but copies.
 *
 * <p><b>Lifetime.</b> Views of an exported tensor keep its buffer; they outlive {@code close} of
 * the tensor. Needs native access, as the runtime does.
 */
public final class OnnxTensors implements ExporterProvider {
  static final String LIBRARY = "ONNX Runtime";

  /** For {@code Exporters.of}; all else is static. */
  public OnnxTensors() {}

  @Override
  public String supports() {
    return OnnxTensor.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof OnnxTensor tensor ? Optional.of(export(tensor)) : Optional.empty();
  }

  /**
   * A tensor over items that may be written: an input, or an output that a run is to write.
   *
   * @param items numbers or truth values in native memory, C contiguous, of the formats {@code b B
   *     h i q e f d ?} and bfloat16
   * @return a new tensor, which the caller must close
   * @throws io.memview.BufferException.Refused if the items are read-only, lie on the heap, have
   *     gaps or another order, are in the other byte order, of a format that the runtime has not,
   *     or take more than 2<sup>31</sup>-1 bytes
   * @throws OrtException if the runtime fails
   */
  public static LeasedTensor asTensor(View items) throws OrtException {
    return LeasedTensor.of(Lent.of(items, LIBRARY, true));
  }

  /**
   * A tensor over items that need not be writable: an input. The runtime does not know that it must
   * not write: a run that is given this tensor as an output changes what is read-only, or ends the
   * process, if it is a mapped file.
   *
   * @param items as {@link #asTensor} takes them, or read-only
   * @return a new tensor, which the caller must close
   * @throws io.memview.BufferException.Refused as {@link #asTensor}, but for read-only items
   * @throws OrtException if the runtime fails
   */
  public static LeasedTensor asInputTensor(View items) throws OrtException {
    return LeasedTensor.of(Lent.of(items, LIBRARY, false));
  }

  /** The runtime's type for the items of a view. */
  static OnnxJavaType type(View view) {
    return switch (Lent.type(view, LIBRARY)) {
      case BOOL -> OnnxJavaType.BOOL;
      case INT8 -> OnnxJavaType.INT8;
      case UINT8 -> OnnxJavaType.UINT8;
      case INT16 -> OnnxJavaType.INT16;
      case INT32 -> OnnxJavaType.INT32;
      case INT64, LONG, SSIZE -> OnnxJavaType.INT64;
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case BFLOAT16 -> OnnxJavaType.BFLOAT16;
      case FLOAT32 -> OnnxJavaType.FLOAT;
      case FLOAT64 -> OnnxJavaType.DOUBLE;
      default -> throw Lent.unknown(view, LIBRARY, "b B h i q e f d ? and bfloat16");
    };
  }

  private static ScalarType code(TensorInfo info) {
    return switch (info.type) {
      case BOOL -> ScalarType.BOOL;
      case INT8 -> ScalarType.INT8;
      case UINT8 -> ScalarType.UINT8;
      case INT16 -> ScalarType.INT16;
      case INT32 -> ScalarType.INT32;
      case INT64 -> ScalarType.INT64;
      case FLOAT16 -> ScalarType.FLOAT16;
      case BFLOAT16 -> ScalarType.BFLOAT16;
      case FLOAT -> ScalarType.FLOAT32;
      case DOUBLE -> ScalarType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "a tensor of %s has no items in one piece of memory; getValue gives them"
                  .formatted(info.type));
    };
  }

  /**
   * Exports a tensor in place.
   *
   * @param tensor a tensor over a buffer
   * @return an exporter of the tensor's shape; writable unless the buffer is read-only
   * @throws IllegalArgumentException if the tensor is closed, if it is of text, or if the runtime
   *     has allocated it, as it does the results of a run; the message says what would work
   */
  public static Exporter export(OnnxTensor tensor) {
    if (tensor.isClosed()) {
      throw new IllegalArgumentException("the tensor is closed; export it before");
    }
    TensorInfo info = tensor.getInfo();
    Scalar format = new Scalar(code(info));
    MemorySegment bytes =
        bytes(
            buffer(tensor)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "the runtime has allocated this tensor, and shows copies of it only;"
                                + " give the run a tensor of OnnxTensors.asTensor as its output, or"
                                + " export a copy: getByteBuffer()")),
            info.getNumElements() * format.itemSize());
    long[] shape = info.getShape();
    Optional<Lent> lent = Lent.at(bytes.address());
    return lent.isEmpty()
        ? MemoryExporter.of(bytes, format, shape)
        : HeldMemory.of(tensor, hold -> held(lent.get(), hold, bytes, format, shape));
  }

  /** The buffer that a tensor was made of; of one that has none, version 1.29.0 dies of null. */
  private static Optional<Buffer> buffer(OnnxTensor tensor) {
    try {
      return tensor.getBufferRef();
    } catch (NullPointerException e) {
      return Optional.empty();
    }
  }

  /** The tensor's bytes: all of its buffer, or those that remained when it was made. */
  private static MemorySegment bytes(Buffer buffer, long size) {
    Buffer all = buffer.duplicate().clear();
    MemorySegment whole = MemorySegment.ofBuffer(all);
    MemorySegment bytes = whole.byteSize() == size ? whole : MemorySegment.ofBuffer(buffer);
    if (bytes.byteSize() != size) {
      throw new IllegalArgumentException(
          "position or limit of the tensor's buffer have changed since, so that %d bytes remain, not its %d; set them back"
              .formatted(bytes.byteSize(), size));
    }
    return bytes;
  }

  /** Memory that somebody else lends: the tensor's own buffer ends with the tensor. */
  private static Memory held(
      Lent lent, HeldMemory.Hold hold, MemorySegment bytes, Scalar format, long... shape) {
    Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
    Memory memory = lent.memory(bytes.address(), format, layout, hold);
    return bytes.isReadOnly() ? memory.asReadOnly() : memory;
  }
}
