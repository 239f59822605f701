package io.memview;

import io.memview.internal.HiddenClasses;
import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodec.Kind;
import io.memview.internal.Unfused;
import io.memview.internal.memory.AccessKind;
import io.memview.internal.memory.AccessPath;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.RowPointers;
import io.memview.internal.memory.Storage;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.util.DoubleSummaryStatistics;
import java.util.LongSummaryStatistics;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes items. The template of the classes that {@link View} defines; everything that
 * depends on the kind of memory is a static constant here and costs nothing in compiled code.
 *
 * <p>No signature in here may name this class: a hidden class is not the class of that name.
 */
final class ViewTemplate extends View {
  private static final AccessKind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), AccessKind.class);
  private static final @Nullable NumberCodec CODEC = KIND.codec();
  private static final AccessPath PATH = KIND.path();

  /** Whether the pointers of dimension 0 alone are to be followed. */
  private static final boolean IN_ROWS =
      PATH == AccessPath.ROW_POINTERS || PATH == AccessPath.ROW_OFFSETS;

  /** The class of all segments, if it is one: pointers may lead to memory of several kinds. */
  private static final @Nullable Class<?> SEGMENT = KIND.segment();

  /** The width of an item in bytes; 0 if items are no numbers, or do not fill their bytes. */
  private static final int SIZE = CODEC != null && CODEC.isWhole() ? CODEC.byteSize() : 0;

  private static final boolean FLOAT = CODEC != null && CODEC.kind() == Kind.FLOAT;
  private static final boolean SIGNED = CODEC != null && CODEC.kind() == Kind.SIGNED;
  private static final boolean INTEGER = CODEC != null && CODEC.isInteger();

  /** Whether the bits as they are loaded are the value. */
  private static final boolean IS_VALUE = INTEGER && SIZE > 0 && (SIGNED || SIZE < Long.BYTES);

  private static final long MIN = CODEC != null && INTEGER ? CODEC.min() : 0;
  private static final long MAX = CODEC != null && INTEGER ? CODEC.max() : -1;

  private static final boolean MAY_BE_MAPPED = KIND.mayBeMapped();

  private static final ByteOrder BYTE_ORDER =
      CODEC == null ? ByteOrder.nativeOrder() : CODEC.order();
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BYTE_ORDER);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(BYTE_ORDER);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BYTE_ORDER);

  private final Layout layout;
  private final MemorySegment segment;

  /** The way to the items, if the first dimension holds pointers. */
  private final RowPointers rows;

  /** The prototype of the class: it has no memory. */
  @SuppressWarnings("NullAway")
  ViewTemplate() {
    layout = null;
    segment = MemorySegment.NULL;
    rows = null;
  }

  @SuppressWarnings("NullAway") // there are rows where the path leads through them
  private ViewTemplate(Lease lease, Region region) {
    super(lease, region);
    Storage storage = region.storage();
    layout = region.layout();
    rows = IN_ROWS ? RowPointers.of(storage, layout) : null;
    segment =
        (storage instanceof Storage.Rows table ? table.base() : storage)
                instanceof Storage.Flat flat
            ? flat.segment()
            : MemorySegment.NULL;
  }

  @Override
  View make(Lease lease, Region region) {
    return new ViewTemplate(lease, region);
  }

  /** Inlined at a call for views of this class, so that what is used up at once is not made. */
  @Override
  public View at(long... positions) {
    if (PATH != AccessPath.DIRECT) {
      return super.at(positions);
    }
    lease.check();
    return new ViewTemplate(lease, region.at(positions));
  }

  // ---- the way to an item, once for reading and once for writing; bits are in native order

  /** The segment that a row lies in, whose position has been checked. */
  private MemorySegment block(long i) {
    return PATH == AccessPath.ROW_OFFSETS ? segment : rows.block(i);
  }

  /** Where the row starts there. */
  private long start(long i) {
    return PATH == AccessPath.ROW_OFFSETS ? rows.start(i) : 0;
  }

  private long bits(long i) {
    lease.check();
    return PATH == AccessPath.DIRECT ? load(segment, layout.offsetOf(i)) : bits(new long[] {i});
  }

  private long bits(long i, long j) {
    lease.check();
    if (PATH == AccessPath.DIRECT) {
      return load(segment, layout.offsetOf(i, j));
    }
    if (IN_ROWS) {
      long at = rows.offsetInBlock(i, j);
      return load(block(i), start(i) + at);
    }
    return bits(new long[] {i, j});
  }

  private long bits(long i, long j, long k) {
    lease.check();
    if (PATH == AccessPath.DIRECT) {
      return load(segment, layout.offsetOf(i, j, k));
    }
    if (IN_ROWS) {
      long at = rows.offsetInBlock(i, j, k);
      return load(block(i), start(i) + at);
    }
    return bits(new long[] {i, j, k});
  }

  private long bits(long[] index) {
    lease.check();
    if (PATH == AccessPath.DIRECT) {
      return load(segment, layout.offsetOf(index));
    }
    ItemAddress place = place(index);
    return load(place.segment(), place.offset());
  }

  private void setBits(long i, long bits) {
    checkWritable();
    if (PATH == AccessPath.DIRECT) {
      store(segment, layout.offsetOf(i), bits);
    } else if (IN_ROWS) {
      long at = rows.offsetInBlock(i);
      store(block(i), start(i) + at, bits);
    } else {
      setBits(new long[] {i}, bits);
    }
  }

  private void setBits(long i, long j, long bits) {
    checkWritable();
    if (PATH == AccessPath.DIRECT) {
      store(segment, layout.offsetOf(i, j), bits);
    } else if (IN_ROWS) {
      long at = rows.offsetInBlock(i, j);
      store(block(i), start(i) + at, bits);
    } else {
      setBits(new long[] {i, j}, bits);
    }
  }

  private void setBits(long i, long j, long k, long bits) {
    checkWritable();
    if (PATH == AccessPath.DIRECT) {
      store(segment, layout.offsetOf(i, j, k), bits);
    } else if (IN_ROWS) {
      long at = rows.offsetInBlock(i, j, k);
      store(block(i), start(i) + at, bits);
    } else {
      setBits(new long[] {i, j, k}, bits);
    }
  }

  private void setBits(long[] index, long bits) {
    checkWritable();
    if (PATH == AccessPath.DIRECT) {
      store(segment, layout.offsetOf(index), bits);
    } else {
      ItemAddress place = place(index);
      store(place.segment(), place.offset(), bits);
    }
  }

  private long load(MemorySegment from, long at) {
    from = Storage.castExact(SEGMENT, from);
    try {
      switch (SIZE) {
        case 1:
          byte one = from.get(BYTE, at);
          return SIGNED ? one : one & 0xFF;
        case 2:
          short two = from.get(SHORT, at);
          return SIGNED ? two : two & 0xFFFF;
        case 4:
          int four = from.get(INT, at);
          if (MAY_BE_MAPPED && INTEGER) {
            return SIGNED ? Unfused.signed(four) : Unfused.unsigned(four);
          }
          return SIGNED ? four : four & 0xFFFF_FFFFL;
        case 8:
          return from.get(LONG, at);
        default:
          return (CODEC != null ? CODEC : codec()).load(from, at);
      }
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  private void store(MemorySegment to, long at, long bits) {
    to = Storage.castExact(SEGMENT, to);
    try {
      switch (SIZE) {
        case 1:
          to.set(BYTE, at, (byte) bits);
          break;
        case 2:
          to.set(SHORT, at, (short) bits);
          break;
        case 4:
          to.set(INT, at, (int) bits);
          break;
        case 8:
          to.set(LONG, at, bits);
          break;
        default:
          (CODEC != null ? CODEC : codec()).store(to, at, bits);
      }
    } catch (IllegalStateException | InternalError | WrongThreadException e) {
      throw failed(e);
    }
  }

  // ---- bits and values: the common cases here, the others and all errors in the codec

  private long toLong(long bits) {
    if (IS_VALUE || (INTEGER && SIZE == 8 && bits >= 0)) {
      return bits;
    }
    return CODEC != null && SIZE == 0 ? CODEC.toLong(bits) : codec().toLong(bits);
  }

  private double toDouble(long bits) {
    if (FLOAT && SIZE == 8) {
      return Double.longBitsToDouble(bits);
    }
    if (FLOAT && SIZE == 4) {
      return MAY_BE_MAPPED ? Unfused.real((int) bits) : Float.intBitsToFloat((int) bits);
    }
    if (FLOAT && SIZE == 2) {
      return Float.float16ToFloat((short) bits);
    }
    if (IS_VALUE && SIZE < 8) {
      return bits;
    }
    return CODEC != null && SIZE == 0 ? CODEC.toDouble(bits) : codec().toDouble(bits);
  }

  private long ofLong(long value) {
    return INTEGER && value >= MIN && value <= MAX ? value : codec().ofLong(value);
  }

  private long ofDouble(double value) {
    if (FLOAT && SIZE == 8) {
      return Double.doubleToRawLongBits(value);
    }
    if (FLOAT && SIZE == 4) {
      float single = (float) value;
      if (Float.isFinite(single)) {
        return Float.floatToRawIntBits(single);
      }
    }
    return codec().ofDouble(value);
  }

  // ---- the carriers

  @Override
  public long getLong(long i) {
    return toLong(bits(i));
  }

  @Override
  public long getLong(long i, long j) {
    return toLong(bits(i, j));
  }

  @Override
  public long getLong(long i, long j, long k) {
    return toLong(bits(i, j, k));
  }

  @Override
  public long getLong(long... index) {
    return toLong(bits(index));
  }

  @Override
  public double getDouble(long i) {
    return toDouble(bits(i));
  }

  @Override
  public double getDouble(long i, long j) {
    return toDouble(bits(i, j));
  }

  @Override
  public double getDouble(long i, long j, long k) {
    return toDouble(bits(i, j, k));
  }

  @Override
  public double getDouble(long... index) {
    return toDouble(bits(index));
  }

  @Override
  public boolean getBoolean(long... index) {
    return codec().toBoolean(bits(index));
  }

  @Override
  public void setLong(long i, long value) {
    setBits(i, ofLong(value));
  }

  @Override
  public void setLong(long i, long j, long value) {
    setBits(i, j, ofLong(value));
  }

  @Override
  public void setLong(long i, long j, long k, long value) {
    setBits(i, j, k, ofLong(value));
  }

  @Override
  public void setLong(long[] index, long value) {
    setBits(index, ofLong(value));
  }

  @Override
  public void setDouble(long i, double value) {
    setBits(i, ofDouble(value));
  }

  @Override
  public void setDouble(long i, long j, double value) {
    setBits(i, j, ofDouble(value));
  }

  @Override
  public void setDouble(long i, long j, long k, double value) {
    setBits(i, j, k, ofDouble(value));
  }

  @Override
  public void setDouble(long[] index, double value) {
    setBits(index, ofDouble(value));
  }

  @Override
  public void setBoolean(long i, boolean value) {
    setBits(i, codec().ofBoolean(value));
  }

  @Override
  public void setBoolean(long i, long j, boolean value) {
    setBits(i, j, codec().ofBoolean(value));
  }

  @Override
  public void setBoolean(long i, long j, long k, boolean value) {
    setBits(i, j, k, codec().ofBoolean(value));
  }

  @Override
  public void setBoolean(long[] index, boolean value) {
    setBits(index, codec().ofBoolean(value));
  }

  // ---- items whose place is known: those of a row, and those of a cursor

  @Override
  void eachLong(MemorySegment from, long at, long stride, long count, LongConsumer action) {
    for (long i = 0; i < count; i++) {
      action.accept(toLong(load(from, at + i * stride)));
    }
  }

  @Override
  void eachDouble(MemorySegment from, long at, long stride, long count, DoubleConsumer action) {
    for (long i = 0; i < count; i++) {
      action.accept(toDouble(load(from, at + i * stride)));
    }
  }

  @Override
  void readDoubles(MemorySegment from, long at, long stride, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = toDouble(load(from, at + i * stride));
    }
  }

  @Override
  void addLongs(MemorySegment from, long at, long stride, long count, LongSummaryStatistics all) {
    LongSummaryStatistics row = new LongSummaryStatistics(); // one of its own stays in registers
    for (long i = 0; i < count; i++) {
      long value = toLong(load(from, at + i * stride));
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
    for (long i = 0; i < count; i++) {
      row.accept(toDouble(load(from, at + i * stride)));
    }
    all.combine(row);
  }

  @Override
  long longAt(MemorySegment from, long at) {
    lease.check();
    return toLong(load(from, at));
  }

  @Override
  double doubleAt(MemorySegment from, long at) {
    lease.check();
    return toDouble(load(from, at));
  }

  @Override
  boolean booleanAt(MemorySegment from, long at) {
    lease.check();
    return codec().toBoolean(load(from, at));
  }

  @Override
  void setLongAt(MemorySegment to, long at, long value) {
    checkWritable();
    store(to, at, ofLong(value));
  }

  @Override
  void setDoubleAt(MemorySegment to, long at, double value) {
    checkWritable();
    store(to, at, ofDouble(value));
  }

  @Override
  void setBooleanAt(MemorySegment to, long at, boolean value) {
    checkWritable();
    store(to, at, codec().ofBoolean(value));
  }
}
