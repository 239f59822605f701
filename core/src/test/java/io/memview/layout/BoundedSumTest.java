package io.memview.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which sums can be reached: all that trying finds, and no others. */
class BoundedSumTest {
  private static BoundedSum sum(long target, long... numbersAndLimits) {
    BoundedSum sum = new BoundedSum();
    sum.moveTarget(target);
    for (int i = 0; i < numbersAndLimits.length; i += 2) {
      sum.add(numbersAndLimits[i], numbersAndLimits[i + 1]);
    }
    return sum;
  }

  private static Set<Long> sums(long... numbersAndLimits) {
    Set<Long> sums = new HashSet<>(Set.of(0L));
    for (int i = 0; i < numbersAndLimits.length; i += 2) {
      Set<Long> more = new HashSet<>();
      for (long sum : sums) {
        for (long times = 0; times <= numbersAndLimits[i + 1]; times++) {
          more.add(sum + times * numbersAndLimits[i]);
        }
      }
      sums = more;
    }
    return sums;
  }

  @Test
  void allSumsAndNoOthers() {
    long[][] limits = {{1, 1, 1}, {2, 1, 3}, {3, 4, 1}, {0, 5, 2}};
    for (long a = -4; a <= 12; a += 2) {
      for (long b : new long[] {-9, -6, -1, 0, 4, 6, 15}) {
        for (long c : new long[] {-10, 0, 5, 10, 21}) {
          for (long[] limit : limits) {
            long[] terms = {a, limit[0], b, limit[1], c, limit[2]};
            Set<Long> sums = sums(terms);
            for (long target = -75; target <= 120; target++) {
              String what = "%d as a sum of %d, %d and %d".formatted(target, a, b, c);
              assertEquals(sums.contains(target), sum(target, terms).isPossible(), what);
            }
          }
        }
      }
    }
  }

  @Test
  void numbersOfManyBits() {
    long big = 1L << 61;
    assertTrue(sum(big + 3, big, 1, 3, 1).isPossible());
    assertFalse(sum(big + 2, big, 1, 3, 1).isPossible());
    assertTrue(sum(-big, -big, 1, 1, 3).isPossible());
    // 10 and 21, far more often than anybody could try
    assertTrue(sum(10 * big / 32 + 21, 10, big / 16, 21, 1000).isPossible());
    assertFalse(sum(5, 10, big / 16, 21, 1000).isPossible());
    assertThrows(ArithmeticException.class, () -> sum(1, big, 4).isPossible());
    assertThrows(ArithmeticException.class, () -> sum(0, big, 2, 3, big).isPossible());
    assertThrows(ArithmeticException.class, () -> sum(0, -big, 4));
    assertThrows(ArithmeticException.class, () -> sum(Long.MAX_VALUE).moveTarget(1));
  }

  @Test
  void equalNumbersAreTakenTogether() {
    assertTrue(sum(21, 3, 4, -3, 0, 3, 3).isPossible());
    assertFalse(sum(24, 3, 4, 3, 3).isPossible());
    assertTrue(sum(-9, 3, 4, -3, 3).isPossible());
    assertFalse(sum(-12, 3, 4, -3, 3).isPossible());
  }
}
