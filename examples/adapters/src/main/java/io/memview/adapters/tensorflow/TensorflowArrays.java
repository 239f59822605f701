package io.memview.adapters.tensorflow;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import io.memview.nio.NioBuffers;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.ShortNdArray;
import org.tensorflow.ndarray.buffer.DataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.DataStorageVisitor;
import org.tensorflow.ndarray.impl.dense.FloatDenseNdArray;
import org.tensorflow.ndarray.impl.dimension.Dimension;

/**
 * Exports the buffers of TensorFlow's ndarray, and its arrays of floats, slices too, read-only if
 * they are, and makes arrays of TensorFlow over views. Arrays of other types hide their buffers:
 * export the buffer that an array is made of, and reshape or slice the view.
 */
public final class TensorflowArrays implements ExporterProvider {
  private static final Map<ScalarType, Class<?>> TYPES =
      Map.of(
          ScalarType.INT8, ByteNdArray.class,
          ScalarType.INT16, ShortNdArray.class,
          ScalarType.INT32, IntNdArray.class,
          ScalarType.INT64, LongNdArray.class,
          ScalarType.FLOAT32, FloatNdArray.class,
          ScalarType.FLOAT64, DoubleNdArray.class);

  /** For {@code Exporters.of}; all else is static. */
  public TensorflowArrays() {}

  @Override
  public String supports() {
    return "%s, %s".formatted(DataBuffer.class.getName(), FloatDenseNdArray.class.getName());
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return switch (object) {
      case DataBuffer<?> buffer -> Optional.of(export(buffer));
      case NdArray<?> array -> Optional.of(export(array));
      default -> Optional.empty();
    };
  }

  /**
   * Exports a buffer.
   *
   * @param buffer the items
   * @return a new exporter of one dimension, read-only if the buffer is
   * @throws IllegalArgumentException if the buffer is over no NIO buffer
   */
  public static MemoryExporter export(DataBuffer<?> buffer) {
    return buffer.accept(new Storage(buffer.isReadOnly(), null));
  }

  /**
   * Exports an array of floats, in its shape.
   *
   * @param array the items
   * @return a new exporter, read-only if the array is
   * @throws IllegalArgumentException if it is an array of other items, or if its buffer is over no
   *     NIO buffer, or if no strides describe it
   */
  public static MemoryExporter export(NdArray<?> array) {
    if (array instanceof FloatDenseNdArray floats) {
      return floats.buffer().accept(new Storage(floats.buffer().isReadOnly(), layout(floats)));
    }
    throw new IllegalArgumentException(
        "a %s does not show its buffer; export the buffer it is made of, and reshape the view"
            .formatted(array.getClass().getSimpleName()));
  }

  /**
   * An array of TensorFlow over the items of a view, without a copy: over a NIO buffer of them.
   * What one writes, the other reads. It is read-only if the view is.
   *
   * <p>The array does not know the lease: whoever keeps it beyond the release may see memory that
   * the exporter has given up, and gets an {@link IllegalStateException} if that has been freed.
   *
   * @param <A> the type of the array
   * @param view items in C order, of format {@code b h i q f} or {@code d}
   * @param type the type of the array, for this format: {@code FloatNdArray.class}
   * @return a new array, in the view's shape
   * @throws BufferException.Refused if the view is not contiguous in C order, or if there is no NIO
   *     buffer of its memory
   * @throws IllegalArgumentException if the type is for another format
   */
  public static <A extends NdArray<?>> A asNdArray(View view, Class<A> type) {
    Format format = view.format();
    Class<?> found =
        format instanceof Scalar scalar && scalar.length() == 1 ? TYPES.get(scalar.type()) : null;
    if (found != type) {
      throw new IllegalArgumentException(
          "items of format '%s' are no %s".formatted(format, type.getSimpleName())
              + (found == null ? "" : ", but a " + found.getSimpleName()));
    }
    Shape shape = Shape.of(view.shape());
    return type.cast(
        switch (((Scalar) format).type()) {
          case INT8 -> NdArrays.wrap(shape, DataBuffers.of(view.asByteBuffer()));
          case INT16 -> NdArrays.wrap(shape, DataBuffers.of(view.asShortBuffer()));
          case INT32 -> NdArrays.wrap(shape, DataBuffers.of(view.asIntBuffer()));
          case INT64 -> NdArrays.wrap(shape, DataBuffers.of(view.asLongBuffer()));
          case FLOAT32 -> NdArrays.wrap(shape, DataBuffers.of(view.asFloatBuffer()));
          default -> NdArrays.wrap(shape, DataBuffers.of(view.asDoubleBuffer()));
        });
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

  /**
   * What a buffer is over.
   *
   * @param layout how an array's items lie in it, or null if there is none
   */
  private record Storage(boolean isReadOnly, @Nullable Layout layout)
      implements DataStorageVisitor<MemoryExporter> {
    private MemoryExporter export(Buffer buffer) {
      MemoryExporter whole = NioBuffers.export(buffer);
      Memory memory =
          Memory.of(
              MemorySegment.ofBuffer(buffer),
              whole.withView(Request.FULL_RO, View::format),
              layout == null ? whole.withView(Request.FULL_RO, View::layout) : layout);
      return MemoryExporter.of(isReadOnly ? memory.asReadOnly() : memory);
    }

    @Override
    public MemoryExporter visit(ByteBuffer buffer) {
      return export(buffer);
    }

    @Override
    public MemoryExporter visit(ShortBuffer buffer) {
      return export(buffer);
    }

    @Override
    public MemoryExporter visit(IntBuffer buffer) {
      return export(buffer);
    }

    @Override
    public MemoryExporter visit(LongBuffer buffer) {
      return export(buffer);
    }

    @Override
    public MemoryExporter visit(FloatBuffer buffer) {
      return export(buffer);
    }

    @Override
    public MemoryExporter visit(DoubleBuffer buffer) {
      return export(buffer);
    }

    @Override
    public MemoryExporter fallback() {
      throw new IllegalArgumentException("the buffer is over no NIO buffer; copy it to one");
    }
  }
}
