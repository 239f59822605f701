package io.memview.arrow;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.OwnedMemory;
import io.memview.format.TimeType;
import io.memview.internal.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/**
 * Arrays of Arrow's C data interface as exporters, and exporters as such arrays.
 *
 * {@snippet lang=java :
 * try (Arena arena = Arena.ofConfined()) {
 *   MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
 *   MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
 *   ArrowArrays.exportArray(pixels, schema, array); // pyarrow's Array._import_from_c takes them
 * }
 * }
 *
 * <p><b>Lifetime.</b> As Arrow says: who imports takes the array over and releases it once; the
 * struct it came in is marked as released. An imported array is released when its memory is freed,
 * or when its exporter and leases have all been collected; an exported one is a lease, which its
 * release callback closes.
 *
 * <p><b>Threads.</b> Thread-safe, but a struct is used by one thread at a time.
 *
 * <p>Source: the page "The Arrow C data interface" of the Arrow columnar format.
 */
public final class ArrowArrays {
  /** The size of a {@code struct ArrowSchema} in bytes. */
  public static final long SCHEMA_SIZE = ArrowStructs.SCHEMA_SIZE;

  /** The size of a {@code struct ArrowArray} in bytes. */
  public static final long ARRAY_SIZE = ArrowStructs.ARRAY_SIZE;

  private ArrowArrays() {}

  /**
   * What the integers of an array mean that is about to be imported.
   *
   * @param schema a pointer to the {@code ArrowSchema}, which stays as it is
   * @return the type of dates, times or durations, of the values in lists, too; empty if they are
   *     none, and for intervals, whose fields say their units
   * @throws BufferException.Refused if the struct is as none can be
   * @throws IllegalArgumentException if it is no pointer to such a struct, or has been released
   * @throws IllegalStateException if native access is not enabled, or the pointer's arena has been
   *     closed
   */
  public static Optional<TimeType> time(MemorySegment schema) {
    return ArrowImport.time(schema(schema));
  }

  /**
   * Takes an array over. Its memory is read-only, since Arrow's arrays are not to be changed.
   *
   * @param schema a pointer to the {@code ArrowSchema}, which is released here
   * @param array a pointer to the {@code ArrowArray}, which is moved and marked as released
   * @return a new exporter of the array's values, in place: shape (length,), and one more dimension
   *     for each level of fixed-size lists. Times are integers, and {@link #time} tells their unit.
   *     Its {@link OwnedMemory#free} calls the array's release callback, in the same thread
   * @throws BufferException.Refused if there are nulls, if no format has such items, or if the
   *     structs contradict each other. Both are still the caller's then, as they are if anything
   *     else is thrown
   * @throws IllegalArgumentException if they are no pointers to such structs, or have been released
   * @throws IllegalStateException if native access is not enabled, or a pointer's arena has been
   *     closed
   */
  public static OwnedMemory importArray(MemorySegment schema, MemorySegment array) {
    Objects.requireNonNull(array, "array");
    long schemaAt = schema(schema);
    long arrayAt = array(array);
    OwnedMemory memory = ArrowImport.take(schemaAt, arrayAt);
    ArrowStructs.release(schemaAt, ArrowStructs.SCHEMA_RELEASE);
    return memory;
  }

  /**
   * Makes an array of an exporter's memory.
   *
   * <p>Arrow's consumers take what they are given for unchangeable: memory that is written to while
   * they have it changes under them.
   *
   * @param exporter whose memory, in C order and with an address; it is leased until the array is
   *     released. Integers that are times if it is {@link io.memview.Timed}
   * @param schema where the {@code ArrowSchema} is written
   * @param array where the {@code ArrowArray} is written. Whoever takes it releases it, from any
   *     thread; if nobody does, {@link #release} has to
   * @throws BufferException.Refused if Arrow cannot describe the memory; the message says what
   *     would work. Nothing has been written then
   * @throws IllegalArgumentException if they are no pointers to so much memory
   * @throws IllegalStateException if native access is not enabled, or a pointer's arena has been
   *     closed
   */
  public static void exportArray(Exporter exporter, MemorySegment schema, MemorySegment array) {
    Objects.requireNonNull(exporter, "exporter");
    Objects.requireNonNull(array, "array");
    ArrowExport.export(exporter, schema(schema), array(array));
  }

  /**
   * Releases a schema and an array that nobody has taken; does nothing for what has been released
   * or moved.
   *
   * @param schema a pointer to the {@code ArrowSchema}
   * @param array a pointer to the {@code ArrowArray}
   * @throws IllegalArgumentException if they are no pointers to such structs
   * @throws IllegalStateException if native access is not enabled, or a pointer's arena has been
   *     closed
   */
  public static void release(MemorySegment schema, MemorySegment array) {
    Objects.requireNonNull(array, "array");
    long schemaAt = schema(schema);
    long arrayAt = array(array);
    ArrowStructs.release(schemaAt, ArrowStructs.SCHEMA_RELEASE);
    ArrowStructs.release(arrayAt, ArrowStructs.ARRAY_RELEASE);
  }

  private static long schema(MemorySegment schema) {
    Objects.requireNonNull(schema, "schema");
    NativeMemory.check("Arrow's C data interface");
    return NativeMemory.address(schema, SCHEMA_SIZE, "an ArrowSchema");
  }

  private static long array(MemorySegment array) {
    Objects.requireNonNull(array, "array");
    NativeMemory.check("Arrow's C data interface");
    return NativeMemory.address(array, ARRAY_SIZE, "an ArrowArray");
  }
}
