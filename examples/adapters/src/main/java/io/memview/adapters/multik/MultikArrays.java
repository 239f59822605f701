package io.memview.adapters.multik;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Optional;
import org.jetbrains.kotlinx.multik.ndarray.complex.ComplexDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.complex.ComplexFloatArray;
import org.jetbrains.kotlinx.multik.ndarray.data.Dimension;
import org.jetbrains.kotlinx.multik.ndarray.data.ImmutableMemoryView;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewByteArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewFloatArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewIntArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewLongArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewShortArray;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;

/**
 * Exports Multik's arrays of real and complex numbers, slices and transposed ones too, and makes
 * arrays of Multik over views.
 */
public final class MultikArrays implements ExporterProvider {
  /** For {@code Exporters.of}; all else is static. */
  public MultikArrays() {}

  @Override
  public String supports() {
    return NDArray.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof NDArray<?, ?> array ? Optional.of(export(array)) : Optional.empty();
  }

  /**
   * Exports an array, with its strides.
   *
   * @param array the items
   * @return a new exporter; the array cannot grow, so its exports block nothing
   */
  public static MemoryExporter export(NDArray<?, ?> array) {
    Object data = array.getData().getData();
    return switch (data) {
      case ComplexFloatArray a -> export(array, a.getFlatArray(), Format.parse("Zf"));
      case ComplexDoubleArray a -> export(array, a.getFlatArray(), Format.parse("Zd"));
      default -> export(array, data, Memory.ofArray(data).format());
    };
  }

  private static MemoryExporter export(NDArray<?, ?> array, Object data, Format format) {
    long size = format.itemSize();
    long[] strides = Arrays.stream(array.getStrides()).mapToLong(s -> s * size).toArray();
    long[] shape = Arrays.stream(array.getShape()).asLongStream().toArray();
    Layout layout = Layout.strided(array.getOffset() * size, size, shape, strides);
    return MemoryExporter.of(Memory.ofArray(data, format, layout));
  }

  /**
   * An array of Multik over the items of a view, without a copy: with the view's strides, so that
   * of a slice, a transposed or a reversed view, too. What one writes, the other reads.
   *
   * <p>The array does not know the lease: it keeps the Java array in which the items lie, and
   * whoever keeps it beyond the release may see memory that the exporter has given up.
   *
   * @param <T> what an item is
   * @param <D> how many dimensions
   * @param view items in a Java array of their type, of format {@code b h i q f} or {@code d}
   * @param type the class of an item, boxed or not: {@code Double.class}
   * @param dimension as many as the view has: {@code D2.Companion}, in Kotlin {@code D2}
   * @return a new array
   * @throws BufferException.Refused if the view is read-only, or its items lie elsewhere, as in
   *     native memory, or so that no array of Multik can reach them
   * @throws IllegalArgumentException if the type or the number of dimensions is not the view's
   */
  public static <T, D extends Dimension> NDArray<T, D> asNDArray(
      View view, Class<T> type, D dimension) {
    Layout layout = view.layout();
    if (layout.ndim() != dimension.getD()) {
      throw new IllegalArgumentException(
          "the view has %d dimensions, and %d are asked for"
              .formatted(layout.ndim(), dimension.getD()));
    }
    Class<?> element = MethodType.methodType(type).unwrap().returnType();
    if (!(view.format() instanceof Scalar scalar) || scalar.type() != ScalarType.of(element)) {
      throw new IllegalArgumentException(
          "items of format '%s' are no %s".formatted(view.format(), type.getSimpleName()));
    }
    if (view.isReadOnly()) {
      throw refused("the view is read-only, and an array of Multik can be written", element);
    }
    if (scalar.isSwapped()) {
      throw refused("the items are in the other byte order", element);
    }
    if (layout.hasPointers()) {
      throw refused("the items lie behind pointers", element);
    }
    boolean isEmpty = layout.itemCount() == 0;
    MemorySegment first = isEmpty ? null : view.itemSegment(new long[layout.ndim()]);
    Object array =
        first == null ? Array.newInstance(element, 0) : first.heapBase().orElse("native memory");
    if (array.getClass() != element.arrayType()) {
      String place = array instanceof String text ? text : array.getClass().getSimpleName();
      throw refused("the items lie in " + place, element);
    }
    long size = layout.itemSize();
    long start = first == null ? 0 : first.address();
    if (start % size != 0 || Arrays.stream(layout.strides()).anyMatch(s -> s % size != 0)) {
      throw refused("the items lie across the elements of the array", element);
    }
    int[] shape = new int[layout.ndim()];
    int[] strides = new int[layout.ndim()];
    for (int d = 0; d < shape.length; d++) {
      shape[d] = (int) layout.shape(d);
      strides[d] = (int) (layout.stride(d) / size);
      if (shape[d] != layout.shape(d) || strides[d] != layout.stride(d) / size) {
        throw refused("dimension %d has no place in an int".formatted(d), element);
      }
    }
    @SuppressWarnings("unchecked") // the format has been compared with the type
    ImmutableMemoryView<T> memory = (ImmutableMemoryView<T>) memory(array);
    return new NDArray<>(memory, (int) (start / size), shape, strides, dimension, null);
  }

  private static ImmutableMemoryView<?> memory(Object array) {
    return switch (array) {
      case byte[] a -> new MemoryViewByteArray(a);
      case short[] a -> new MemoryViewShortArray(a);
      case int[] a -> new MemoryViewIntArray(a);
      case long[] a -> new MemoryViewLongArray(a);
      case float[] a -> new MemoryViewFloatArray(a);
      case double[] a -> new MemoryViewDoubleArray(a);
      default -> throw new AssertionError(array); // no other array is of a number's class
    };
  }

  private static BufferException.Refused refused(String reason, Class<?> element) {
    return new BufferException.Refused(
        "%s; toArray(%s[].class) copies the items".formatted(reason, element));
  }
}
