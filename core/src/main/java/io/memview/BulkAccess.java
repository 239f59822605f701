package io.memview;

import io.memview.format.Format;
import io.memview.internal.copy.Blocks;
import io.memview.internal.copy.ChannelTransfer;
import io.memview.internal.copy.Copy;
import io.memview.internal.copy.ItemLists;
import io.memview.internal.copy.Masking;
import io.memview.internal.copy.StreamTransfer;
import io.memview.internal.memory.Limits;
import io.memview.internal.memory.Odometer;
import io.memview.internal.memory.Overlap;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.RowWalk;
import io.memview.internal.reduce.Closeness;
import io.memview.internal.reduce.Comparison;
import io.memview.internal.reduce.DoubleSum;
import io.memview.internal.reduce.Fold;
import io.memview.internal.reduce.Reducer;
import io.memview.internal.text.Hex;
import io.memview.layout.Order;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.DoubleSummaryStatistics;
import java.util.Iterator;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;

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
    copyFrom(source, Conversion.CHECKED);
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
   * Copies the items of an exporter into this view, repeated as {@link View#broadcast} does: {@code
   * v[...] = source} in NumPy.
   *
   * @param source whose items
   * @throws IllegalArgumentException if the shape cannot be broadcast to this one, or one format
   *     cannot be converted to the other
   * @throws io.memview.format.ValueException if a value does not fit; nothing has been written
   */
  public void assign(Exporter source) {
    assign(source, Conversion.CHECKED);
  }

  /**
   * Copies the numbers of an exporter into this view, repeated as {@link View#broadcast} does and
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
    run(() -> Copy.copyToNew(region, copy.memory.region, conversion.arithmetic));
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
    withSegment(() -> Copy.putBytes(Copy.packed(source, region, order), region));
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
            Copy.copyToNew(
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
    Region packed = Copy.packed(MemorySegment.ofArray(bytes), region, order);
    run(() -> Copy.copyBytesToNew(region, packed));
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
    return holds(other, that -> Comparison.equal(region, that.region));
  }

  /**
   * Whether an item of this view and one of an exporter have a byte in common: {@code
   * numpy.shares_memory}, also across pointers. Finding out takes longer the more blocks lie
   * between each other; strides alone are no matter.
   *
   * @param other whose items
   * @return true if they have, or in doubt, as {@link io.memview.layout.Layout#overlaps} says, or
   *     after a million pairs of blocks
   */
  public boolean sharesMemory(Exporter other) {
    return holds(other, that -> Overlap.exists(region, that.region));
  }

  /**
   * Whether the memory of this view and that of an exporter may have bytes in common: {@code
   * numpy.may_share_memory}, which looks at the first and the last byte only, here of each block
   * behind pointers.
   *
   * @param other whose items
   * @return false if they have none; true if they lie in each other's bounds
   */
  public boolean mayShareMemory(Exporter other) {
    return holds(other, that -> Overlap.mayExist(region, that.region));
  }

  /**
   * Whether an exporter has nearly equal items: {@code numpy.allclose(v, other)}, with its relative
   * tolerance of 1e-5 and its absolute one of 1e-8.
   *
   * @param other whose items
   * @return true if all are close
   * @throws IllegalArgumentException if the shapes cannot be broadcast to one
   * @throws UnsupportedOperationException if items are neither numbers nor truth values
   */
  public boolean allClose(Exporter other) {
    return allClose(other, 1e-5, 1e-8);
  }

  /**
   * Whether an exporter has nearly equal items: {@code |a - b| <= atol + rtol * |b|} for each item
   * {@code b} of the exporter, or both are the same infinity. {@code NaN} is close to nothing. The
   * shapes are broadcast together; numbers are compared as doubles.
   *
   * @param other whose items
   * @param rtol the relative tolerance, of the other's items
   * @param atol the absolute tolerance
   * @return true if all are close
   * @throws IllegalArgumentException if the shapes cannot be broadcast to one
   * @throws UnsupportedOperationException if items are neither real numbers nor truth values
   */
  public boolean allClose(Exporter other, double rtol, double atol) {
    return holds(other, that -> Closeness.all(region, that.region, rtol, atol));
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
    DoubleSum sum = new DoubleSum(region, this::readDoubles);
    forEachRow(Order.ANY, sum::add);
    return sum.sum();
  }

  // ---- masks

  /**
   * The items that a mask selects: {@code v[mask]}.
   *
   * @param mask {@code ?} items or bytes, of which all but 0 are true, of the shape of the first
   *     dimensions
   * @return new memory: a dimension of those that are true, in C order, and behind it the
   *     dimensions that the mask has not
   * @throws IllegalArgumentException if the mask has other items or another shape, or if what is
   *     selected takes more bytes than an array holds
   */
  public MemoryExporter select(Exporter mask) {
    lease.check();
    Objects.requireNonNull(mask, "mask");
    MemoryExporter[] selected = new MemoryExporter[1];
    both(
        mask,
        of -> {
          Masking masking = Masking.of(of.region, region);
          selected[0] = MemoryExporter.allocate(region.format(), masking.selectedShape());
          selected[0].doWithView(Request.FULL, to -> masking.select(region, to.region));
        });
    return selected[0];
  }

  /**
   * Copies the items of an exporter to those that a mask selects, repeated as {@link
   * View#broadcast} does: {@code numpy.copyto(v, source, where=mask)}. Each item gets that at its
   * own place in the source, which has all places, and not the items of {@link #select}. All three
   * may overlap.
   *
   * @param source whose items; those that are not selected may have any value
   * @param mask {@code ?} items or bytes, of which all but 0 are true, of the shape of the first
   *     dimensions
   * @throws IllegalArgumentException if the mask has other items or another shape, if the shape of
   *     the source cannot be broadcast to this one, or if one format cannot be converted to the
   *     other, or if more is selected than an array holds, which is needed meanwhile
   * @throws io.memview.format.ValueException if a value does not fit; nothing has been written
   */
  public void assign(Exporter source, Exporter mask) {
    checkWritable();
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(mask, "mask");
    both(
        source,
        from -> {
          Region all = from.broadcast(region.layout().shape()).region;
          both(mask, of -> Masking.copy(all, region, of.region));
        });
  }

  /**
   * Writes one value to the items that a mask selects: {@code v[mask] = value}. The two may
   * overlap.
   *
   * @param value the value, of a type that {@link Format} lists
   * @param mask {@code ?} items or bytes, of which all but 0 are true, of the shape of the first
   *     dimensions
   * @throws IllegalArgumentException if the mask has other items or another shape, or if more is
   *     selected than an array holds, which is needed meanwhile
   * @throws io.memview.format.ValueException if the value does not fit
   */
  public void fill(Object value, Exporter mask) {
    checkWritable();
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(mask, "mask");
    both(mask, of -> Masking.fill(region, value, of.region));
  }

  // ---- reductions

  /**
   * All items as one number: {@code numpy.sum(v)} and its like.
   *
   * @param reduction which number
   * @return what {@link View#getObject(long...)} gives of an item of the result's format, which is
   *     {@link Reduction#resultOf}
   * @throws IllegalArgumentException if it is the least or the greatest of no items
   * @throws UnsupportedOperationException if there is no such number of items of this format
   */
  public Object reduce(Reduction reduction) {
    lease.check();
    Objects.requireNonNull(reduction, "reduction");
    MemoryExporter result = reduced(reduction, Reducer.all(region));
    Object[] item = new Object[1];
    result.doWithView(Request.FULL_RO, view -> item[0] = view.getObject());
    return item[0];
  }

  /**
   * The items along some dimensions as one number each: {@code numpy.sum(v, axis=dimensions)} and
   * its like.
   *
   * @param reduction which number
   * @param dimensions along which; an empty array is none, so that each item is by itself, and
   *     {@link #reduce(Reduction)} without one is all
   * @return new memory, of the dimensions that are left and of the format {@link
   *     Reduction#resultOf}
   * @throws IllegalArgumentException if a dimension is not there or named twice, if it is the least
   *     or the greatest of no items, or if the index of an item is asked for along several
   *     dimensions or none
   * @throws UnsupportedOperationException if there is no such number of items of this format
   */
  public MemoryExporter reduce(Reduction reduction, int... dimensions) {
    lease.check();
    Objects.requireNonNull(reduction, "reduction");
    Objects.requireNonNull(dimensions, "dimensions");
    return reduced(reduction, Reducer.along(region, reduction.fold, dimensions));
  }

  /**
   * Whether any item is not 0: {@code numpy.any(v)}.
   *
   * @return false if there are no items
   * @throws UnsupportedOperationException if items are neither numbers nor truth values
   */
  public boolean any() {
    return (Boolean) reduce(Reduction.ANY);
  }

  /**
   * Whether no item is 0: {@code numpy.all(v)}.
   *
   * @return true if there are no items
   * @throws UnsupportedOperationException if items are neither numbers nor truth values
   */
  public boolean all() {
    return (Boolean) reduce(Reduction.ALL);
  }

  /**
   * The index of the first of the least items, in C order: {@code numpy.argmin(v)}.
   *
   * @return the index among all items; that of the first {@code NaN} if there is one
   * @throws IllegalArgumentException if there are no items
   * @throws UnsupportedOperationException if items are neither real numbers nor truth values
   */
  public long argMin() {
    return (Long) reduce(Reduction.ARGMIN);
  }

  /**
   * The index of the first of the greatest items, in C order: {@code numpy.argmax(v)}.
   *
   * @return the index among all items; that of the first {@code NaN} if there is one
   * @throws IllegalArgumentException if there are no items
   * @throws UnsupportedOperationException if items are neither real numbers nor truth values
   */
  public long argMax() {
    return (Long) reduce(Reduction.ARGMAX);
  }

  /**
   * Writes all items as one number into a view of one item: {@code numpy.sum(v, out=target)} and
   * its like.
   *
   * @param target of one item without dimensions; it may be of this memory
   * @param reduction which number
   * @throws IllegalArgumentException as {@link #reduce(Reduction)} has it, or if the target has
   *     dimensions, or a format that the result cannot be converted to, as {@link #copyFrom} does
   * @throws io.memview.format.ValueException if the result does not fit; nothing has been written
   * @throws UnsupportedOperationException if there is no such number of items of this format
   */
  public void reduceInto(View target, Reduction reduction) {
    lease.check();
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(reduction, "reduction");
    target.checkWritable();
    target.copyFrom(reduced(reduction, Reducer.all(region)));
  }

  /**
   * Writes the items along some dimensions as one number each into a view: {@code numpy.sum(v,
   * axis=dimensions, out=target)} and its like. Where the dimensions should be kept, with one item
   * each, take them out of the target, by {@link View#at}.
   *
   * @param target of the shape of the dimensions that are left; it may be of this memory
   * @param reduction which number
   * @param dimensions along which; an empty array is none
   * @throws IllegalArgumentException as {@link #reduce(Reduction, int...)} has it, or if the target
   *     has another shape, or a format that the result cannot be converted to, as {@link #copyFrom}
   *     does
   * @throws io.memview.format.ValueException if a result does not fit; nothing has been written
   * @throws UnsupportedOperationException if there is no such number of items of this format
   */
  public void reduceInto(View target, Reduction reduction, int... dimensions) {
    lease.check();
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(reduction, "reduction");
    Objects.requireNonNull(dimensions, "dimensions");
    target.checkWritable();
    target.copyFrom(reduced(reduction, Reducer.along(region, reduction.fold, dimensions)));
  }

  private MemoryExporter reduced(Reduction reduction, boolean... folded) {
    Fold fold = reduction.fold;
    MemoryExporter result =
        MemoryExporter.allocate(reduction.resultOf(region.format()), Reducer.shape(region, folded));
    result.doWithView(
        Request.FULL, view -> run(() -> Reducer.reduce(region, fold, folded, view.region)));
    return result;
  }

  private void forEachRow(Order order, RowWalk.Visitor visitor) {
    Objects.requireNonNull(order, "order");
    run(() -> RowWalk.forEach(region, order, visitor));
  }

  /**
   * Hands out the memory itself, in the longest runs of items that follow each other without gaps,
   * in C order. What {@link View#asSegment()} says of files that are cut short holds for a visitor
   * that reads by itself; {@link #forEachLong} does not end the process.
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
   * What {@link View#asSegment()} says of files that are cut short holds here, too.
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

  /**
   * Hands out the bytes of all items, those of {@link #toBytes} a block at a time, so that they
   * need no copy of the whole: for checksums, digests and encoders.
   *
   * <pre>{@code
   * view.forEachBlock(Order.C, digest::update);
   * }</pre>
   *
   * <p>A block is a copy of many rows, in a buffer of a moderate size that is used for the next one
   * as well: a visitor may do with it what it likes during the call. So a mapped file that is cut
   * short is a {@link BufferException.StorageFailure}, and does not end the process in code that
   * HotSpot has written by hand, such as that of {@link java.util.zip.CRC32}.
   *
   * @param <X> what the visitor throws
   * @param order the order in which the items follow each other, as for {@link #toBytes}
   * @param visitor gets each block: whole items, unless one takes more than 256 kB. A release
   *     meanwhile takes effect after the last block
   * @throws X if the visitor does
   */
  public <X extends Exception> void forEachBlock(Order order, BlockVisitor<X> visitor) throws X {
    lease.check();
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(visitor, "visitor");
    ByteOrder bytes = BufferType.orderOf(region.format());
    call(
        () -> {
          Blocks.<X>forEach(
              region, order, block -> visitor.visit(block.asByteBuffer().order(bytes)));
          return this;
        });
  }

  // ---- channels and streams

  /**
   * Writes the bytes of all items in C order.
   *
   * @param channel where to, as {@link #writeTo(WritableByteChannel, Order)} takes it
   * @throws IOException if the channel fails
   */
  public void writeTo(WritableByteChannel channel) throws IOException {
    writeTo(channel, Order.C);
  }

  /**
   * Writes the bytes of all items, whatever the layout: those of {@link #toBytes}, without a copy
   * of the whole. Long runs off the heap are written as they lie, several in one call of a {@link
   * java.nio.channels.GatheringByteChannel}; all else goes through a buffer, many rows at a time.
   *
   * @param channel where to; it must block, is left behind the bytes, and is not closed
   * @param order the order in which the items follow each other, as for {@link #toBytes}
   * @throws IOException if the channel fails, or takes no more bytes; it may have some then
   * @throws IllegalArgumentException if the channel does not block; nothing has been written
   */
  public void writeTo(WritableByteChannel channel, Order order) throws IOException {
    lease.check();
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(order, "order");
    transfer(() -> ChannelTransfer.write(region, channel, order, lease.exports()::raw));
  }

  /**
   * Writes the bytes of all items in C order.
   *
   * @param stream where to; it is neither flushed nor closed
   * @throws IOException if the stream fails
   */
  public void writeTo(OutputStream stream) throws IOException {
    writeTo(stream, Order.C);
  }

  /**
   * Writes the bytes of all items, whatever the layout: those of {@link #toBytes}, without a copy
   * of the whole, many rows at a time.
   *
   * @param stream where to; it is neither flushed nor closed
   * @param order the order in which the items follow each other, as for {@link #toBytes}
   * @throws IOException if the stream fails; it may have some of the bytes then
   */
  public void writeTo(OutputStream stream, Order order) throws IOException {
    lease.check();
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(order, "order");
    transfer(() -> StreamTransfer.write(region, stream, order));
  }

  /**
   * Reads the bytes of all items in C order.
   *
   * @param channel where from, as {@link #readFrom(ReadableByteChannel, Order)} takes it
   * @throws java.io.EOFException if the channel has not so many bytes
   * @throws IOException if the channel fails
   */
  public void readFrom(ReadableByteChannel channel) throws IOException {
    readFrom(channel, Order.C);
  }

  /**
   * Reads the bytes of all items, whatever the layout, and no more: the counterpart of {@link
   * #writeTo(WritableByteChannel, Order)}.
   *
   * <p>A file that has too few bytes behind its position is refused before the first is read. Other
   * channels do not say how many they have: if one ends too early, or fails, some of the bytes that
   * came are in the view, the first ones first, and its old items behind them.
   *
   * @param channel where from; it must block, is left behind the bytes, and is not closed
   * @param order the order in which the items follow each other there, as for {@link #toBytes};
   *     {@code ANY} goes by how they lie here
   * @throws java.io.EOFException if the channel has not so many bytes
   * @throws IOException if the channel fails, or gives no more bytes
   * @throws IllegalArgumentException if the channel does not block; nothing has been read
   */
  public void readFrom(ReadableByteChannel channel, Order order) throws IOException {
    checkWritable();
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(order, "order");
    transfer(() -> ChannelTransfer.read(region, channel, order, lease.exports()::raw));
  }

  /**
   * Reads the bytes of all items in C order.
   *
   * @param stream where from; it is left behind the bytes, and not closed
   * @throws java.io.EOFException if the stream has not so many bytes
   * @throws IOException if the stream fails
   */
  public void readFrom(InputStream stream) throws IOException {
    readFrom(stream, Order.C);
  }

  /**
   * Reads the bytes of all items, whatever the layout, and no more: the counterpart of {@link
   * #writeTo(OutputStream, Order)}. If the stream ends too early, or fails, some of the bytes that
   * came are in the view, the first ones first, and its old items behind them.
   *
   * @param stream where from; it is left behind the bytes, and not closed
   * @param order the order in which the items follow each other there, as for {@link #toBytes};
   *     {@code ANY} goes by how they lie here
   * @throws java.io.EOFException if the stream has not so many bytes
   * @throws IOException if the stream fails
   */
  public void readFrom(InputStream stream, Order order) throws IOException {
    checkWritable();
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(order, "order");
    transfer(() -> StreamTransfer.read(region, stream, order));
  }

  /** Moves bytes. The system reads memory by itself, and says its own way that it has gone. */
  private void transfer(Transfer operation) throws IOException {
    call(
        () -> {
          try {
            operation.run();
          } catch (IOException e) {
            if (isGone()) {
              throw failed(region.isAlive() ? new InternalError(e) : e);
            }
            throw e;
          }
          return this;
        });
  }

  private interface Transfer {
    void run() throws IOException;
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
  final <R, X extends Exception> R call(ExportCount.Section<R, X> operation) throws X {
    return call(operation, true);
  }

  /**
   * Runs an operation, which a release has to wait for.
   *
   * @param onItems whether failures to reach the items are told as such
   */
  final <R, X extends Exception> R call(ExportCount.Section<R, X> operation, boolean onItems)
      throws X {
    lease.enter();
    R result;
    try {
      result = onItems ? translated(operation) : operation.call();
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

  /** Whether something is true of all items of this view and of another exporter. */
  private boolean holds(Exporter other, Predicate<View> test) {
    lease.check();
    Objects.requireNonNull(other, "other");
    boolean[] holds = {false};
    both(other, that -> holds[0] = test.test(that));
    return holds[0];
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
              if (isGone()) {
                throw failed(e);
              }
              throw e;
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

  private <R, X extends Exception> R translated(ExportCount.Section<R, X> operation) throws X {
    try {
      return operation.call();
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
