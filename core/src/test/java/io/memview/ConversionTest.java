package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Bits;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ValueException;
import io.memview.layout.Index;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Conversions against NumPy's, and item by item against exact arithmetic. */
class ConversionTest {
  private static final List<Format> FORMATS =
      List.of(
          Format.parse("b"),
          Format.parse("B"),
          Format.parse("<h"),
          Format.parse(">H"),
          Format.parse(">i"),
          Format.parse("<I"),
          Format.parse("<q"),
          Format.parse(">Q"),
          Format.parse("e"),
          Format.parse("f"),
          Format.parse(">f"),
          Format.parse("<d"),
          Format.parse("?"),
          new Scalar(ScalarType.BFLOAT16),
          Format.parse("5t"),
          Format.parse("-24t"),
          Bits.signed(24).withOrder(ByteOrder.BIG_ENDIAN),
          Format.parse("~12t"),
          Format.parse("64t"));

  private static Conversion rule(String name) {
    return switch (name) {
      case "CHECKED" -> Conversion.CHECKED;
      case "SATURATING" -> Conversion.SATURATING;
      default -> Conversion.WRAPPING;
    };
  }

  // ---- NumPy

  private static View bytes(String format, String hex) {
    return TestMemory.view(
        MemoryExporter.of(
            MemorySegment.ofArray(HexFormat.of().parseHex(hex)), Format.parse(format)));
  }

