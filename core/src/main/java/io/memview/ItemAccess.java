package io.memview;

import io.memview.format.Format;
import io.memview.format.FunctionPointer;
import io.memview.internal.NumberCodec;
import io.memview.internal.Texts;
import io.memview.internal.copy.RowNumbers;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Region;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.DoubleSummaryStatistics;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;

/**
 * Access to single items, whatever the format and the memory: what a {@link View} inherits, and
 * what {@link ViewTemplate} overrides by code for one kind of memory and one format. Asks at each
 * item what is constant there.
 */
abstract class ItemAccess {
  final Region region;

  ItemAccess(Region region) {
    this.region = region;
  }

  /** Throws if the lease has been released: that is found out before anything else. */
  abstract void check();

  /** Runs code that may be of the caller's own, which a release has to wait for. */
  abstract void run(Runnable operation);

  // ---- items

  /**
   * Reads an integer.
   *
   * @param i the index
   * @return the value
   * @throws ArithmeticException if an unsigned value is above 2<sup>63</sup>-1
   */
  public long getLong(long i) {
    return number().toLong(bits(i));
  }

  /**
   * Reads an integer.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @return the value
   * @throws ArithmeticException if an unsigned value is above 2<sup>63</sup>-1
   */
  public long getLong(long i, long j) {
    return number().toLong(bits(i, j));
  }

  /**
   * Reads an integer.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param k the index in dimension 2
   * @return the value
   * @throws ArithmeticException if an unsigned value is above 2<sup>63</sup>-1
   */
  public long getLong(long i, long j, long k) {
    return number().toLong(bits(i, j, k));
  }

  /**
   * Reads an integer.
   *
   * @param index one position for each dimension
   * @return the value
   * @throws ArithmeticException if an unsigned value is above 2<sup>63</sup>-1
   */
  public long getLong(long... index) {
    return number().toLong(bits(index));
  }

  /**
   * Reads a number.
   *
   * @param i the index
   * @return the value, exactly
   */
  public double getDouble(long i) {
    return number().toDouble(bits(i));
  }

  /**
   * Reads a number.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @return the value, exactly
   */
  public double getDouble(long i, long j) {
    return number().toDouble(bits(i, j));
  }

  /**
   * Reads a number.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param k the index in dimension 2
   * @return the value, exactly
   */
  public double getDouble(long i, long j, long k) {
    return number().toDouble(bits(i, j, k));
  }

  /**
   * Reads a number.
   *
   * @param index one position for each dimension
   * @return the value, exactly
   */
  public double getDouble(long... index) {
    return number().toDouble(bits(index));
  }

  /**
   * Reads a truth value.
   *
   * @param index one position for each dimension
   * @return true unless the byte is 0
   */
  public boolean getBoolean(long... index) {
    return number().toBoolean(bits(index));
  }

  /**
   * Reads an unsigned integer of any 64 bits, without a box.
   *
   * @param index one position for each dimension
   * @return the value, for {@link Long#toUnsignedString(long)} and its like
   * @throws UnsupportedOperationException if items are not unsigned integers
   */
  public long getUnsignedLong(long... index) {
    check();
    Objects.requireNonNull(index, "index");
    unsigned();
    ItemAddress place = place(index);
    return unsignedAt(place.segment(), place.offset());
  }

  /**
   * Reads any item.
   *
   * @param index one position for each dimension
   * @return the value, boxed as {@link Format} lists it
   */
  public Object getObject(long... index) {
    check();
    ItemAddress place = place(index);
    return getAt(place.segment(), place.offset());
  }

  /**
   * Writes an integer.
   *
   * @param i the index
   * @param value the value
   */
  public void setLong(long i, long value) {
    setBits(new long[] {i}, codec().ofLong(value));
  }

  /**
   * Writes an integer.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param value the value
   */
  public void setLong(long i, long j, long value) {
    setBits(new long[] {i, j}, codec().ofLong(value));
  }

  /**
   * Writes an integer.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param k the index in dimension 2
   * @param value the value
   */
  public void setLong(long i, long j, long k, long value) {
    setBits(new long[] {i, j, k}, codec().ofLong(value));
  }

