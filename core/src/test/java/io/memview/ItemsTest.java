package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that goes through all items, on every geometry, against the model. */
class ItemsTest {
  static List<Geometry> kinds() {
    return Geometry.ofAllShapes("i");
  }

  private static List<Long> values(LayoutModel model) {
    return model.cells.stream().map(LayoutModel.Cell::value).toList();
  }

  private static Object nested(LayoutModel model, long[] index) {
    if (index.length == model.shape.length) {
      return model.cell(index).value();
    }
    List<Object> list = new ArrayList<>();
    for (long i = 0; i < model.shape[index.length]; i++) {
      long[] next = Arrays.copyOf(index, index.length + 1);
      next[index.length] = i;
      list.add(nested(model, next));
    }
    return list;
  }

  private static byte[] bytes(LayoutModel model) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * model.cells.size()).order(ByteOrder.nativeOrder());
    values(model).forEach(value -> buffer.putInt(value.intValue()));
    return buffer.array();
  }

  private static LayoutModel transposed(LayoutModel model) {
    int ndim = model.shape.length;
    return model.permute(IntStream.range(0, ndim).map(d -> ndim - 1 - d).toArray());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void toList(Geometry kind) {
    Object list = kind.view().toList();
    assertEquals(nested(kind.model(), new long[0]), list);
    if (list instanceof List<?> unmodifiable && !unmodifiable.isEmpty()) {
      assertThrows(UnsupportedOperationException.class, () -> unmodifiable.remove(0));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void toBytes(Geometry kind) {
    View view = kind.view();
    byte[] c = bytes(kind.model());
    byte[] fortran = bytes(transposed(kind.model()));
    assertArrayEquals(c, view.toBytes(Order.C));
    assertArrayEquals(fortran, view.toBytes(Order.FORTRAN));
    boolean keepsFortran =
        view.layout().isContiguous(Order.FORTRAN) && !view.layout().isContiguous(Order.C);
    assertArrayEquals(keepsFortran ? fortran : c, view.toBytes(Order.ANY));

    MemorySegment target = MemorySegment.ofArray(new byte[c.length]);
    view.copyTo(target, Order.FORTRAN);
    assertArrayEquals(fortran, target.toArray(ValueLayout.JAVA_BYTE));
    MemorySegment tooLarge = MemorySegment.ofArray(new byte[c.length + 1]);
    assertThrows(IllegalArgumentException.class, () -> view.copyTo(tooLarge, Order.C));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void toArray(Geometry kind) {
    int[] expected = values(kind.model()).stream().mapToInt(Long::intValue).toArray();
    assertArrayEquals(expected, kind.view().toArray(int[].class));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void iterators(Geometry kind) {
    List<Long> expected = values(kind.model());
    View view = kind.view();
    List<Object> items = new ArrayList<>();
    view.items().forEach(items::add);
    assertEquals(expected, items);
    List<Long> longs = new ArrayList<>();
    view.longs().forEachRemaining((long value) -> longs.add(value));
    assertEquals(expected, longs);
    List<Long> doubles = new ArrayList<>();
    view.doubles().forEachRemaining((double value) -> doubles.add((long) value));
    assertEquals(expected, doubles);

    Iterator<Object> used = view.items().iterator();
    expected.forEach(value -> assertEquals(value, used.next()));
    assertFalse(used.hasNext());
    assertThrows(NoSuchElementException.class, used::next);
    assertThrows(NoSuchElementException.class, used::next);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void runsAreAllItemsInOrderAndAsLongAsTheyCanBe(Geometry kind) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<MemorySegment> runs = new ArrayList<>();
    kind.view().forEachRun(runs::add);
    for (int i = 0; i < runs.size(); i++) {
      MemorySegment run = runs.get(i);
      all.writeBytes(run.toArray(ValueLayout.JAVA_BYTE));
      assertEquals(kind.view().isReadOnly(), run.isReadOnly());
      if (i > 0 && !kind.view().isReadOnly()) {
        MemorySegment before = runs.get(i - 1);
        boolean sameArray = before.heapBase().equals(run.heapBase());
        assertFalse(
            sameArray && before.address() + before.byteSize() == run.address(),
            "two runs that are one");
      }
    }
    assertArrayEquals(bytes(kind.model()), all.toByteArray());
    if (kind.view().layout().isContiguous(Order.C) && kind.view().itemCount() > 0) {
      assertEquals(1, runs.size());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aContiguousViewIsASegment(Geometry kind) {
    View view = kind.view();
    if (!view.layout().isContiguous(Order.ANY)) {
      assertThrows(BufferException.Refused.class, view::asSegment);
      return;
    }
    MemorySegment segment = view.asSegment();
    assertArrayEquals(view.toBytes(Order.ANY), segment.toArray(ValueLayout.JAVA_BYTE));
    assertEquals(view.isReadOnly(), segment.isReadOnly());
    assertTrue(view.asReadOnly().asSegment().isReadOnly());
    if (!view.isReadOnly() && segment.byteSize() > 0) {
      segment.set(ValueLayout.JAVA_INT_UNALIGNED, 0, -9);
      assertEquals(-9L, view.getObject(new long[view.ndim()]));
    }
  }

  /** The text by the rule, from the model's values. */
  private static String text(LayoutModel model, int width, long... index) {
    int dimension = index.length;
    if (dimension == model.shape.length) {
      String number = Long.toString(model.cell(index).value());
      return " ".repeat(Math.max(0, width - number.length())) + number;
    }
    List<String> parts = new ArrayList<>();
    for (long i = 0; i < model.shape[dimension]; i++) {
      long[] next = Arrays.copyOf(index, dimension + 1);
      next[dimension] = i;
      parts.add(text(model, width, next));
    }
    int below = model.shape.length - dimension - 1;
    String gap = below == 0 ? " " : "\n".repeat(below) + " ".repeat(dimension + 1);
    return "[" + String.join(gap, parts) + "]";
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void show(Geometry kind) {
    PrintOptions all =
        PrintOptions.DEFAULT.withLineWidth(Integer.MAX_VALUE).withThreshold(Long.MAX_VALUE);
    int width = 0;
    for (Object value : kind.view().items()) {
      width = Math.max(width, value.toString().length());
    }
    String text = kind.view().itemCount() == 0 ? "[]" : text(kind.model(), width);
    assertEquals(text, kind.view().show(all));
  }

  // ---- equality

  @Test
  void kindsAreEqualWhereShapesAndValuesAre() {
    List<Geometry> kinds = kinds();
    for (Geometry a : kinds) {
      for (Geometry b : kinds) {
        boolean expected =
            Arrays.equals(a.model().shape, b.model().shape)
                && values(a.model()).equals(values(b.model()));
        assertEquals(expected, a.view().contentEquals(b.view()), a + " and " + b);
      }
    }
  }

  /**
   * More than are compared at once, in several layouts; one item that differs is found anywhere.
   */
  @Test
  void manyNumbersAreCompared() {
    String[][] pairs = {{"d", ">d"}, {"f", "d"}, {"i", ">q"}, {"B", "h"}, {"Q", ">Q"}, {"e", "f"}};
    Random random = new Random(3);
    for (String[] pair : pairs) {
      View a = TestMemory.zeros(pair[0], 70, 90);
      View b = TestMemory.zeros(pair[1], 90, 70).transpose();
      boolean isFloat = "efd".contains(pair[0]);
      for (long[] index : TestMemory.indices(70, 90)) {
        long number = random.nextInt(100);
        a.setObject(index, isFloat ? (Object) (double) number : (Object) number);
        b.setObject(index, isFloat ? (Object) (double) number : (Object) number);
      }
      assertTrue(a.contentEquals(b) && b.contentEquals(a) && a.flip(0).contentEquals(b.flip(0)));
      for (int round = 0; round < 20; round++) {
        long[] index = {random.nextInt(70), random.nextInt(90)};
        Object old = a.getObject(index);
        a.setObject(index, isFloat ? (Object) 101.0 : (Object) 101L);
        assertFalse(a.contentEquals(b), () -> Arrays.toString(index));
        a.setObject(index, old);
      }
    }
    View none = TestMemory.zeros("d", 3000);
    none.setObject(7, -0.0);
    assertTrue(none.contentEquals(TestMemory.zeros("f", 3000)));
    none.setObject(2999, Double.NaN);
    assertFalse(none.contentEquals(none));
    assertTrue(TestMemory.zeros("d", 0, 5).contentEquals(TestMemory.zeros("i", 0, 5)));
    View negative = TestMemory.longs("q", i -> -1, 3000);
    assertFalse(negative.contentEquals(negative.reinterpret(Format.parse("Q"))));
  }

  private static View of(String format, Object... values) {
    View view = TestMemory.zeros(format, values.length);
    for (int i = 0; i < values.length; i++) {
      view.setObject(i, values[i]);
    }
    return view;
  }

  @Test
  void numbersAreComparedByValueWhateverTheFormat() {
    String[] numbers = {"b", "B", ">h", "H", "<i", "I", "l", ">L", "q", "Q", "e", ">f", "d", "N"};
    for (String a : numbers) {
      for (String b : numbers) {
        assertTrue(number(a, 3, 7).contentEquals(number(b, 3, 7)), a + " and " + b);
        assertFalse(number(a, 3, 7).contentEquals(number(b, 3, 8)), a + " and " + b);
      }
    }
  }

  private static View number(String format, long... values) {
    View view = TestMemory.zeros(format, values.length);
    for (int i = 0; i < values.length; i++) {
      view.setLong(i, values[i]);
    }
    return view;
  }

  @Test
  void comparisonIsExact() {
    long large = (1L << 53) + 1;
    assertFalse(of("q", large).contentEquals(of("d", 0x1p53)));
    assertTrue(of("q", large - 1).contentEquals(of("d", 0x1p53)));
    BigInteger most = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    assertFalse(of("Q", most).contentEquals(of("d", 0x1p64)));
    assertFalse(of("Q", most).contentEquals(of("q", -1L)));
    assertTrue(of(">Q", most).contentEquals(of("Q", most)));
    assertTrue(of("f", 0.1).contentEquals(of("d", (double) 0.1f)));
    assertFalse(of("f", 0.1).contentEquals(of("d", 0.1)));
    assertFalse(of("d", Double.POSITIVE_INFINITY).contentEquals(of("Q", most)));
    assertTrue(of("f", Double.POSITIVE_INFINITY).contentEquals(of("d", Double.POSITIVE_INFINITY)));
  }

  @Test
  void nanDiffersFromItselfAndZeroHasNoSign() {
    View nan = of("d", 1.0, Double.NaN);
    assertFalse(nan.contentEquals(nan));
    assertTrue(nan.slice(Index.upTo(1)).contentEquals(nan.slice(Index.upTo(1))));
    assertTrue(of("d", -0.0).contentEquals(of("f", 0.0)));
    assertTrue(of("d", -0.0).contentEquals(of("i", 0L)));
    View record = TestMemory.zeros("T{d:x:}", 1);
    record.setObject(0, List.of(Double.NaN));
    assertFalse(record.contentEquals(record));
  }

  @Test
  void truthTextAndRecords() {
    assertTrue(of("?", true, false).contentEquals(of("i", 1L, 0L)));
    assertFalse(of("?", true).contentEquals(of("i", 2L)));
    View two = TestMemory.longs("B", i -> 2, 1);
    assertTrue(two.cast("?").contentEquals(of("?", true)));
    assertFalse(of("c", (Object) new byte[] {65}).contentEquals(of("B", 65L)));
    assertTrue(of("c", (Object) new byte[] {65}).contentEquals(of("s", (Object) new byte[] {65})));
    assertTrue(of("ii", List.of(1L, 2L)).contentEquals(of("T{>h:a:d:b:}", List.of(1L, 2.0))));
    assertFalse(of("ii", List.of(1L, 2L)).contentEquals(of("iii", List.of(1L, 2L, 3L))));
    assertFalse(of("T{i:a:}", List.of(1L)).contentEquals(of("i", 1L)));
    assertTrue(of("2i", List.of(1L, 2L)).contentEquals(of("2d", List.of(1.0, 2.0))));
  }

  @Test
  void shapesHaveToBeEqual() {
    View view = TestMemory.longs("i", i -> i, 6);
    assertFalse(view.contentEquals(view.reshape(2, 3)));
    assertFalse(view.contentEquals(view.reshape(6, 1)));
    assertFalse(TestMemory.zeros("i", 0, 3).contentEquals(TestMemory.zeros("i", 3, 0)));
    assertTrue(TestMemory.zeros("i", 0, 3).contentEquals(TestMemory.zeros("d", 0, 3)));
    assertFalse(TestMemory.zeros("i").contentEquals(TestMemory.zeros("i", 1)));
  }

  @Test
  void equalsIsThatOfTheObject() {
    View view = TestMemory.zeros("i", 3);
    assertEquals(view, view);
    assertNotEquals(view, view.slice());
  }
}
