package io.memview.examples.libraries;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.Format;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.tensorflow.ndarray.buffer.DataStorageVisitor;
import org.tensorflow.ndarray.impl.dense.AbstractDenseNdArray;
import org.tensorflow.ndarray.impl.dense.FloatDenseNdArray;
import org.tensorflow.ndarray.impl.dimension.Dimension;

/**
 * Exports TensorFlow's arrays of floats, slices too, read-only if they are. Those of other types
 * hide their buffers.
 */
public final class TensorflowArrays implements ExporterProvider {
  @Override
  public String supports() {
    return FloatDenseNdArray.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    if (object instanceof AbstractDenseNdArray<?, ?> && !(object instanceof FloatDenseNdArray)) {
      throw new IllegalArgumentException(
          "a %s does not show its buffer; export the buffer it is made of, and reshape the view"
              .formatted(object.getClass().getSimpleName()));
    }
    return object instanceof FloatDenseNdArray array
        ? Optional.of(array.buffer().accept(new Floats(layout(array), array.buffer().isReadOnly())))
        : Optional.empty();
  }

  private static Layout layout(FloatDenseNdArray array) {
    long[] shape = array.shape().asArray();
    long[] strides = new long[shape.length];
    long start = 0;
    for (int d = 0; d < shape.length && array.size() > 0; d++) {
      Dimension dimension = array.dimensions().get(d);
      long first = dimension.positionOf(0);
      long step = shape[d] > 1 ? dimension.positionOf(1) - first : 0;
      for (long i = 2; i < shape[d]; i++) {
        if (dimension.positionOf(i) != first + i * step) {
          throw new IllegalArgumentException(
              "no stride leads along dimension %d; copy the array".formatted(d));
        }
      }
      start += first;
      strides[d] = step * Float.BYTES;
    }
    return Layout.strided(start * Float.BYTES, Float.BYTES, shape, strides);
  }

  private record Floats(Layout layout, boolean isReadOnly)
      implements DataStorageVisitor<MemoryExporter> {
    @Override
    public MemoryExporter visit(FloatBuffer buffer) {
      Format format = NioFormat.of("f", buffer);
      Memory memory = Memory.of(MemorySegment.ofBuffer(buffer), format, layout);
      return MemoryExporter.of(isReadOnly ? memory.asReadOnly() : memory);
    }

    @Override
    public MemoryExporter fallback() {
      throw new IllegalArgumentException("the array is over no NIO buffer; copy it to one");
    }
  }
}
