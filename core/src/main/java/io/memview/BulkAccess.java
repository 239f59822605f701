package io.memview;

import io.memview.format.Format;
import io.memview.internal.copy.Comparison;
import io.memview.internal.copy.Copy;
import io.memview.internal.copy.ItemLists;
import io.memview.internal.memory.Limits;
import io.memview.internal.memory.Odometer;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.RowWalk;
import io.memview.internal.text.Hex;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.DoubleSummaryStatistics;
import java.util.Iterator;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

/**
 * What is done with all items at once, and the way to run it: what a {@link View} inherits besides
 * the access to single items. Its public methods are not final: for those the compiler makes
 * bridges in {@code View}, without which reflection would not reach them.
 */
abstract class BulkAccess extends ItemAccess {
  final Lease lease;

  BulkAccess(Lease lease, Region region) {
    super(region);
    this.lease = lease;
  }

  @Override
  final void check() {
    lease.check();
  }

  /** The memory, if it has not been released: that is found out before anything else. */
  final Region live() {
    lease.check();
    return region;
  }

  // ---- all items

  /**
   * Copies the items of an exporter of the same shape into this view. The formats must be equal,
   * but for the nesting of sub-arrays, or numbers: integers are converted to integers and floats,
   * floats to floats, and a value that does not fit is refused. The two may overlap.
   *
   * @param source whose items
   * @throws IllegalArgumentException if the shapes differ, or one format cannot be converted to the
   *     other
   * @throws io.memview.format.ValueException if a value does not fit; nothing has been written
   */
  public void copyFrom(Exporter source) {
    checkWritable();
    Objects.requireNonNull(source, "source");
    both(source, from -> Copy.copy(from.region, region));
  }

  /**
   * Copies the numbers of an exporter of the same shape into this view, converted on the way. The
   * two may overlap.
   *
   * @param source whose numbers
   * @param conversion what happens to values that do not fit, and what is computed
   * @throws IllegalArgumentException if the shapes differ, if one format cannot be converted to the
   *     other, or if there are not as many factors as positions along their dimension
   * @throws io.memview.format.ValueException if a value does not fit and is not to be changed;
   *     nothing has been written
   */
  public void copyFrom(Exporter source, Conversion conversion) {
    checkWritable();
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(conversion, "conversion");
    both(source, from -> Copy.copy(from.region, region, conversion.arithmetic));
  }

  /**
   * Copies as {@link #copyFrom(Exporter)} does, by several threads at once: those of the {@link
   * java.util.concurrent.ForkJoinPool} that the caller is in, or of the common pool. This returns,
   * or throws, when none of them is at work any more.
   *
   * <p>It pays from some megabytes on, as far as the memory is faster than one thread. What is
   * smaller, what overlaps and what lies in a confined arena is copied by the caller alone.
   *
   * @param source whose items
   * @throws IllegalArgumentException if the shapes differ, or one format cannot be converted to the
   *     other
   * @throws io.memview.format.ValueException if a value does not fit; nothing has been written
   */
  public void parallelCopyFrom(Exporter source) {
    parallelCopyFrom(source, Conversion.CHECKED);
  }

  /**
   * Copies as {@link #copyFrom(Exporter, Conversion)} does, by several threads at once, as {@link
   * #parallelCopyFrom(Exporter)} has it. With factors that differ along a dimension the caller
   * copies alone.
   *
   * @param source whose numbers
   * @param conversion what happens to values that do not fit, and what is computed
   * @throws IllegalArgumentException if the shapes differ, if one format cannot be converted to the
   *     other, or if there are not as many factors as positions along their dimension
   * @throws io.memview.format.ValueException if a value does not fit and is not to be changed;
   *     nothing has been written
   */
  public void parallelCopyFrom(Exporter source, Conversion conversion) {
    checkWritable();
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(conversion, "conversion");
    both(source, from -> Copy.copyInParallel(from.region, region, conversion.arithmetic));
  }

