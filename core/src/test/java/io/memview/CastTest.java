package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.format.FormatException;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Casts as memoryview has them, and the wider reinterpretation. */
class CastTest {
  private static final List<String> CODES =
      List.of("c", "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "n", "N", "P", "f", "d", "?");

  private static View bytes(int count) {
    return TestMemory.longs("B", i -> i + 1, count);
  }

  private static void refused(View view, String format, long... shape) {
    assertThrows(
        IllegalArgumentException.class,
        () -> view.cast(format, shape),
        () -> view + " was cast to " + format);
  }

  @Test
  void everyNativeCodeIsCastFromBytesAndBack() {
    for (String code : CODES) {
      for (String at : List.of("", "@")) {
        View view = bytes(48);
        View cast = view.cast(at + code);
        long size = Format.parse(code).itemSize();
        assertArrayEquals(new long[] {48 / size}, cast.shape());
        assertEquals(size, cast.layout().itemSize());
        assertArrayEquals(view.toBytes(Order.C), cast.toBytes(Order.C));
        for (String back : List.of("B", "b", "c")) {
          View again = cast.cast(back);
          assertArrayEquals(new long[] {48}, again.shape());
          assertArrayEquals(view.toBytes(Order.C), again.toBytes(Order.C));
        }
      }
    }
  }

  @Test
  void valuesAreThoseOfTheBytes() {
    View view = bytes(16);
    ByteBuffer buffer = ByteBuffer.wrap(view.toBytes(Order.C)).order(ByteOrder.nativeOrder());
    assertEquals(buffer.getDouble(8), view.cast("d").getDouble(1));
    assertEquals(buffer.getInt(4), view.cast("i").getLong(1));
    view.cast("h").setLong(3, -2);
    assertEquals(
        -2, ByteBuffer.wrap(view.toBytes(Order.C)).order(ByteOrder.nativeOrder()).getShort(6));
  }

  @Test
  void betweenOneDimensionAndMany() {
    View view = bytes(24);
    View cube = view.cast("h", 2, 3, 2);
    assertArrayEquals(new long[] {2, 3, 2}, cube.shape());
    assertArrayEquals(new long[] {12, 4, 2}, cube.layout().strides());
    assertArrayEquals(new long[] {24}, cube.cast("B").shape());
    assertArrayEquals(new long[] {24}, cube.cast("B", 24).shape());
    refused(cube, "B", 4, 6);
    refused(cube, "B", 24, 1);
    View none = bytes(4).cast("i").at(0);
    assertEquals(0, none.ndim());
    assertArrayEquals(new long[] {4}, none.cast("B").shape());
    refused(none, "B", 2, 2);
  }

  @Test
  void oneSideIsBytes() {
    View ints = TestMemory.zeros("i", 4);
    for (String code : CODES) {
      if (List.of("B", "b", "c").contains(code)) {
        ints.cast(code);
      } else {
        refused(ints, code);
      }
    }
    refused(TestMemory.zeros(">i", 4), "i");
    assertArrayEquals(new long[] {16}, TestMemory.zeros(">i", 4).cast("B").shape());
    assertArrayEquals(new long[] {2}, TestMemory.zeros("b", 8).cast("i").shape());
    assertArrayEquals(new long[] {2}, TestMemory.zeros("c", 8).cast("i").shape());
    refused(TestMemory.zeros("?", 8), "i");
    refused(TestMemory.zeros("<b", 8), "i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<i", ">i", "=i", "!i", "^i", "<B", "ii", "2i", "(2)i", "T{i}", "T{i:a:}", "s", "1s", "1i",
        "i ", " i", "@ i", "4s", "p", "4p", "x", "ix", "i:a:"
      })
  void theFormatIsOneNativeCode(String format) {
    refused(bytes(16), format);
  }

  @Test
  void badFormatsAreFormatExceptions() {
    for (String format : List.of("", "y", "i!", "i}", "@", "@@i")) {
      assertThrows(FormatException.class, () -> bytes(8).cast(format));
    }
  }

  @Test
  void sizesHaveToMatch() {
    refused(bytes(15), "i");
    refused(bytes(16), "i", 3);
    refused(bytes(16), "i", 5);
    refused(bytes(16), "i", 2, 3);
    refused(bytes(16), "i", -1);
    refused(bytes(16), "i", -4);
    refused(bytes(16), "i", -2, -2);
    refused(bytes(16), "i", Long.MAX_VALUE, 4);
    refused(bytes(16), "i", 1L << 62, 1L << 62);
    refused(bytes(16), "i", 0);
    refused(bytes(16), "B", new long[65]);
  }

  @Test
  void withoutItems() {
    View empty = TestMemory.zeros("B", 0);
    assertArrayEquals(new long[] {0}, empty.cast("i").shape());
    refused(empty, "i", 0);
    refused(empty, "i", 1);
    refused(TestMemory.zeros("B", 2, 0), "i");
    refused(TestMemory.zeros("B", 2, 0), "i", 0);
  }

  @Test
  void whatIsNotContiguousIsRefused() {
    List<View> views =
        List.of(
            bytes(8).slice(Index.every(2)),
            bytes(8).flip(),
            bytes(8).cast("B", 2, 4).transpose(),
            TestMemory.view(TestMemory.blocks("B", 1, 8)),
            TestMemory.zeros("B", 1).broadcast(8));
    for (View view : views) {
      assertThrows(BufferException.Refused.class, () -> view.cast("i"), view::toString);
      assertThrows(
          BufferException.Refused.class,
          () -> view.reinterpret(Format.parse(">i")),
          view::toString);
    }
    View rows = TestMemory.view(TestMemory.blocks("B", 1, 2, 4));
    assertThrows(BufferException.Refused.class, () -> rows.cast("i"));
    assertThrows(BufferException.Refused.class, () -> rows.cast("i", 2));
    assertArrayEquals(new long[] {2}, bytes(16).slice(Index.range(3, 11)).cast("i").shape());
    View row = TestMemory.view(TestMemory.blocks("B", 1, 2, 8)).at(1);
    assertArrayEquals(new long[] {2}, row.cast("i").shape());
  }

  @Test
  void anOffsetStays() {
    View view = bytes(16).slice(Index.range(5, 13));
    assertArrayEquals(view.toBytes(Order.C), view.cast("q").toBytes(Order.C));
    view.cast("q").setLong(0, 0);
    assertArrayEquals(new byte[8], view.toBytes(Order.C));
  }

  @Test
  void readOnlyStaysReadOnly() {
    assertTrue(bytes(8).asReadOnly().cast("i").isReadOnly());
    assertTrue(bytes(8).asReadOnly().reinterpret(Format.parse(">i")).isReadOnly());
  }

  @Test
  void reinterpretTakesAnyFormatAndByteOrder() {
    View view = bytes(24);
    View big = view.reinterpret(Format.parse(">i"), 2, 3);
    assertArrayEquals(new long[] {2, 3}, big.shape());
    assertEquals(0x0D0E0F10, big.getLong(1, 0));
    assertArrayEquals(new long[] {3, 2}, big.reinterpret(Format.parse("<I"), 3, 2).shape());
    View records = big.reinterpret(Format.parse("T{>h:a:2B:b:}"));
    assertArrayEquals(new long[] {2, 3}, records.shape());
    assertEquals(List.of(0x0102L, List.of(3L, 4L)), records.getObject(0, 0));
    assertArrayEquals(new long[] {2, 3, 2}, records.field("b").shape());
    assertThrows(IllegalArgumentException.class, () -> view.reinterpret(Format.parse("7s")));
    assertThrows(IllegalArgumentException.class, () -> view.reinterpret(Format.parse("0s")));
    assertThrows(IllegalArgumentException.class, () -> view.reinterpret(Format.parse("i"), 7));
    assertThrows(IllegalArgumentException.class, () -> view.reinterpret(Format.parse("i"), -2, -3));
    View single = view.slice(Index.upTo(4)).reinterpret(Format.parse("i"));
    assertEquals(1, single.itemCount());
  }

  /** A string is one code, and nothing that means one code. */
  @ParameterizedTest
  @ValueSource(strings = {"1B", "1d", "@1d", " d", "d ", "dx", "0d", "(1)d", "T{d}", "=d", "x"})
  void whatIsNotOneCode(String format) {
    View bytes = TestMemory.zeros("B", 8);
    for (Executable cast :
        List.<Executable>of(() -> bytes.cast(format), () -> bytes.cast(format, 1))) {
      assertThrows(IllegalArgumentException.class, cast, format);
    }
    assertEquals(1, bytes.cast("@d").itemCount());
    assertEquals(0, bytes.cast("d", new long[0]).ndim());
  }
}
