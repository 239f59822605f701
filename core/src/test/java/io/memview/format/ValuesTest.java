package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.contract.Seeds;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the codes beyond plain numbers: complex, long double, text, bits, pointers. */
class ValuesTest {
  private static String packed(Format format, Object value) {
    byte[] item = new byte[(int) format.itemSize()];
    Arrays.fill(item, (byte) 0xAA);
    format.set(MemorySegment.ofArray(item), 0, value);
    return HexFormat.of().formatHex(item);
  }

  private static String packed(String format, Object value) {
    return packed(Format.parse(format), value);
  }

  private static Object unpacked(String format, String hex) {
    return Format.parse(format).get(MemorySegment.ofArray(HexFormat.of().parseHex(hex)), 0);
  }

  private static String refused(String format, Object value) {
    byte[] item = new byte[(int) Format.parse(format).itemSize()];
    MemorySegment segment = MemorySegment.ofArray(item);
    ValueException e =
        assertThrows(ValueException.class, () -> Format.parse(format).set(segment, 0, value));
    assertArrayEquals(new byte[item.length], item, "written although refused");
    return e.getMessage();
  }

  // ---- complex

  @Test
  void complexNumbersAreTwoFloats() {
    Complex z = new Complex(1, -2);
    assertEquals("003c00c0", packed("<Ze", z));
    assertEquals("0000803f000000c0", packed("<Zf", z));
    assertEquals("3f800000c0000000", packed(">Zf", z));
    assertEquals("3ff0000000000000c000000000000000", packed(">Zd", z));
    assertEquals(packed("Zd", z), packed("D", z));
    assertEquals(packed("Zf", z), packed("F", z));
    for (String format : List.of("<Ze", ">Zf", "Zd", "^Zd", "!D")) {
      assertEquals(z, unpacked(format, packed(format, z)), format);
    }
    assertEquals(new Complex(7, 0), unpacked("Zf", packed("Zf", 7)));
    assertEquals(List.of(z, z), unpacked("2Zf", packed("2Zf", List.of(z, z))));
    assertEquals("(1.0-2.0j)", z.toString());
    assertEquals("(0.0+NaNj)", new Complex(0, Double.NaN).toString());
  }

  @Test
  void complexNumbersFollowTheRangesOfTheirParts() {
    assertTrue(refused("Ze", new Complex(0, 1e6)).contains("out of range"));
    assertTrue(refused("<Zf", new Complex(1e300, 0)).contains("out of range"));
    assertTrue(refused("Zd", "1").contains("takes a Complex"));
    assertTrue(refused("Zd", List.of(1.0, 2.0)).contains("takes a Complex"));
  }

  @Test
  void complexNumbersAreAlignedToTheirParts() {
    assertEquals(4, Format.parse("Zf").alignment());
    assertEquals(8, Format.parse("Zd").alignment());
    long part = Format.parse("g").itemSize();
    assertEquals(part, Format.parse("Zg").alignment());
    assertEquals(1, Format.parse("^Zd").alignment());
    assertEquals(3 * part, Format.parse("bZg").itemSize());
  }

  // ---- long double, whose bits are in ExtendedTest

  @Test
  void longDoublesOutOfRangeAreRefused() {
    assumeTrue(ScalarType.LONG_DOUBLE.kind() == ScalarType.Kind.EXTENDED, "here they are doubles");
    for (String text : List.of("1.1897314953572317651e4932", "-1e4933", "1e2147483000")) {
      assertTrue(refused("g", new BigDecimal(text)).contains("out of range"), text);
    }
    assertTrue(refused("g", "1").contains("takes a boxed number"));
    assertTrue(refused("g", true).contains("takes a boxed number"));
  }

  @Test
  void longDoublesAreWrittenAndRead() {
    boolean areDoubles = ScalarType.LONG_DOUBLE.kind() == ScalarType.Kind.FLOAT;
    for (String format : List.of("g", "^g", "@g")) {
      assertEquals(areDoubles ? 8 : 16, Format.parse(format).itemSize());
      assertEquals(-0.0, unpacked(format, packed(format, -0.0)));
      assertEquals(
          areDoubles ? (Object) 0.25 : new BigDecimal("0.25"),
          unpacked(format, packed(format, 0.25)));
    }
    assertThrows(FormatException.class, () -> Format.parse("<g"));
  }