  /**
   * Copies the items of an exporter into this view, repeated as {@link #broadcast} does: {@code
   * v[...] = source} in NumPy.
   *
   * @param source whose items
   * @throws IllegalArgumentException if the shape cannot be broadcast to this one, or one format
   *     cannot be converted to the other
   * @throws io.memview.format.ValueException if a value does not fit; nothing has been written
   */
  public void assign(Exporter source) {
    checkWritable();
    Objects.requireNonNull(source, "source");
    both(source, from -> Copy.copy(from.broadcast(region.layout().shape()).region, region));
  }

  /**
   * Copies the numbers of an exporter into this view, repeated as {@link #broadcast} does and
   * converted on the way.
   *
   * @param source whose numbers
   * @param conversion what happens to values that do not fit, and what is computed; a dimension is
   *     one of this view's
   * @throws IllegalArgumentException if the shape cannot be broadcast to this one, if one format
   *     cannot be converted to the other, or if there are not as many factors as positions along
   *     their dimension
   * @throws io.memview.format.ValueException if a value does not fit and is not to be changed;
   *     nothing has been written
   */
  public void assign(Exporter source, Conversion conversion) {
    checkWritable();
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(conversion, "conversion");
    both(
        source,
        from ->
            Copy.copy(
                from.broadcast(region.layout().shape()).region, region, conversion.arithmetic));
  }

  /**
   * A copy of all items in C order, in new memory on the heap: {@code numpy.copy}, and {@code
   * copy()} of an array.
   *
   * @return an exporter of the copy, which nobody has to free
   * @throws IllegalArgumentException if the items take more bytes than an array holds
   */
  public MemoryExporter copy() {
    return copy(live().format());
  }

  /**
   * A copy of all items as items of another format, in C order and in new memory on the heap:
   * {@code astype(format, casting="safe")} of an array, but by value. What is converted, and what
   * is refused, is as in {@link #copyFrom(Exporter)}.
   *
   * @param format what an item of the copy is
   * @return an exporter of the copy, which nobody has to free
   * @throws IllegalArgumentException if the items cannot be converted, or if they take more bytes
   *     than an array holds
   * @throws io.memview.format.ValueException if a value does not fit
   */
  public MemoryExporter copy(Format format) {
    return copy(format, Conversion.CHECKED);
  }

  /**
   * A copy of all items as items of another format, as {@link #copy(Format)} makes it.
   *
   * @param format what an item of the copy is, as {@link Format#parse} reads it
   * @return an exporter of the copy, which nobody has to free
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the items cannot be converted, or if they take more bytes
   *     than an array holds
   * @throws io.memview.format.ValueException if a value does not fit
   */
  public MemoryExporter copy(String format) {
    return copy(format, Conversion.CHECKED);
  }

  /**
   * A copy of all numbers as numbers of another format, in C order and in new memory on the heap:
   * {@code astype} of an array.
   *
   * @param format what an item of the copy is
   * @param conversion what happens to values that do not fit, and what is computed
   * @return an exporter of the copy, which nobody has to free
   * @throws IllegalArgumentException if the items cannot be converted, if there are not as many
   *     factors as positions along their dimension, or if the items take more bytes than an array
   *     holds
   * @throws io.memview.format.ValueException if a value does not fit and is not to be changed
   */
  public MemoryExporter copy(Format format, Conversion conversion) {
    lease.check();
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(conversion, "conversion");
    MemoryExporter copy = MemoryExporter.allocate(format, region.layout().shape());
    run(() -> Copy.copy(region, copy.memory.region, conversion.arithmetic));
    return copy;
  }

  /**
   * A copy of all numbers as numbers of another format, as {@link #copy(Format, Conversion)} makes
   * it.
   *
   * @param format what an item of the copy is, as {@link Format#parse} reads it
   * @param conversion what happens to values that do not fit, and what is computed
   * @return an exporter of the copy, which nobody has to free
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the items cannot be converted, if there are not as many
   *     factors as positions along their dimension, or if the items take more bytes than an array
   *     holds
   * @throws io.memview.format.ValueException if a value does not fit and is not to be changed
   */
  public MemoryExporter copy(String format, Conversion conversion) {
    lease.check();
    Objects.requireNonNull(conversion, "conversion");
    return copy(Format.parse(format), conversion);
  }

