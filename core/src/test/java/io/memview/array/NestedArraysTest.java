package io.memview.array;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Exporter;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

class NestedArraysTest {
  private static Layout layout(Exporter exporter) {
    return exporter.withView(Request.FULL_RO, View::layout);
  }

  private static void refused(Object[] rows, String... words) {
    assertRefused(IllegalArgumentException.class, () -> NestedArrays.export(rows), words);
  }

  @Test
  void pointersCountEightBytesInStrides() {
    Layout two = layout(NestedArrays.export(new float[5][3]));
    assertArrayEquals(new long[] {5, 3}, two.shape());
    assertArrayEquals(new long[] {8, 4}, two.strides());
    assertArrayEquals(new long[] {0, -1}, two.suboffsets());
    Layout three = layout(NestedArrays.export(new int[2][3][4]));
    assertArrayEquals(new long[] {8, 8, 4}, three.strides());
    assertArrayEquals(new long[] {0, 0, -1}, three.suboffsets());
    assertTrue(three.isPointer(1));
    assertFalse(three.isPointer(2));
  }

  @Test
  void aRowThatIsReplacedLaterIsNotSeen() {
    double[][] rows = {{1}, {2}};
    double[] first = rows[0];
    Exporter exporter = NestedArrays.export(rows);
    rows[0] = new double[] {7};
    exporter.doWithView(Request.FULL, view -> view.setDouble(0, 0, 5));
    assertEquals(5, first[0]);
    assertEquals(7, rows[0][0]);
  }

  @Test
  void oneRowTwiceIsOneMemoryAndNotWritten() {
    double[] row = {1, 2};
    NestedArrays.export(new double[][] {row, row})
        .doWithView(
            Request.FULL_RO,
            view -> {
              assertTrue(view.isReadOnly());
              row[1] = 9;
              assertEquals(List.of(List.of(1.0, 9.0), List.of(1.0, 9.0)), view.toList());
            });
  }

  @Test
  void noRowsAndEmptyRows() {
    assertArrayEquals(new long[] {0, 0}, layout(NestedArrays.export(new int[0][])).shape());
    assertArrayEquals(new long[] {3, 0}, layout(NestedArrays.export(new int[3][0])).shape());
    assertArrayEquals(new long[] {0, 0, 0}, layout(NestedArrays.export(new int[0][][])).shape());
  }

  @Test
  void rowsOfDifferentLengthAreNamed() {
    refused(new int[][] {{1, 2}, {3, 4}, {5}}, "row [2]", "length 1", "row [0]", "length 2");
    refused(new int[][][] {{{1}, {2}}, {{3}, {4, 5}}}, "row [1][1]", "length 2");
    refused(new int[][][] {{{1}, {2}}, {{3}}}, "row [1]", "length 1");
    refused(new int[][][] {{{1}, {2}}, {{3, 3}, {4, 4}}}, "[1]", "[0]");
  }

  @Test
  void rowsThatAreMissing() {
    refused(new int[][] {{1}, null}, "row [1] is null");
    refused(new int[][] {null, {1}}, "row [0] is null");
    refused(new int[][][] {{{1}}, {null}}, "row [1][0] is null");
  }

  @Test
  void whatIsNoArrayOfNumbers() {
    refused(new boolean[][] {{true}}, "boolean");
    refused(new boolean[0][], "boolean");
    refused(new String[][] {{"a"}}, "String[][]");
    refused(new String[] {"a"}, "String[]");
    refused(new Object[] {new int[] {1}}, "Object[]");
    Object[] itself = new Object[1];
    itself[0] = itself;
    refused(itself, "Object[]");
  }

  @Test
  void deeperThanTheProtocolGoes() {
    Object rows = new byte[1];
    for (int depth = 1; depth < Layout.MAX_DIMENSIONS; depth++) {
      Object outer = java.lang.reflect.Array.newInstance(rows.getClass(), 1);
      java.lang.reflect.Array.set(outer, 0, rows);
      rows = outer;
    }
    Object[] deepest = (Object[]) rows;
    assertEquals(64, layout(NestedArrays.export(deepest)).ndim());
    Object[] tooDeep = (Object[]) java.lang.reflect.Array.newInstance(rows.getClass(), 1);
    tooDeep[0] = rows;
    refused(tooDeep, "64");
  }
}
