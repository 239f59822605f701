package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Reductions are NumPy's, and those of a plain loop whatever the layout. */
final class ReductionTest {
  private static final HexFormat HEX = HexFormat.of();

  private static List<Map<?, ?>> vectors() throws IOException {
    try (InputStream in = ReductionTest.class.getResourceAsStream("/reduce/reductions.jsonl")) {
      return new String(assertNotNullStream(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .<Map<?, ?>>map(line -> (Map<?, ?>) Json.parse(line))
          .toList();
    }
  }

  private static InputStream assertNotNullStream(InputStream in) {
    assertNotNull(in);
    return in;
  }

  private static long[] longs(Object list) {
    return ((List<?>) list).stream().mapToLong(x -> (Long) x).toArray();
  }

  private static MemoryExporter reduce(View view, Reduction reduction, Object axes) {
    if (axes != null) {
      int[] dimensions = LongStream.of(longs(axes)).mapToInt(d -> (int) d).toArray();
      return view.reduce(reduction, dimensions);
    }
    MemoryExporter result = MemoryExporter.allocate(reduction.resultOf(view.format()));
    TestMemory.view(result).setObject(new long[0], view.reduce(reduction));
    return result;
  }

  @Test
  void numpysAnswers() throws IOException {
    int answers = 0;
    for (Map<?, ?> vector : vectors()) {
      if (vector.containsKey("sums")) {
        continue;
      }
      Format format = Format.parse((String) vector.get("format"));
      Layout layout =
          Layout.strided(
                  0, format.itemSize(), longs(vector.get("shape")), longs(vector.get("strides")))
              .withOffset((Long) vector.get("offset"));
      byte[] bytes = HEX.parseHex((String) vector.get("memory"));
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment offHeap = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
        for (MemorySegment memory : List.of(MemorySegment.ofArray(bytes), offHeap)) {
          View view = TestMemory.view(Memory.of(memory, format, layout));
          for (Object result : (List<?>) vector.get("results")) {
            check(view, (Map<?, ?>) result);
            answers++;
          }
        }
      }
    }
    assertTrue(answers > 2000, "" + answers);
  }

  private static void check(View view, Map<?, ?> answer) {
    Reduction reduction = Reduction.valueOf((String) answer.get("fold"));
    Object axes = answer.get("axes");
    String name = "%s %s %s".formatted(view, reduction, axes);
    if (answer.containsKey("error")) {
      assertThrows(IllegalArgumentException.class, () -> reduce(view, reduction, axes), () -> name);
      return;
    }
    View actual = TestMemory.view(reduce(view, reduction, axes));
    Format format = Format.parse((String) answer.get("format"));
    assertEquals(format, actual.format(), name);
    assertArrayEquals(longs(answer.get("shape")), actual.shape(), name);
    byte[] bytes = HEX.parseHex((String) answer.get("bytes"));
    View expected =
        TestMemory.view(MemoryExporter.of(MemorySegment.ofArray(bytes), format, actual.shape()));
    if (reduction == Reduction.MEAN && "qQ".contains(view.format().toString())) {
      assertFar(expected, actual, name); // the largest integers, in another order
    } else if (view.format().toString().startsWith("Z")) {
      assertParts(expected, actual, name);
    } else {
      assertEquals(text(expected), text(actual), name);
    }
  }

  private static void assertFar(View expected, View actual, String name) {
    for (long[] index : TestMemory.indices(expected.shape())) {
      assertEquals(expected.getDouble(index), actual.getDouble(index), 1 << 12, name);
    }
  }

  /** Complex numbers are added in another order than NumPy's. */
  private static void assertParts(View expected, View actual, String name) {
    for (long[] index : TestMemory.indices(expected.shape())) {
      if (expected.getObject(index) instanceof Complex x) {
        Complex y = (Complex) actual.getObject(index);
        assertNear(x.re(), y.re(), name);
        assertNear(x.im(), y.im(), name);
      } else {
        assertEquals(expected.getObject(index), actual.getObject(index), name);
      }
    }
  }

  /** What NumPy divides as complex numbers is no number where a part is infinite. */
  private static void assertNear(double x, double y, String name) {
    if (Double.isNaN(x) && name.contains("MEAN")) {
      return;
    }
    assertEquals(x, y, Double.isFinite(x) ? 1e-6 * Math.abs(x) + 1e-12 : 0, name);
  }

  /** Zeros of both signs and all that is no number are alike. */
  private static String text(View view) {
    return view.toList().toString().replace("-0.0", "0.0");
  }

  private static View numbers(String format, int count) {
    View view = TestMemory.zeros(format, count);
    for (long i = 0; i < count; i++) {
      double fraction = (i * 2654435761L % (1L << 32)) / 4294967296.0 - 0.5;
      view.setDouble(i, fraction * Math.pow(10.0, i % 7));
    }
    return view;
  }

  @Test
  void sumsOfOneDimensionAreNumpysToTheLastBit() throws IOException {
    int sums = 0;
    for (Map<?, ?> vector : vectors()) {
      if (vector.get("sums") instanceof String code) {
        View view = numbers(code, (int) (long) (Long) vector.get("count"));
        String name = vector.toString();
        assertEquals(number(code, vector.get("all")), view.reduce(Reduction.SUM), name);
        assertEquals(number(code, vector.get("mean")), view.reduce(Reduction.MEAN), name);
        View second = view.slice(Index.every(2));
        assertEquals(number(code, vector.get("second")), second.reduce(Reduction.SUM), name);
        sums++;
      }
    }
    assertEquals(14, sums);
  }

  private static Object number(String code, Object hex) {
    return Format.parse(code).get(MemorySegment.ofArray(HEX.parseHex((String) hex)), 0);
  }

  @Test
  void sumsAreAsExactAsPairsOfPartialSums() {
    View all = numbers("d", 60_000);
    for (View view :
        List.of(
            all,
            all.reshape(200, 300).transpose(),
            all.reshape(30, 20, 100).permute(1, 2, 0),
            all.flip())) {
      BigDecimal exact = BigDecimal.ZERO;
      double magnitude = 0;
      for (Object item : view.items()) {
        exact = exact.add(new BigDecimal((Double) item));
        magnitude += Math.abs((Double) item);
      }
      assertEquals(
          exact.doubleValue(), (Double) view.reduce(Reduction.SUM), 8 * Math.ulp(magnitude) / 8);
    }
  }

  // ---- against a plain loop

  private static Object plain(Reduction reduction, List<Object> items) {
    return plain(reduction, items.stream().mapToLong(x -> ((Number) x).longValue()).toArray());
  }

  private static Object plain(Reduction reduction, long... longs) {
    return switch (reduction) {
      case SUM -> LongStream.of(longs).sum();
      case MIN -> LongStream.of(longs).min().getAsLong();
      case MAX -> LongStream.of(longs).max().getAsLong();
      case MEAN -> (double) LongStream.of(longs).sum() / longs.length;
      case ANY -> LongStream.of(longs).anyMatch(x -> x != 0);
      case ALL -> LongStream.of(longs).allMatch(x -> x != 0);
      case ARGMIN -> place(longs, LongStream.of(longs).min().getAsLong());
      case ARGMAX -> place(longs, LongStream.of(longs).max().getAsLong());
    };
  }

  private static long place(long[] all, long value) {
    return IntStream.range(0, all.length).filter(i -> all[i] == value).findFirst().getAsInt();
  }

  private static void checkAgainstLoop(View view, Reduction reduction, int... dimensions) {
    String name = "%s %s %s".formatted(view, reduction, Arrays.toString(dimensions));
    View actual = TestMemory.view(view.reduce(reduction, dimensions));
    List<Integer> folded = IntStream.of(dimensions).boxed().toList();
    for (long[] kept : TestMemory.indices(actual.shape())) {
      List<Object> items = new ArrayList<>();
      for (long[] index : TestMemory.indices(view.shape())) {
        long[] left =
            IntStream.range(0, index.length)
                .filter(d -> !folded.contains(d))
                .mapToLong(d -> index[d])
                .toArray();
        if (Arrays.equals(left, kept)) {
          items.add(view.getObject(index));
        }
      }
      assertEquals(plain(reduction, items).toString(), actual.getObject(kept).toString(), name);
    }
  }

  @Test
  void everyGeometry() {
    for (String format : List.of("i")) {
      for (Geometry geometry : Geometry.ofAllShapes(format)) {
        View view = geometry.view();
        if (view.itemCount() == 0) {
          continue;
        }
        List<Object> all = new ArrayList<>();
        view.items().forEach(all::add);
        for (Reduction reduction : Reduction.values()) {
          assertEquals(
              plain(reduction, all).toString(),
              view.reduce(reduction).toString(),
              () -> geometry + " " + reduction);
          for (int d = 0; d < view.ndim(); d++) {
            checkAgainstLoop(view, reduction, d);
          }
          if (view.ndim() > 2 && !reduction.name().startsWith("ARG")) {
            checkAgainstLoop(view, reduction, 0, 2);
            checkAgainstLoop(view, reduction, 2, 1);
            checkAgainstLoop(view, reduction);
          }
        }
      }
    }
  }

  /** More items than a block has, in all directions; few values, so that there are ties. */
  @Test
  void manyItems() {
    Random random = new Random(5);
    for (String format : List.of("B", "b", "H", "h", ">h", "I", "i", "q", "f", "d")) {
      boolean isSigned = !format.equals(format.toUpperCase(Locale.ROOT));
      for (long[] shape : new long[][] {{20_001}, {3, 5_001}, {5_000, 3}, {9, 20, 53}}) {
        View base = TestMemory.zeros(format, shape);
        long[] values =
            random.longs(base.itemCount(), isSigned ? -120 : 0, isSigned ? 5 : 250).toArray();
        base.copyFrom(MemoryExporter.of(Memory.ofArray(values).withShape(shape)));
        View turned = base.transpose();
        int last = shape.length - 1;
        for (View view : List.of(base, turned, base.flip(last))) {
          checkMany(view);
        }
      }
    }
  }

  /** The items as long integers in C order, which are looked at along each dimension. */
  private static void checkMany(View view) {
    long[] shape = view.shape();
    long[] items = new long[(int) view.itemCount()];
    int at = 0;
    for (Object item : view.items()) {
      items[at++] = ((Number) item).longValue();
    }
    for (Reduction reduction : Reduction.values()) {
      String name = view + " " + reduction;
      assertNumber(plain(reduction, items), view.reduce(reduction), name);
      for (int d = 0; d < shape.length && shape.length > 1; d++) {
        int behind = 1;
        for (int e = d + 1; e < shape.length; e++) {
          behind *= (int) shape[e];
        }
        int extent = (int) shape[d];
        View actual = TestMemory.view(view.reduce(reduction, d));
        int kept = 0;
        for (Object result : actual.items()) {
          int first = kept / behind * behind * extent + kept % behind;
          int step = behind;
          long[] row = IntStream.range(0, extent).mapToLong(i -> items[first + i * step]).toArray();
          assertNumber(plain(reduction, row), result, name + d);
          kept++;
        }
      }
    }
  }

  /** Zeros of both signs are equal, and what is no number is the greatest and the least. */
  @Test
  void placesAmongManyFloats() {
    for (String format : List.of("f", "d", ">d")) {
      View view = TestMemory.zeros(format, 3, 20_001);
      view.fill(-1.0);
      for (double[] each : new double[][] {{7_000, -0.0}, {17_000, 0.0}, {20_000, -0.0}}) {
        for (long row = 0; row < 3; row++) {
          view.setDouble(row, (long) each[0] - row, each[1]);
        }
      }
      assertEquals("[7000, 6999, 6998]", items(view.reduce(Reduction.ARGMAX, 1)), format);
      assertEquals("[0, 0, 0]", items(view.reduce(Reduction.ARGMIN, 1)), format);
      assertEquals(7_000L, view.reduce(Reduction.ARGMAX), format);
      view.setDouble(1, 19_000, Double.NaN);
      view.setDouble(1, 19_001, Double.NaN);
      assertEquals("[7000, 19000, 6998]", items(view.reduce(Reduction.ARGMAX, 1)), format);
      assertEquals("[0, 19000, 0]", items(view.reduce(Reduction.ARGMIN, 1)), format);
      assertEquals(39_001L, view.reduce(Reduction.ARGMAX), format);
    }
  }

  private static String items(MemoryExporter of) {
    return TestMemory.view(of).toList().toString();
  }

  /** Floats of 16 bits are rounded. */
  private static void assertNumber(Object expected, Object actual, String name) {
    if (actual instanceof Number number) {
      double x = ((Number) expected).doubleValue();
      assertEquals(x, number.doubleValue(), Math.abs(x) / 1024, name);
    } else {
      assertEquals(expected, actual, name);
    }
  }

  // ---- what is refused, and what is written

  @Test
  void refusals() {
    View view = TestMemory.zeros("i", 2, 3);
    Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
    assertRefused(illegal, () -> view.reduce(Reduction.SUM, 2), "no dimension 2", "(2, 3)");
    assertRefused(illegal, () -> view.reduce(Reduction.SUM, -1), "no dimension -1", "from 0");
    assertRefused(illegal, () -> view.reduce(Reduction.SUM, 1, 1), "dimension 1", "twice");
    assertRefused(illegal, () -> view.reduce(Reduction.ARGMAX, 0, 1), "one dimension", "(0, 1)");
    assertRefused(illegal, () -> view.reduce(Reduction.ARGMAX, new int[0]), "one dimension");
    View empty = TestMemory.zeros("i", 0, 3);
    assertRefused(illegal, () -> empty.reduce(Reduction.MIN, 0), "MIN", "no items", "(0, 3)");
    assertRefused(illegal, empty::argMax, "ARGMAX", "no items");
    Class<UnsupportedOperationException> unsupported = UnsupportedOperationException.class;
    for (String format : List.of("g", "3s", "T{i:x:}", "Zg", "(2)i")) {
      View other = TestMemory.zeros(format, 2);
      assertRefused(unsupported, () -> other.reduce(Reduction.SUM), "no sum", "8 bytes");
      assertRefused(unsupported, other::any, "no any");
      assertRefused(
          unsupported, () -> other.allClose(MemoryExporter.allocate("d", 2)), "contentEquals");
    }
    View complex = TestMemory.zeros("Zd", 2);
    assertRefused(unsupported, () -> complex.reduce(Reduction.MAX), "no max", "real");
    assertRefused(unsupported, complex::argMin, "no argmin");
    assertFalse(complex.any());
  }

  @Test
  void resultsAreWrittenToViews() {
    View view = TestMemory.longs("i", i -> i, 2, 3);
    View sums = TestMemory.zeros(">d", 3);
    view.reduceInto(sums, Reduction.SUM, 0);
    assertEquals(List.of(3.0, 5.0, 7.0), sums.toList());
    View one = TestMemory.zeros("h");
    view.reduceInto(one, Reduction.MAX);
    assertEquals(5L, one.getObject());
    view.reduceInto(view.at(1), Reduction.SUM, 0); // into what is added
    assertEquals(List.of(List.of(0L, 1L, 2L), List.of(3L, 5L, 7L)), view.toList());
    View narrow = TestMemory.zeros("b", 2);
    view.setLong(0, 0, 1000);
    assertThrows(
        io.memview.format.ValueException.class, () -> view.reduceInto(narrow, Reduction.SUM, 1));
    assertEquals(List.of(0L, 0L), narrow.toList());
    assertThrows(IllegalArgumentException.class, () -> view.reduceInto(sums, Reduction.SUM, 1));
    assertThrows(IllegalArgumentException.class, () -> view.reduceInto(sums, Reduction.SUM));
    View readOnly = sums.asReadOnly();
    assertThrows(BufferException.ReadOnly.class, () -> view.reduceInto(readOnly, Reduction.SUM, 0));
  }

  @Test
  void bfloat16() {
    View view = TestMemory.view(MemoryExporter.allocate(new Scalar(ScalarType.BFLOAT16), 3));
    view.setDouble(0, 1.5);
    view.setDouble(1, Double.NaN);
    view.setDouble(2, 3);
    assertTrue(Double.isNaN((Double) view.reduce(Reduction.MAX)));
    assertEquals(1, view.argMin());
    assertEquals(1.5, view.slice(Index.every(2)).reduce(Reduction.MIN));
    assertEquals(4.5, view.slice(Index.every(2)).reduce(Reduction.SUM));
  }

  @Test
  void closeness() {
    View a = TestMemory.zeros("d", 2, 3);
    View b = TestMemory.zeros("f", 3);
    a.fill(1.0);
    b.fill(1.000005);
    assertTrue(a.allClose(b));
    assertFalse(a.allClose(b, 0, 1e-6));
    assertTrue(b.allClose(a, 0, 0.6e-5)); // the shapes are broadcast together
    a.setDouble(1, 2, Double.NaN);
    assertFalse(a.allClose(a));
    a.setDouble(1, 2, Double.POSITIVE_INFINITY);
    assertTrue(a.allClose(a));
    assertFalse(a.allClose(b));
    assertFalse(b.allClose(a));
    View c = TestMemory.zeros("Zd", 3);
    c.fill(new Complex(1, 1e-9));
    assertTrue(c.allClose(b));
    assertTrue(b.allClose(c));
    assertFalse(c.allClose(b, 0, 0));
    assertTrue(TestMemory.zeros("i", 0, 3).allClose(b));
    assertRefused(
        IllegalArgumentException.class, () -> a.allClose(TestMemory.zeros("d", 2)), "broadcast");
    View many = TestMemory.longs("Q", i -> i, 100, 200);
    View same = TestMemory.longs(">i", i -> i, 200, 100).reshape(100, 200);
    assertTrue(many.allClose(same));
    same.setLong(99, 199, 5);
    assertFalse(many.allClose(same));
  }
}
