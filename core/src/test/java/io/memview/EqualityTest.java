package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.Struct;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  private static final String[] NUMBERS = {
    "?", "b", "B", "h", ">H", "i", "I", ">q", "q", "Q", ">Q", "e", ">e", "f", ">f", "d", ">d"
  };

  private static final Object[] ODD = {
    1L,
    -1L,
    (1L << 53) + 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    BigInteger.TWO.pow(63),
    BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
    0x1p53,
    0x1p63,
    0.5,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    true,
    false
  };

  @Test
  void numbersOfAllKindsAreComparedByValue() {
    Seeds.forEach(
        EqualityTest.class,
        150,
        random -> {
          String one = NUMBERS[random.nextInt(NUMBERS.length)];
          String other = NUMBERS[random.nextInt(NUMBERS.length)];
          boolean areComplex = random.nextInt(8) == 0;
          View left = zeros(areComplex ? "Zd" : one);
          View right = zeros(areComplex ? "Zd" : other);
          if (areComplex) {
            checkChanged(left.reinterpret("d"), right.reinterpret("d"), left, right, random);
          } else {
            checkChanged(left, right, left, right, random);
          }
        });
  }

  private static View zeros(String format) {
    return TestMemory.zeros(format, ROWS, COLUMNS);
  }

  /** Changes numbers on both sides, and compares these or what they are parts of. */
  private static void checkChanged(View left, View right, View a, View b, Random random) {
    boolean areEqual = true;
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      long row = random.nextInt(ROWS);
      long column = 2L * changes; // each place once
      put(left, row, column, ODD[random.nextInt(ODD.length)]);
      put(right, row, column, random.nextBoolean() ? left.getObject(row, column) : ODD[0]);
      areEqual &= isSame(left.getObject(row, column), right.getObject(row, column));
    }
    boolean expected = areEqual;
    Supplier<String> what = () -> a.format() + ", " + b.format();
    assertEquals(expected, a.contentEquals(b), what);
    assertEquals(expected, b.transpose().contentEquals(a.transpose()), what);
    assertEquals(expected, a.flip(1).contentEquals(b.flip(1)), what);
  }

  private static void put(View view, long row, long column, Object value) {
    try {
      view.setObject(row, column, value);
    } catch (IllegalArgumentException e) {
      assertNotEquals(value, view.getObject(row, column)); // the format does not hold it
    }
  }

  private static boolean isSame(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return x.doubleValue() == y.doubleValue();
    }
    BigDecimal x = exact(a);
    BigDecimal y = exact(b);
    return x != null && y != null && x.compareTo(y) == 0;
  }

  /** The number; null if it is not finite. */
  private static @Nullable BigDecimal exact(Object value) {
    if (value instanceof Boolean truth) {
      return truth ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    boolean isFinite = !(value instanceof Double real) || Double.isFinite(real);
    return isFinite ? new BigDecimal(value.toString()) : null;
  }

  @Test
  void recordsAreComparedFieldByField() {
    String[] formats = {
      "T{i:a:d:b:}", "T{>i:a:f:b:}", "T{B:x:(3)h:y:?:z:}", "T{h:k:T{d:u:B:v:}:w:}", "T{5s:t:i:n:}"
    };
    Seeds.forEach(
        EqualityTest.class,
        60,
        random -> {
          int form = random.nextInt(formats.length);
          View left = TestMemory.zeros(formats[form], ROWS, 3);
          View right = TestMemory.zeros(formats[form == 0 ? 1 : form], ROWS, 3);
          assertTrue(left.contentEquals(right));
          long row = random.nextInt(ROWS);
          View some = random.nextBoolean() ? left : right;
          Map.Entry<String, View> field =
              List.copyOf(some.fields().entrySet()).get(random.nextInt(some.fields().size()));
          if (field.getValue().format() instanceof Struct) {
            field.getValue().field("u").setDouble(row, 1, Double.NaN);
          } else if (field.getValue().format().equals(Format.parse("5s"))) {
            field.getValue().setObject(row, 1, new byte[] {0, 0, 0, 0, 1});
          } else {
            field.getValue().at(row).fill(field.getKey().equals("z") ? (Object) true : 1L);
          }
          assertFalse(left.contentEquals(right), field::getKey);
          assertFalse(right.flip(0).contentEquals(left.flip(0)), field::getKey);
        });
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
