package io.memview.adapters.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.memview.View;
import io.memview.adapters.internal.Lent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor over leased memory: ONNX Runtime reads and writes it in place.
 *
 * <p><b>Lifetime.</b> {@link #close} closes the tensor, then gives the lease back; it is called
 * when the last run that uses the tensor has returned. Closing the tensor alone keeps the memory
 * leased. As long as somebody holds the tensor, the lease is held, though nobody holds this.
 *
 * <p><b>Threads.</b> Any thread may use the tensor, and any may close this.
 */
public final class LeasedTensor implements AutoCloseable {
  private final OnnxTensor tensor;
  private final View view;

  /**
   * Of the tensor's buffer, which so ends with the lease; and the tensor, which keeps its buffer,
   * keeps the lease.
   */
  private final Arena arena;

  private LeasedTensor(OnnxTensor tensor, View view, Arena arena) {
    this.tensor = tensor;
    this.view = view;
    this.arena = arena;
  }

  /** A tensor over lent memory, which is given back if there cannot be one. */
  @SuppressWarnings("restricted") // the buffer is to end with the arena
  static LeasedTensor of(Lent lent) throws OrtException {
    Arena arena = Arena.ofShared();
    try {
      OnnxJavaType type = OnnxTensors.type(lent.view());
      MemorySegment bytes = MemorySegment.ofBuffer(lent.buffer(OnnxTensors.LIBRARY));
      ByteBuffer buffer =
          bytes.reinterpret(bytes.byteSize(), arena, ended -> lent.close()).asByteBuffer();
      return new LeasedTensor(
          OnnxTensor.createTensor(
              OrtEnvironment.getEnvironment(),
              buffer.order(ByteOrder.nativeOrder()),
              lent.view().shape(),
              type),
          lent.view(),
          arena);
    } catch (Throwable failure) {
      arena.close();
      lent.close();
      throw failure;
    }
  }

  /**
   * The tensor: an input, or an output that a run is to write.
   *
   * @return the same one each time
   */
  public OnnxTensor tensor() {
    return tensor;
  }

  /**
   * The items of the tensor.
   *
   * @return the view, which dies when this is closed
   */
  public View view() {
    return view;
  }

  /**
   * Closes the tensor, and gives the memory back. Does nothing if that was done before.
   *
   * @throws IllegalStateException if a buffer of the tensor is in use by I/O or a native call; the
   *     memory stays leased, and this can be closed again
   */
  @Override
  public synchronized void close() {
    if (!tensor.isClosed()) {
      tensor.close();
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /** The format, the shape, and whether it is closed. */
  @Override
  public String toString() {
    return "LeasedTensor[%s]".formatted(view);
  }
}
