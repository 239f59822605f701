package io.memview;

import io.memview.format.RecordType;
import io.memview.internal.memory.Odometer;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Iterator;
import java.util.Objects;

/**
 * A view whose items are read as objects of a Java record or Kotlin data class, and written from
 * them. Counterpart of a NumPy record array ({@code np.recarray}).
 *
 * <p>It lives as long as its view and may be used by every thread that may use the view. Nothing is
 * copied or cached: each {@code get} reads the memory and makes an object. What the constructor or
 * an accessor of the class throws comes out; if it is checked, as the cause of an {@link
 * UndeclaredThrowableException}.
 *
 * @param <R> the class
 */
public abstract class RecordView<R> implements Iterable<R> {
  final View view;
  private final RecordType<R> type;

  RecordView(View view, RecordType<R> type) {
    this.view = view;
    this.type = type;
  }

  /**
   * The records of a view as objects of a Java record or Kotlin data class, bound by name. If the
   * class is in a named module, its package must be open or exported to {@code io.memview.core}:
   * see {@link RecordType}. Asking a view again for the same class costs nothing.
   *
   * @param <R> the class
   * @param view a view of records
   * @param type a Java record or Kotlin data class with a part for each field of the format
   * @return a handle that reads and writes objects
   * @throws IllegalArgumentException if the class and the format cannot be bound; the message has
   *     the names of both, or what the module-info of the class must say
   * @throws BufferException.Released if the view has been released
   */
  @SuppressWarnings("unchecked") // a record view of a class is one of its objects
  public static <R> RecordView<R> of(View view, Class<R> type) {
    view.check();
    Objects.requireNonNull(type, "type");
    RecordView<?> known = (RecordView<?>) view.lastRecords;
    if (known == null || known.type().type() != type) {
      known = SpecializedRecordViews.of(view, RecordType.of(type, view.format()));
      view.lastRecords = known;
    }
    return (RecordView<R>) known;
  }

  /** A record view of the class of this one, which is specialised for a kind of memory. */
  abstract RecordView<R> make(View newView);

  /**
   * The view.
   *
   * @return the view of the records
   */
  public final View view() {
    return view;
  }

  /**
   * How records and objects are bound.
   *
   * @return the bound type
   */
  public final RecordType<R> type() {
    return type;
  }

  /**
   * Reads one record.
   *
   * @param index a position for each dimension, none of them negative
   * @return a new object
   * @throws IndexOutOfBoundsException if the index has another rank or lies outside of the shape
   * @throws BufferException.Released if the view has been released
   * @throws BufferException.StorageFailure if the memory failed: a mapped file was cut short
   */
  public abstract R get(long... index);

  /**
   * Reads one record of a one-dimensional view.
   *
   * @param i the position, not negative
   * @return a new object
   * @throws IndexOutOfBoundsException if the view has another rank or the position lies outside
   * @throws BufferException.Released if the view has been released
   * @throws BufferException.StorageFailure if the memory failed: a mapped file was cut short
   */
  public abstract R get(long i);

  /**
   * Writes one record. Nothing is written if a value does not fit.
   *
   * @param index a position for each dimension, none of them negative
   * @param value the record
   * @throws io.memview.format.ValueException if a part is out of the range of its field
   * @throws IndexOutOfBoundsException if the index has another rank or lies outside of the shape
   * @throws BufferException.ReadOnly if the view is read-only
   * @throws BufferException.Released if the view has been released
   * @throws BufferException.StorageFailure if the memory failed: a mapped file was cut short
   */
  public abstract void set(long[] index, R value);

  /**
   * Writes one record of a one-dimensional view. Nothing is written if a value does not fit.
   *
   * @param i the position, not negative
   * @param value the record
   * @throws io.memview.format.ValueException if a part is out of the range of its field
   * @throws IndexOutOfBoundsException if the view has another rank or the position lies outside
   * @throws BufferException.ReadOnly if the view is read-only
   * @throws BufferException.Released if the view has been released
   * @throws BufferException.StorageFailure if the memory failed: a mapped file was cut short
   */
  public abstract void set(long i, R value);

  /**
   * Writes one record, as {@link #set(long, Object)} does.
   *
   * @param i the position in dimension 0
   * @param j the position in dimension 1
   * @param value the object
   */
  public final void set(long i, long j, R value) {
    set(new long[] {i, j}, value);
  }

  /**
   * Writes one record, as {@link #set(long, Object)} does.
   *
   * @param i the position in dimension 0
   * @param j the position in dimension 1
   * @param k the position in dimension 2
   * @param value the object
   */
  public final void set(long i, long j, long k, R value) {
    set(new long[] {i, j, k}, value);
  }

  /** Reads the record at a place that a cursor knows. */
  abstract R getAt(MemorySegment segment, long at);

  /** Writes the record at a place that a cursor knows. */
  abstract void setAt(MemorySegment segment, long at, R value);

  /**
   * Writes one record everywhere.
   *
   * @param value the record
   * @throws io.memview.format.ValueException if a part is out of the range of its field
   * @throws BufferException.ReadOnly if the view is read-only
   * @throws BufferException.Released if the view has been released
   * @throws BufferException.StorageFailure if the memory failed: a mapped file was cut short
   */
  public final void fill(R value) {
    Objects.requireNonNull(value, "value");
    view.checkWritable();
    for (Odometer index = new Odometer(view.layout()); index.hasNext(); ) {
      set(index.next(), value);
    }
  }

  /**
   * Every record in C order.
   *
   * @return an iterator; it throws {@link BufferException.Released} when the view has been released
   */
  @Override
  public final Iterator<R> iterator() {
    Odometer index = new Odometer(view.layout());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return index.hasNext();
      }

      @Override
      public R next() {
        return get(index.next());
      }
    };
  }

  /** What came out of a handle: a failure of the memory, or what code of the class has thrown. */
  final RuntimeException unchecked(Throwable thrown) {
    return switch (thrown) {
      case IllegalStateException _, InternalError _, WrongThreadException _ ->
          view.translated(thrown);
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new UndeclaredThrowableException(thrown);
    };
  }

  /** The type and the view. */
  @Override
  public final String toString() {
    return "RecordView[%s, %s]".formatted(type, view);
  }
}
