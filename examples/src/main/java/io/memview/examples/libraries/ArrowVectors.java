package io.memview.examples.libraries;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.types.Types.MinorType;

/** Exports Arrow's vectors of numbers without nulls. Leases retain the vector's data. */
public final class ArrowVectors implements ExporterProvider {
  private static final Map<MinorType, String> FORMATS =
      Map.ofEntries(
          Map.entry(MinorType.TINYINT, "b"), Map.entry(MinorType.UINT1, "B"),
          Map.entry(MinorType.SMALLINT, "h"), Map.entry(MinorType.UINT2, "H"),
          Map.entry(MinorType.INT, "i"), Map.entry(MinorType.UINT4, "I"),
          Map.entry(MinorType.BIGINT, "q"), Map.entry(MinorType.UINT8, "Q"),
          Map.entry(MinorType.FLOAT4, "f"), Map.entry(MinorType.FLOAT8, "d"));

  @Override
  public String supports() {
    return "Arrow's vectors of numbers";
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    if (!(object instanceof BaseFixedWidthVector vector)) {
      return Optional.empty();
    }
    String code = FORMATS.get(vector.getMinorType());
    if (code == null || vector.getNullCount() > 0) {
      throw new IllegalArgumentException(
          "a vector of %s with %d nulls is no plain numbers; fill the nulls first"
              .formatted(vector.getMinorType(), vector.getNullCount()));
    }
    ArrowBuf data = vector.getDataBuffer();
    long size = (long) vector.getValueCount() * vector.getTypeWidth();
    MemorySegment values = MemorySegment.ofBuffer(data.nioBuffer(0, Math.toIntExact(size)));
    return Optional.of(
        new Retained(
            Memory.of(values, Format.parse(code)),
            data.getReferenceManager()::retain,
            data.getReferenceManager()::release));
  }
}
