package io.memview.examples.libraries;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import org.tensorflow.ndarray.buffer.DataBuffer;
import org.tensorflow.ndarray.buffer.DataStorageVisitor;

/**
 * Exports the buffers of TensorFlow's ndarray, read-only if they are. Of its arrays, only those of
 * floats show their buffer, see {@link TensorflowArrays}: for the others export the buffer that an
 * array is made of, and reshape or slice the view.
 */
public final class TensorflowBuffers implements ExporterProvider {
  @Override
  public String supports() {
    return DataBuffer.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof DataBuffer<?> buffer
        ? Optional.of(buffer.accept(new Storage(buffer.isReadOnly())))
        : Optional.empty();
  }

  private record Storage(boolean isReadOnly) implements DataStorageVisitor<MemoryExporter> {
    private MemoryExporter export(Buffer buffer, String code) {
      Memory memory = Memory.of(MemorySegment.ofBuffer(buffer), NioFormat.of(code, buffer));
      return MemoryExporter.of(isReadOnly ? memory.asReadOnly() : memory);
    }

    @Override
    public MemoryExporter visit(ByteBuffer buffer) {
      return export(buffer, "b");
    }

    @Override
    public MemoryExporter visit(ShortBuffer buffer) {
      return export(buffer, "h");
    }

    @Override
    public MemoryExporter visit(IntBuffer buffer) {
      return export(buffer, "i");
    }

    @Override
    public MemoryExporter visit(LongBuffer buffer) {
      return export(buffer, "q");
    }

    @Override
    public MemoryExporter visit(FloatBuffer buffer) {
      return export(buffer, "f");
    }

    @Override
    public MemoryExporter visit(DoubleBuffer buffer) {
      return export(buffer, "d");
    }

    @Override
    public MemoryExporter fallback() {
      throw new IllegalArgumentException("the buffer is over no NIO buffer; copy it to one");
    }
  }
}
