package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.TestMemory;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.fixture.UsualC;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every code in every byte order, packed and unpacked, with struct's rules. */
class ScalarTest {
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  /** The integer codes with their sizes: native, and standard (0 where there is none). */
  private static final Map<Character, int[]> INTEGERS =
      Map.ofEntries(
          Map.entry('b', new int[] {1, 1}),
          Map.entry('B', new int[] {1, 1}),
          Map.entry('h', new int[] {2, 2}),
          Map.entry('H', new int[] {2, 2}),
          Map.entry('i', new int[] {4, 4}),
          Map.entry('I', new int[] {4, 4}),
          Map.entry('l', new int[] {8, 4}),
          Map.entry('L', new int[] {8, 4}),
          Map.entry('q', new int[] {8, 8}),
          Map.entry('Q', new int[] {8, 8}),
          Map.entry('n', new int[] {8, 0}),
          Map.entry('N', new int[] {8, 0}),
          Map.entry('P', new int[] {8, 0}));

  private static final String ORDERS = "@^=<>!";

  private static boolean isNative(char order) {
    return order == '@' || order == '^';
  }

  private static ByteOrder orderOf(char order) {
    return switch (order) {
      case '<' -> ByteOrder.LITTLE_ENDIAN;
      case '>', '!' -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  /** The formats of every integer code in every byte order. */
  private static List<String> integers() {
    List<String> all = new ArrayList<>();
    INTEGERS.forEach(
        (code, sizes) ->
            ORDERS
                .chars()
                .filter(order -> isNative((char) order) || sizes[1] > 0)
                .forEach(order -> all.add("" + (char) order + code)));
    return all;
  }

  private static int size(String format) {
    return INTEGERS.get(format.charAt(1))[isNative(format.charAt(0)) ? 0 : 1];
  }

  private static boolean isSigned(String format) {
    return Character.isLowerCase(format.charAt(1));
  }

  private static BigInteger min(String format) {
    return isSigned(format)
        ? BigInteger.ONE.shiftLeft(8 * size(format) - 1).negate()
        : BigInteger.ZERO;
  }

  private static BigInteger max(String format) {
    return BigInteger.ONE
        .shiftLeft(8 * size(format) - (isSigned(format) ? 1 : 0))
        .subtract(BigInteger.ONE);
  }

  /** The bytes as {@code ByteBuffer} writes them. */
  private static byte[] bytes(String format, BigInteger value) {
    ByteBuffer buffer = ByteBuffer.allocate(size(format)).order(orderOf(format.charAt(0)));
    switch (size(format)) {
      case 1 -> buffer.put(value.byteValue());
      case 2 -> buffer.putShort(value.shortValue());
      case 4 -> buffer.putInt(value.intValue());
      default -> buffer.putLong(value.longValue());
    }
    return buffer.array();
  }

  private static Object boxed(String format, BigInteger value) {
    return !isSigned(format) && size(format) == 8
        ? (Object) value
        : (Object) value.longValueExact();
  }

  @Test
  void integersHaveTheBytesOfAByteBuffer() {
    UsualC.assume();
    Seeds.forEach(
        ScalarTest.class,
        60,
        random -> {
          for (String format : integers()) {
            BigInteger range = max(format).subtract(min(format)).add(BigInteger.ONE);
            BigInteger value = new BigInteger(70, random).mod(range).add(min(format));
            if (random.nextInt(4) == 0) {
              value = random.nextBoolean() ? min(format) : max(format);
            }
            checkInteger(format, value);
          }
        });
  }

  private static void checkInteger(String format, BigInteger value) {
    int size = size(format);
    byte[] expected = bytes(format, value);
    Format parsed = Format.parse(format);
    byte[] packed = new byte[size + 2];
    MemorySegment segment = MemorySegment.ofArray(packed);
    parsed.set(segment, 1, value);
    assertArrayEquals(expected, Arrays.copyOfRange(packed, 1, size + 1), format);
    assertEquals(0, packed[0] | packed[size + 1], format + " wrote beside the item");
    assertEquals(boxed(format, value), parsed.get(segment, 1), format);

    View view = TestMemory.zeros(format, 3);
    if (value.bitLength() <= 63) {
      view.setLong(1, value.longValueExact());
      assertArrayEquals(expected, bytesOf(view, 1), format);
      assertEquals(value.longValueExact(), view.getLong(1), format);
      if (size < 8) {
        assertEquals(value.doubleValue(), view.getDouble(1), format);
      }
    } else {
      view.setObject(1, value);
      assertArrayEquals(expected, bytesOf(view, 1), format);
      ArithmeticException e = assertThrows(ArithmeticException.class, () -> view.getLong(1));
      assertTrue(e.getMessage().contains(value.toString()), e.getMessage());
    }
    assertEquals(boxed(format, value), view.getObject(1), format);
    if (size == 8) {
      assertThrows(UnsupportedOperationException.class, () -> view.getDouble(1), format);
      assertThrows(UnsupportedOperationException.class, view.doubles()::nextDouble, format);
    }
    assertThrows(UnsupportedOperationException.class, () -> view.getBoolean(1), format);
    assertThrows(ValueException.class, () -> view.setDouble(1, 1), format);
    assertThrows(ValueException.class, () -> view.setBoolean(1, true), format);
  }

  private static byte[] bytesOf(View view, int item) {
    return view.slice(Index.range(item, item + 1)).toBytes(Order.C);
  }

  @Test
  void integersOutOfRangeAreRefusedAndNothingIsWritten() {
    UsualC.assume();
    for (String format : integers()) {
      Format parsed = Format.parse(format);
      BigInteger low = min(format).subtract(BigInteger.ONE);
      BigInteger high = max(format).add(BigInteger.ONE);
      View view = TestMemory.zeros(format, 1);
      List<Object> wrong =
          new ArrayList<>(
              List.of(low, high, TWO_64, TWO_64.negate(), 1.0, 1f, new byte[1], "1", true, 'c'));
      wrong.add(List.of(1L));
      wrong.add(new BigDecimal(1));
      for (Object value : wrong) {
        byte[] item = new byte[8];
        Arrays.fill(item, (byte) 0x55);
        byte[] before = item.clone();
        ValueException e =
            assertThrows(
                ValueException.class,
                () -> parsed.set(MemorySegment.ofArray(item), 0, value),
                () -> format + " took " + value);
        assertArrayEquals(before, item);
        assertTrue(e.getMessage().contains(parsed.toString()), e.getMessage());
        assertThrows(ValueException.class, () -> parsed.check(value));
        assertThrows(ValueException.class, () -> view.setObject(0, value));
        assertThrows(ValueException.class, () -> view.fill(value));
      }
      for (BigInteger value : List.of(low, high)) {
        String message =
            assertThrows(ValueException.class, () -> view.setObject(0, value)).getMessage();
        assertTrue(message.startsWith(value + " is out of range"), message);
        assertTrue(message.endsWith(min(format) + " to " + max(format)), message);
        if (value.bitLength() <= 63) {
          assertThrows(ValueException.class, () -> view.setLong(0, value.longValueExact()));
        }
      }
      assertEquals(boxed(format, BigInteger.ZERO), view.getObject(0));
    }
  }

  @Test
  void everyKindOfIntegerNumberIsTaken() {
    UsualC.assume();
    for (String format : integers()) {
      Format parsed = Format.parse(format);
      MemorySegment item = MemorySegment.ofArray(new byte[8]);
      for (Object value : List.of((byte) 7, (short) 7, 7, 7L, BigInteger.valueOf(7))) {
        parsed.set(item, 0, value);
        assertEquals(boxed(format, BigInteger.valueOf(7)), parsed.get(item, 0));
      }
    }
  }

  // ---- floats

  @Test
  void floatsHaveTheBytesOfAByteBuffer() {
    Seeds.forEach(
        ScalarTest.class,
        500,
        random -> {
          double value =
              random.nextBoolean()
                  ? Double.longBitsToDouble(random.nextLong())
                  : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
          for (char order : ORDERS.toCharArray()) {
            checkFloat(order + "d", value, bytes(8, order).putDouble(value).array());
            float single = (float) value;
            boolean overflows = Double.isFinite(value) && !Float.isFinite(single);
            if (overflows && !isNative(order)) {
              View view = TestMemory.zeros(order + "f", 1);
              assertThrows(ValueException.class, () -> view.setDouble(0, value));
              assertThrows(ValueException.class, () -> view.setObject(0, value));
              assertThrows(ValueException.class, () -> view.fill(value));
              assertEquals(0.0, view.getDouble(0));
            } else {
              checkFloat(order + "f", value, bytes(4, order).putFloat(single).array());
            }
          }
        });
  }

  private static ByteBuffer bytes(int size, char order) {
    return ByteBuffer.allocate(size).order(orderOf(order));
  }

  private static void checkFloat(String format, double value, byte[] expected) {
    View view = TestMemory.zeros(format, 2);
    view.setDouble(1, value);
    if (!Double.isNaN(value)) {
      assertArrayEquals(expected, bytesOf(view, 1), () -> format + " of " + value);
    }
    double stored =
        expected.length == 8
            ? ByteBuffer.wrap(expected).order(orderOf(format.charAt(0))).getDouble()
            : ByteBuffer.wrap(expected).order(orderOf(format.charAt(0))).getFloat();
    assertEquals(stored, view.getDouble(1));
    assertEquals(stored, view.getObject(1));
    view.setObject(0, value);
    assertEquals(stored, view.getDouble(0));
    view.setObject(0, BigDecimal.ONE);
    assertEquals(1.0, view.getDouble(0));
    view.setLong(0, -3);
    assertEquals(-3.0, view.getDouble(0));
    assertThrows(UnsupportedOperationException.class, () -> view.getLong(1));
    assertThrows(UnsupportedOperationException.class, view.longs()::nextLong);
    assertThrows(UnsupportedOperationException.class, () -> view.getBoolean(1));
    assertThrows(ValueException.class, () -> view.setBoolean(1, true));
    assertThrows(ValueException.class, () -> view.setObject(1, "1"));
  }

  @Test
  void floatOverflowIsInfiniteInNativeOrderAndRefusedInAnExplicitOne() {
    double tooLarge = 0x1.ffffffp127; // half way to 2^128
    double largest = Math.nextDown(tooLarge);
    for (char order : ORDERS.toCharArray()) {
      View view = TestMemory.zeros(order + "f", 1);
      view.setDouble(0, largest);
      assertEquals(Float.MAX_VALUE, view.getDouble(0));
      view.setDouble(0, Double.NEGATIVE_INFINITY);
      assertEquals(Double.NEGATIVE_INFINITY, view.getDouble(0));
      view.setDouble(0, Double.NaN);
      assertTrue(Double.isNaN(view.getDouble(0)));
      if (isNative(order)) {
        view.setDouble(0, -tooLarge);
        assertEquals(Double.NEGATIVE_INFINITY, view.getDouble(0));
        view.setObject(0, 1e300);
        assertEquals(Double.POSITIVE_INFINITY, view.getDouble(0));
      } else {
        assertThrows(ValueException.class, () -> view.setDouble(0, tooLarge));
        assertThrows(ValueException.class, () -> view.setObject(0, -1e300));
        assertTrue(Double.isNaN(view.getDouble(0)));
      }
    }
  }

  @Test
  void anIntegerIsWrittenToAFloatOnlyExactly() {
    long[] exact = {0, 1, -1, 1L << 24, -(1L << 24), 1L << 62, Long.MIN_VALUE};
    long[] inexact = {(1L << 24) + 1, Long.MAX_VALUE, Long.MIN_VALUE + 1};
    View view = TestMemory.zeros("f", 1);
    for (long value : exact) {
      view.setLong(0, value);
      assertEquals((double) value, view.getDouble(0));
    }
    for (long value : inexact) {
      assertThrows(ValueException.class, () -> view.setLong(0, value));
    }
    View doubles = TestMemory.zeros("d", 1);
    doubles.setLong(0, (1L << 53) + 2);
    assertEquals(0x1p53 + 2, doubles.getDouble(0));
    assertThrows(ValueException.class, () -> doubles.setLong(0, (1L << 53) + 1));
    assertThrows(ValueException.class, () -> doubles.setLong(0, Long.MAX_VALUE));
    View halves = TestMemory.zeros("e", 1);
    halves.setLong(0, 2048);
    assertEquals(2048, halves.getDouble(0));
    assertThrows(ValueException.class, () -> halves.setLong(0, 2049));
    assertThrows(ValueException.class, () -> halves.setLong(0, 65536));
  }

  // ---- half floats

  /** The value of a binary16 from its fields: sign, 5 bits of exponent, 10 of fraction. */
  private static double half(int bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double size =
        exponent == 0x1F
            ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
            : exponent == 0 ? fraction * 0x1p-24 : Math.scalb(1024.0 + fraction, exponent - 25);
    return (bits & 0x8000) == 0 ? size : -size;
  }

  @Test
  void everyHalfFloatIsReadAndWrittenBack() {
    for (char order : ORDERS.toCharArray()) {
      View halves = TestMemory.zeros(order + "e", 1 << 16);
      View bits = halves.reinterpret(Format.parse(order + "H"));
      for (int i = 0; i < 1 << 16; i++) {
        bits.setLong(i, i);
      }
      for (int i = 0; i < 1 << 16; i++) {
        double value = halves.getDouble(i);
        assertEquals(half(i), value);
        halves.setDouble(i, value);
        if (Double.isNaN(value)) {
          assertTrue(Double.isNaN(halves.getDouble(i)));
        } else {
          assertEquals(i, bits.getLong(i));
        }
      }
    }
  }

  /** The nearest half float, and the one with an even fraction if two are; null if too large. */
  private static Integer rounded(double value) {
    BigDecimal exact = new BigDecimal(Math.abs(value));
    int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
    int low = 0;
    int high = 0x7C00; // stands for 2^16, where halves would go on
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (new BigDecimal(half(middle)).compareTo(exact) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    BigDecimal above = new BigDecimal(high == 0x7C00 ? 0x1p16 : half(high));
    int nearer = exact.subtract(new BigDecimal(half(low))).compareTo(above.subtract(exact));
    int chosen = nearer < 0 || (nearer == 0 && (low & 1) == 0) ? low : high;
    return chosen == 0x7C00 ? null : sign | chosen;
  }

  @Test
  void halfFloatsAreRoundedOnceToTheNearestEven() {
    View half = TestMemory.zeros("e", 1);
    View bits = half.reinterpret(Format.parse("H"));
    Seeds.forEach(
        ScalarTest.class,
        60_000,
        random -> {
          int kind = random.nextInt(5);
          double value =
              switch (kind) {
                case 0 -> random.nextGaussian() * Math.pow(2, random.nextInt(60) - 40);
                case 1 -> Double.longBitsToDouble(random.nextLong());
                default -> {
                  // Around the middle of two neighbours, where rounding twice goes wrong.
                  int i = random.nextInt(0x7C00);
                  double next = i == 0x7BFF ? 0x1p16 : half(i + 1);
                  double middle = (half(i) + next) / 2;
                  double off = kind == 2 ? 0 : Math.scalb(1.0, -random.nextInt(60)) * middle;
                  yield (middle + (random.nextBoolean() ? off : -off))
                      * (random.nextBoolean() ? 1 : -1);
                }
              };
          if (!Double.isFinite(value)) {
            return;
          }
          Integer expected = rounded(value);
          if (expected == null) {
            assertThrows(ValueException.class, () -> half.setDouble(0, value), "" + value);
          } else {
            half.setDouble(0, value);
            assertEquals(
                (long) expected, bits.getLong(0), () -> "%a as a half float".formatted(value));
          }
        });
  }

  @Test
  void halfFloatOverflowIsRefusedInEveryOrder() {
    for (char order : ORDERS.toCharArray()) {
      View view = TestMemory.zeros(order + "e", 1);
      view.setDouble(0, Math.nextDown(65520.0));
      assertEquals(65504, view.getDouble(0));
      for (double value : new double[] {65520, -65520, 1e300, Double.MAX_VALUE}) {
        assertThrows(ValueException.class, () -> view.setDouble(0, value));
        assertThrows(ValueException.class, () -> view.setObject(0, value));
      }
      assertEquals(65504, view.getDouble(0));
      view.setDouble(0, Double.POSITIVE_INFINITY);
      assertEquals(Double.POSITIVE_INFINITY, view.getDouble(0));
      view.setDouble(0, -0.0);
      assertEquals(-0.0, view.getDouble(0));
      view.setDouble(0, -Double.MIN_VALUE);
      assertEquals(-0.0, view.getDouble(0));
    }
  }

  // ---- truth values

  @Test
  void everyByteButZeroIsTrue() {
    View bytes = TestMemory.longs("B", i -> i, 256);
    View truths = bytes.cast("?");
    for (int i = 0; i < 256; i++) {
      assertEquals(i != 0, truths.getBoolean(i));
      assertEquals(i != 0, truths.getObject(i));
    }
    truths.setBoolean(7, true);
    truths.setObject(8, false);
    truths.setObject(9, true);
    assertEquals(List.of(1L, 0L, 1L), bytes.slice(Index.range(7, 10)).toList());
    assertThrows(UnsupportedOperationException.class, () -> truths.getLong(0));
    assertThrows(UnsupportedOperationException.class, () -> truths.getDouble(0));
    assertThrows(ValueException.class, () -> truths.setLong(0, 1));
    assertThrows(ValueException.class, () -> truths.setDouble(0, 1));
    assertThrows(ValueException.class, () -> truths.setObject(0, 1L));
  }

  // ---- bytes

  private static String packed(String format, String text) {
    Format parsed = Format.parse(format);
    byte[] item = new byte[(int) parsed.itemSize() + 2];
    Arrays.fill(item, (byte) '#');
    parsed.set(MemorySegment.ofArray(item), 1, text.getBytes(StandardCharsets.ISO_8859_1));
    assertEquals('#', item[0]);
    assertEquals('#', item[item.length - 1]);
    return new String(item, 1, item.length - 2, StandardCharsets.ISO_8859_1);
  }

  private static String unpacked(String format, String bytes) {
    byte[] item = bytes.getBytes(StandardCharsets.ISO_8859_1);
    byte[] value = (byte[]) Format.parse(format).get(MemorySegment.ofArray(item), 0);
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  @Test
  void stringsAreCutOrPaddedWithZeros() {
    assertEquals("abc", packed("3s", "abc"));
    assertEquals("ab\0", packed("3s", "ab"));
    assertEquals("\0\0\0", packed("3s", ""));
    assertEquals("abc", packed("3s", "abcdef"));
    assertEquals("", packed("0s", "abc"));
    assertEquals("a", packed("s", "abc"));
    assertEquals("ab\0", unpacked("3s", "ab\0"));
    assertEquals("", unpacked("0s", ""));
  }

  @Test
  void pascalStringsHaveALengthByte() {
    assertEquals("\003abc", packed("4p", "abc"));
    assertEquals("\002ab\0", packed("4p", "ab"));
    assertEquals("\003abc", packed("4p", "abcdef"));
    assertEquals("\0", packed("p", "abc"));
    assertEquals("", packed("0p", "abc"));
    assertEquals("\u00ff" + "x".repeat(255) + "\0".repeat(44), packed("300p", "x".repeat(299)));
    assertEquals("ab", unpacked("4p", "\002abc"));
    assertEquals("abc", unpacked("4p", "\u00ffabc"));
    assertEquals("", unpacked("1p", "\003"));
    assertEquals("", unpacked("0p", ""));
  }

  @Test
  void aCharacterIsOneByte() {
    assertEquals("a", packed("c", "a"));
    assertEquals("a", unpacked("c", "a"));
    assertThrows(ValueException.class, () -> packed("c", ""));
    assertThrows(ValueException.class, () -> packed("c", "ab"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "s", "5s", "p", "5p", "T{i:a:}", "2i"})
  void whatIsNoNumberIsReadAndWrittenBoxedOnly(String format) {
    View view = TestMemory.zeros(format, 1);
    assertThrows(UnsupportedOperationException.class, () -> view.getLong(0));
    assertThrows(UnsupportedOperationException.class, () -> view.getDouble(0));
    assertThrows(UnsupportedOperationException.class, () -> view.getBoolean(0));
    assertThrows(RuntimeException.class, () -> view.setLong(0, 0));
    assertThrows(RuntimeException.class, () -> view.setDouble(0, 0));
    assertThrows(RuntimeException.class, () -> view.setBoolean(0, false));
    assertThrows(ValueException.class, () -> view.setObject(0, 0L));
    assertThrows(ValueException.class, () -> view.setObject(0, "a"));
    view.setObject(0, view.getObject(0));
  }

  // ---- records and sub-arrays

  @Test
  void recordsArePackedFieldByField() {
    Format format = Format.parse("T{b:a:>i:b:(2,2)<h:c:3s:d:?:e:d:f:}");
    List<Object> value =
        List.of(
            -1L,
            0x01020304L,
            List.of(List.of(1L, 2L), List.of(3L, 4L)),
            new byte[] {'x', 'y', 'z'},
            true,
            0.5);
    byte[] item = new byte[(int) format.itemSize()];
    format.set(MemorySegment.ofArray(item), 0, value);
    ByteBuffer expected = ByteBuffer.allocate(1 + 4 + 8 + 3 + 1 + 8);
    expected.put((byte) -1).order(ByteOrder.BIG_ENDIAN).putInt(0x01020304);
    expected.order(ByteOrder.LITTLE_ENDIAN);
    for (short s = 1; s <= 4; s++) {
      expected.putShort(s);
    }
    expected.put((byte) 'x').put((byte) 'y').put((byte) 'z').put((byte) 1).putDouble(0.5);
    assertArrayEquals(expected.array(), item);
    List<?> read = assertInstanceOf(List.class, format.get(MemorySegment.ofArray(item), 0));
    assertEquals(value.subList(0, 3), read.subList(0, 3));
    assertArrayEquals((byte[]) value.get(3), (byte[]) read.get(3));
    assertEquals(value.subList(4, 6), read.subList(4, 6));
    assertThrows(UnsupportedOperationException.class, () -> read.remove(0));
  }

  @Test
  void aRecordWithOneBadFieldIsNotWrittenAtAll() {
    Format format = Format.parse("T{i:a:T{h:x:2b:y:}:s:}");
    byte[] item = new byte[(int) format.itemSize()];
    byte[] before = item.clone();
    List<Object> bad =
        List.of(
            List.of(1L, List.of(2L, List.of(3L, 128L))),
            List.of(1L, List.of(40000L, List.of(3L, 4L))),
            List.of(1L, List.of(2L, List.of(3L))),
            List.of(1L, List.of(2L)),
            List.of(1L),
            List.of(1L, List.of(2L, List.of(3L, 4L)), 5L),
            List.of(1L, 2L),
            List.of("1", List.of(2L, List.of(3L, 4L))),
            1L);
    for (Object value : bad) {
      assertThrows(
          ValueException.class,
          () -> format.set(MemorySegment.ofArray(item), 0, value),
          "" + value);
      assertArrayEquals(before, item, () -> "written from " + value);
    }
    format.set(MemorySegment.ofArray(item), 0, List.of(1L, List.of(2L, List.of(3L, 4L))));
    assertFalse(Arrays.equals(before, item));
  }

  @Test
  void paddingIsNeitherReadNorWritten() {
    Format format = Format.parse("T{b:a:i:b:2x}");
    byte[] item = new byte[(int) format.itemSize()];
    assertEquals(12, item.length);
    Arrays.fill(item, (byte) 0x55);
    format.set(MemorySegment.ofArray(item), 0, List.of(0L, 0L));
    assertArrayEquals(new byte[] {0, 0x55, 0x55, 0x55, 0, 0, 0, 0, 0x55, 0x55, 0x55, 0x55}, item);
  }

  @Test
  void itemsOutsideOfTheSegmentAreRefused() {
    MemorySegment segment = MemorySegment.ofArray(new byte[7]);
    for (String format : List.of("d", ">d", "8s", "8p", "T{i:a:i:b:}", "(2)i")) {
      Format parsed = Format.parse(format);
      assertThrows(IndexOutOfBoundsException.class, () -> parsed.get(segment, 0), format);
      assertThrows(IndexOutOfBoundsException.class, () -> parsed.get(segment, -1), format);
      Object value = parsed.get(MemorySegment.ofArray(new byte[8]), 0);
      assertThrows(IndexOutOfBoundsException.class, () -> parsed.set(segment, 0, value), format);
    }
  }

  @Test
  void theTableOfCodes() {
    UsualC.assume();
    for (ScalarType type : ScalarType.values()) {
      Scalar scalar = new Scalar(type);
      if (type != ScalarType.BFLOAT16) {
        Struct named = (Struct) Format.parse(type.text() + ":a:");
        assertEquals(scalar, named.fields().get(0).format());
      }
      int[] sizes = scalar.isInteger() ? INTEGERS.get(type.code()) : null;
      if (sizes != null) {
        assertEquals(sizes[0], type.size(ByteMode.NATIVE));
        assertEquals(sizes[1] != 0, type.existsIn(ByteMode.LITTLE));
        assertTrue(scalar.isInteger() && scalar.isNumeric());
        if (sizes[1] != 0) {
          assertEquals(sizes[1], type.size(ByteMode.BIG));
        } else {
          assertThrows(IllegalArgumentException.class, () -> type.size(ByteMode.BIG));
          assertThrows(IllegalArgumentException.class, () -> new Scalar(type, ByteMode.LITTLE));
        }
      }
    }
    assertEquals(ScalarType.UINT16, ScalarType.of(char.class));
    assertEquals(ScalarType.FLOAT64, ScalarType.of(double.class));
    assertThrows(IllegalArgumentException.class, () -> ScalarType.of(boolean.class));
    assertThrows(IllegalArgumentException.class, () -> ScalarType.of(Double.class));
    assertThrows(
        IllegalArgumentException.class, () -> new Scalar(ScalarType.INT32, ByteMode.NATIVE, 2));
    assertThrows(
        IllegalArgumentException.class, () -> new Scalar(ScalarType.BYTES, ByteMode.NATIVE, -1));
  }
}
