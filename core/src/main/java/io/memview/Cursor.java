package io.memview;

import io.memview.internal.Texts;
import io.memview.internal.memory.Broadcast;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.LoopOrder;
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
 * <p>For all items of one view without their indices, {@link View#forEachLong} and {@link
 * View#forEachDouble} are faster.
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
public final class Cursor {
  private final long[] shape;
  private final LoopOrder axes;
  private final View[] views;
  private final long[] index;

  /** The dimension of the innermost loop, and the number of items there; a row. */
  private final int inner;

  private final long rowLength;

  // Where the item of each view lies, and how far the next one of the row is.
  private final MemorySegment[] segments;
  private final long[] offsets;
  private final long[] steps;

  /** Which views have pointers on the way along a row. */
  private final boolean[] isBroken;

  private long left;
  private long leftInRow;
  private boolean isAtItem;

  private Cursor(Order order, long[] shape, View[] views) {
    this.shape = shape;
    this.views = views;
    this.axes = LoopOrder.of(order, Arrays.stream(views).map(View::layout).toArray(Layout[]::new));
    int ndim = shape.length;
    this.inner = ndim == 0 ? -1 : axes.dimensions()[ndim - 1];
    this.rowLength = ndim == 0 ? 1 : shape[inner];
    this.index = new long[ndim];
    this.segments = new MemorySegment[views.length];
    this.offsets = new long[views.length];
    this.steps = new long[views.length];
    this.isBroken = new boolean[views.length];
    this.left = views[0].itemCount();
    for (int v = 0; v < views.length && ndim > 0; v++) {
      Layout layout = views[v].layout();
      steps[v] = axes.backwards()[inner] ? -layout.stride(inner) : layout.stride(inner);
      for (int d = inner; d < ndim; d++) {
        isBroken[v] |= layout.isPointer(d);
      }
    }
    for (int d = 0; d < ndim; d++) {
      index[d] = first(d);
    }
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
    for (int v = 0; v < all.length; v++) {
      all[v] = views[v].broadcast(shape);
    }
    return new Cursor(order, shape, all);
  }

  private long first(int dimension) {
    return axes.backwards()[dimension] ? shape[dimension] - 1 : 0;
  }

  /**
   * Whether {@link #next} will find another item.
   *
   * @return false at the last item, and behind it
   */
  public boolean hasNext() {
    return left > 0;
  }

  /**
   * Goes to the next item, which is the first one the first time.
   *
   * @return false if there are no more
   */
  public boolean next() {
    if (left == 0) {
      isAtItem = false;
      return false;
    }
    left--;
    if (leftInRow > 0) {
      leftInRow--;
      index[inner] += axes.backwards()[inner] ? -1 : 1;
      for (int v = 0; v < steps.length; v++) {
        if (isBroken[v]) {
          find(v);
        } else {
          offsets[v] += steps[v];
        }
      }
    } else {
      if (isAtItem) {
        nextRow();
      }
      isAtItem = true;
      leftInRow = rowLength - 1;
      for (int v = 0; v < steps.length; v++) {
        find(v);
      }
    }
    return true;
  }

  private void nextRow() {
    for (int i = index.length - 1; i >= 0; i--) {
      int d = axes.dimensions()[i];
      long last = shape[d] - 1 - first(d);
      if (index[d] != last) {
        index[d] += axes.backwards()[d] ? -1 : 1;
        return;
      }
      index[d] = first(d);
    }
  }

  private void find(int view) {
    ItemAddress place = ItemAddress.of(views[view].region, index);
    segments[view] = place.segment();
    offsets[view] = place.offset();
  }

  /**
   * The common shape.
   *
   * @return a new array, in items
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * The position of the item along one dimension of the common shape.
   *
   * @param dimension the dimension, from 0
   * @return the position, from 0
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public long index(int dimension) {
    check();
    return index[Objects.checkIndex(dimension, index.length)];
  }

  private void check() {
    if (!isAtItem) {
      throw new IllegalStateException(
          left == 0 ? "the cursor is behind the last item" : "call next() before the first item");
    }
  }

  private View at(int view) {
    check();
    return views[Objects.checkIndex(view, views.length)];
  }

  /**
   * Reads an integer.
   *
   * @param view the number of the view
   * @return the value
   * @throws ArithmeticException if an unsigned value is above 2<sup>63</sup>-1
   */
  public long getLong(int view) {
    return at(view).longAt(segments[view], offsets[view]);
  }

  /**
   * Reads a number.
   *
   * @param view the number of the view
   * @return the value, exactly
   */
  public double getDouble(int view) {
    return at(view).doubleAt(segments[view], offsets[view]);
  }

  /**
   * Reads a truth value.
   *
   * @param view the number of the view
   * @return true unless the byte is 0
   */
  public boolean getBoolean(int view) {
    return at(view).booleanAt(segments[view], offsets[view]);
  }

  /**
   * Reads an unsigned integer of any 64 bits, as {@link View#getUnsignedLong} does.
   *
   * @param view the number of the view
   * @return the value, for {@link Long#toUnsignedString(long)} and its like
   */
  public long getUnsignedLong(int view) {
    return at(view).unsignedAt(segments[view], offsets[view]);
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
    return RecordView.of(at(view), type).getAt(segments[view], offsets[view]);
  }

  /**
   * Reads any item.
   *
   * @param view the number of the view
   * @return the value, boxed as {@link io.memview.format.Format} lists it
   */
  public Object getObject(int view) {
    return at(view).getAt(segments[view], offsets[view]);
  }

  /**
   * Writes an integer.
   *
   * @param view the number of the view
   * @param value the value
   */
  public void setLong(int view, long value) {
    at(view).setLongAt(segments[view], offsets[view], value);
  }

  /**
   * Writes a float, rounded to the nearest.
   *
   * @param view the number of the view
   * @param value the value
   */
  public void setDouble(int view, double value) {
    at(view).setDoubleAt(segments[view], offsets[view], value);
  }

  /**
   * Writes a truth value.
   *
   * @param view the number of the view
   * @param value the value
   */
  public void setBoolean(int view, boolean value) {
    at(view).setBooleanAt(segments[view], offsets[view], value);
  }

  /**
   * Writes an unsigned integer of any 64 bits, as {@link View#setUnsignedLong} does.
   *
   * @param view the number of the view
   * @param value the value, of {@link Long#parseUnsignedLong(String)} and its like
   */
  public void setUnsignedLong(int view, long value) {
    at(view).setUnsignedAt(segments[view], offsets[view], value);
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
    View target = at(view);
    RecordView<Object> records = RecordView.of(target, (Class<Object>) value.getClass());
    records.setAt(segments[view], offsets[view], value);
  }

  /**
   * Writes any item. Nothing is written if the value does not fit.
   *
   * @param view the number of the view
   * @param value the value, of a type that {@link io.memview.format.Format} lists
   */
  public void setObject(int view, Object value) {
    at(view).setAt(segments[view], offsets[view], Objects.requireNonNull(value, "value"));
  }

  /**
   * The bytes of the item as a segment, without a copy, as {@link View#itemSegment} gives them.
   *
   * @param view the number of the view
   * @return the bytes, which do not know the lease; read-only if the view is, or is repeated
   */
  public MemorySegment itemSegment(int view) {
    return at(view).item(new ItemAddress(segments[view], offsets[view]));
  }

  /** The common shape and where the cursor is. */
  @Override
  public String toString() {
    return "Cursor[%d views of shape %s, %s]"
        .formatted(
            views.length,
            Texts.tuple(shape),
            isAtItem ? "at " + Texts.tuple(index) : left == 0 ? "at the end" : "at the start");
  }
}
