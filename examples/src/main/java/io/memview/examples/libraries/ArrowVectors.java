package io.memview.examples.libraries;

import io.memview.BufferException;
import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.types.Types.MinorType;
import org.jspecify.annotations.Nullable;

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
    return Optional.of(new Values(numbers.getDataBuffer(), numbers.getValueCount(), format));
  }

  /** Values that are retained from the first lease to the last. */
  private static final class Values implements Exporter {
    private final ArrowBuf data;
    private final long count;
    private final Format format;
    private final ExportCount exports = new ExportCount(this, remaining -> settle());

    /** Ends the views and all that they have handed out, before the values can go. */
    private @Nullable Arena arena;

    private @Nullable Memory memory;

    Values(ArrowBuf data, long count, Format format) {
      this.data = data;
      this.count = count;
      this.format = format;
    }

    @Override
    public synchronized Lease acquire(Request request) {
      try {
        return exports.lease(memory(), request);
      } finally {
        settle(); // if it was refused
      }
    }

    @SuppressWarnings("restricted") // an address has no segment
    private Memory memory() {
      Memory known = memory;
      if (known != null) {
        return known;
      }
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
      arena = Arena.ofShared();
      memory =
          Memory.of(
              MemorySegment.ofAddress(data.memoryAddress()).reinterpret(size, arena, null), format);
      return memory;
    }

    /** Leases that views acquire do not come by here, but only while there are others. */
    private synchronized void settle() {
      if (arena != null && exports.get() == 0) {
        arena.close(); // throws if the platform is reading or writing; the values stay then
        arena = null;
        memory = null;
        data.getReferenceManager().release();
      }
    }
  }
}