  @Test
  void longComplexNumbersAreListsOfTwo() {
    if (ScalarType.LONG_DOUBLE.kind() == ScalarType.Kind.FLOAT) {
      assertEquals(new Complex(1, -2), unpacked("Zg", packed("Zg", new Complex(1, -2))));
      return;
    }
    List<Object> z = List.of(new BigDecimal("0.5"), Double.NaN);
    assertEquals(z, unpacked("Zg", packed("Zg", z)));
    assertEquals(
        List.of(new BigDecimal("1"), new BigDecimal("-2")),
        unpacked("Zg", packed("Zg", new Complex(1, -2))));
    assertTrue(refused("Zg", List.of(1)).contains("a Complex or a list of two numbers"));
  }

  // ---- bfloat16

  @Test
  void bfloat16IsTheUpperHalfOfAFloat() {
    Scalar format = new Scalar(ScalarType.BFLOAT16, ByteMode.LITTLE);
    assertEquals("803f", packed(format, 1.0));
    assertEquals("3f80", packed(new Scalar(ScalarType.BFLOAT16, ByteMode.BIG), 1.0));
    assertEquals("803f", packed(format, 1 + 0x1p-8), "half way to the even one below");
    assertEquals("823f", packed(format, 1 + 0x3p-8), "half way to the even one above");
    assertEquals("813f", packed(format, 1 + 0x1p-8 + 0x1p-50), "rounded once");
    assertEquals("7f7f", packed(format, 0x1.FEp127));
    assertThrows(ValueException.class, () -> format.check(0x1.FFp127));
    MemorySegment item = MemorySegment.ofArray(new byte[2]);
    ValueLayout.OfShort bytes = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      item.set(bytes, 0, (short) bits);
      double value = (Double) format.get(item, 0);
      assertEquals(Float.intBitsToFloat(bits << 16), value);
      if (!Double.isNaN(value)) {
        format.set(item, 0, value);
        assertEquals((short) bits, item.get(bytes, 0));
      }
    }
    format.set(item, 0, Double.NaN);
    assertEquals(Double.NaN, format.get(item, 0));
    assertEquals("<H", format.toString());
    assertNotEquals(Format.parse("<H"), format);
    assertNotEquals(Format.parse("<e"), format);
  }

  // ---- text

  @Test
  void textIsPaddedWithNulAndReadWithout() {
    assertEquals("610000006200000000000000", packed("<3w", "ab"));
    assertEquals("000000610000006200000000", packed(">3w", "ab"));
    assertEquals("610062000000", packed("<3u", "ab"));
    assertEquals("ab", unpacked(">3u", "006100620000"));
    assertEquals("a\0b", unpacked(">3u", "006100000062"));
    assertEquals("", unpacked("3w", "00".repeat(12)));
    assertEquals("", unpacked("0w", ""));
    assertEquals("\uD83C\uDF88", unpacked(">w", "0001f388"));
    assertEquals("0001f388", packed(">w", "\uD83C\uDF88"));
    assertEquals("d83cdf88", packed(">2u", "\uD83C\uDF88"));
    assertEquals(List.of("a", "bc"), unpacked("(2)2w", packed("(2)2w", List.of("a", "bc"))));
    assertEquals(4, Format.parse("3w").alignment());
    assertEquals(2, Format.parse("3u").alignment());
  }

  @Test
  void textThatDoesNotFitIsRefused() {
    assertTrue(refused("2w", "abc").contains("at most 2 units, not 3"));
    assertTrue(refused("u", "\uD83C\uDF88").contains("at most 1 units, not 2"));
    assertTrue(refused("2w", 1).contains("takes a String"));
    assertTrue(refused("2w", "ab".getBytes(StandardCharsets.UTF_8)).contains("takes a String"));
    ValueException e =
        assertThrows(ValueException.class, () -> unpacked(">2w", "0000006100110000"));
    assertTrue(e.getMessage().contains("no Unicode code point"), e.getMessage());
    assertThrows(ValueException.class, () -> unpacked(">w", "ffffffff"));
  }

  // ---- bits

  @Test
  void adjacentBitsShareBytesAndTheLowestComesFirst() {
    assertEquals(List.of(5L, 3L), unpacked("3t5t", "1d"));
    assertEquals("1d", packed("3t5t", List.of(5, 3)));
    assertEquals(List.of(5L, 0x7FL, 1L, 0x1234L), unpacked("3t7tt<H", "fd073412"));
    Struct struct = (Struct) Format.parse("T{3t:a:7t:b:i:c:t:d:8t:e:3x9t:f:}");
    assertEquals(
        List.of(0L, 0L, 4L, 8L, 8L, 13L),
        struct.fields().stream().map(Struct.Field::offset).toList());
    assertEquals(new Bits(7, 3), struct.field("b").orElseThrow().format());
    assertEquals(new Bits(8, 1), struct.field("e").orElseThrow().format());
    assertEquals(new Bits(9, 0), struct.field("f").orElseThrow().format());
    assertEquals(16, struct.itemSize());
  }

  @Test
  void bitsAreWrittenBesideOthers() {
    Seeds.forEach(
        ValuesTest.class,
        5_000,
        random -> {
          Bits bits = new Bits(1 + random.nextInt(64), random.nextInt(8));
          byte[] before = new byte[9];
          random.nextBytes(before);
          byte[] after = before.clone();
          BigInteger value = new BigInteger(bits.width(), random);
          bits.set(MemorySegment.ofArray(after), 0, value);
          Object read = bits.get(MemorySegment.ofArray(after), 0);
          assertEquals(value, new BigInteger(read.toString()));
          assertEquals(value.bitLength() == 64, read instanceof BigInteger);
          BigInteger mask =
              BigInteger.ONE
                  .shiftLeft(bits.width())
                  .subtract(BigInteger.ONE)
                  .shiftLeft(bits.shift());
          assertEquals(little(before).andNot(mask), little(after).andNot(mask));
        });
  }

  private static BigInteger little(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[bytes.length - 1 - i] = bytes[i];
    }
    return new BigInteger(1, reversed);
  }

  @Test
  void bitsOutOfRangeAreRefused() {
    assertTrue(refused("3t", 8).contains("0 to 7"));
    assertTrue(refused("3t", -1).contains("out of range"));
    assertTrue(refused("64t", BigInteger.ONE.shiftLeft(64)).contains("out of range"));
    assertTrue(refused("3t", 1.5).contains("an integer"));
    assertThrows(IllegalArgumentException.class, () -> new Bits(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Bits(65, 0));
    assertThrows(IllegalArgumentException.class, () -> new Bits(1, 8));
    assertThrows(IllegalArgumentException.class, () -> new SubArray(new Bits(3, 0), List.of(2L)));
  }

  // ---- pointers and opaque bytes

  @Test
  void pointersAreAddresses() {
    BigInteger address = new BigInteger("fedcba9876543210", 16);
    assertEquals("1032547698badcfe", packed("<&i", address));
    assertEquals(address, unpacked(">&T{i:x:}", "fedcba9876543210"));
    assertEquals(8, Format.parse("&b").alignment());
    assertEquals(1, Format.parse("<&b").alignment());
    Pointer pointer = assertInstanceOf(Pointer.class, Format.parse("&&<(3)d"));
    assertEquals("&&(3)<d", pointer.toString());
  }

  @Test
  void signaturesOfFunctions() {
    FunctionPointer function = (FunctionPointer) Format.parse("X{i (2)d & b -> T{i:x:}}");
    assertEquals(3, function.arguments().size());
    assertEquals(Format.parse("T{i:x:}"), function.result().orElseThrow());
    assertEquals("X{i(2)d&b->T{i:x:}}", function.toString());
    assertTrue(((FunctionPointer) Format.parse("X{}")).result().isEmpty());
    assertEquals(8, Format.parse("X{}").itemSize());
  }

  @ParameterizedTest
  @ValueSource(strings = {"O", "X{}", "T{i:a:O:b:}", "2X{i->d}"})
  void whatHasNoValueHereIsRefusedWhenItIsReadOrWritten(String format) {
    Format parsed = Format.parse(format);
    MemorySegment memory = MemorySegment.ofArray(new byte[32]);
    assertThrows(UnsupportedOperationException.class, () -> parsed.get(memory, 0));
    assertThrows(
        UnsupportedOperationException.class,
        () ->
            parsed.set(
                memory,
                0,
                parsed instanceof Scalar || parsed instanceof FunctionPointer ? 1 : List.of(1, 1)));
    assertEquals(parsed, Format.parse(parsed.toString()));
  }

  @Test
  void paddingWithANameIsBytes() {
    Format format = Format.parse("T{b:a:3x:pad:i:b:}");
    List<?> read =
        (List<?>) format.get(MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 0, 0, 0}), 0);
    assertArrayEquals(new byte[] {2, 3, 4}, (byte[]) read.get(1));
    assertEquals("0102030405000000", packed(format, read));
    assertThrows(ValueException.class, () -> format.check(List.of(1, new byte[2], 1)));
  }

  // ---- bounds

  @Test
  void sizesOfStructAndOfNumpy() {
    assertEquals(5, Format.parse("ib").itemSize());
    assertEquals(8, Format.parse("ib").paddedSize());
    assertEquals("ib3x", Format.parse("ib").padded().toString());
    assertEquals(5, Format.parse("=ib").paddedSize());
    assertEquals(5, Format.parse("i^b").paddedSize());
    assertEquals(Format.parse("T{i:a:b:b:3x}"), Format.parse("i:a:b:b:").padded());
    Format whole = Format.parse("T{i:a:b:b:}");
    assertEquals(8, whole.itemSize());
    assertEquals(whole, whole.padded());
    assertEquals("T{i:a:b:b:3x}", whole.toString());
  }

  @Test
  void aRecordTakesTheSizeThatIsToldApart() {
    Struct said = (Struct) Format.parse("T{i:a:b:b:}");
    assertEquals("T{i:a:b:b:7x}", said.withItemSize(12).toString());
    assertEquals("i:a:b:b:", ((Struct) Format.parse("i:a:b:b:")).withItemSize(5).toString());
    Struct packed = said.withItemSize(5);
    assertEquals(1, packed.alignment());
    assertEquals(5, packed.paddedSize());
    assertEquals("T{i:a:b:b:^0x}", packed.toString());
    assertEquals(packed, Format.parse(packed.toString()));
    refusedTree(() -> said.withItemSize(4));
  }

  @Test
  void treesThatNoStringCouldSayAreRefused() {
    Format i = Format.parse("i");
    Format bare = Format.parse("ib");
    refusedTree(() -> new Struct(List.of(new Struct.Field("a", bare, 0)), 8, 4));
    refusedTree(() -> new SubArray(bare, List.of(2L)));
    refusedTree(() -> new Pointer(bare, ByteMode.NATIVE));
    refusedTree(() -> new Struct(List.of(new Struct.Field("a", i, 0)), 8, 8));
    refusedTree(() -> new Struct(List.of(), -1, 1));
    refusedTree(() -> new Struct(List.of(), Long.MAX_VALUE, 2));
    refusedTree(() -> new Struct.Field("a:b", i, 0));
    refusedTree(() -> new Struct.Field("a\0", i, 0));
    Scalar opaque = new Scalar(ScalarType.VOID);
    refusedTree(() -> new Struct(List.of(new Struct.Field(null, opaque, 0)), 1, 1));
    refusedTree(() -> new Pointer(opaque, ByteMode.NATIVE));
    refusedTree(() -> new FunctionPointer(List.of(opaque), null, ByteMode.NATIVE));
    refusedTree(() -> new Struct(List.of(new Struct.Field("a", new Bits(3, 2), 0)), 1, 1));
    refusedTree(() -> new Pointer(new Bits(3, 2), ByteMode.NATIVE));
    refusedTree(
        () ->
            new Struct(
                List.of(
                    new Struct.Field("a", new Bits(3, 0), 0),
                    new Struct.Field("b", new Bits(3, 2), 0)),
                1,
                1));
    refusedTree(
        () -> new SubArray(new Scalar(ScalarType.BYTES, ByteMode.NATIVE, 0), List.of(2000L)));
    Format deep = i;
    for (int depth = 0; depth < 64; depth++) {
      deep = new Pointer(deep, ByteMode.NATIVE);
    }
    assertEquals(deep, Format.parse(deep.toString()));
    Format deepest = deep;
    refusedTree(() -> new Pointer(deepest, ByteMode.NATIVE));
  }

  private static void refusedTree(Executable tree) {
    assertThrows(IllegalArgumentException.class, tree);
  }

  @Test
  void theDeepestFormatNeedsLittleStack() throws Exception {
    String array = "(1" + ",1".repeat(63) + ")T{b:a:";
    String text = array.repeat(63) + "(1" + ",1".repeat(63) + ")b" + "}".repeat(63);
    Throwable[] thrown = new Throwable[1];
    Thread small =
        new Thread(
            null,
            () -> {
              Format format = Format.parse(text);
              assertEquals(format, Format.parse(format.toString()));
              assertEquals(format.hashCode(), Format.parse(format.toString()).hashCode());
              MemorySegment item = MemorySegment.ofArray(new byte[(int) format.itemSize()]);
              format.set(item, 0, format.get(item, 0));
            },
            "small stack",
            1 << 20);
    small.setUncaughtExceptionHandler((thread, e) -> thrown[0] = e);
    small.start();
    small.join();
    assertNull(thrown[0]);
    refusedTree(() -> Format.parse("(1" + ",1".repeat(64) + ")b"));
    refusedTree(() -> Format.parse("(1" + ",1".repeat(63) + ")2b"));
    refusedTree(() -> new SubArray(Format.parse("(2)b"), Collections.nCopies(64, 1L)));
  }

  @Test
  void emptyItemsUnpackIntoBoundedLists() {
    assertEquals(1023, ((List<?>) unpacked("(1023)0s", "")).size());
    assertThrows(FormatException.class, () -> Format.parse("(1024)0s"));
    assertEquals(List.of(), unpacked("(0,1000000000)d", ""));
    assertEquals(List.of(List.of(), List.of()), unpacked("(2,0,1000000000)d", ""));
  }
}
