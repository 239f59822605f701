package io.memview;

import io.memview.format.RecordType;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * A view whose items are read as objects of a Java record or Kotlin data class, and written from
 * them. Counterpart of a NumPy record array ({@code np.recarray}).
 *
 * <p>It lives as long as its view and may be used by every thread that may use the view. Nothing is
 * copied or cached: each {@code get} reads the memory and makes an object.
 *
 * @param <R> the class
 */
public final class RecordView<R> implements Iterable<R> {
  private final View view;
  private final RecordType<R> type;

  RecordView(View view, RecordType<R> type) {
    this.view = view;
    this.type = type;
  }

  /**
   * The view.
   *
   * @return the view of the records
   */
  public View view() {
    return view;
  }

  /**
   * How records and objects are bound.
   *
   * @return the bound type
   */
  public RecordType<R> type() {
    return type;
  }

  /**
   * Reads one record.
   *
   * @param index a position for each dimension, none of them negative
   * @return a new object
   * @throws IndexOutOfBoundsException if the index has another rank or lies outside of the shape
   * @throws BufferException.Released if the view has been released
   * @throws BufferException.Storage if the memory failed: a mapped file was cut short
   */
  public R get(long... index) {
    view.lease.check();
    Place place = view.place(index);
    return read(place.segment(), place.offset());
  }

  /**
   * Reads one record of a one-dimensional view.
   *
   * @param i the position, not negative
   * @return a new object
   * @throws IndexOutOfBoundsException if the view has another rank or the position lies outside
   * @throws BufferException.Released if the view has been released
   * @throws BufferException.Storage if the memory failed: a mapped file was cut short
   */
  public R get(long i) {
    view.lease.check();
    Memory memory = view.memory;
    if (memory.storage() instanceof Storage.Flat flat) {
      long at = memory.layout().offsetOf(i);
      return read(flat.segment(), at);
    }
    return get(new long[] {i});
  }

  private R read(MemorySegment segment, long offset) {
    try {
      return type.get(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw view.translated(e);
    }
  }

  /**
   * Writes one record. Nothing is written if a value does not fit.
   *
   * @param value the record
   * @param index a position for each dimension, none of them negative
   * @throws io.memview.format.ValueException if a part is out of the range of its field
   * @throws IndexOutOfBoundsException if the index has another rank or lies outside of the shape
   * @throws BufferException.ReadOnly if the view is read-only
   * @throws BufferException.Released if the view has been released
   * @throws BufferException.Storage if the memory failed: a mapped file was cut short
   */
  public void set(R value, long... index) {
    Objects.requireNonNull(value);
    view.checkWritable();
    Place place = view.place(index);
    try {
      type.set(place.segment(), place.offset(), value);
    } catch (IllegalStateException | InternalError e) {
      throw view.translated(e);
    }
  }

  /**
   * Every record in C order.
   *
   * @return an iterator; it throws {@link BufferException.Released} when the view has been released
   */
  @Override
  public Iterator<R> iterator() {
    long[] shape = view.shape();
    long count = view.itemCount();
    return new Iterator<>() {
      private final long[] index = new long[shape.length];
      private long left = count;

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public R next() {
        if (left == 0) {
          throw new NoSuchElementException();
        }
        R value = get(index);
        left--;
        for (int d = index.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
          index[d] = 0;
        }
        return value;
      }
    };
  }

  /** The type and the view. */
  @Override
  public String toString() {
    return "RecordView[%s, %s]".formatted(type, view);
  }
}
