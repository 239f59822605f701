package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.fixture.UsualC;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Formats in the words of other libraries, and back. */
final class NeighboursTest {
  private static final ByteOrder OTHER =
      ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
          ? ByteOrder.LITTLE_ENDIAN
          : ByteOrder.BIG_ENDIAN;

  @Test
  void layoutsKeepOffsetsNamesAndOrders() {
    for (String text :
        List.of(
            "T{i:x:d:y:}",
            "T{=i:x:d:y:}",
            "T{>i:x:<d:y:q:z:}",
            "T{b:a:(2,3)f:m:T{b:c:i:d:}:n:?:e:}",
            "T{i:a:8x}",
            "3x",
            "T{3xb:a:}",
            "(2,0)i",
            "d",
            ">q",
            "H")) {
      Format format = Format.parse(text);
      MemoryLayout layout = MemoryLayouts.of(format);
      assertEquals(format.itemSize(), layout.byteSize(), text);
      assertEquals(format, MemoryLayouts.toFormat(layout), text);
    }
    MemoryLayout layout = MemoryLayouts.of(Format.parse("T{b:a:T{b:c:i:d:}:n:}"));
    assertEquals(
        8,
        layout.byteOffset(
            MemoryLayout.PathElement.groupElement("n"),
            MemoryLayout.PathElement.groupElement("d")));
  }

  @Test
  void layoutsOfArraysOfArraysAreOfAllDimensions() {
    Format nested = Format.parse("T{(2)(5)d:c:(2)3T{i:a:}:e:}");
    assertEquals(MemoryLayouts.of(nested.flattened()), MemoryLayouts.of(nested));
    assertEquals(nested.flattened(), MemoryLayouts.toFormat(MemoryLayouts.of(nested)));
  }

  @Test
  void layoutsLoseSignsAndText() {
    assertEquals(
        Format.parse("(3)b"), MemoryLayouts.toFormat(MemoryLayouts.of(Format.parse("3s"))));
    assertEquals(Format.parse("i"), MemoryLayouts.toFormat(MemoryLayouts.of(Format.parse("I"))));
    assertEquals(Format.parse("q"), MemoryLayouts.toFormat(MemoryLayouts.of(Format.parse("P"))));
    assertEquals(Format.parse("q"), MemoryLayouts.toFormat(MemoryLayouts.of(Format.parse("&i"))));
    for (String text : List.of("3t", "X{}", "Zd", "O")) {
      assertThrows(
          UnsupportedOperationException.class, () -> MemoryLayouts.of(Format.parse(text)), text);
    }
    assertThrows(
        UnsupportedOperationException.class, () -> MemoryLayouts.of(Format.parse("T{e:x:}")));
    assertThrows(
        UnsupportedOperationException.class,
        () -> MemoryLayouts.toFormat(MemoryLayout.unionLayout(ValueLayout.JAVA_INT)));
    assertThrows(
        UnsupportedOperationException.class,
        () -> MemoryLayouts.toFormat(ValueLayout.ADDRESS.withOrder(OTHER)));
    MemoryLayout deep = ValueLayout.JAVA_INT;
    for (int d = 0; d < 1000; d++) {
      deep = MemoryLayout.structLayout(deep);
    }
    MemoryLayout nested = deep;
    assertThrows(UnsupportedOperationException.class, () -> MemoryLayouts.toFormat(nested));
  }

  @Test
  void arrowHasFixedWidthColumnsOnly() {
    UsualC.assume();
    for (String arrow : List.of("c", "C", "s", "S", "i", "I", "l", "L", "e", "f", "g", "w:12")) {
      assertEquals(arrow, ArrowFormat.of(ArrowFormat.toFormat(arrow)));
    }
    assertEquals("g", ArrowFormat.of(Format.parse("d")));
    assertEquals("l", ArrowFormat.of(Format.parse("@l")));
    assertEquals("w:4", ArrowFormat.of(Format.parse("4s")));
    String swapped = OTHER == ByteOrder.BIG_ENDIAN ? ">i" : "<i";
    for (String text : List.of(swapped, "?", "T{i:x:}", "2i", "c")) {
      assertThrows(
          UnsupportedOperationException.class, () -> ArrowFormat.of(Format.parse(text)), text);
    }
    for (String arrow : List.of("", "b", "u", "z", "tdX", "+s", "d:19,10", "w:", "w:-1", "w:9x")) {
      assertThrows(UnsupportedOperationException.class, () -> ArrowFormat.toFormat(arrow), arrow);
    }
  }

  @Test
  void dlpackHasCodeBitsAndLanes() {
    assertEquals(new DlpackType(2, 64, 1), DlpackType.of(Format.parse("d")));
    assertEquals(new DlpackType(5, 128, 1), DlpackType.of(Format.parse("Zd")));
    assertEquals(new DlpackType(4, 16, 1), DlpackType.of(new Scalar(ScalarType.BFLOAT16)));
    assertEquals(new Scalar(ScalarType.BFLOAT16), new DlpackType(4, 16, 1).toFormat());
    assertEquals(new DlpackType(1, 8, 4), DlpackType.of(Format.parse("4B")));
    for (String text :
        List.of(
            "b", "h", "i", "q", "B", "H", "I", "Q", "e", "f", "d", "?", "3f", "Ze", "Zf", "Zd")) {
      assertEquals(Format.parse(text), DlpackType.of(Format.parse(text)).toFormat());
    }
    String swapped = OTHER == ByteOrder.BIG_ENDIAN ? ">i" : "<i";
    for (String text : List.of(swapped, "4s", "T{i:x:}", "(2,2)i", "(1)2i", "70000i", "0i", "c")) {
      assertThrows(
          UnsupportedOperationException.class, () -> DlpackType.of(Format.parse(text)), text);
    }
    for (DlpackType none :
        List.of(
            new DlpackType(4, 32, 1),
            new DlpackType(5, 16, 1),
            new DlpackType(2, 128, 1),
            new DlpackType(0, 32, 0))) {
      assertThrows(UnsupportedOperationException.class, none::toFormat);
    }
  }
}
