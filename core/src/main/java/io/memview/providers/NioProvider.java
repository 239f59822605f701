package io.memview.providers;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.MemoryExporter;
import io.memview.nio.NioBuffers;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.util.Optional;

/** NIO buffers, and memory segments as bytes. */
public final class NioProvider implements ExporterProvider {
  /** For the service loader. */
  public NioProvider() {}

  @Override
  public String supports() {
    return "NIO buffers, memory segments";
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return switch (object) {
      case Buffer buffer -> Optional.of(NioBuffers.export(buffer));
      case MemorySegment segment -> Optional.of(MemoryExporter.of(segment, "B"));
      default -> Optional.empty();
    };
  }
}
