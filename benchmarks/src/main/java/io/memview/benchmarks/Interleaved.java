package io.memview.benchmarks;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Two works by turns, in one process, on the same memory: what else the machine does, and how fast
 * its memory is at the moment, is the same for both. The nanoseconds that a call of each takes are
 * figures of their own.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Interleaved {
  /** How long a turn takes at least: what surrounds it counts for nothing. */
  private static final long TURN = 1_000_000;

  /** More than there are in an iteration of a second. */
  private static final int MOST_TURNS = 1_000;

  private final Side first = new Side();
  private final Side second = new Side();

  /** The turns of one work. */
  private static final class Side {
    private final double[] turns = new double[MOST_TURNS];
    private int count;
    private double last = Double.NaN;

    private void take(IntConsumer work) {
      int times = Double.isNaN(last) ? 1 : (int) Math.max(1, TURN / (1 + last));
      long start = System.nanoTime();
      work.accept(times);
      last = (double) (System.nanoTime() - start) / times;
      if (count < MOST_TURNS) {
        turns[count++] = last;
      }
    }

    /** The nanoseconds of a call, in the median turn: one that was interrupted does not count. */
    private double median() {
      if (count == 0) {
        return Double.NaN;
      }
      double[] sorted = Arrays.copyOf(turns, count);
      Arrays.sort(sorted);
      return sorted[count / 2];
    }

    private void reset() {
      count = 0;
    }
  }

  /** Forgets the iteration before. */
  @Setup(Level.Iteration)
  public void reset() {
    first.reset();
    second.reset();
  }

  /**
   * Takes a turn of both.
   *
   * @param reference does its work a number of times; null if it is not to be had
   */
  void take(Runnable ours, @Nullable IntConsumer reference) {
    first.take(times -> repeat(ours, times));
    if (reference != null) {
      second.take(reference);
    }
  }

  /** Takes a turn of both, each of which does its work a number of times. */
  void take(IntConsumer ours, IntConsumer reference) {
    first.take(ours);
    second.take(reference);
  }

  /** Takes a turn of both. */
  void take(Runnable ours, Runnable reference) {
    take(ours, times -> again(reference, times));
  }

  private static void repeat(Runnable work, int times) {
    for (int i = 0; i < times; i++) {
      work.run();
    }
  }

  // The same, so that each side has a profile of its own.
  private static void again(Runnable work, int times) {
    for (int i = 0; i < times; i++) {
      work.run();
    }
  }

  /** The nanoseconds of a call of memview's. */
  public double ours() {
    return first.median();
  }

  /** The nanoseconds of a call of what it is held against; no number if that is not to be had. */
  public double reference() {
    return second.median();
  }
}