  /**
   * Writes an integer.
   *
   * @param index one position for each dimension
   * @param value the value
   */
  public void setLong(long[] index, long value) {
    setBits(index, codec().ofLong(value));
  }

  /**
   * Writes a float, rounded to the nearest.
   *
   * @param i the index
   * @param value the value
   */
  public void setDouble(long i, double value) {
    setBits(new long[] {i}, codec().ofDouble(value));
  }

  /**
   * Writes a float, rounded to the nearest.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param value the value
   */
  public void setDouble(long i, long j, double value) {
    setBits(new long[] {i, j}, codec().ofDouble(value));
  }

  /**
   * Writes a float, rounded to the nearest.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param k the index in dimension 2
   * @param value the value
   */
  public void setDouble(long i, long j, long k, double value) {
    setBits(new long[] {i, j, k}, codec().ofDouble(value));
  }

  /**
   * Writes a float, rounded to the nearest.
   *
   * @param index one position for each dimension
   * @param value the value
   */
  public void setDouble(long[] index, double value) {
    setBits(index, codec().ofDouble(value));
  }

  /**
   * Writes a truth value.
   *
   * @param i the index
   * @param value the value
   */
  public void setBoolean(long i, boolean value) {
    setBits(new long[] {i}, codec().ofBoolean(value));
  }

  /**
   * Writes a truth value.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param value the value
   */
  public void setBoolean(long i, long j, boolean value) {
    setBits(new long[] {i, j}, codec().ofBoolean(value));
  }

  /**
   * Writes a truth value.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param k the index in dimension 2
   * @param value the value
   */
  public void setBoolean(long i, long j, long k, boolean value) {
    setBits(new long[] {i, j, k}, codec().ofBoolean(value));
  }

  /**
   * Writes a truth value.
   *
   * @param index one position for each dimension
   * @param value the value
   */
  public void setBoolean(long[] index, boolean value) {
    setBits(index, codec().ofBoolean(value));
  }

  /**
   * Writes an unsigned integer of any 64 bits, without a box.
   *
   * @param i the index
   * @param value the value, of {@link Long#parseUnsignedLong(String)} and its like
   * @throws UnsupportedOperationException if items are not unsigned integers
   */
  public void setUnsignedLong(long i, long value) {
    setUnsignedLong(new long[] {i}, value);
  }

  /**
   * Writes an unsigned integer of any 64 bits, without a box.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param value the value, of {@link Long#parseUnsignedLong(String)} and its like
   * @throws UnsupportedOperationException if items are not unsigned integers
   */
  public void setUnsignedLong(long i, long j, long value) {
    setUnsignedLong(new long[] {i, j}, value);
  }

  /**
   * Writes an unsigned integer of any 64 bits, without a box.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param k the index in dimension 2
   * @param value the value, of {@link Long#parseUnsignedLong(String)} and its like
   * @throws UnsupportedOperationException if items are not unsigned integers
   */
  public void setUnsignedLong(long i, long j, long k, long value) {
    setUnsignedLong(new long[] {i, j, k}, value);
  }

  /**
   * Writes an unsigned integer of any 64 bits, without a box.
   *
   * @param index one position for each dimension
   * @param value the value, of {@link Long#parseUnsignedLong(String)} and its like
   * @throws UnsupportedOperationException if items are not unsigned integers
   */
  public void setUnsignedLong(long[] index, long value) {
    checkWritable();
    Objects.requireNonNull(index, "index");
    unsigned();
    ItemAddress place = place(index);
    setUnsignedAt(place.segment(), place.offset(), value);
  }

  /**
   * Writes any item. Nothing is written if the value does not fit.
   *
   * @param i the index
   * @param value the value, of a type that {@link Format} lists
   */
  public void setObject(long i, Object value) {
    setObject(new long[] {i}, value);
  }

  /**
   * Writes any item. Nothing is written if the value does not fit.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param value the value, of a type that {@link Format} lists
   */
  public void setObject(long i, long j, Object value) {
    setObject(new long[] {i, j}, value);
  }