  /**
   * Copies the bytes of all items of an exporter into this view, in C order on both sides, whatever
   * the formats and the shapes: {@code PyObject_CopyData}, which takes a smaller source, too. The
   * two may overlap. {@link #copyFrom(Exporter)} is the checked copy.
   *
   * @param source whose bytes
   * @throws IllegalArgumentException if the sizes in bytes differ
   */
  public void copyBytesFrom(Exporter source) {
    checkWritable();
    Objects.requireNonNull(source, "source");
    both(source, from -> Copy.copyAllBytes(from.region, region));
  }

  /**
   * Copies the bytes of all items to a segment: {@code PyBuffer_ToContiguous}.
   *
   * @param target has exactly as many bytes
   * @param order the order in which the items follow each other there
   * @throws IllegalArgumentException if the sizes differ
   */
  public void copyTo(MemorySegment target, Order order) {
    lease.check();
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(order, "order");
    withSegment(() -> Copy.copyBytes(region, Copy.packed(target, region, order)));
  }

  /**
   * Copies the bytes of all items from a segment: {@code PyBuffer_FromContiguous}, which cuts off
   * what does not fit instead of refusing it.
   *
   * @param source has exactly as many bytes
   * @param order the order in which the items follow each other there
   * @throws IllegalArgumentException if the sizes differ
   */
  public void copyFrom(MemorySegment source, Order order) {
    checkWritable();
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(order, "order");
    withSegment(() -> Copy.copyBytes(Copy.packed(source, region, order), region));
  }

  /**
   * A copy of all numbers, in C order. They are converted as {@link #copyFrom(Exporter)} does, so
   * that {@code float[]} of bytes, {@code int[]} of 24 bits and {@code double[]} of any number that
   * a double holds are one call. Of integers that have the size of the array's, the bits are taken
   * as they are: a {@code byte[]} of {@code B} items has 200 as -56.
   *
   * @param <A> the array type
   * @param type such as {@code double[].class}
   * @return a new array
   * @throws IllegalArgumentException if this is no type of an array of numbers, if items are no
   *     numbers, or floats for an array of integers, or if there are more items than an array holds
   * @throws io.memview.format.ValueException if a value does not fit
   */
  public <A> A toArray(Class<A> type) {
    return toArray(type, Conversion.CHECKED);
  }

  /**
   * A copy of all numbers, in C order, converted on the way. If something is computed, or not
   * {@link Conversion#CHECKED}, an array of {@code byte} holds -128 to 127, whatever the items are.
   *
   * @param <A> the array type
   * @param type such as {@code float[].class}
   * @param conversion what happens to values that do not fit, and what is computed; a dimension is
   *     one of this view's
   * @return a new array
   * @throws IllegalArgumentException if this is no type of an array of numbers, if items are no
   *     numbers that can be converted, if there are not as many factors as positions along their
   *     dimension, or if there are more items than an array holds
   * @throws io.memview.format.ValueException if a value does not fit and is not to be changed
   */
  public <A> A toArray(Class<A> type, Conversion conversion) {
    lease.check();
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(conversion, "conversion");
    A array = Copy.newArray(type, region, conversion.arithmetic);
    run(
        () ->
            Copy.copy(
                region, Copy.ofArray(array, region, conversion.arithmetic), conversion.arithmetic));
    return array;
  }

  /**
   * Copies all numbers from an array, in C order, converted as {@link #toArray(Class)} does.
   *
   * @param array a primitive array with as many items
   * @throws IllegalArgumentException if this is no array of numbers, if items are no numbers, or
   *     integers where the array has floats, or if the number of items differs
   * @throws io.memview.format.ValueException if a value does not fit; nothing has been written
   */
  public void fromArray(Object array) {
    fromArray(array, Conversion.CHECKED);
  }

