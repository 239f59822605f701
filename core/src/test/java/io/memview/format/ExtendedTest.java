package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Extended.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long doubles of any machine, on any machine. */
final class ExtendedTest {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  /** All bits, the highest first. */
  private static String bits(@Nullable Words words) {
    return words == null ? "none" : "%016x%016x".formatted(words.high(), words.low());
  }

  private static Words words(String bits) {
    return new Words(
        HexFormat.fromHexDigitsToLong(bits, 0, 16), HexFormat.fromHexDigitsToLong(bits, 16, 32));
  }

  private static int precision(Extended kind) {
    return kind == Extended.X87 ? 64 : 113;
  }

  /** Sign, exponent and significand, with its leading bit. */
  private record Parts(boolean isNegative, int exponent, BigInteger significand) {
    /** What the standard says that they mean. */
    BigDecimal value(int precision) {
      int power = Math.max(exponent, 1) - 16383 - (precision - 1);
      BigDecimal scale = TWO.pow(Math.abs(power));
      BigDecimal size = new BigDecimal(significand);
      BigDecimal value = power < 0 ? size.divide(scale) : size.multiply(scale);
      return isNegative ? value.negate() : value;
    }

    Words words(Extended kind) {
      int sign = isNegative ? 0x8000 : 0;
      BigInteger stored =
          kind == Extended.X87 ? significand : significand.clearBit(precision(kind) - 1);
      BigInteger all =
          stored.or(BigInteger.valueOf(sign | exponent).shiftLeft(kind == Extended.X87 ? 64 : 112));
      return new Words(all.shiftRight(64).longValue(), all.longValue());
    }

    static Parts random(Extended kind, Random random) {
      int exponent = random.nextInt(8) == 0 ? random.nextInt(3) : random.nextInt(0x7FFF);
      BigInteger significand = new BigInteger(precision(kind), random);
      int top = precision(kind) - 1;
      significand = exponent == 0 ? significand.clearBit(top) : significand.setBit(top);
      return new Parts(random.nextBoolean(), exponent, significand);
    }
  }

