package io.memview.examples.libraries;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.MemoryExporter;
import io.memview.nio.NioBuffers;
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
 * Exports the buffers of TensorFlow's ndarray. Of its arrays, only those of floats show their
 * buffer, see {@link TensorflowArrays}: for the others export the buffer that an array is made of,
 * and reshape or slice the view.
 */
public final class TensorflowBuffers implements ExporterProvider {
  @Override
  public String supports() {
    return DataBuffer.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof DataBuffer<?> buffer
        ? Optional.of(buffer.accept(new Storage()))
        : Optional.empty();
  }

  private static final class Storage implements DataStorageVisitor<MemoryExporter> {
    @Override
    public MemoryExporter visit(ByteBuffer b) {
      return NioBuffers.export((Buffer) b);
    }

    @Override
    public MemoryExporter visit(ShortBuffer b) {
      return NioBuffers.export(b);
    }

    @Override
    public MemoryExporter visit(IntBuffer b) {
      return NioBuffers.export(b);
    }

    @Override
    public MemoryExporter visit(LongBuffer b) {
      return NioBuffers.export(b);
    }

    @Override
    public MemoryExporter visit(FloatBuffer b) {
      return NioBuffers.export(b);
    }

    @Override
    public MemoryExporter visit(DoubleBuffer b) {
      return NioBuffers.export(b);
    }

    @Override
    public MemoryExporter fallback() {
      throw new IllegalArgumentException("the buffer is over no NIO buffer; copy it to one");
    }
  }
}
