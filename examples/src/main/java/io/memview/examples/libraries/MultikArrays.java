package io.memview.examples.libraries;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Layout;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.Format;
import java.util.Arrays;
import java.util.Optional;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;

/** Exports Multik's arrays of real numbers, slices and transposed ones too. */
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
    Format format = Memory.ofArray(data).format();
    long size = format.itemSize();
    long[] strides = Arrays.stream(array.getStrides()).mapToLong(s -> s * size).toArray();
    long[] shape = Arrays.stream(array.getShape()).asLongStream().toArray();
    Layout layout = Layout.strided(array.getOffset() * size, size, shape, strides);
    return Optional.of(MemoryExporter.of(Memory.ofArray(data, format, layout)));
  }
}
