package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Items as bytes: hexadecimal text, the bytes of one item, copies that look at bytes only. */
final class ByteConversionsTest {
  static List<Geometry> kinds() {
    return Geometry.ofAllShapes("i");
  }

  static List<Geometry> writable() {
    return Geometry.ofOneShape("i");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void hexIsThatOfTheBytes(Geometry kind) {
    byte[] bytes = kind.view().toBytes(Order.C);
    assertEquals(HexFormat.of().formatHex(bytes), kind.view().toHex());
    assertEquals(HexFormat.ofDelimiter("-").formatHex(bytes), kind.view().toHex('-', 1));
  }

  /** What CPython answers for {@code memoryview(bytes(range(7))).hex(':', n)}. */
  @ParameterizedTest
  @CsvSource({
    "1, 00:01:02:03:04:05:06",
    "2, 00:0102:0304:0506",
    "3, 00:010203:040506",
    "7, 00010203040506",
    "8, 00010203040506",
    "2147483647, 00010203040506",
    "-1, 00:01:02:03:04:05:06",
    "-2, 0001:0203:0405:06",
    "-3, 000102:030405:06",
    "-7, 00010203040506",
    "-8, 00010203040506",
    "-2147483648, 00010203040506",
    "0, 00010203040506"
  })
  void groupsOfHexAreThoseOfPython(int groupSize, String expected) {
    View view = TestMemory.longs("B", i -> i, 7);
    assertEquals(expected, view.toHex(':', groupSize));
    assertEquals("", view.slice(Index.upTo(0)).toHex(':', groupSize));
  }

  @Test
  void hexOfAllBytesAndOtherSeparators() {
    View view = TestMemory.longs("B", i -> i, 256);
    assertEquals(HexFormat.of().formatHex(view.toBytes(Order.C)), view.toHex());
    assertRefused(IllegalArgumentException.class, () -> view.toHex('é', 1), "'é'", "ASCII");
    assertThrows(IllegalArgumentException.class, () -> view.broadcast(1L << 31, 256).toHex());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aSegmentOfEachItem(Geometry kind) {
    View view = kind.view();
    for (long[] index : TestMemory.indices(view.shape())) {
      MemorySegment item = view.itemSegment(index);
      assertEquals(4, item.byteSize());
      assertEquals(view.getLong(index), item.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
      assertEquals(view.isReadOnly(), item.isReadOnly());
      if (!view.isReadOnly()) {
        item.set(ValueLayout.JAVA_INT_UNALIGNED, 0, -5);
        assertEquals(-5, view.getLong(index));
      }
    }
    if (view.ndim() > 0) {
      assertThrows(IndexOutOfBoundsException.class, () -> view.itemSegment(view.shape()));
    }
    assertThrows(
        IndexOutOfBoundsException.class, () -> view.itemSegment(new long[view.ndim() + 1]));
  }

  @Test
  void aSegmentOfAnItemWithPaddingHasItAll() {
    byte[] bytes = new byte[24];
    Layout layout = Layout.contiguous(12, Order.C, 2);
    View view =
        TestMemory.view(Memory.of(MemorySegment.ofArray(bytes), Format.parse("T{i:a:}"), layout));
    assertEquals(12, view.itemSegment(1).byteSize());
    Lease lease = view.acquire(Request.FULL);
    View derived = lease.view().flip();
    lease.close();
    assertThrows(BufferException.Released.class, () -> derived.itemSegment(9));
  }

  @ParameterizedTest
  @MethodSource("writable")
  void bytesAreCopiedWhateverTheyMean(Geometry kind) {
    byte[] expected = new byte[24 * 4];
    new Random(1).nextBytes(expected);
    List<View> sources = new ArrayList<>();
    for (Geometry source : Geometry.ofOneShape("i")) {
      source.view().copyFrom(MemorySegment.ofArray(expected), Order.C);
      sources.add(source.view());
    }
    View shorts = TestMemory.zeros(">h", 48, 2).slice(Index.all(), Index.at(1));
    shorts.copyFrom(MemorySegment.ofArray(expected), Order.C);
    sources.add(shorts);
    for (View source : sources) {
      kind.view().fill(0L);
      kind.view().copyBytesFrom(source);
      assertArrayEquals(expected, kind.view().toBytes(Order.C), source::toString);
    }
  }

  @Test
  void checkedAndUncheckedCopies() {
    View integers = TestMemory.longs("i", i -> i * 1000, 2, 3);
    View pairs = TestMemory.zeros("2h", 6);
    assertThrows(IllegalArgumentException.class, () -> pairs.copyFrom(integers));
    pairs.copyBytesFrom(integers);
    assertArrayEquals(integers.toBytes(Order.C), pairs.toBytes(Order.C));
    View small = TestMemory.zeros("B", 23);
    assertRefused(
        IllegalArgumentException.class, () -> small.copyBytesFrom(integers), "24", "23", "equal");
    assertThrows(BufferException.ReadOnly.class, () -> pairs.asReadOnly().copyBytesFrom(integers));
  }

  @Test
  void uncheckedCopiesMayOverlap() {
    View view = TestMemory.longs("i", i -> i, 6);
    view.copyBytesFrom(view.flip());
    assertEquals(List.of(5L, 4L, 3L, 2L, 1L, 0L), view.toList());
    view.slice(Index.range(1, 6)).copyBytesFrom(view.slice(Index.upTo(5)));
    assertEquals(List.of(5L, 5L, 4L, 3L, 2L, 1L), view.toList());
    view.flip().copyBytesFrom(view);
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 5L), view.toList());
    view.reshape(2, 3).flip(1).copyBytesFrom(view.reshape(3, 2).flip(0));
    assertEquals(List.of(3L, 5L, 5L, 2L, 1L, 4L), view.toList());
  }
}
