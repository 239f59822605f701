package io.memview.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.TestMemory;
import io.memview.View;
import io.memview.contract.Seeds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Positions and ranges mean what they mean in Python. */
class IndexTest {
  private static final long MIN = Long.MIN_VALUE;
  private static final long MAX = Long.MAX_VALUE;

  /** {@code slice(start, stop, step).indices(extent)} as Python's manual describes it. */
  private static BigInteger[] indices(long start, long stop, long step, long extent) {
    BigInteger n = BigInteger.valueOf(extent);
    BigInteger lower = step > 0 ? BigInteger.ZERO : BigInteger.ONE.negate();
    BigInteger upper = step > 0 ? n : n.subtract(BigInteger.ONE);
    BigInteger[] ends = {BigInteger.valueOf(start), BigInteger.valueOf(stop)};
    for (int i = 0; i < 2; i++) {
      if (ends[i].signum() < 0) {
        ends[i] = ends[i].add(n).max(lower);
      } else {
        ends[i] = ends[i].min(upper);
      }
    }
    return ends;
  }

  /** {@code len(range(start, stop, step))}. */
  private static BigInteger length(BigInteger start, BigInteger stop, long step) {
    BigInteger s = BigInteger.valueOf(step);
    BigInteger way = step > 0 ? stop.subtract(start) : start.subtract(stop);
    return way.signum() <= 0
        ? BigInteger.ZERO
        : way.subtract(BigInteger.ONE).divide(s.abs()).add(BigInteger.ONE);
  }

  private static void check(long start, long stop, long step, long extent) {
    Index.Range range = new Index.Range(start, stop, step);
    BigInteger[] ends = indices(start, stop, step, extent);
    BigInteger count = length(ends[0], ends[1], step);
    String what = "[%d:%d:%d] of %d".formatted(start, stop, step, extent);
    assertEquals(count, BigInteger.valueOf(range.count(extent)), what);
    assertEquals(ends[0], BigInteger.valueOf(range.first(extent)), what);
  }

  @Test
  void everyRangeOfSmallExtents() {
    for (long extent = 0; extent <= 7; extent++) {
      for (long start = -10; start <= 10; start++) {
        for (long stop = -10; stop <= 10; stop++) {
          for (long step = -9; step <= 9; step++) {
            if (step != 0) {
              check(start, stop, step, extent);
            }
          }
        }
      }
    }
  }

  @Test
  void theItemsOfEveryRangeAreThoseThatSteppingVisits() {
    for (int extent = 0; extent <= 5; extent++) {
      View view = TestMemory.longs("i", i -> i, extent);
      for (long start = -7; start <= 7; start++) {
        for (long stop = -7; stop <= 7; stop++) {
          for (long step : new long[] {-6, -3, -2, -1, 1, 2, 3, 6}) {
            BigInteger[] ends = indices(start, stop, step, extent);
            List<Object> expected = new ArrayList<>();
            for (long i = ends[0].longValue();
                step > 0 ? i < ends[1].longValue() : i > ends[1].longValue();
                i += step) {
              expected.add(i);
            }
            View slice = view.slice(Index.range(start, stop, step));
            assertEquals(
                expected, slice.toList(), "[%d:%d:%d] of %d".formatted(start, stop, step, extent));
          }
        }
      }
    }
  }

  @Test
  void extremes() {
    long[] ends = {MIN, MIN + 1, -2, -1, 0, 1, 2, MAX - 1, MAX};
    long[] steps = {MIN + 1, -2, -1, 1, 2, MAX};
    for (long extent : new long[] {0, 1, 2, 5, 1L << 32, MAX - 1, MAX}) {
      for (long start : ends) {
        for (long stop : ends) {
          for (long step : steps) {
            check(start, stop, step, extent);
          }
        }
      }
    }
  }

  @Test
  void randomRangesOfLargeExtents() {
    Seeds.forEach(
        IndexTest.class,
        20_000,
        random -> {
          long step = random.nextLong() >> random.nextInt(64);
          check(
              random.nextLong() >> random.nextInt(64),
              random.nextLong() >> random.nextInt(64),
              step == 0 || step == MIN ? 1 : step,
              random.nextLong() >>> (1 + random.nextInt(63)));
        });
  }

  @Test
  void aStepOfZeroIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Index.range(0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Index.every(0));
    assertThrows(IllegalArgumentException.class, () -> Index.every(MIN));
  }

  @Test
  void shorthands() {
    View view = TestMemory.longs("i", i -> i, 6);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), view.slice(Index.all()).toList());
    assertEquals(List.of(2L, 3L, 4L, 5L), view.slice(Index.from(2)).toList());
    assertEquals(List.of(4L, 5L), view.slice(Index.from(-2)).toList());
    assertEquals(List.of(0L, 1L), view.slice(Index.upTo(2)).toList());
    assertEquals(List.of(0L, 1L, 2L, 3L), view.slice(Index.upTo(-2)).toList());
    assertEquals(List.of(1L, 2L), view.slice(Index.range(1, 3)).toList());
    assertEquals(List.of(0L, 4L), view.slice(Index.every(4)).toList());
    assertEquals(List.of(5L, 1L), view.slice(Index.every(-4)).toList());
    assertEquals(List.of(List.of(3L)), view.slice(Index.newAxis(), Index.range(3, 4)).toList());
    assertEquals(3L, view.slice(Index.at(3)).toList());
    assertEquals(5L, view.slice(Index.at(-1)).toList());
    assertEquals(view.toList(), view.slice(Index.ellipsis()).toList());
    assertEquals(view.toList(), view.slice().toList());
  }

  @Test
  void positionsOutsideAreRefused() {
    View view = TestMemory.zeros("i", 3, 2);
    for (long position : new long[] {3, -4, MAX, MIN}) {
      IndexOutOfBoundsException e =
          assertThrows(
              IndexOutOfBoundsException.class, () -> view.slice(Index.all(), Index.at(position)));
      assertEquals(
          "position %d is out of bounds for dimension 1 of shape (3, 2)".formatted(position),
          e.getMessage());
    }
    assertThrows(IndexOutOfBoundsException.class, () -> view.at(3));
    assertThrows(IndexOutOfBoundsException.class, () -> TestMemory.zeros("i", 0).at(0));
    assertThrows(IndexOutOfBoundsException.class, () -> TestMemory.zeros("i", 0).at(-1));
  }

  @Test
  void tooManyIndicesAndTwoEllipsesAreRefused() {
    View view = TestMemory.zeros("i", 3, 2);
    assertThrows(IndexOutOfBoundsException.class, () -> view.at(0, 0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> view.slice(Index.ellipsis(), Index.all(), Index.ellipsis()));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> view.slice(Index.all(), Index.all(), Index.ellipsis(), Index.all()));
    Index[] axes = new Index[63];
    java.util.Arrays.fill(axes, Index.newAxis());
    assertThrows(IllegalArgumentException.class, () -> view.slice(axes));
  }
}
