package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.contract.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparison of many items at once: by value, against a plain loop. */
final class EqualityTest {
  /** More than are compared at once, and not a multiple of it. */
  private static final int ROWS = 130;

  private static final int COLUMNS = 151;

  private static final double[] RARE = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    Float.MIN_VALUE,
    -Float.MAX_VALUE
  };

  @Test
  void floatsAreComparedByValue() {
    Seeds.forEach(
        EqualityTest.class,
        60,
        random -> {
          double[] left = new double[ROWS * COLUMNS];
          float[] right = new float[left.length];
          float[] narrow = new float[left.length];
          for (int i = 0; i < left.length; i++) {
            left[i] = right[i] = random.nextInt(100);
          }
          for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(left.length);
            left[at] = value(random);
            right[at] = (float) (random.nextBoolean() ? left[at] : value(random));
          }
          double[] wide = new double[right.length];
          boolean expected = true;
          for (int i = 0; i < wide.length; i++) {
            wide[i] = right[i];
            narrow[i] = (float) left[i];
            expected &= left[i] == right[i];
          }
          check(expected, left, right);
          check(expected, left, wide);
          check(expected, narrow, right);
        });
  }

  private static double value(Random random) {
    return random.nextBoolean() ? 0 : RARE[random.nextInt(RARE.length)];
  }

  private static void check(boolean expected, Object left, Object right) {
    try (Lease a = MemoryExporter.of(Memory.ofArray(left)).acquire(Request.FULL);
        Lease b = MemoryExporter.of(Memory.ofArray(right)).acquire(Request.FULL)) {
      View x = a.view().reshape(ROWS, COLUMNS);
      View y = b.view().reshape(ROWS, COLUMNS);
      assertEquals(expected, x.contentEquals(y));
      assertEquals(expected, y.flip(0).contentEquals(x.flip(0)));
      assertEquals(expected, x.transpose().contentEquals(y.transpose()));
    }
  }

  /** Values without names are one row, as {@code struct} has them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xh| h| true",
        "hx| h| true",
        "0ch| h| true",
        "3B| BBB| true",
        "2hb| hhb| true",
        "1h| h| true",
        "(2,2)b| 4b| true",
        "2h| 3h| false",
        "hh| h| false",
        "T{h:a:}| h| false",
        "T{h}| h| true",
        "hb| bh| true",
        "2x| h| false"
      })
  void recordsOfOneValue(String one, String other, boolean isEqual) {
    assertEquals(isEqual, TestMemory.zeros(one, 2).contentEquals(TestMemory.zeros(other, 2)));
    assertEquals(isEqual, TestMemory.zeros(other, 2).contentEquals(TestMemory.zeros(one, 2)));
  }
}
