package io.memview;

import io.memview.internal.Texts;
import io.memview.internal.memory.Broadcast;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Levels;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * Goes through the items of one view or of several together, whose shapes are broadcast to one.
 * Counterpart of {@code numpy.nditer} and of {@code numpy.broadcast}.
 *
 * {@snippet :
 * Cursor at = Cursor.over(Order.ANY, sums, rows, column);
 * while (at.next()) {
 *   at.setDouble(0, at.getDouble(1) + at.getDouble(2));
 * }
 * }
 *
 * <p>The views are numbered from 0, in the order in which they were given. A view that is repeated
 * because its shape is smaller is read-only here: several positions share its items. Nothing is
 * boxed, and there is no object for an item.
 *
 * <p>Over up to three views an item takes about as long as by its indices, and two to four times as
 * long where rows lie behind pointers. Two loops, over rows and over the items of a row, take as
 * long there as by index, and half as long where items lie side by side and there are several
 * views. Counterpart of {@code nditer}'s {@code external_loop}:
 *
 * {@snippet :
 * while (at.nextRow()) {
 *   for (long i = 0; i < at.rowLength(); i++) {
 *     at.moveInRow(i);
 *     at.setDouble(0, at.getDouble(1) + at.getDouble(2));
 *   }
 * }
 * }
 *
 * <p><b>Lifetime.</b> A cursor needs no closing. It lives as long as the views: when the lease of
 * one is released, access to its items throws {@link BufferException.Released}.
 *
 * <p><b>Threads.</b> A cursor is for one thread; others may use the same views.
 *
 * <p><b>Errors</b> of access are those that {@link View} lists. Beside them, access before the
 * first {@link #next} or after the last throws {@link IllegalStateException}, and a view that there
 * is not {@link IndexOutOfBoundsException}.
 */
public class Cursor {
  final Levels levels;
  final View[] views;

  /** How many steps each level has taken. */
  final long[] counters;

  /** The position in the row; -1 before the first item and behind the last. */
  long position = -1;

  /** The number of items in the row; 0 behind the last one. */
  long length;

  /** The rows that are still to come. */
  long rowsLeft;

  /** Where the row of each view lies. */
  private final ItemAddress[] places;

  /** The prototype, whose {@code make} makes cursors: it has no views. */
  @SuppressWarnings("NullAway")
  Cursor() {
    levels = null;
    views = new View[0];
    counters = new long[0];
    places = new ItemAddress[0];
  }

  /** With counters that may have more behind them. */
  Cursor(Levels levels, long[] counters, View... views) {
    this.levels = levels;
    this.views = views;
    this.counters = counters;
    this.length = levels.rowLength();
    this.rowsLeft = Math.max(0, levels.rows() - 1);
    this.places = new ItemAddress[views.length];
  }

  /** A cursor of the class of this one. */
  Cursor make(Levels newLevels, View... newViews) {
    Cursor made = new Cursor(newLevels, new long[newLevels.extents().length], newViews);
    made.find();
    return made;
  }

  /**
   * A cursor before the first item.
   *
   * @param order the order of the indices; {@code ANY} for the order in which the items lie in
   *     memory, as nearly as several views have one
   * @param views one or more, of shapes that can be broadcast to one: aligned at the end, the
   *     extents of each dimension are equal or 1
   * @return a new cursor
   * @throws IllegalArgumentException if no view is given, if the shapes cannot be broadcast to one,
   *     or if there would be more items than 64 bits count
   * @throws BufferException.Released if a view has been released
   */
  public static Cursor over(Order order, View... views) {
    Objects.requireNonNull(order, "order");
    if (views.length == 0) {
      throw new IllegalArgumentException("a cursor goes over one view or more, not over none");
    }
    long[] shape = {};
    for (View view : views) {
      shape = Broadcast.common(shape, view.shape());
    }
    View[] all = new View[views.length];
    Layout[] layouts = new Layout[views.length];
    for (int v = 0; v < all.length; v++) {
      views[v].check();
      all[v] = Arrays.equals(views[v].shape(), shape) ? views[v] : views[v].broadcast(shape);
      layouts[v] = all[v].layout();
    }
    Levels levels = Levels.of(order, layouts);
    return SpecializedCursors.of(levels, all).make(levels, all);
  }

  /**
   * Whether {@link #next} will find another item.
   *
   * @return false at the last item, and behind it
   */
  public final boolean hasNext() {
    return position + 1 < length || rowsLeft > 0;
  }

  /**
   * Goes to the next item, which is the first one the first time.
   *
   * @return false if there are no more
   */
  public boolean next() {
    long following = position + 1;
    if (following < length) {
      position = following;
      return true;
    }
    if (rowsLeft == 0) {
      position = -1;
      length = 0;
      return false;
    }
    rowsLeft--;
    position = 0;
    long[] extents = levels.extents();
    int level = extents.length - 1;
    while (++counters[level] == extents[level]) {
      counters[level--] = 0;
    }
    find();
    return true;
  }

  /**
   * Goes to the first item of the next row, which is the first row the first time: items that have
   * one stride in each view, so that a loop over one has nothing to decide. How many there are
   * depends on the layouts: {@link #rowLength}.
   *
   * @return false if there are no more rows
   */
  public final boolean nextRow() {
    if (position >= 0) {
      position = length - 1; // what is left of the row is not visited
    }
    return next();
  }

  /**
   * How many items the row has in which the cursor is.
   *
   * @return the number; 0 behind the last row
   */
  public final long rowLength() {
    return length;
  }

  /**
   * Goes to an item of the row; {@link #next} goes on from there.
   *
   * @param item the position in the row, from 0
   * @throws IndexOutOfBoundsException if the row has no such item
   */
  public final void moveInRow(long item) {
    position = Objects.checkIndex(item, length);
  }

  /** Finds the row of each view. */
  private void find() {
    for (int v = 0; v < views.length && length > 0; v++) {
      places[v] = ItemAddress.of(views[v].region, levels.index(counters, 0));
    }
  }

  /**
   * The common shape.
   *
   * @return a new array, in items
   */
  public final long[] shape() {
    return levels.shape().clone();
  }

  /**
   * The position of the item along one dimension of the common shape.
   *
   * @param dimension the dimension, from 0
   * @return the position, from 0
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public final long index(int dimension) {
    check();
    Objects.checkIndex(dimension, levels.shape().length);
    return levels.index(dimension, counters, position);
  }

  final void check() {
    if (position < 0) {
      throw new IllegalStateException(
          length == 0 ? "the cursor is behind the last item" : "call next() before the first item");
    }
  }

  // ---- the item of a view: here for any views, in the specialised classes for some kinds

  /** The view, if the cursor is at an item and there is such a view. */
  View at(int view) {
    check();
    return views[Objects.checkIndex(view, views.length)];
  }

  MemorySegment segment(int view) {
    return places[view].segment();
  }

  long offset(int view) {
    return places[view].offset() + position * levels.step(views[view].layout());
  }

  /**
   * Reads an integer.
   *
   * @param view the number of the view
   * @return the value
   * @throws ArithmeticException if an unsigned value is above 2<sup>63</sup>-1
   */
  public long getLong(int view) {
    return at(view).longAt(segment(view), offset(view));
  }

  /**
   * Reads a number.
   *
   * @param view the number of the view
   * @return the value, exactly
   */
  public double getDouble(int view) {
    return at(view).doubleAt(segment(view), offset(view));
  }

  /**
   * Reads a truth value.
   *
   * @param view the number of the view
   * @return true unless the byte is 0
   */
  public boolean getBoolean(int view) {
    return at(view).booleanAt(segment(view), offset(view));
  }

  /**
   * Reads an unsigned integer of any 64 bits, as {@link View#getUnsignedLong} does.
   *
   * @param view the number of the view
   * @return the value, for {@link Long#toUnsignedString(long)} and its like
   */
  public final long getUnsignedLong(int view) {
    return at(view).unsignedAt(segment(view), offset(view));
  }

  /**
   * Reads a record as {@link RecordView#of} does.
   *
   * @param <R> the class
   * @param view the number of the view
   * @param type a Java record or Kotlin data class
   * @return a new object
   * @throws IllegalArgumentException if the class and the format cannot be bound
   */
  public <R> R getRecord(int view, Class<R> type) {
    Objects.requireNonNull(type, "type");
    return RecordView.of(at(view), type).getAt(segment(view), offset(view));
  }

  /**
   * Reads any item.
   *
   * @param view the number of the view
   * @return the value, boxed as {@link io.memview.format.Format} lists it
   */
  public final Object getObject(int view) {
    return at(view).getAt(segment(view), offset(view));
  }

  /**
   * Writes an integer.
   *
   * @param view the number of the view
   * @param value the value
   */
  public void setLong(int view, long value) {
    at(view).setLongAt(segment(view), offset(view), value);
  }

  /**
   * Writes a float, rounded to the nearest.
   *
   * @param view the number of the view
   * @param value the value
   */
  public void setDouble(int view, double value) {
    at(view).setDoubleAt(segment(view), offset(view), value);
  }

  /**
   * Writes a truth value.
   *
   * @param view the number of the view
   * @param value the value
   */
  public void setBoolean(int view, boolean value) {
    at(view).setBooleanAt(segment(view), offset(view), value);
  }

  /**
   * Writes an unsigned integer of any 64 bits, as {@link View#setUnsignedLong} does.
   *
   * @param view the number of the view
   * @param value the value, of {@link Long#parseUnsignedLong(String)} and its like
   */
  public final void setUnsignedLong(int view, long value) {
    at(view).setUnsignedAt(segment(view), offset(view), value);
  }

  /**
   * Writes a record as {@link RecordView#of} does. Nothing is written if a part does not fit.
   *
   * @param view the number of the view
   * @param value the record, of a Java record or Kotlin data class
   * @throws IllegalArgumentException if the class and the format cannot be bound
   */
  @SuppressWarnings("unchecked") // the class of the object
  public void setRecord(int view, Object value) {
    Objects.requireNonNull(value, "value");
    RecordView.of(at(view), (Class<Object>) value.getClass())
        .setAt(segment(view), offset(view), value);
  }

  /**
   * Writes any item. Nothing is written if the value does not fit.
   *
   * @param view the number of the view
   * @param value the value, of a type that {@link io.memview.format.Format} lists
   */
  public final void setObject(int view, Object value) {
    at(view).setAt(segment(view), offset(view), Objects.requireNonNull(value, "value"));
  }

  /**
   * The bytes of the item as a segment, without a copy, as {@link View#itemSegment} gives them.
   *
   * @param view the number of the view
   * @return the bytes, which do not know the lease; read-only if the view is, or is repeated
   */
  public final MemorySegment itemSegment(int view) {
    return at(view).item(new ItemAddress(segment(view), offset(view)));
  }

  /** The common shape and where the cursor is. */
  @Override
  public final String toString() {
    return "Cursor[%d views of shape %s, %s]"
        .formatted(
            views.length,
            Texts.tuple(levels.shape()),
            position >= 0
                ? "at " + Texts.tuple(levels.index(counters, position))
                : length == 0 ? "at the end" : "at the start");
  }
}
