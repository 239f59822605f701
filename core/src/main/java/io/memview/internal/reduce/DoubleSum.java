package io.memview.internal.reduce;

import io.memview.format.Scalar;
import io.memview.internal.NumberCodec;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.RowWalk;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The sum, as doubles, of the numbers of rows: that of each row to the last bit NumPy's. */
public final class DoubleSum {
  /** Reads the numbers of a row. */
  @FunctionalInterface
  public interface Reader {
    /** Reads so many numbers. */
    void read(MemorySegment from, long at, long stride, int count, double[] to);
  }

  /** The most items that are read at once, which stay in the first-level cache. */
  private static final int BLOCK = 1 << 10;

  private final Region items;
  private final Reader reader;
  private final boolean mayBeRuns;

  /** What a row is read to; made when one is read, which runs are not. */
  private double[] block = {};

  private @Nullable Runs runs;
  private @Nullable Class<?> runsOf;
  private double sum;

  /** Adds nothing yet. */
  public DoubleSum(Region items, Reader reader) {
    this.items = items;
    this.reader = reader;
    NumberCodec codec = items.codec();
    this.mayBeRuns = items.format() instanceof Scalar && codec != null && codec.areDoubles();
  }

  /** Adds a row. */
  public void add(MemorySegment from, long at, long stride, long count) {
    sum += sum(RowWalk.ABOVE, from, at, stride, count);
  }

  /** The sum of all rows. */
  public double sum() {
    return sum;
  }

  /**
   * The sum of a row.
   *
   * @param depth from {@link RowWalk#ABOVE} on, so that the loops are compiled with this
   */
  private double sum(int depth, MemorySegment from, long at, long stride, long count) {
    if (depth < 0) {
      return sum(depth + 1, from, at, stride, count);
    }
    boolean isRun = mayBeRuns && count >= Runs.MIN && stride == items.format().itemSize();
    Runs loops = isRun ? runs(from) : null;
    if (loops != null && count <= Runs.EXACT) {
      return loops.sumAsDoubles(from, at, (int) count);
    }
    if (count > BLOCK) {
      long half = Block.half(count);
      return sum(depth, from, at, stride, half)
          + sum(depth, from, at + half * stride, stride, count - half);
    }
    if (block.length == 0) {
      block = new double[(int) Math.min(BLOCK, items.layout().itemCount())];
    }
    reader.read(from, at, stride, (int) count, block);
    return DoubleBlock.sum(block, 0, (int) count);
  }

  private @Nullable Runs runs(MemorySegment from) {
    if (runsOf != from.getClass()) {
      runs = Runs.of(from, (Scalar) items.format(), Fold.SUM);
      runsOf = from.getClass();
    }
    return runs;
  }
}
