package io.memview.format;

import io.memview.internal.Texts;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Java record or Kotlin data class as the type of an item: binds the fields of a {@code T{…}} to
 * the parts of the class by name. Counterpart of {@code struct.Struct} together with {@code
 * collections.namedtuple}, and of what {@code ctypes.Structure} is to {@code memoryview}.
 *
 * <p>The class and the format have the same names. A part that is a record itself takes a record,
 * an array takes a sub-array, a primitive type takes a number that it holds completely ({@code
 * byte} does not hold {@code B}; {@code short} does), and every other type takes what {@link
 * Format#get} gives. Values are checked before anything is written.
 *
 * <p>A class in a named module must be accessible to {@code io.memview.core}: its module-info says
 * {@code opens PACKAGE to io.memview.core;}, or {@code exports PACKAGE to io.memview.core;}, or
 * either to everybody. Exporting does if the class and its constructor are public. On the class
 * path nothing is needed.
 *
 * <p>Binding is work for the first time only, and is remembered for the formats that were used
 * last; reading then allocates nothing but the records. What is remembered lasts no longer than the
 * class.
 *
 * <p>Immutable, thread-safe.
 *
 * @param <R> the class
 */
public final class RecordType<R> {
  /** So many formats of a class are remembered; then all are forgotten. */
  private static final int MOST = 256;

  private static final ClassValue<Map<ExactFormat, RecordType<?>>> BOUND =
      new ClassValue<>() {
        @Override
        protected Map<ExactFormat, RecordType<?>> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final Class<R> type;
  private final Format format;
  private final MethodHandle getter;
  private final MethodHandle setter;

  private RecordType(Class<R> type, Format format) {
    this.type = type;
    this.format = format;
    ItemHandles handles = ItemHandles.of(format, type, type.getSimpleName());
    getter = handles.read();
    setter = handles.checkedStore();
  }

  /**
   * Binds a class to a format.
   *
   * @param <R> the class
   * @param type a Java record or Kotlin data class
   * @param format a record with a field for each part of the class and no others
   * @return the bound type; mostly the same one for the same arguments, and always an equal one
   * @throws IllegalArgumentException if the class is no such class or is not accessible to this
   *     module, in which case the message has what the module-info must say, if the names differ,
   *     or if a part does not hold every value of its field
   */
  @SuppressWarnings("unchecked") // the map of a class has types of that class only
  public static <R> RecordType<R> of(Class<R> type, Format format) {
    Objects.requireNonNull(format, "format");
    Map<ExactFormat, RecordType<?>> bound = BOUND.get(type);
    ExactFormat key = new ExactFormat(format);
    RecordType<?> known = bound.get(key);
    if (known == null) {
      if (!(format instanceof Struct) || !RecordClass.isRecord(type)) {
        throw new IllegalArgumentException(
            "a record class and a record's format are bound, not %s and '%s'"
                .formatted(type.getName(), Texts.shownValue(format)));
      }
      RecordType<?> made = new RecordType<>(type, format);
      if (bound.size() >= MOST) {
        bound.clear();
      }
      known = bound.putIfAbsent(key, made);
      known = known == null ? made : known;
    }
    return (RecordType<R>) known;
  }

  /**
   * Binds a class to a format, as {@link #of(Class, Format)} does.
   *
   * @param <R> the class
   * @param type a Java record or Kotlin data class
   * @param format the record's format, as {@link Format#parse} reads it
   * @return the bound type
   * @throws FormatException if the format is bad
   * @throws IllegalArgumentException if the class and the format cannot be bound
   */
  public static <R> RecordType<R> of(Class<R> type, String format) {
    Objects.requireNonNull(type, "type");
    return of(type, Format.parse(format));
  }

  /**
   * Binds a class to the format that its parts say: native codes of its primitive types in order,
   * aligned as a C compiler aligns them.
   *
   * @param <R> the class
   * @param type a Java record or Kotlin data class of primitive types and other such classes
   * @return the bound type
   * @throws IllegalArgumentException if the class is no such class or is not accessible to this
   *     module, or if a part has another type: an array or a text has no length in a class
   */
  public static <R> RecordType<R> of(Class<R> type) {
    return of(type, formatOf(type));
  }

  private static Format formatOf(Class<?> type) {
    if (type == boolean.class) {
      return new Scalar(ScalarType.BOOL);
    }
    if (type.isPrimitive()) {
      return new Scalar(ScalarType.of(type));
    }
    List<Struct.Field> fields = new ArrayList<>();
    long end = 0;
    long alignment = 1;
    for (RecordClass.Component part : RecordClass.of(type).components()) {
      if (!part.type().isPrimitive() && !RecordClass.isRecord(part.type())) {
        throw new IllegalArgumentException(
            "%s.%s is of type %s, which has no format of its own: give the format of the record"
                .formatted(type.getSimpleName(), part.name(), part.type().getSimpleName()));
      }
      Format format = formatOf(part.type());
      end = FormatParser.alignUp(end, format.alignment());
      fields.add(new Struct.Field(part.name(), format, end));
      end += format.itemSize();
      alignment = Math.max(alignment, format.alignment());
    }
    return new Struct(fields, FormatParser.alignUp(end, alignment), alignment);
  }

  /**
   * The class.
   *
   * @return a Java record or Kotlin data class
   */
  public Class<R> type() {
    return type;
  }

  /**
   * What an item is.
   *
   * @return the format of a record
   */
  public Format format() {
    return format;
  }

  /**
   * Reads one record.
   *
   * @param segment the memory
   * @param offset where the record starts, in bytes from the start of the segment
   * @return a new object
   * @throws IndexOutOfBoundsException if the record does not lie inside the segment
   */
  public R get(MemorySegment segment, long offset) {
    Objects.requireNonNull(segment, "segment");
    try {
      return type.cast(getter.invoke(segment, offset));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new UndeclaredThrowableException(e);
    }
  }

  /**
   * Writes one record. Nothing is written if a value does not fit. The padding is left as it is.
   *
   * @param segment the memory
   * @param offset where the record starts, in bytes from the start of the segment
   * @param value the record
   * @throws ValueException if a part is out of the range of its field
   * @throws IndexOutOfBoundsException if the record does not lie inside the segment
   * @throws IllegalArgumentException if the segment is read-only
   */
  public void set(MemorySegment segment, long offset, R value) {
    Objects.checkFromIndexSize(offset, format.itemSize(), segment.byteSize());
    try {
      setter.invoke(segment, offset, Objects.requireNonNull(value, "value"));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new UndeclaredThrowableException(e);
    }
  }

  /**
   * Reads one record, as {@link #get} does: for callers who keep the handle in a {@code static
   * final} field, so that the JIT compiler sees through it.
   *
   * @return {@code (MemorySegment, long) -> R}; the offset is in bytes
   */
  public MethodHandle getter() {
    return getter;
  }

  /**
   * Checks all values of a record and writes them, as {@link #set} does, but leaves the bounds to
   * the segment: a record that ends outside of it may be half written.
   *
   * @return {@code (MemorySegment, long, R) -> void}; the offset is in bytes
   */
  public MethodHandle setter() {
    return setter;
  }

  /** Whether the other one binds the same class to a format that reads and refuses the same. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof RecordType<?> that
            && type == that.type
            && new ExactFormat(format).equals(new ExactFormat(that.format)));
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, format);
  }

  /** The class and the format. */
  @Override
  public String toString() {
    return "RecordType[%s as '%s']".formatted(type.getSimpleName(), format);
  }
}
