package io.memview.arrow;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Request;
import io.memview.Timed;
import io.memview.View;
import io.memview.format.ArrowFormat;
import io.memview.format.TimeType;
import io.memview.internal.NativeMemory;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Describes views in Arrow's structs. Each level of lists is a struct of its own, which a consumer
 * may move out of its parent, so each has a lease of its own.
 */
final class ArrowExport {
  /** What a struct keeps: the memory of what it points to, and a lease if it is an array. */
  private record ExportedBlock(MemorySegment block, @Nullable Lease lease) {}

  /** By the number in {@code private_data}, which moves with the struct. */
  private static final Map<Long, ExportedBlock> EXPORTED = new ConcurrentHashMap<>();

  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final int NO_NULLS = 0;

  /** Made with the first array. */
  private static final Callbacks CALLBACKS = new Callbacks();

  private ArrowExport() {}

  /** Called from C, by any thread: lets nothing out. */
  private static final class Callbacks {
    final long releaseSchema =
        NativeMemory.function(MethodHandles.lookup(), this, "releaseSchema", null, JAVA_LONG);
    final long releaseArray =
        NativeMemory.function(MethodHandles.lookup(), this, "releaseArray", null, JAVA_LONG);

    @SuppressWarnings("UnusedMethod") // found by its name
    void releaseSchema(long schema) {
      try {
        release(
            schema,
            ArrowStructs.SCHEMA_CHILD_COUNT,
            ArrowStructs.SCHEMA_CHILDREN,
            ArrowStructs.SCHEMA_RELEASE,
            ArrowStructs.SCHEMA_PRIVATE);
      } catch (Throwable failure) {
        NativeMemory.log("a schema of Arrow could not be released", failure);
      }
    }

    @SuppressWarnings("UnusedMethod") // found by its name
    void releaseArray(long array) {
      try {
        release(
            array,
            ArrowStructs.ARRAY_CHILD_COUNT,
            ArrowStructs.ARRAY_CHILDREN,
            ArrowStructs.ARRAY_RELEASE,
            ArrowStructs.ARRAY_PRIVATE);
      } catch (Throwable failure) {
        NativeMemory.log("an exporter failed when an array of Arrow was released", failure);
      }
    }

    /** Children that were moved away have no callback left, and stay. */
    private static void release(
        long struct, long childCount, long children, long release, long privateData) {
      if (ArrowStructs.get(struct, release) == 0) {
        return;
      }
      long count = ArrowStructs.get(struct, childCount);
      for (long i = 0; i < count; i++) {
        ArrowStructs.release(ArrowStructs.get(ArrowStructs.get(struct, children), 8 * i), release);
      }
      ExportedBlock exported = EXPORTED.remove(ArrowStructs.get(struct, privateData));
      ArrowStructs.set(struct, release, 0);
      if (exported != null && exported.lease != null) {
        exported.lease.close();
      }
    }
  }

  static void export(Exporter exporter, long schema, long array) {
    try (Lease lease = exporter.acquire(Request.FULL_RO.scoped())) {
      View view = lease.view();
      Map<String, TimeType> times = exporter instanceof Timed timed ? timed.times() : Map.of();
      List<String> formats = formats(view, times);
      long data = address(view);
      List<Lease> leases = new ArrayList<>();
      try {
        for (int d = 0; d < view.ndim(); d++) {
          leases.add(view.acquire(Request.FULL_RO.scoped()));
        }
        // From here on nothing is refused.
        fill(view, formats, data, leases, schema, array);
      } catch (Throwable failure) {
        leases.forEach(Lease::close);
        throw failure;
      }
    }
  }

  /** The formats of all levels, from the outermost to that of the values. */
  private static List<String> formats(View view, Map<String, TimeType> times) {
    if (view.ndim() == 0) {
      throw new BufferException.Refused(
          "Arrow has no arrays without dimensions; reshape(1) makes one of one value");
    }
    if (!view.isContiguous(Order.C)) {
      throw new BufferException.Refused(
          "Arrow's arrays are contiguous in C order, and the memory is not (%s); Contiguous.acquire copies it, for OwnedMemory to hold"
              .formatted(view));
    }
    List<String> formats = new ArrayList<>();
    for (int d = 1; d < view.ndim(); d++) {
      if (view.shape(d) > Integer.MAX_VALUE) {
        throw new BufferException.Refused(
            "Arrow's lists have at most %d values, and dimension %d has %d"
                .formatted(Integer.MAX_VALUE, d, view.shape(d)));
      }
      formats.add("+w:" + view.shape(d));
    }
    try {
      if (!Set.of("").containsAll(times.keySet())) {
        throw new UnsupportedOperationException(
            "Arrow holds no records, and these have times in %s: export copies of the fields one by one"
                .formatted(times.keySet()));
      }
      TimeType time = times.get("");
      formats.add(
          time == null ? ArrowFormat.of(view.format()) : ArrowFormat.of(view.format(), time));
    } catch (UnsupportedOperationException e) {
      throw new BufferException.Refused(String.valueOf(e.getMessage()), e);
    }
    return formats;
  }

