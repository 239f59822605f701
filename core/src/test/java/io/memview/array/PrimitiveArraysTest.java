package io.memview.array;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.Exporter;
import io.memview.Memory;
import io.memview.Request;
import io.memview.View;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrimitiveArraysTest {
  private static String described(Exporter exporter) {
    return exporter.withView(
        Request.FULL_RO, view -> view.format() + " " + List.of(box(view.shape())));
  }

  private static Long[] box(long[] shape) {
    return java.util.Arrays.stream(shape).boxed().toArray(Long[]::new);
  }

  @Test
  void everyTypeHasItsCode() {
    assertEquals("b [2]", described(PrimitiveArrays.export(new byte[2])));
    assertEquals("H [2]", described(PrimitiveArrays.export(new char[2])));
    assertEquals("h [2]", described(PrimitiveArrays.export(new short[2])));
    assertEquals("i [2]", described(PrimitiveArrays.export(new int[2])));
    assertEquals("q [2]", described(PrimitiveArrays.export(new long[2])));
    assertEquals("f [2]", described(PrimitiveArrays.export(new float[2])));
    assertEquals("d [2]", described(PrimitiveArrays.export(new double[2])));
    assertEquals("? [2]", described(PrimitiveArrays.exportCopy(true, false)));
    assertEquals("d [0]", described(PrimitiveArrays.export(new double[0])));
  }

  @Test
  void aCopyOfTruthValuesIsOne() {
    boolean[] own = {true, false};
    Exporter copy = PrimitiveArrays.exportCopy(own);
    copy.doWithView(
        Request.FULL,
        view -> {
          assertEquals(List.of(true, false), view.toList());
          view.fill(true);
        });
    assertArrayEquals(new boolean[] {true, false}, own);
    assertEquals(List.of(true, true), copy.withView(Request.FULL_RO, View::toList));
  }

  @Test
  void shapes() {
    assertEquals("i [2, 3]", described(PrimitiveArrays.export(new int[6], 2, 3)));
    assertEquals("i [2, 3]", described(PrimitiveArrays.export(new int[6], 2, -1)));
    assertEquals("i [0, 5]", described(PrimitiveArrays.export(new int[0], 0, 5)));
  }

  @Test
  void shapesThatDoNotFit() {
    Class<IllegalArgumentException> refused = IllegalArgumentException.class;
    assertRefused(refused, () -> PrimitiveArrays.export(new int[6], 2, 4), "(2, 4)", "6");
    assertRefused(refused, () -> PrimitiveArrays.export(new int[6], 4, -1), "6", "4");
    assertRefused(refused, () -> PrimitiveArrays.export(new int[6], -1, -1), "-1");
    assertRefused(refused, () -> PrimitiveArrays.export(new int[6], -2, -3), "-2");
    assertRefused(refused, () -> PrimitiveArrays.export(new int[6], 1L << 40, 1L << 40));
    assertRefused(refused, () -> PrimitiveArrays.export(new int[0], new long[65]), "64");
  }

  @Test
  void whatIsNoArrayOfNumbers() {
    Class<IllegalArgumentException> refused = IllegalArgumentException.class;
    assertRefused(refused, () -> Memory.ofArray(new boolean[1]), "boolean[]");
    assertRefused(refused, () -> Memory.ofArray("text"), "String");
    assertRefused(refused, () -> Memory.ofArray(new Integer[1]), "Integer[]");
  }
}
