package io.memview.examples.libraries;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.types.Types.MinorType;

/**
 * Exports Arrow's vectors of numbers, dates and times without nulls. Leases retain the vector's
 * data. What the integers of dates and times count, the vector's field says.
 */
public final class ArrowVectors implements ExporterProvider {
  @Override
  public String supports() {
    return "Arrow's vectors of numbers, dates and times";
  }

  private static String code(MinorType type) {
    return switch (type) {
      case TINYINT -> "b";
      case UINT1 -> "B";
      case SMALLINT -> "h";
      case UINT2 -> "H";
      case INT, DATEDAY, TIMESEC, TIMEMILLI, INTERVALYEAR -> "i";
      case UINT4 -> "I";
      case BIGINT, DATEMILLI, TIMEMICRO, TIMENANO, DURATION -> "q";
      case TIMESTAMPSEC, TIMESTAMPMILLI, TIMESTAMPMICRO, TIMESTAMPNANO -> "q";
      case TIMESTAMPSECTZ, TIMESTAMPMILLITZ, TIMESTAMPMICROTZ, TIMESTAMPNANOTZ -> "q";
      case UINT8 -> "Q";
      case FLOAT2 -> "e";
      case FLOAT4 -> "f";
      case FLOAT8 -> "d";
      default ->
          throw new IllegalArgumentException(
              "no layout of numbers describes a vector of %s; copy it to one of numbers"
                  .formatted(type));
    };
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    if (!(object instanceof BaseFixedWidthVector vector)) {
      return Optional.empty();
    }
    String code = code(vector.getMinorType());
    if (vector.getNullCount() > 0) {
      throw new IllegalArgumentException(
          "the vector has %d nulls, which no layout shows; fill them first"
              .formatted(vector.getNullCount()));
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
