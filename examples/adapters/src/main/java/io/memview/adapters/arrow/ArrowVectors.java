package io.memview.adapters.arrow;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.HeldMemory;
import io.memview.Memory;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.types.Types.MinorType;

/**
 * Exports Arrow's vectors of numbers, dates and times without nulls, and extensions of them. What
 * the integers of dates and times count, the vector's field says. Vectors of indices into a
 * dictionary are refused.
 *
 * <p>What is exported are the values that the vector has when it is exported. Leases retain them: a
 * vector that grows, is cleared or closed meanwhile lets go of them, and they stay until the last
 * lease has been closed. From then on the exporter refuses. Nulls that are set later are not seen.
 * Whoever releases an {@code ArrowBuf} without having retained it frees it under its leases; Arrow
 * counts, and does not ask who.
 *
 * <p>Needs native access, as Arrow's memory has addresses only.
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
    if (!(object instanceof ValueVector vector)) {
      return Optional.empty();
    }
    if (vector.getField().getDictionary() != null) {
      throw new IllegalArgumentException(
          "the vector is of indices into a dictionary; decode it, and export what comes out");
    }
    if (vector instanceof ExtensionTypeVector<?> extension) {
      return exporterOf(extension.getUnderlyingVector());
    }
    Format format = Format.parse(code(vector.getMinorType()));
    if (vector.getNullCount() > 0) {
      throw new IllegalArgumentException(
          "the vector has %d nulls, which no layout shows; fill them first"
              .formatted(vector.getNullCount()));
    }
    BaseFixedWidthVector numbers = (BaseFixedWidthVector) vector;
    ArrowBuf data = numbers.getDataBuffer();
    int count = numbers.getValueCount();
    return Optional.of(HeldMemory.of(vector, hold -> open(data, count, format, hold)));
  }

  /** Retains the values, and makes an arena for them that ends before they can go. */
  @SuppressWarnings("restricted") // an address has no segment
  private static Memory open(ArrowBuf data, long count, Format format, HeldMemory.Hold hold) {
    long size = count * format.itemSize();
    if (size == 0) {
      return Memory.of(MemorySegment.NULL, format, 0); // of a vector that was never allocated
    }
    if (data.refCnt() == 0) { // it would be counted, and then refused without a word
      throw new BufferException.Refused(
          "the vector has let go of its values since it was exported: it has grown, or was"
              + " cleared or closed; export it again");
    }
    data.getReferenceManager().retain();
    hold.closing(data.getReferenceManager()::release);
    return Memory.of(
        MemorySegment.ofAddress(data.memoryAddress()).reinterpret(size, hold.arena(), null),
        format);
  }
}