  /** What C makes of decimal numbers: see the program beside the list. */
  @Test
  void numbersAsCWritesThem() throws IOException {
    int count = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ExtendedTest.class.getResourceAsStream("extended.txt")),
                StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] row = line.split(" ", -1);
        Extended kind = Extended.valueOf(row[0]);
        BigDecimal value = new BigDecimal(row[1]);
        Words words = kind.encode(value);
        boolean isInfinite =
            row[2].substring(16 - (kind == Extended.X87 ? 4 : 16)).startsWith("7fff");
        assertEquals(isInfinite ? "none" : row[2], bits(words), line);
        count++;
      }
    }
    assertTrue(count >= 200, "numbers: " + count);
  }

  @ParameterizedTest
  @EnumSource
  void anyBitsMeanWhatTheStandardSays(Extended kind) {
    Seeds.forEach(
        ExtendedTest.class,
        500,
        random -> {
          Parts parts = Parts.random(kind, random);
          if (parts.significand.signum() != 0) {
            Words words = parts.words(kind);
            BigDecimal read = (BigDecimal) kind.decode(words);
            assertEquals(0, parts.value(precision(kind)).compareTo(read), () -> bits(words));
            assertEquals(bits(words), bits(kind.encode(read)), "what is read is written back");
          }
        });
  }

  /**
   * Whatever lies between two neighbours becomes the nearer one, and the even one in the middle.
   */
  @ParameterizedTest
  @EnumSource
  void numbersAreRoundedOnceToTheNearest(Extended kind) {
    int precision = precision(kind);
    Seeds.forEach(
        ExtendedTest.class,
        200,
        random -> {
          Parts parts = Parts.random(kind, random);
          BigInteger next = parts.significand.add(BigInteger.ONE);
          boolean isLast = next.bitLength() > (parts.exponent == 0 ? precision - 1 : precision);
          if (!isLast) {
            Parts above = new Parts(parts.isNegative, parts.exponent, next);
            BigDecimal low = parts.value(precision);
            BigDecimal step = above.value(precision).subtract(low);
            boolean isEven = !parts.significand.testBit(0);
            for (String part : List.of("0.25", "0.4999999999", "0.5", "0.5000000001", "0.75")) {
              BigDecimal between = low.add(step.multiply(new BigDecimal(part)));
              boolean isLow = part.compareTo("0.5") < 0 || (part.equals("0.5") && isEven);
              assertEquals(
                  bits((isLow ? parts : above).words(kind)),
                  bits(kind.encode(between)),
                  () -> part + " above " + bits(parts.words(kind)));
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void everyDoubleAndLongIsOne(Extended kind) {
    Seeds.forEach(
        ExtendedTest.class,
        2_000,
        random -> {
          double value = Double.longBitsToDouble(random.nextLong());
          if (Double.isFinite(value) && value != 0) {
            BigDecimal read = (BigDecimal) again(kind, value);
            assertEquals(0, new BigDecimal(value).compareTo(read));
            assertEquals(value, read.doubleValue());
          }
          long integer = random.nextLong() >> random.nextInt(64);
          BigDecimal read = new BigDecimal(again(kind, integer).toString());
          assertEquals(0, BigDecimal.valueOf(integer).compareTo(read));
        });
  }

  private static Number again(Extended kind, Object value) {
    return kind.decode(Objects.requireNonNull(kind.encode(value)));
  }

  @ParameterizedTest
  @EnumSource
  void whatNoDecimalSaysAreDoubles(Extended kind) {
    for (double value :
        new double[] {-0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
      assertEquals(value, again(kind, value));
      assertEquals(value, again(kind, (float) value));
    }
    assertEquals(BigDecimal.ZERO, again(kind, 0.0));
    assertNull(kind.encode("1"));
    assertNull(kind.encode(true));
    for (String large : List.of("1.1897314953572317651e4932", "-1e4933", "1e2147483000")) {
      assertNull(kind.encode(new BigDecimal(large).multiply(new BigDecimal("1.00001"))), large);
    }
    assertEquals(bits(kind.encode(0)), bits(kind.encode(new BigDecimal("1e-2147483000"))));
  }

  @Test
  void bitsOfTheSpecialOnes() {
    assertEquals("0000000000007fff8000000000000000", bits(Extended.X87.encode(1 / 0.0)));
    assertEquals("000000000000ffff8000000000000000", bits(Extended.X87.encode(-1 / 0.0)));
    assertEquals("0000000000007fffc000000000000000", bits(Extended.X87.encode(Double.NaN)));
    assertEquals("00000000000080000000000000000000", bits(Extended.X87.encode(-0.0)));
    assertEquals("7fff0000000000000000000000000000", bits(Extended.BINARY128.encode(1 / 0.0)));
    assertEquals("ffff0000000000000000000000000000", bits(Extended.BINARY128.encode(-1 / 0.0)));
    assertEquals("7fff8000000000000000000000000000", bits(Extended.BINARY128.encode(Double.NaN)));
    assertEquals("80000000000000000000000000000000", bits(Extended.BINARY128.encode(-0.0)));
    // An unnormal, a pseudo-infinity and a signalling NaN are no numbers either.
    for (String bits :
        List.of(
            "00000000000040014000000000000000",
            "0000000000007fff0000000000000000",
            "0000000000007fff8000000000000001")) {
      assertEquals(Double.NaN, Extended.X87.decode(words(bits)));
    }
    assertEquals(Double.NaN, Extended.BINARY128.decode(words("7fff0000000000000000000000000001")));
  }

  /** Padding is nobody's number, and is written as zeros. */
  @ParameterizedTest
  @EnumSource
  void whereTheBitsLie(Extended kind) {
    byte[] item = new byte[18];
    Arrays.fill(item, (byte) 0xAA);
    MemorySegment segment = MemorySegment.ofArray(item);
    Extended.put(segment, 1, Objects.requireNonNull(kind.encode(-3)));
    boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    String bits = bits(kind.encode(-3));
    byte[] expected = HexFormat.of().parseHex(bits);
    for (int i = 0; i < 16; i++) {
      assertEquals(expected[isLittle ? 15 - i : i], item[1 + i], "byte " + i);
    }
    assertEquals((byte) 0xAA, item[0]);
    assertEquals((byte) 0xAA, item[17]);
    if (kind == Extended.X87) {
      Arrays.fill(item, 11, 17, (byte) 0x5A);
    }
    assertEquals(new BigDecimal(-3), kind.get(segment, 1));
  }
}
