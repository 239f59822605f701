package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Conversion;
import io.memview.MemoryExporter;
import io.memview.RecordView;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bits as numbers: signed, from both ends, in records and in whole views. */
class BitsTest {
  private static final Bits BIG_24 = Bits.signed(24).withOrder(ByteOrder.BIG_ENDIAN);

  private static View view(Format format, String hex) {
    return TestMemory.view(
        MemoryExporter.of(MemorySegment.ofArray(HexFormat.of().parseHex(hex)), format));
  }

  @ParameterizedTest
  @CsvSource({
    "24t, 010203ffffff, 0x030201, 16777215",
    "-24t, 010203ffffff, 0x030201, -1",
    "~24t, 010203ffffff, 0x010203, 16777215",
    "-~24t, 010203fffffe, 0x010203, -2",
    "-t, 0100, -1, 0",
    "~4t, a05f, 10, 5",
    "4t, a05f, 0, 15",
    "-~12t, 7ff08000, 2047, -2048",
    "-64t, 00000000000000800100000000000000, -9223372036854775808, 1"
  })
  void itemsAreIntegers(String format, String hex, String first, String second) {
    View view = view(Format.parse(format), hex);
    List<Long> values = List.of(Long.decode(first), Long.decode(second));
    assertEquals(values, view.toList());
    assertEquals(values.get(1), view.getLong(1));
    assertArrayEquals(new long[] {values.get(0), values.get(1)}, view.toArray(long[].class));
    assertEquals(format, view.format().toString());
    View zeros = TestMemory.zeros(format, 2);
    zeros.setLong(0, values.get(0));
    zeros.setObject(1, values.get(1));
    assertEquals(values, zeros.toList());
  }