  /**
   * Copies all numbers from an array, in C order, converted on the way.
   *
   * @param array a primitive array with as many items
   * @param conversion what happens to values that do not fit, and what is computed; a dimension is
   *     one of this view's
   * @throws IllegalArgumentException if this is no array of numbers, if items are no numbers that
   *     can be converted, if there are not as many factors as positions along their dimension, or
   *     if the number of items differs
   * @throws io.memview.format.ValueException if a value does not fit and is not to be changed;
   *     nothing has been written
   */
  public void fromArray(Object array, Conversion conversion) {
    checkWritable();
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(conversion, "conversion");
    run(
        () ->
            Copy.copy(
                Copy.ofArray(array, region, conversion.arithmetic), region, conversion.arithmetic));
  }

  /**
   * The bytes of all items: {@code memoryview.tobytes}.
   *
   * @param order the order in which the items follow each other
   * @return a new array
   * @throws IllegalArgumentException if there are more bytes than an array holds
   */
  public byte[] toBytes(Order order) {
    byte[] bytes = new byte[Limits.arrayLength(live().layout().byteLength(), Limits.TO_SEGMENT)];
    copyTo(MemorySegment.ofArray(bytes), order);
    return bytes;
  }

  /**
   * The bytes of all items in C order, in hexadecimal: {@code memoryview.hex}.
   *
   * @return two lower-case digits a byte
   * @throws IllegalArgumentException if there are more bytes than a text holds
   */
  public String toHex() {
    return toHex(' ', 0);
  }

  /**
   * The bytes of all items in C order, in hexadecimal and in groups: {@code memoryview.hex(sep,
   * bytes_per_sep)}.
   *
   * @param separator stands between groups; an ASCII character
   * @param groupSize the number of bytes in a group, counted from the last byte; counted from the
   *     first if negative; 0 for a single group
   * @return two lower-case digits a byte, and the separators
   * @throws IllegalArgumentException if the separator is not ASCII, or if there are more bytes than
   *     a text holds
   */
  public String toHex(char separator, int groupSize) {
    return Hex.of(toBytes(Order.C), separator, groupSize);
  }

  /**
   * All items in nested lists: {@code memoryview.tolist}.
   *
   * @return a list for each dimension, the innermost of boxed items, none of which can be changed;
   *     the item itself if there are no dimensions
   * @throws IllegalArgumentException if there are more items, or more lists without items, than the
   *     heap could refer to, or than 2<sup>30</sup>-1
   */
  public Object toList() {
    return call(() -> ItemLists.toList(region));
  }

  /**
   * Writes one value to all items.
   *
   * @param value the value, of a type that {@link Format} lists
   */
  public void fill(Object value) {
    checkWritable();
    run(() -> Copy.fill(region, value));
  }

  /**
   * Whether an exporter has the same shape and equal items, whatever the formats and the layouts:
   * {@code memoryview.__eq__}. Numbers are compared by value, so {@code NaN} differs from itself.
   *
   * @param other whose items
   * @return true if all are equal
   */
  public boolean contentEquals(Exporter other) {
    lease.check();
    Objects.requireNonNull(other, "other");
    boolean[] equal = {false};
    both(other, that -> equal[0] = Comparison.equal(region, that.region));
    return equal[0];
  }

