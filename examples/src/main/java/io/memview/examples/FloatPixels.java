package io.memview.examples;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.layout.Layout;
import java.awt.image.DataBufferFloat;
import java.util.Optional;

// @start region="provider"
/** Exports a class of somebody else's: named in META-INF/services/io.memview.ExporterProvider. */
public final class FloatPixels implements ExporterProvider {
  @Override
  public String supports() {
    return DataBufferFloat.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    if (!(object instanceof DataBufferFloat pixels)) {
      return Optional.empty(); // somebody else may know it
    }
    long[] shape = {pixels.getSize()};
    Layout layout = Layout.strided(4L * pixels.getOffset(), 4, shape, new long[] {4});
    return Optional.of(MemoryExporter.of(Memory.ofArray(pixels.getData(), "f", layout)));
  }
}
// @end