  private static long address(View view) {
    MemorySegment values = view.asSegment();
    if (!values.isNative()) {
      throw new BufferException.Refused(
          "memory on the Java heap has no address for Arrow (%s): allocate with OwnedMemory.allocate, and copy into that"
              .formatted(view));
    }
    return values.address();
  }

  private static void fill(
      View view, List<String> formats, long data, List<Lease> leases, long schema, long array) {
    // One block: what any of the structs points to stays while one of them is there.
    Arena garbageCollected = Arena.ofAuto();
    int levels = formats.size();
    long size = levels * (ArrowStructs.SCHEMA_SIZE + ArrowStructs.ARRAY_SIZE + 4L * Long.BYTES) + 8;
    for (String format : formats) {
      size += format.length() + 8;
    }
    MemorySegment block = garbageCollected.allocate(size, Long.BYTES);
    SegmentAllocator parts = SegmentAllocator.slicingAllocator(block);
    long empty = parts.allocate(8, 8).address();
    long schemaAt = schema;
    long arrayAt = array;
    long length = 1;
    for (int level = 0; level < levels; level++) {
      boolean isList = level < levels - 1;
      length *= view.shape(level);
      MemorySegment children = parts.allocate(2L * Long.BYTES, Long.BYTES);
      MemorySegment buffers = parts.allocate(2L * Long.BYTES, Long.BYTES);
      long childSchema = parts.allocate(ArrowStructs.SCHEMA_SIZE, Long.BYTES).address();
      long child = parts.allocate(ArrowStructs.ARRAY_SIZE, Long.BYTES).address();
      children.setAtIndex(JAVA_LONG, 0, childSchema);
      children.setAtIndex(JAVA_LONG, 1, child);
      buffers.setAtIndex(JAVA_LONG, 1, isList ? 0 : data);

      NativeMemory.all().asSlice(schemaAt, ArrowStructs.SCHEMA_SIZE).fill((byte) 0);
      ArrowStructs.set(
          schemaAt, ArrowStructs.SCHEMA_FORMAT, parts.allocateFrom(formats.get(level)).address());
      ArrowStructs.set(schemaAt, ArrowStructs.SCHEMA_NAME, empty);
      ArrowStructs.set(schemaAt, ArrowStructs.SCHEMA_CHILD_COUNT, isList ? 1 : 0);
      ArrowStructs.set(schemaAt, ArrowStructs.SCHEMA_CHILDREN, isList ? children.address() : 0);
      ArrowStructs.set(schemaAt, ArrowStructs.SCHEMA_PRIVATE, keep(block, null));
      ArrowStructs.set(schemaAt, ArrowStructs.SCHEMA_RELEASE, CALLBACKS.releaseSchema);

      NativeMemory.all().asSlice(arrayAt, ArrowStructs.ARRAY_SIZE).fill((byte) 0);
      ArrowStructs.set(arrayAt, ArrowStructs.ARRAY_LENGTH, length);
      ArrowStructs.set(arrayAt, ArrowStructs.ARRAY_NULL_COUNT, NO_NULLS);
      ArrowStructs.set(arrayAt, ArrowStructs.ARRAY_BUFFER_COUNT, isList ? 1 : 2);
      ArrowStructs.set(arrayAt, ArrowStructs.ARRAY_BUFFERS, buffers.address());
      ArrowStructs.set(arrayAt, ArrowStructs.ARRAY_CHILD_COUNT, isList ? 1 : 0);
      ArrowStructs.set(arrayAt, ArrowStructs.ARRAY_CHILDREN, isList ? children.address() + 8 : 0);
      ArrowStructs.set(arrayAt, ArrowStructs.ARRAY_PRIVATE, keep(block, leases.get(level)));
      ArrowStructs.set(arrayAt, ArrowStructs.ARRAY_RELEASE, CALLBACKS.releaseArray);
      schemaAt = childSchema;
      arrayAt = child;
    }
  }

  private static long keep(MemorySegment block, @Nullable Lease lease) {
    long number = NUMBERS.incrementAndGet();
    EXPORTED.put(number, new ExportedBlock(block, lease));
    return number;
  }
}
