package io.memview.adapters.arrow;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.HeldMemory;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

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
  private static final String COPY =
      "ArrowVectors.exportValues(vector) of one of Arrow's own can be copied to";

  private static final Map<ScalarType, MinorType> TYPES =
      Map.ofEntries(
          Map.entry(ScalarType.INT8, MinorType.TINYINT),
          Map.entry(ScalarType.UINT8, MinorType.UINT1),
          Map.entry(ScalarType.INT16, MinorType.SMALLINT),
          Map.entry(ScalarType.UINT16, MinorType.UINT2),
          Map.entry(ScalarType.INT32, MinorType.INT),
          Map.entry(ScalarType.UINT32, MinorType.UINT4),
          Map.entry(ScalarType.INT64, MinorType.BIGINT),
          Map.entry(ScalarType.UINT64, MinorType.UINT8),
          Map.entry(ScalarType.FLOAT16, MinorType.FLOAT2),
          Map.entry(ScalarType.FLOAT32, MinorType.FLOAT4),
          Map.entry(ScalarType.FLOAT64, MinorType.FLOAT8));

  /** For {@code Exporters.of}; all else is static. */
  public ArrowVectors() {}

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
    return object instanceof ValueVector vector ? Optional.of(export(vector)) : Optional.empty();
  }

  /**
   * Exports the values of a vector without nulls.
   *
   * @param vector the numbers
   * @return a new exporter of the values that the vector has now
   * @throws IllegalArgumentException if the vector has nulls, is not of numbers, or of indices into
   *     a dictionary
   */
  public static HeldMemory export(ValueVector vector) {
    HeldMemory values = exportValues(vector);
    if (vector.getNullCount() > 0) {
      throw new IllegalArgumentException(
          "the vector has %d nulls; fill them first, or take ArrowVectors.exportValues(vector), and"
                  .formatted(vector.getNullCount())
              + " exportValidity(vector) as its mask");
    }
    return values;
  }

  /**
   * Exports the values of a vector, whether or not there are nulls among them: where one is, the
   * item is any number. {@link #exportValidity} says where.
   *
   * @param vector the numbers
   * @return a new exporter of the values that the vector has now
   * @throws IllegalArgumentException if the vector is not of numbers, or of indices into a
   *     dictionary
   */
  public static HeldMemory exportValues(ValueVector vector) {
    if (vector.getField().getDictionary() != null) {
      throw new IllegalArgumentException(
          "the vector is of indices into a dictionary; decode it, and export what comes out");
    }
    if (vector instanceof ExtensionTypeVector<?> extension) {
      return exportValues(extension.getUnderlyingVector());
    }
    Format format = Format.parse(code(vector.getMinorType()));
    BaseFixedWidthVector numbers = (BaseFixedWidthVector) vector;
    ArrowBuf data = numbers.getDataBuffer();
    int count = numbers.getValueCount();
    return HeldMemory.of(vector, hold -> open(data, count, format, hold));
  }

  /**
   * Exports a copy of which items of a vector are values: a mask, which is true where there is one
   * and false where there is a null.
   *
   * @param vector any vector
   * @return a new exporter of one truth value ({@code ?}) for each item, which does not change with
   *     the vector
   */
  public static MemoryExporter exportValidity(ValueVector vector) {
    boolean[] isValid = new boolean[vector.getValueCount()];
    for (int i = 0; i < isValid.length; i++) {
      isValid[i] = !vector.isNull(i);
    }
    return PrimitiveArrays.exportCopy(isValid);
  }

  /**
   * A vector of Arrow over the items of a view, without a copy, and without nulls. What one writes,
   * the other reads.
   *
   * <p><b>Lifetime.</b> The vector holds a lease of its own, which ends when the last reference to
   * its values is released: when the vector is closed, or has grown and its values lie elsewhere.
   * Arrow goes by addresses: whoever closes the arena of a segment under the vector is not noticed,
   * unlike what an exporter frees, which the lease prevents.
   *
   * @param view numbers in native memory, of one dimension and of format {@code b B h H i I q Q e
   *     f} or {@code d}
   * @param name the name of the vector
   * @param allocator counts the bytes of the view, and allocates the vector's validity
   * @return a new vector, which the caller must close
   * @throws BufferException.Refused if the view is read-only, has not one dimension, is not
   *     contiguous, lies on the heap, or has more items than a vector
   * @throws IllegalArgumentException if Arrow has no vectors of such items
   * @throws org.apache.arrow.memory.OutOfMemoryException if the allocator has not room for as many
   *     bytes
   */
  public static BaseFixedWidthVector asVector(View view, String name, BufferAllocator allocator) {
    MinorType type =
        view.format() instanceof Scalar scalar && !scalar.isSwapped()
            ? TYPES.get(scalar.type())
            : null;
    if (type == null) {
      throw new IllegalArgumentException(
          "Arrow has no vectors of '%s'; copy(format) converts items to one of b B h H i I q Q e f d"
              .formatted(view.format()));
    }
    if (view.ndim() != 1) {
      throw refused("the view has %d dimensions; ravel() gives it one", view.ndim());
    }
    if (view.itemCount() > Integer.MAX_VALUE) {
      throw refused("the view has %d items; slice(indices) takes a part", view.itemCount());
    }
    if (view.isReadOnly()) {
      throw refused("the view is read-only, and a vector can be written; %s", COPY);
    }
    Lease lease = view.acquire(Request.FULL);
    try {
      MemorySegment items = lease.view().asSegment(Order.C);
      if (!items.isNative()) {
        throw refused("the items lie on the heap, and a vector lies in native memory; %s", COPY);
      }
      return vector(
          new Field(name, FieldType.notNullable(type.getType()), null),
          items,
          view.itemCount(),
          allocator,
          lease);
    } catch (Throwable failure) {
      lease.close();
      throw failure;
    }
  }

  private static BufferException.Refused refused(String reason, Object detail) {
    return new BufferException.Refused(reason.formatted(detail));
  }

  private static BaseFixedWidthVector vector(
      Field field, MemorySegment items, long count, BufferAllocator allocator, Lease lease) {
    BaseFixedWidthVector vector = (BaseFixedWidthVector) field.createVector(allocator);
    ArrowBuf values = allocator.wrapForeignAllocation(new Leased(items, lease));
    try {
      vector.loadFieldBuffers(new ArrowFieldNode(count, 0), List.of(allocator.getEmpty(), values));
      return vector;
    } catch (Throwable failure) {
      vector.close();
      throw failure;
    } finally {
      values.getReferenceManager().release(); // the vector has its own reference
    }
  }

  /** Memory of a lease, which ends with the last reference of Arrow. */
  private static final class Leased extends ForeignAllocation {
    private final Lease lease;

    Leased(MemorySegment items, Lease lease) {
      super(items.byteSize(), items.address());
      this.lease = lease;
    }

    @Override
    protected void release0() {
      lease.close();
    }
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
