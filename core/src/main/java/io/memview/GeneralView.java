package io.memview;

import io.memview.format.Scalar;
import java.lang.foreign.MemorySegment;
import java.util.DoubleSummaryStatistics;
import java.util.LongSummaryStatistics;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Items of any format in any memory: what there is without a class for both. */
final class GeneralView extends View {
  /** So many items are summed in eight partial sums, and more in halves. */
  private static final int SUMMED = 128;

  private static final int PARTS = 8;

  private final @Nullable Scalar number;

  /** The prototype: it has no memory. */
  @SuppressWarnings("NullAway")
  GeneralView() {
    super(null, null);
    number = null;
  }

  private GeneralView(Lease lease, Memory memory) {
    super(lease, memory);
    number = memory.format() instanceof Scalar scalar && scalar.isNumeric() ? scalar : null;
  }

  @Override
  View make(Lease lease, Memory memory) {
    return new GeneralView(lease, memory);
  }

  /** Of what is read. A release that happens meanwhile shows in the lease, at the next access. */
  private Scalar number() {
    return number == null ? scalar() : number;
  }

  private long load(MemorySegment from, long at) {
    try {
      return number().getBits(from, at);
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  private void store(MemorySegment to, long at, long bits) {
    try {
      number().setBits(to, at, bits);
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  private long bits(long... index) {
    lease.check();
    Place place = place(index);
    return load(place.segment(), place.offset());
  }

  private void setBits(long bits, long... index) {
    checkWritable();
    Place place = place(index);
    store(place.segment(), place.offset(), bits);
  }

  // ---- the carriers

  @Override
  public long getLong(long i) {
    return number().toLong(bits(i));
  }

  @Override
  public long getLong(long i, long j) {
    return number().toLong(bits(i, j));
  }

  @Override
  public long getLong(long i, long j, long k) {
    return number().toLong(bits(i, j, k));
  }

  @Override
  public long getLong(long... index) {
    return number().toLong(bits(index));
  }

  @Override
  public double getDouble(long i) {
    return number().toDouble(bits(i));
  }

  @Override
  public double getDouble(long i, long j) {
    return number().toDouble(bits(i, j));
  }

  @Override
  public double getDouble(long i, long j, long k) {
    return number().toDouble(bits(i, j, k));
  }

  @Override
  public double getDouble(long... index) {
    return number().toDouble(bits(index));
  }

  @Override
  public boolean getBoolean(long... index) {
    return number().toBoolean(bits(index));
  }

  @Override
  public void setLong(long value, long i) {
    setBits(scalar().ofLong(value), i);
  }

  @Override
  public void setLong(long value, long i, long j) {
    setBits(scalar().ofLong(value), i, j);
  }

  @Override
  public void setLong(long value, long i, long j, long k) {
    setBits(scalar().ofLong(value), i, j, k);
  }

  @Override
  public void setLong(long value, long... index) {
    setBits(scalar().ofLong(value), index);
  }

  @Override
  public void setDouble(double value, long i) {
    setBits(scalar().ofDouble(value), i);
  }

  @Override
  public void setDouble(double value, long i, long j) {
    setBits(scalar().ofDouble(value), i, j);
  }

  @Override
  public void setDouble(double value, long i, long j, long k) {
    setBits(scalar().ofDouble(value), i, j, k);
  }

  @Override
  public void setDouble(double value, long... index) {
    setBits(scalar().ofDouble(value), index);
  }

  @Override
  public void setBoolean(boolean value, long... index) {
    setBits(scalar().ofBoolean(value), index);
  }

  // ---- items whose place is known: those of a row, and those of a cursor

  @Override
  void eachLong(MemorySegment from, long at, long stride, long count, LongConsumer action) {
    for (long i = 0; i < count; i++) {
      action.accept(number().toLong(load(from, at + i * stride)));
    }
  }

  @Override
  void eachDouble(MemorySegment from, long at, long stride, long count, DoubleConsumer action) {
    for (long i = 0; i < count; i++) {
      action.accept(number().toDouble(load(from, at + i * stride)));
    }
  }

  @Override
  void addLongs(MemorySegment from, long at, long stride, long count, LongSummaryStatistics all) {
    LongSummaryStatistics row = new LongSummaryStatistics();
    for (long i = 0; i < count; i++) {
      long value = number().toLong(load(from, at + i * stride));
      checkSum(row.getSum(), value);
      row.accept(value);
    }
    checkSum(all.getSum(), row.getSum());
    all.combine(row);
  }

  @Override
  void addDoubles(
      MemorySegment from, long at, long stride, long count, DoubleSummaryStatistics all) {
    DoubleSummaryStatistics row = new DoubleSummaryStatistics();
    eachDouble(from, at, stride, count, row);
    all.combine(row);
  }

  /** In the order of additions of {@link ItemView}: the same sum to the last bit. */
  @Override
  double sum(MemorySegment from, long at, long stride, long count) {
    if (count > SUMMED) {
      long half = count / 2 - count / 2 % PARTS;
      return sum(from, at, stride, half) + sum(from, at + half * stride, stride, count - half);
    }
    double[] parts = new double[PARTS];
    double rest = 0;
    for (int i = 0; i < count; i++) {
      double value = number().toDouble(load(from, at + i * stride));
      if (i < count - count % PARTS) {
        parts[i % PARTS] += value;
      } else {
        rest += value;
      }
    }
    for (int step = 1; step < PARTS; step *= 2) {
      for (int i = 0; i < PARTS; i += 2 * step) {
        parts[i] += parts[i + step];
      }
    }
    return parts[0] + rest;
  }

  @Override
  long longAt(MemorySegment from, long at) {
    lease.check();
    return number().toLong(load(from, at));
  }

  @Override
  void setLongAt(long value, MemorySegment to, long at) {
    checkWritable();
    store(to, at, scalar().ofLong(value));
  }

  @Override
  double doubleAt(MemorySegment from, long at) {
    lease.check();
    return number().toDouble(load(from, at));
  }

  @Override
  void setDoubleAt(double value, MemorySegment to, long at) {
    checkWritable();
    store(to, at, scalar().ofDouble(value));
  }

  @Override
  boolean booleanAt(MemorySegment from, long at) {
    lease.check();
    return number().toBoolean(load(from, at));
  }

  @Override
  void setBooleanAt(boolean value, MemorySegment to, long at) {
    checkWritable();
    store(to, at, scalar().ofBoolean(value));
  }
}