  /**
   * Writes any item. Nothing is written if the value does not fit.
   *
   * @param i the index in dimension 0
   * @param j the index in dimension 1
   * @param k the index in dimension 2
   * @param value the value, of a type that {@link Format} lists
   */
  public void setObject(long i, long j, long k, Object value) {
    setObject(new long[] {i, j, k}, value);
  }

  /**
   * Writes any item. Nothing is written if the value does not fit.
   *
   * @param index one position for each dimension
   * @param value the value, of a type that {@link Format} lists
   */
  public void setObject(long[] index, Object value) {
    checkWritable();
    Objects.requireNonNull(value, "value");
    ItemAddress place = place(index);
    setAt(place.segment(), place.offset(), value);
  }

  // ---- what is done with the bits of an item

  /** A release that happens meanwhile shows in the lease, at the next access. */
  private NumberCodec number() {
    NumberCodec codec = region.codec();
    return codec != null ? codec : codec();
  }

  private long load(MemorySegment from, long at) {
    try {
      return number().load(from, at);
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  private void store(MemorySegment to, long at, long bits) {
    try {
      number().store(to, at, bits);
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  private long bits(long... index) {
    check();
    ItemAddress place = place(index);
    return load(place.segment(), place.offset());
  }

  private void setBits(long[] index, long bits) {
    checkWritable();
    ItemAddress place = place(index);
    store(place.segment(), place.offset(), bits);
  }

  // ---- items whose place is known: those of a row, and those of a cursor

  // Item by item where an action may write what comes next; what only reads copies rows to arrays,
  // which need no class for the memory.

  void eachLong(MemorySegment from, long at, long stride, long count, LongConsumer action) {
    NumberCodec codec = number();
    for (long i = 0; i < count; i++) {
      action.accept(codec.toLong(load(from, at + i * stride)));
    }
  }

  void eachDouble(MemorySegment from, long at, long stride, long count, DoubleConsumer action) {
    NumberCodec codec = number();
    for (long i = 0; i < count; i++) {
      action.accept(codec.toDouble(load(from, at + i * stride)));
    }
  }

  void readDoubles(MemorySegment from, long at, long stride, int count, double[] to) {
    NumberCodec codec = number();
    if (count < RowNumbers.FEW || !codec.areDoubles()) {
      for (int i = 0; i < count; i++) {
        to[i] = codec.toDouble(load(from, at + i * stride));
      }
    } else {
      RowNumbers.copy(region, from, at, stride, count, to);
    }
  }

  void addLongs(MemorySegment from, long at, long stride, long count, LongSummaryStatistics all) {
    LongSummaryStatistics row = new LongSummaryStatistics();
    LongConsumer add =
        value -> {
          checkSum(row.getSum(), value);
          row.accept(value);
        };
    NumberCodec codec = number();
    if (count < RowNumbers.FEW || !codec.isInteger()) {
      eachLong(from, at, stride, count, add);
    } else {
      long[] block = new long[(int) Math.min(RowNumbers.BLOCK, count)];
      for (long first = 0; first < count; first += RowNumbers.BLOCK) {
        int some = (int) Math.min(RowNumbers.BLOCK, count - first);
        RowNumbers.copy(region, from, at + first * stride, stride, some, block);
        for (int i = 0; i < some; i++) {
          add.accept(block[i] < 0 ? codec.toLong(block[i]) : block[i]);
        }
      }
    }
    checkSum(all.getSum(), row.getSum());
    all.combine(row);
  }

  void addDoubles(
      MemorySegment from, long at, long stride, long count, DoubleSummaryStatistics all) {
    DoubleSummaryStatistics row = new DoubleSummaryStatistics();
    double[] block = new double[(int) Math.min(RowNumbers.BLOCK, count)];
    for (long first = 0; first < count; first += RowNumbers.BLOCK) {
      int some = (int) Math.min(RowNumbers.BLOCK, count - first);
      readDoubles(from, at + first * stride, stride, some, block);
      for (int i = 0; i < some; i++) {
        row.accept(block[i]);
      }
    }
    all.combine(row);
  }

  long longAt(MemorySegment from, long at) {
    check();
    return number().toLong(load(from, at));
  }

  void setLongAt(MemorySegment to, long at, long value) {
    checkWritable();
    store(to, at, codec().ofLong(value));
  }

  double doubleAt(MemorySegment from, long at) {
    check();
    return number().toDouble(load(from, at));
  }

  void setDoubleAt(MemorySegment to, long at, double value) {
    checkWritable();
    store(to, at, codec().ofDouble(value));
  }

  boolean booleanAt(MemorySegment from, long at) {
    check();
    return number().toBoolean(load(from, at));
  }

  void setBooleanAt(MemorySegment to, long at, boolean value) {
    checkWritable();
    store(to, at, codec().ofBoolean(value));
  }

  /** What the platform's statistics would leave to wrap. */
  static void checkSum(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw new ArithmeticException(
          "the sum of the integers does not fit 64 bits; add them in a wider type, by forEachLong");
    }
  }

  private NumberCodec unsigned() {
    NumberCodec codec = codec();
    if (codec.kind() != NumberCodec.Kind.UNSIGNED) {
      throw new UnsupportedOperationException(
          "a '%s' item is not an unsigned integer".formatted(Texts.shownValue(region.format())));
    }
    return codec;
  }

  final long unsignedAt(MemorySegment segment, long at) {
    NumberCodec codec = unsigned();
    try {
      long bits = codec.load(segment, at);
      return codec.width() == Long.SIZE ? bits : codec.toLong(bits);
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  final void setUnsignedAt(MemorySegment segment, long at, long value) {
    checkWritable();
    NumberCodec codec = unsigned();
    long bits = value;
    if (codec.width() != Long.SIZE) {
      bits =
          value >= 0
              ? codec.ofLong(value)
              : codec.ofObject(new BigInteger(Long.toUnsignedString(value)));
    }
    try {
      codec.store(segment, at, bits);
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  final Object getAt(MemorySegment segment, long at) {
    check();
    try {
      return region.format().get(segment, at);
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  final void setAt(MemorySegment segment, long at, Object value) {
    checkWritable();
    // Numbers of the caller's own classes are asked for their values meanwhile.
    run(() -> region.format().set(segment, at, value));
  }

  // ---- for the subclasses

  final ItemAddress place(long[] index) {
    region.layout().checkIndex(index);
    return ItemAddress.of(region, index);
  }

  /**
   * The codec of items that are a scalar or bits; every other format has no carrier but the boxed
   * one. Whatever is wrong with a value or a carrier is found out behind this, so that a release
   * comes first.
   */
  final NumberCodec codec() {
    check();
    NumberCodec codec = region.codec();
    if (codec != null) {
      return codec;
    }
    throw new UnsupportedOperationException(
        "a '%s' item is %s"
            .formatted(
                Texts.shownValue(region.format()),
                region.format() instanceof FunctionPointer
                    ? "a function, which has no value: itemSegment has its bytes"
                    : "not one number: getObject and setObject read and write it boxed"));
  }

  final void checkWritable() {
    check();
    if (region.isReadOnly()) {
      throw new BufferException.ReadOnly("the view is read-only (%s)".formatted(region.describe()));
    }
  }

  /** What the platform throws when memory is gone: closed by its arena, or cut off its file. */
  final RuntimeException failed(Throwable thrown) {
    if (thrown instanceof WrongThreadException) {
      return new WrongThreadException(
          "the memory lies in a confined arena, whose thread alone may use it (%s);"
                  .formatted(region.describe())
              + " that of Arena.ofShared() is open to all threads",
          thrown);
    }
    if (thrown instanceof InternalError) {
      return new BufferException.StorageFailure(
          "the memory failed; a mapped file may have been cut short (%s)"
              .formatted(region.describe()),
          thrown);
    }
    return new BufferException.Released(
        "the arena of the memory has been closed (%s)".formatted(region.describe()), thrown);
  }
}