  /**
   * All items in C order, boxed.
   *
   * @return the items; each iterator is for one thread, and fails once the lease is released
   */
  public Iterable<Object> items() {
    lease.check();
    return () -> {
      Odometer index = new Odometer(live().layout());
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return index.hasNext();
        }

        @Override
        public Object next() {
          return getObject(index.next());
        }
      };
    };
  }

  /**
   * All integers in C order.
   *
   * @return an iterator for one thread, which fails once the lease is released
   */
  public PrimitiveIterator.OfLong longs() {
    Odometer index = new Odometer(live().layout());
    return new PrimitiveIterator.OfLong() {
      @Override
      public boolean hasNext() {
        return index.hasNext();
      }

      @Override
      public long nextLong() {
        return getLong(index.next());
      }
    };
  }

  /**
   * All numbers in C order.
   *
   * @return an iterator for one thread, which fails once the lease is released
   */
  public PrimitiveIterator.OfDouble doubles() {
    Odometer index = new Odometer(live().layout());
    return new PrimitiveIterator.OfDouble() {
      @Override
      public boolean hasNext() {
        return index.hasNext();
      }

      @Override
      public double nextDouble() {
        return getDouble(index.next());
      }
    };
  }

  /**
   * Hands out every integer. The loop is compiled for this kind of memory, so that it is fast
   * whatever else the program looks at; {@link Cursor} gives the indices, too. A release meanwhile
   * takes effect after the last item.
   *
   * @param order the order of the indices; {@code ANY} for the order in which the items lie in
   *     memory, which is the fastest
   * @param action gets each value; what it throws ends the loop and leaves this method
   * @throws ArithmeticException if an unsigned value is above 2<sup>63</sup>-1
   */
  public void forEachLong(Order order, LongConsumer action) {
    Objects.requireNonNull(action, "action");
    forEachRow(order, (segment, at, stride, count) -> eachLong(segment, at, stride, count, action));
  }

  /**
   * Hands out every number, as {@link #forEachLong} does.
   *
   * @param order the order of the indices; {@code ANY} for the order in which the items lie in
   *     memory, which is the fastest
   * @param action gets each value; what it throws ends the loop and leaves this method
   */
  public void forEachDouble(Order order, DoubleConsumer action) {
    Objects.requireNonNull(action, "action");
    forEachRow(
        order, (segment, at, stride, count) -> eachDouble(segment, at, stride, count, action));
  }

  /**
   * Number, sum, minimum, maximum and mean of all integers.
   *
   * @return what {@link LongSummaryStatistics} says of no values if there are none
   * @throws ArithmeticException if the sum does not fit 64 bits, on the way to the last item, or if
   *     an unsigned value is above 2<sup>63</sup>-1
   */
  public LongSummaryStatistics longStatistics() {
    LongSummaryStatistics all = new LongSummaryStatistics();
    forEachRow(
        Order.ANY, (segment, at, stride, count) -> addLongs(segment, at, stride, count, all));
    return all;
  }

  /**
   * Number, sum, minimum, maximum and mean of all numbers. The sum is compensated for errors of
   * rounding, which takes its time; {@link #doubleSum} is faster. {@code NaN} makes all but the
   * number {@code NaN}.
   *
   * @return what {@link DoubleSummaryStatistics} says of no values if there are none
   */
  public DoubleSummaryStatistics doubleStatistics() {
    DoubleSummaryStatistics all = new DoubleSummaryStatistics();
    forEachRow(
        Order.ANY, (segment, at, stride, count) -> addDoubles(segment, at, stride, count, all));
    return all;
  }

  /**
   * The sum of all numbers, in the order in which they lie in memory. As in {@code numpy.sum}, they
   * are added in pairs of partial sums, whose errors grow with the logarithm of their number only;
   * {@link #doubleStatistics} compensates for errors besides.
   *
   * @return the sum; 0 of no numbers
   */
  public double doubleSum() {
    double[] all = {0};
    forEachRow(
        Order.ANY, (segment, at, stride, count) -> all[0] += sum(segment, at, stride, count));
    return all[0];
  }

  private void forEachRow(Order order, RowWalk.Visitor visitor) {
    Objects.requireNonNull(order, "order");
    run(() -> RowWalk.forEach(region, order, visitor));
  }

  /**
   * Hands out the memory itself, in the longest runs of items that follow each other without gaps,
   * in C order. What {@link #asSegment} says of files that are cut short holds for a visitor that
   * reads by itself; {@link #forEachLong} does not end the process.
   *
   * @param visitor gets each run; a run is to be used during the call only. Runs are read-only if
   *     the view is. A release meanwhile takes effect after the last run.
   */
  public void forEachRun(Consumer<? super MemorySegment> visitor) {
    Objects.requireNonNull(visitor, "visitor");
    forEachRun(Order.C, (run, items) -> visitor.accept(run));
  }

  /**
   * Hands out the memory itself, in the longest runs of items that follow each other without gaps,
   * with the number of items in each. All runs together have every item as often as the shape says.
   * What {@link #asSegment} says of files that are cut short holds here, too.
   *
   * @param order the order of the indices; {@code ANY} for the order in which the items lie in
   *     memory, which gives the longest runs
   * @param visitor gets each run; a run is to be used during the call only. Runs are read-only if
   *     the view is. A release meanwhile takes effect after the last run.
   */
  public void forEachRun(Order order, ObjLongConsumer<? super MemorySegment> visitor) {
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(visitor, "visitor");
    ExportCount exports = lease.exports();
    run(
        () ->
            RowWalk.forEachRun(
                region, order, (run, items) -> visitor.accept(exports.raw(run), items)));
  }

  // ---- operations on all items

  @Override
  final void run(Runnable operation) {
    call(
        () -> {
          operation.run();
          return this;
        });
  }

  /** Runs an operation on all items, which a release has to wait for. */
  final <R> R call(Supplier<R> operation) {
    lease.enter();
    R result;
    try {
      result = translated(operation);
    } catch (Throwable failure) {
      lease.exitAfter(failure);
      throw failure;
    }
    lease.exit();
    return result;
  }

  /** Runs an operation on all items of this view and of another exporter. */
  private void both(Exporter other, Consumer<View> operation) {
    run(() -> other.doWithView(Request.FULL_RO, that -> that.run(() -> withBoth(that, operation))));
  }

  private void withBoth(View that, Consumer<View> operation) {
    try {
      operation.accept(that);
    } catch (InternalError | IllegalStateException | WrongThreadException e) {
      // What has failed may be there again; the heap it was not.
      boolean isThis = isGone() || (!that.isGone() && region.storage().mayBeMapped());
      throw (isThis ? this : that).translated(e);
    }
  }

  /** Runs an operation on all items of this view and on a segment of the caller's. */
  private void withSegment(Runnable operation) {
    try {
      run(
          () -> {
            try {
              operation.run();
            } catch (InternalError e) {
              throw isGone() ? failed(e) : segmentFailed(e);
            } catch (WrongThreadException e) {
              throw isGone() ? failed(e) : e;
            }
          });
    } catch (InternalError e) {
      throw segmentFailed(e); // it came late, when the operation was over; the heap does not fail
    }
  }

  private static BufferException segmentFailed(InternalError cause) {
    return new BufferException.StorageFailure(
        "the memory of the segment failed; a mapped file may have been cut short", cause);
  }

  /** Whether memory has failed: a file that is cut short has lost its end. */
  final boolean isGone() {
    try {
      for (MemorySegment block : region.blocks()) {
        if (block.isNative() && block.byteSize() > 0) { // the heap does not fail
          block.get(ValueLayout.JAVA_BYTE, block.byteSize() - 1);
        }
      }
      return false;
    } catch (InternalError | IllegalStateException | WrongThreadException e) {
      return true;
    }
  }

  private <R> R translated(Supplier<R> operation) {
    try {
      return operation.get();
    } catch (InternalError | IllegalStateException | WrongThreadException e) {
      throw translated(e);
    }
  }

  /** What code of the caller's own threw, or the failure of the memory if it was that. */
  final RuntimeException translated(Throwable thrown) {
    return switch (thrown) {
      case IllegalStateException own when region.isAlive() -> own;
      case WrongThreadException own when region.isAccessibleBy(Thread.currentThread()) -> own;
      case InternalError own when !region.storage().mayBeMapped() -> throw own;
      default -> failed(thrown);
    };
  }
}