  @Test
  void fieldsOfOneOrderShareBytes() {
    Struct header =
        (Struct) Format.parse("T{~4t:version:~4t:length:~3t:a:-~13t:b:4t:c:-4t:d:~5t:e:}");
    assertEquals(6, header.itemSize() + 1);
    MemorySegment item = MemorySegment.ofArray(HexFormat.of().parseHex("453fffe128"));
    assertEquals(List.of(4L, 5L, 1L, -1L, 1L, -2L, 5L), header.get(item, 0));
    header.set(item, 0, List.of(15L, 0L, 7L, 0L, 15L, 0L, 31L));
    assertEquals(
        "f0e0000ff8",
        HexFormat.of().formatHex(item.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
    assertEquals(header, Format.parse(header.toString()));
  }

  @Test
  void bitsOfOneByteAreTheSameFromBothEnds() {
    Bits low = new Bits(3, 0);
    Bits high = new Bits(3, 5, false, ByteOrder.BIG_ENDIAN);
    assertEquals(low, high);
    assertEquals(low.hashCode(), high.hashCode());
    assertNotEquals(low, low.withOrder(ByteOrder.BIG_ENDIAN));
    assertNotEquals(Bits.unsigned(24), Bits.signed(24));
    assertNotEquals(Bits.signed(24), BIG_24);
    assertEquals("-~24t", BIG_24.toString());
    assertEquals(BIG_24, Format.parse(BIG_24.toString()));
    for (String bad : List.of("-i", "~3i", "~-3t", "--3t", "-", "~", "- 3t", "-0t", "~65t")) {
      assertThrows(FormatException.class, () -> Format.parse(bad), bad);
    }
    assertTrue(Format.parse("X{-3t->~4t}").toString().contains("-3t->~4t"));
  }

  /** Bits of any places beside those of others, which stay. */
  @Test
  void othersStay() {
    Seeds.forEach(
        BitsTest.class,
        300,
        random -> {
          ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
          Bits bits =
              new Bits(1 + random.nextInt(64), random.nextInt(8), random.nextBoolean(), order);
          int bytes = (int) bits.itemSize();
          byte[] memory = new byte[bytes];
          random.nextBytes(memory);
          byte[] reversed = memory.clone();
          for (int i = 0; i < bytes && order == ByteOrder.LITTLE_ENDIAN; i++) {
            reversed[i] = memory[bytes - 1 - i];
          }
          BigInteger whole = new BigInteger(1, reversed);
          int down =
              order == ByteOrder.LITTLE_ENDIAN
                  ? bits.shift()
                  : 8 * bytes - bits.shift() - bits.width();
          BigInteger module = BigInteger.TWO.pow(bits.width());
          BigInteger value = whole.shiftRight(down).mod(module);
          BigInteger signed =
              bits.isSigned() && value.testBit(bits.width() - 1) ? value.subtract(module) : value;
          MemorySegment segment = MemorySegment.ofArray(memory);
          assertEquals(signed, new BigInteger(bits.get(segment, 0).toString()));
          bits.set(segment, 0, bits.isSigned() ? -1L : module.subtract(BigInteger.ONE));
          BigInteger ones = module.subtract(BigInteger.ONE).shiftLeft(down);
          byte[] after = memory.clone();
          for (int i = 0; i < bytes && order == ByteOrder.LITTLE_ENDIAN; i++) {
            after[i] = memory[bytes - 1 - i];
          }
          assertEquals(whole.or(ones), new BigInteger(1, after));
          bits.set(segment, 0, signed);
          assertEquals(signed, new BigInteger(bits.get(segment, 0).toString()));
          assertThrows(ValueException.class, () -> bits.check(module));
        });
  }

  /** A part of each width that holds the field, and one that does not. */
  record Parts(byte small, int sample, long wide, char letter) {}

  record TooNarrow(byte small, short sample, long wide, char letter) {}

  @Test
  void partsOfRecords() {
    Format format = Format.parse("T{5t:small:-~24t:sample:63t:wide:16t:letter:}");
    View view = TestMemory.view(MemoryExporter.allocate(format, 2));
    RecordView<Parts> records = RecordView.of(view, Parts.class);
    Parts parts = new Parts((byte) 31, -8388608, Long.MAX_VALUE, '\uFFFF');
    records.set(1, parts);
    assertEquals(parts, records.get(1));
    assertEquals(List.of(31L, -8388608L, Long.MAX_VALUE, 65535L), view.getObject(1));
    assertThrows(ValueException.class, () -> records.set(0, new Parts((byte) 32, 0, 0, 'a')));
    assertThrows(ValueException.class, () -> records.set(0, new Parts((byte) 0, 0, -1, 'a')));
    String message =
        assertThrows(IllegalArgumentException.class, () -> RecordView.of(view, TooNarrow.class))
            .getMessage();
    assertTrue(message.contains("int does"), message);
  }

  @Test
  void carriersAndStatistics() {
    View view = view(BIG_24, "000001fffffe7fffff800000");
    assertEquals(-2, view.getLong(1));
    assertEquals(-2.0, view.getDouble(1));
    assertEquals(-2L, view.longStatistics().getSum() - 0);
    assertEquals(-8388608, view.longStatistics().getMin());
    assertEquals(8388607, view.doubleStatistics().getMax());
    assertEquals(-2.0, view.doubleSum());
    List<Long> all = new ArrayList<>();
    view.forEachLong(Order.C, all::add);
    assertEquals(List.of(1L, -2L, 8388607L, -8388608L), all);
    assertThrows(ValueException.class, () -> view.setLong(0, 8388608));
    assertThrows(ValueException.class, () -> view.setDouble(0, 1));
    assertThrows(UnsupportedOperationException.class, () -> view.getBoolean(0));
    View wide = TestMemory.zeros("54t", 1);
    assertThrows(UnsupportedOperationException.class, () -> wide.getDouble(0));
    View unsigned = TestMemory.zeros("64t", 1);
    unsigned.setUnsignedLong(0, -1);
    assertThrows(ArithmeticException.class, () -> unsigned.getLong(0));
    assertEquals(-1, unsigned.getUnsignedLong(0));
  }

  /** Samples of 24 bits, both ways. */
  @Test
  void samples() {
    String pcm = "000000" + "ffff7f" + "000080" + "ffffff";
    View frames = view(Bits.signed(24), pcm).reshape(2, 2);
    assertArrayEquals(new int[] {0, 8388607, -8388608, -1}, frames.toArray(int[].class));
    float[] floats = frames.toArray(float[].class, Conversion.CHECKED.scaled(0x1p-23, 0));
    assertArrayEquals(new float[] {0, 8388607 * 0x1p-23f, -1, -0x1p-23f}, floats);
    View written = TestMemory.zeros("-24t", 2, 2);
    written.fromArray(floats, Conversion.SATURATING.scaled(0x1p23, 0));
    assertEquals(pcm, written.toHex());
    written.fromArray(
        new float[] {1, -1.5f, Float.NaN, 0.25f}, Conversion.SATURATING.scaled(0x1p23, 0));
    assertArrayEquals(new int[] {8388607, -8388608, 0, 2097152}, written.toArray(int[].class));
    View big = TestMemory.view(frames.copy(BIG_24));
    assertEquals("0000007fffff800000ffffff", big.toHex());
    assertTrue(
        big.contentEquals(
            MemoryExporter.of(
                MemorySegment.ofArray(HexFormat.of().parseHex(pcm)), Bits.signed(24), 2, 2)));
  }
}