  @Test
  void numpyMakesTheSame() throws IOException {
    int lines = 0;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    ConversionTest.class.getResourceAsStream("/conversion/vectors.txt")),
                StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split(" ", -1);
        Conversion conversion = rule(parts[0]);
        if (!parts[3].equals("-")) {
          conversion =
              conversion.scaled(Double.parseDouble(parts[3]), Double.parseDouble(parts[4]));
        }
        View wanted = bytes(parts[2], parts[6]);
        View from = bytes(parts[1], parts[5]);
        check(wanted, from, conversion, line);
        // Long rows go by other loops.
        long[] shape = {80, from.shape(0)};
        check(wanted.broadcast(shape), from.broadcast(shape), conversion, line);
        lines++;
      }
    }
    assertTrue(lines > 500, () -> "too few");
  }

  private static void check(View wanted, View from, Conversion conversion, String line) {
    View made = TestMemory.view(from.copy(wanted.format(), conversion));
    for (long[] index : TestMemory.indices(wanted.shape())) {
      assertEquals(wanted.getObject(index), made.getObject(index), () -> line);
    }
  }

  // ---- exact arithmetic

  private static Object value(Format format, Random random) {
    if (format.equals(Format.parse("?"))) {
      return random.nextBoolean();
    }
    boolean isFloat = format instanceof Scalar scalar && !scalar.isInteger();
    if (isFloat) {
      double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.5};
      double value =
          switch (random.nextInt(4)) {
            case 0 -> odd[random.nextInt(odd.length)];
            case 1 -> random.nextGaussian() * 300;
            case 2 -> random.nextInt(600) - 300;
            default -> Math.scalb(random.nextGaussian(), random.nextInt(80));
          };
      return fits(format, value) ? value : 1.5;
    }
    for (int bits = 64; ; bits = random.nextInt(bits + 1)) {
      BigInteger value = new BigInteger(bits, random);
      value = random.nextBoolean() ? value.negate() : value;
      if (fits(format, value)) {
        return value;
      }
    }
  }

  private static boolean fits(Format format, Object value) {
    try {
      format.check(value);
      return true;
    } catch (ValueException e) {
      return false;
    }
  }

  /** The value as it is read back. */
  private static Object rounded(Format format, Object value) {
    MemorySegment item = MemorySegment.ofArray(new byte[(int) format.itemSize()]);
    format.set(item, 0, value);
    return format.get(item, 0);
  }

  private static boolean isFloat(Format format) {
    return format instanceof Scalar scalar && scalar.type().kind() == ScalarType.Kind.FLOAT;
  }

  /** What is wanted; null if it is to be refused. */
  private static Object expected(
      Object value, Format to, String rule, boolean scaled, double a, double b) {
    boolean isChecked = rule.equals("CHECKED");
    Object number = value instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : value;
    double real = ((Number) number).doubleValue();
    double computed = scaled ? real * a + b : real;
    if (to.equals(Format.parse("?"))) {
      return isChecked && !scaled ? value : (Object) (computed != 0);
    }
    if (isFloat(to)) {
      Object exact = scaled || number instanceof Double ? (Object) computed : number;
      if (isChecked) {
        return fits(to, exact) ? rounded(to, exact) : null;
      }
      Object nearest =
          exact instanceof Double || !to.equals(Format.parse("f"))
              ? (Object) computed
              : (Object) (double) ((Number) exact).floatValue();
      return fits(to, nearest)
          ? rounded(to, nearest)
          : Math.copySign(Double.POSITIVE_INFINITY, computed);
    }
    BigInteger whole;
    if (!scaled && !(number instanceof Double)) {
      whole = new BigInteger(number.toString());
    } else if (Double.isNaN(computed) || Double.isInfinite(computed)) {
      if (isChecked) {
        return null;
      }
      whole =
          Double.isNaN(computed) || rule.equals("WRAPPING")
              ? BigInteger.ZERO
              : BigInteger.TWO.pow(70).multiply(BigInteger.valueOf(computed > 0 ? 1 : -1));
    } else {
      RoundingMode mode = scaled ? RoundingMode.HALF_EVEN : RoundingMode.DOWN;
      whole = new BigDecimal(computed).setScale(0, mode).toBigIntegerExact();
    }
    if (isChecked) {
      return fits(to, whole) ? rounded(to, whole) : null;
    }
    return rule.equals("WRAPPING") ? wrapped(whole, to) : clipped(whole, to);
  }

  private static int width(Format format) {
    return format instanceof Bits bits ? bits.width() : 8 * (int) format.itemSize();
  }

  private static Object wrapped(BigInteger whole, Format to) {
    BigInteger module = BigInteger.TWO.pow(width(to));
    BigInteger low = whole.mod(module);
    return rounded(to, fits(to, low) ? low : low.subtract(module));
  }

  private static Object clipped(BigInteger whole, Format to) {
    boolean isSigned = fits(to, -1L);
    BigInteger max = BigInteger.TWO.pow(width(to) - (isSigned ? 1 : 0)).subtract(BigInteger.ONE);
    BigInteger min = isSigned ? max.negate().subtract(BigInteger.ONE) : BigInteger.ZERO;
    return rounded(to, whole.min(max).max(min));
  }

  /** New memory of a shape in which nothing is next to anything. */
  private static View scattered(Format format, long[] shape, Random random, Arena arena) {
    long[] extents = new long[shape.length];
    Index[] indices = new Index[shape.length];
    for (int d = 0; d < shape.length; d++) {
      int step = random.nextInt(3) + 1;
      extents[d] = Math.max(1, shape[d]) * step;
      indices[d] = Index.every(random.nextInt(4) == 0 ? -step : step);
      if (shape[d] == 0) {
        indices[d] = Index.range(0, 0);
      }
    }
    Memory all =
        random.nextBoolean()
            ? Memory.of(
                arena.allocate(8 * Arrays.stream(extents).reduce(1, (x, y) -> x * y) * 2 + 8),
                Format.parse("B"))
            : Memory.of(
                MemorySegment.ofArray(
                    new byte[(int) (16 * Arrays.stream(extents).reduce(1, (x, y) -> x * y)) + 8]),
                Format.parse("B"));
    View bytes = TestMemory.view(MemoryExporter.of(all)).slice(Index.from(random.nextInt(2)));
    long size = format.itemSize() * Arrays.stream(extents).reduce(1, (x, y) -> x * y);
    View view = bytes.slice(Index.upTo(size)).reinterpret(format, extents).slice(indices);
    return shape.length == 2 && shape[0] == shape[1] && random.nextBoolean()
        ? view.transpose()
        : view;
  }

  @Test
  void everyItemIsWhatExactArithmeticMakesOfIt() {
    Seeds.forEach(
        ConversionTest.class,
        1500,
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            once(random, arena);
          }
        });
  }

  private static void once(Random random, Arena arena) {
    Format from = FORMATS.get(random.nextInt(FORMATS.size()));
    Format to = FORMATS.get(random.nextInt(FORMATS.size()));
    String rule = List.of("CHECKED", "SATURATING", "WRAPPING").get(random.nextInt(3));
    long[] shape = new long[random.nextInt(4)];
    for (int d = 0; d < shape.length; d++) {
      shape[d] =
          random.nextLong(random.nextInt(8) == 0 ? 40 : 6) + (random.nextInt(20) == 0 ? 0 : 1);
    }
    View source = scattered(from, shape, random, arena);
    for (long[] index : TestMemory.indices(shape)) {
      source.setObject(index, value(from, random));
    }
    boolean scaled = random.nextBoolean();
    int dimension = shape.length == 0 ? -1 : random.nextInt(shape.length);
    int factors =
        dimension >= 0 && shape[dimension] > 0 && random.nextBoolean() ? (int) shape[dimension] : 0;
    double[] a = random.doubles(Math.max(1, factors), -2, 2).toArray();
    double[] b = random.doubles(Math.max(1, factors), -100, 100).toArray();
    Conversion conversion = rule(rule);
    if (scaled) {
      conversion =
          factors == 0 ? conversion.scaled(a[0], b[0]) : conversion.scaled(dimension, a, b);
    }
    View target = scattered(to, shape, random, arena);
    String what = "%s to %s, %s, shape %s".formatted(from, to, conversion, Arrays.toString(shape));
    boolean[] refused = {false};
    Object[] wanted = new Object[(int) target.itemCount()];
    int n = 0;
    for (long[] index : TestMemory.indices(shape)) {
      int at = factors == 0 ? 0 : (int) index[dimension];
      Object item =
          from.equals(to) && !scaled
              ? source.getObject(index)
              : expected(source.getObject(index), to, rule, scaled, a[at], b[at]);
      refused[0] |= item == null;
      wanted[n++] = item;
    }
    Conversion used = conversion;
    boolean isTruth = from.equals(Format.parse("?")) || to.equals(Format.parse("?"));
    boolean isOther =
        rule.equals("CHECKED")
            && ((isTruth && (scaled || !from.equals(to)))
                || (!scaled && isFloat(from) && !isFloat(to)));
    if (isOther || refused[0]) {
      Object before = target.toList();
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> target.copyFrom(source, used), () -> what);
      assertEquals(!isOther, e instanceof ValueException, () -> what + ": " + e);
      assertEquals(before, target.toList(), () -> what);
      return;
    }
    target.copyFrom(source, conversion);
    n = 0;
    for (long[] index : TestMemory.indices(shape)) {
      assertEquals(wanted[n++], target.getObject(index), () -> what);
    }
    View copy = TestMemory.view(source.copy(to, conversion));
    assertEquals(target.toList(), copy.toList(), () -> what);
    assertTrue(copy.isContiguous(io.memview.layout.Order.C));
  }

  // ---- arrays

  @Test
  void arraysAreConverted() {
    View bytes = TestMemory.longs("B", i -> 250 + i, 2, 3);
    assertArrayEquals(new float[] {250, 251, 252, 253, 254, 255}, bytes.toArray(float[].class));
    assertArrayEquals(new int[] {250, 251, 252, 253, 254, 255}, bytes.toArray(int[].class));
    assertArrayEquals(new byte[] {-6, -5, -4, -3, -2, -1}, bytes.toArray(byte[].class));
    assertArrayEquals(
        new byte[] {127, 127, 127, 127, 127, 127},
        bytes.toArray(byte[].class, Conversion.SATURATING));
    assertArrayEquals(
        new double[] {-0.5, 0, 0.5, -2, 0, 2},
        TestMemory.longs("h", i -> i % 3 - 1, 2, 3)
            .toArray(
                double[].class,
                Conversion.CHECKED.scaled(0, new double[] {0.5, 2}, new double[] {0, 0})));
    bytes.fromArray(new int[] {1, 2, 3, 4, 5, 6});
    assertEquals(List.of(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L)), bytes.toList());
    assertThrows(ValueException.class, () -> bytes.fromArray(new int[] {9, 9, 9, 9, 9, 256}));
    assertEquals(List.of(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L)), bytes.toList());
    bytes.fromArray(new float[] {0, 0.5f, 1, 2, -1, 0.25f}, Conversion.SATURATING.scaled(255, 0));
    assertEquals(List.of(List.of(0L, 128L, 255L), List.of(255L, 0L, 64L)), bytes.toList());
    assertThrows(IllegalArgumentException.class, () -> bytes.fromArray(new float[6]));
    assertThrows(
        IllegalArgumentException.class, () -> TestMemory.zeros("f", 2).toArray(int[].class));
    View wide = TestMemory.longs("q", i -> (1L << 53) + i, 2);
    assertThrows(ValueException.class, () -> wide.toArray(double[].class));
    assertArrayEquals(
        new double[] {0x1p53, 0x1p53}, wide.toArray(double[].class, Conversion.WRAPPING));
  }

  @Test
  void copiesAreOfAnyItemsAndTheirOwn() {
    View view = TestMemory.longs(">i", i -> i, 2, 3);
    View copy = TestMemory.view(view.transpose().copy());
    assertEquals(view.transpose().toList(), copy.toList());
    view.fill(9L);
    assertEquals(1L, copy.getObject(1, 0) instanceof Long ? copy.getLong(0, 1) / 3 : 0);
    View record =
        TestMemory.view(
            MemoryExporter.allocate("T{i:a:5t:b:}", 3).acquire(Request.FULL).view().copy());
    assertEquals(3, record.itemCount());
    assertEquals(0, TestMemory.view(TestMemory.zeros("i", 0, 3).copy("d")).itemCount());
    assertEquals(5.0, TestMemory.view(TestMemory.longs("i", i -> 5).copy("d")).getDouble());
  }

  @Test
  void assignRepeats() {
    View target = TestMemory.zeros("B", 2, 3);
    target.assign(
        TestMemory.longs("h", i -> i * 100, 3),
        Conversion.SATURATING.scaled(0, new double[] {1, 2}, new double[] {0, 1}));
    assertEquals(List.of(List.of(0L, 100L, 200L), List.of(1L, 201L, 255L)), target.toList());
  }

  @Test
  void overlapIsNoMatter() {
    View view = TestMemory.longs("B", i -> i, 8);
    view.slice(Index.from(1))
        .copyFrom(view.slice(Index.upTo(-1)), Conversion.WRAPPING.scaled(100, 0));
    assertEquals(List.of(0L, 0L, 100L, 200L, 44L, 144L, 244L, 88L), view.toList());
  }

  @Test
  void threadsMakeTheSame() {
    View source = TestMemory.longs("i", i -> i * 7, 900, 1000);
    View one = TestMemory.zeros("h", 900, 1000);
    View several = TestMemory.zeros("h", 900, 1000);
    Conversion uniform = Conversion.WRAPPING.scaled(0.5, 3);
    double[] factors = new Random(1).doubles(900).toArray();
    for (Conversion conversion :
        List.of(uniform, Conversion.SATURATING.scaled(0, factors, factors))) {
      one.copyFrom(source, conversion);
      several.parallelCopyFrom(source, conversion);
      assertTrue(one.contentEquals(several));
    }
    assertThrows(
        ValueException.class,
        () -> several.parallelCopyFrom(source, Conversion.CHECKED.scaled(1, 0)));
    assertTrue(one.contentEquals(several));
  }

  /** By way of the nearest double they would be rounded twice. */
  @Test
  void integersAreRoundedOnce() {
    long above = (1L << 62) + (1L << 54) + 1; // just above the middle of two bfloat16
    for (long value : new long[] {above, -above, above - 1, above - 2, Long.MIN_VALUE}) {
      View source = TestMemory.longs("q", i -> value, 1);
      MemoryExporter copy = source.copy(new Scalar(ScalarType.BFLOAT16), Conversion.SATURATING);
      double expected = value == above || value == -above ? 0x1.02p62 : 0x1p62;
      assertEquals(
          value == Long.MIN_VALUE ? -0x1p63 : value < 0 ? -expected : expected,
          copy.withView(Request.FULL_RO, v -> v.getDouble(0)));
    }
    View unsigned = TestMemory.zeros("Q", 1);
    unsigned.setUnsignedLong(0, (1L << 63) + (1L << 55) + 1);
    assertEquals(
        0x1.02p63,
        (double)
            unsigned
                .copy(new Scalar(ScalarType.BFLOAT16), Conversion.WRAPPING)
                .withView(Request.FULL_RO, v -> v.getDouble(0)));
  }

  @Test
  void factorsFitTheTarget() {
    View view = TestMemory.zeros("f", 2, 3);
    double[] two = {1, 1};
    for (int dimension : new int[] {1, 2, Integer.MAX_VALUE}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> view.copyFrom(view, Conversion.CHECKED.scaled(dimension, two, two)))
              .getMessage();
      assertTrue(message.contains("(2, 3)"), message);
    }
    for (int dimension : new int[] {-1, Integer.MIN_VALUE}) {
      assertThrows(
          IndexOutOfBoundsException.class, () -> Conversion.CHECKED.scaled(dimension, two, two));
    }
    double[] one = {1};
    assertThrows(
        IllegalArgumentException.class,
        () -> view.copyFrom(view, Conversion.CHECKED.scaled(0, one, one)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Conversion.CHECKED.scaled(0, two, new double[] {1, 2, 3}));
    assertThrows(
        IllegalArgumentException.class,
        () -> Conversion.CHECKED.scaled(0, new double[0], new double[0]));
  }

  @Test
  void conversionsAreValues() {
    assertEquals(Conversion.WRAPPING.scaled(2, 1), Conversion.WRAPPING.scaled(2, 1));
    assertEquals(
        Conversion.WRAPPING.scaled(2, 1).hashCode(), Conversion.WRAPPING.scaled(2, 1).hashCode());
    assertNotEquals(Conversion.WRAPPING.scaled(2, 1), Conversion.SATURATING.scaled(2, 1));
    assertEquals("SATURATING.scaled(255.0, 0.0)", Conversion.SATURATING.scaled(255, 0).toString());
    assertEquals("CHECKED", Conversion.CHECKED.toString());
  }
}
