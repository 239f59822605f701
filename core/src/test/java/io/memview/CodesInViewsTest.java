package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ValueException;
import io.memview.layout.Index;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Views of items that are no plain numbers: bits, complex, text, pointers, bfloat16. */
class CodesInViewsTest {
  private static View view(String format, long count) {
    return TestMemory.zeros(format, count);
  }

  @Test
  void aFieldOfBitsLeavesItsNeighboursAlone() {
    View records = view("T{3t:a:7t:b:6t:c:}", 3);
    records.fill(List.of(5, 100, 63));
    View b = records.field("b");
    assertEquals(List.of(100L, 100L, 100L), b.toList());
    b.setObject(0, 1);
    b.slice(Index.from(1)).fill(2);
    assertEquals(List.of(1L, 2L, 2L), b.toList());
    b.slice(Index.at(2)).copyFrom(b.slice(Index.at(0)));
    assertEquals(List.of(1L, 2L, 1L), b.toList());
    View others = view("T{3t:a:7t:b:6t:c:}", 3);
    b.copyFrom(others.field("b"));
    assertEquals(List.of(0L, 0L, 0L), b.toList());
    assertEquals(List.of(5L, 5L, 5L), records.field("a").toList());
    assertEquals(List.of(63L, 63L, 63L), records.field("c").toList());
  }

  @Test
  void complexNumbersAndTextCompareAndPrint() {
    View z = view("Zd", 2);
    z.setObject(0, new Complex(1, -2));
    assertEquals("[1.-2.j 0.+0.j]", z.show());
    View swapped = view(">Zf", 2);
    assertFalse(z.contentEquals(swapped));
    swapped.setObject(0, new Complex(1, -2));
    assertTrue(z.contentEquals(swapped));
    View real = view("d", 2);
    assertFalse(z.contentEquals(real));
    z.setObject(0, new Complex(1, 0));
    real.setDouble(0, 1);
    assertTrue(z.contentEquals(real) && real.contentEquals(z));
    View text = view("3w", 1);
    text.setObject(0, "a'b");
    assertEquals("[\"a'b\"]", text.show());
    View extended = view("g", 2);
    extended.setObject(0, new BigDecimal("1"));
    assertTrue(extended.contentEquals(real) && real.contentEquals(extended));
  }

  @Test
  void itemsWithoutAValueAreCopied() {
    for (String format : List.of("O", "X{i->d}", "T{O:a:&i:b:}")) {
      View from = view(format, 2);
      from.reinterpret(Format.parse("B")).fill(7);
      View to = view(format, 2);
      to.copyFrom(from);
      assertEquals(7, to.reinterpret(Format.parse("B")).getLong(15));
      assertThrows(UnsupportedOperationException.class, () -> to.getObject(0));
      assertThrows(UnsupportedOperationException.class, to::toList);
    }
  }

  @Test
  void bfloat16ItemsAreReadAndConverted() {
    short[] bits = {0x3F80, (short) 0xC000};
    Format half = new Scalar(ScalarType.BFLOAT16);
    try (Lease lease =
        MemoryExporter.of(Memory.of(MemorySegment.ofArray(bits), half, 2)).acquire(Request.FULL)) {
      View view = lease.view();
      assertEquals(1.0, view.getDouble(0));
      assertEquals(List.of(1.0, -2.0), view.toList());
      view.setDouble(1, 3.0);
      assertArrayEquals(new short[] {0x3F80, 0x4040}, bits);
      View other = view("e", 2);
      other.copyFrom(view);
      assertEquals(List.of(1.0, 3.0), other.toList());
      other.setDouble(0, 0.5);
      view.copyFrom(other);
      assertArrayEquals(new short[] {0x3F00, 0x4040}, bits);
      assertThrows(ValueException.class, () -> view.setDouble(0, 1e300));
    }
  }

  @Test
  void castTakesTheCodesOfMemoryview() {
    View bytes = view("B", 64);
    for (String format : List.of("Zd", "g", "w", "2s", "O", "&i", "3t", "X{}")) {
      assertThrows(IllegalArgumentException.class, () -> bytes.cast(format), format);
    }
    assertEquals(32, bytes.cast("e").layout().shape(0)); // since CPython 3.12
    assertEquals(32, bytes.reinterpret(Format.parse("e")).layout().shape(0));
    assertEquals(16, bytes.reinterpret(Format.parse("w")).layout().shape(0));
  }
}
