package io.memview.adapters.multik;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.Format;
import io.memview.layout.Layout;
import java.util.Arrays;
import java.util.Optional;
import org.jetbrains.kotlinx.multik.ndarray.complex.ComplexDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.complex.ComplexFloatArray;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;

/** Exports Multik's arrays of real and complex numbers, slices and transposed ones too. */
public final class MultikArrays implements ExporterProvider {
  @Override
  public String supports() {
    return NDArray.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    if (!(object instanceof NDArray<?, ?> array)) {
      return Optional.empty();
    }
    Object data = array.getData().getData();
    return Optional.of(
        switch (data) {
          case ComplexFloatArray a -> export(array, a.getFlatArray(), Format.parse("Zf"));
          case ComplexDoubleArray a -> export(array, a.getFlatArray(), Format.parse("Zd"));
          default -> export(array, data, Memory.ofArray(data).format());
        });
  }

  private static Exporter export(NDArray<?, ?> array, Object data, Format format) {
    long size = format.itemSize();
    long[] strides = Arrays.stream(array.getStrides()).mapToLong(s -> s * size).toArray();
    long[] shape = Arrays.stream(array.getShape()).asLongStream().toArray();
    Layout layout = Layout.strided(array.getOffset() * size, size, shape, strides);
    return MemoryExporter.of(Memory.ofArray(data, format, layout));
  }
}
