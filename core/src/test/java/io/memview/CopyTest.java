package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType.Kind;
import io.memview.format.ValueException;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Copies between all geometries, overlapping ones too, and from format to format. */
class CopyTest {

  // ---- geometry

  /** What the whole memory shows after the items of a kind were given new values. */
  private static Map<LayoutModel.Cell, Long> written(Geometry kind, List<Long> values) {
    Map<LayoutModel.Cell, Long> all = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      all.put(kind.model().cells.get(i), values.get(i));
    }
    return all;
  }

  private static void checkWhole(Geometry kind, List<Long> values, Object what) {
    Map<LayoutModel.Cell, Long> written = written(kind, values);
    for (long[] index : TestMemory.indices(kind.wholeModel().shape)) {
      LayoutModel.Cell cell = kind.wholeModel().cell(index);
      assertEquals(
          written.getOrDefault(cell, cell.value()),
          kind.whole().getLong(index),
          () -> what + ": item " + Arrays.toString(index));
    }
  }

  private static List<Long> values(Geometry kind) {
    return kind.model().cells.stream().map(LayoutModel.Cell::value).toList();
  }

  @Test
  void everyGeometryIsCopiedToEveryOther() {
    for (Geometry from : Geometry.ofOneShape("i")) {
      for (Geometry to : Geometry.ofOneShape("i")) {
        to.view().copyFrom(from.view());
        checkWhole(to, values(from), from + " to " + to);
      }
      for (Geometry to : Geometry.ofOneShape(">q")) {
        to.view().copyFrom(from.view());
        checkWhole(to, values(from), from + " to " + to + " of another format");
      }
    }
  }

  @Test
  void everyGeometryIsAssignedFromBroadcastItems() {
    for (Geometry to : Geometry.ofOneShape("i")) {
      View row = TestMemory.longs("h", i -> 100 + i, 4);
      View column = TestMemory.longs("i", i -> 200 + i, 3, 1);
      View one = TestMemory.longs("b", i -> -5, 1).at(0);
      List<Long> expected = new ArrayList<>();
      TestMemory.indices(2, 3, 4).forEach(index -> expected.add(100 + index[2]));
      to.view().assign(row);
      checkWhole(to, expected, to);
      expected.clear();
      TestMemory.indices(2, 3, 4).forEach(index -> expected.add(200 + index[1]));
      to.view().assign(column);
      checkWhole(to, expected, to);
      expected.replaceAll(value -> -5L);
      to.view().assign(one);
      checkWhole(to, expected, to);
      View wrong = TestMemory.zeros("i", 3);
      assertThrows(IllegalArgumentException.class, () -> to.view().assign(wrong));
      assertThrows(IllegalArgumentException.class, () -> to.view().copyFrom(row));
      checkWhole(to, expected, to);
    }
  }

  @Test
  void everyGeometryIsFilledAndWrittenFromBytesAndArrays() {
    for (Geometry to : Geometry.ofOneShape("i")) {
      View view = to.view();
      view.fill(-7);
      checkWhole(to, Collections.nCopies(24, -7L), to);
      int[] numbers = new int[24];
      Arrays.setAll(numbers, i -> 1000 - i);
      view.fromArray(numbers);
      List<Long> expected = Arrays.stream(numbers).asLongStream().boxed().toList();
      checkWhole(to, expected, to);
      ByteBuffer bytes = ByteBuffer.allocate(96).order(ByteOrder.nativeOrder());
      for (int i = 0; i < 24; i++) {
        bytes.putInt(3 * i);
      }
      view.copyFrom(MemorySegment.ofArray(bytes.array()), Order.C);
      checkWhole(to, expected.stream().map(v -> 3 * (1000 - v)).toList(), to);
      view.copyFrom(MemorySegment.ofArray(bytes.array()), Order.FORTRAN);
      List<Long> fortran = new ArrayList<>();
      TestMemory.indices(2, 3, 4)
          .forEach(index -> fortran.add(3 * (index[0] + 2 * index[1] + 6 * index[2])));
      checkWhole(to, fortran, to);
      assertArrayEquals(bytes.array(), view.toBytes(Order.FORTRAN));
      MemorySegment tooSmall = MemorySegment.ofArray(new byte[95]);
      assertThrows(IllegalArgumentException.class, () -> view.copyFrom(tooSmall, Order.C));
      assertThrows(IllegalArgumentException.class, () -> view.fromArray(new int[23]));
      assertThrows(IllegalArgumentException.class, () -> view.fromArray(new float[24]));
      long[] tooLarge = new long[24];
      tooLarge[23] = 1L << 31;
      assertThrows(ValueException.class, () -> view.fromArray(tooLarge));
      assertThrows(IllegalArgumentException.class, () -> view.fromArray("text"));
      assertThrows(IllegalArgumentException.class, () -> view.fromArray(new int[2][12]));
      assertThrows(ValueException.class, () -> view.fill(1L << 31));
      checkWhole(to, fortran, to);
    }
  }

  @Test
  void emptyAndSingleItemsAreCopied() {
    View empty = TestMemory.zeros("i", 0, 3);
    empty.copyFrom(TestMemory.zeros("i", 0, 3));
    empty.fill(3);
    empty.assign(TestMemory.zeros("i", 1));
    empty.fromArray(new int[0]);
    empty.copyFrom(MemorySegment.ofArray(new byte[0]), Order.FORTRAN);
    assertEquals(0, empty.toArray(int[].class).length);
    View one = TestMemory.zeros("i");
    one.copyFrom(TestMemory.longs("i", i -> 5, 1).at(0));
    assertEquals(5L, one.getObject());
    one.fill(6);
    assertEquals(6L, one.toList());
  }

  // ---- overlap

  private static Index[] range(Random random, long extent, long count) {
    long step = 1L + random.nextInt((int) Math.max(1, extent / count));
    long span = (count - 1) * step + 1;
    long start = random.nextInt((int) (extent - span + 1));
    return new Index[] {
      random.nextBoolean()
          ? Index.range(start, start + span, step)
          : Index.range(start + span - 1, start == 0 ? -extent - 1 : start - 1, -step)
    };
  }

  @Test
  void overlappingItemsAreCopiedAsIfReadFirst() {
    Seeds.forEach(
        CopyTest.class,
        3000,
        random -> {
          int levels = random.nextInt(3);
          Geometry base = Geometry.base("h", levels, 6, 7);
          long rows = 1L + random.nextInt(6);
          long columns = 1L + random.nextInt(7);
          Geometry from = base.slice(range(random, 6, rows)[0], range(random, 7, columns)[0]);
          Geometry to = base.slice(range(random, 6, rows)[0], range(random, 7, columns)[0]);
          if (random.nextBoolean()) {
            to.view().copyFrom(from.view());
          } else {
            to.view().assign(from.view());
          }
          checkWhole(to, values(from), from + " to " + to);
        });
  }

  @Test
  void overlappingItemsOfDifferentFormatsAreCopiedAsIfReadFirst() {
    byte[] bytes = new byte[64];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    View all = TestMemory.view(Memory.ofUnsigned(bytes));
    View narrow = all.slice(Index.range(4, 20));
    View wide = all.slice(Index.range(0, 64)).cast("H").slice(Index.range(0, 16));
    List<?> expected = (List<?>) narrow.toList();
    wide.copyFrom(narrow);
    assertEquals(expected, wide.toList());
  }

  @Test
  void aSquareIsTransposedInPlace() {
    View square = TestMemory.longs("i", i -> i, 5, 5);
    Object expected = square.transpose().toList();
    square.copyFrom(square.transpose());
    assertEquals(expected, square.toList());
    View rows = TestMemory.view(TestMemory.blocks("i", 1, 3, 4));
    Object flipped = rows.flip().toList();
    rows.copyFrom(rows.flip());
    assertEquals(flipped, rows.toList());
  }

  @Test
  void aViewIsAssignedFromItsOwnRow() {
    View view = TestMemory.longs("i", i -> i, 3, 4);
    view.assign(view.at(1));
    assertEquals(List.of(4L, 5L, 6L, 7L), view.at(0).toList());
    assertEquals(List.of(4L, 5L, 6L, 7L), view.at(2).toList());
  }

  @Test
  void bytesOfTheViewItselfAreCopiedAsIfReadFirst() {
    View view = TestMemory.longs("B", i -> i, 8);
    view.copyFrom(view.asSegment(), Order.C);
    assertEquals(7L, view.getObject(7));
    view.flip().copyFrom(view.asSegment(), Order.C);
    assertEquals(List.of(7L, 6L, 5L, 4L, 3L, 2L, 1L, 0L), view.toList());
  }

  // ---- formats

  private static final List<String> NUMBERS =
      List.of(
          "b", "B", "h", ">h", "H", "<H", "i", ">i", "I", ">I", "l", "=l", "q", ">q", "Q", ">Q",
          "n", "N", "P", "e", ">e", "f", "<f", ">f", "d", ">d", "?");

  private static boolean isConvertible(Scalar from, Scalar to) {
    Kind a = from.type().kind();
    Kind b = to.type().kind();
    boolean integer = a == Kind.SIGNED || a == Kind.UNSIGNED;
    return a == b || (integer && b != Kind.BOOL);
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Double d ? new BigDecimal(d) : new BigDecimal(number.toString());
  }

  /** Whether struct would take the value for the target, and hold integers exactly. */
  private static boolean fits(Object value, Scalar to) {
    View item = TestMemory.zeros(to.toString(), 1);
    try {
      item.setObject(0, value);
    } catch (ValueException e) {
      return false;
    }
    return value instanceof Double
        || value instanceof Boolean
        || exact(value).compareTo(exact(item.getObject(0))) == 0;
  }

  private static Object random(Random random, Scalar format) {
    boolean small = random.nextBoolean();
    return switch (format.type().kind()) {
      case BOOL -> random.nextBoolean();
      case FLOAT ->
          small
              ? random.nextInt(200) - 100.0
              : (double) Float.float16ToFloat((short) random.nextInt());
      default -> {
        int bits = 8 * (int) format.itemSize();
        BigInteger value = new BigInteger(small ? Math.min(7, bits - 1) : bits, random);
        if (format.type().kind() == Kind.SIGNED && !small) {
          value = value.subtract(BigInteger.ONE.shiftLeft(bits - 1));
        }
        yield value;
      }
    };
  }

  @Test
  void everyPairOfCodesIsConvertedExactlyOrRefusedWithNothingWritten() {
    for (String from : NUMBERS) {
      for (String to : NUMBERS) {
        Seeds.forEach(CopyTest.class, 12, random -> convert(from, to, random));
      }
    }
  }

  private static void convert(String from, String to, Random random) {
    int count = 1 + random.nextInt(4);
    View source = TestMemory.zeros(from, count);
    View target = TestMemory.zeros(to, count);
    Scalar a = (Scalar) source.format();
    Scalar b = (Scalar) target.format();
    boolean fits = true;
    for (int i = 0; i < count; i++) {
      source.setObject(i, random(random, a));
      fits &= !isConvertible(a, b) || fits(source.getObject(i), b);
    }
    byte[] before = new byte[count * (int) b.itemSize()];
    random.nextBytes(before);
    target.copyFrom(MemorySegment.ofArray(before), Order.C);
    String what = from + " to " + to + " of " + source.toList();
    if (!isConvertible(a, b)) {
      assertThrows(IllegalArgumentException.class, () -> target.copyFrom(source), what);
      assertArrayEquals(before, target.toBytes(Order.C), what);
    } else if (!fits) {
      assertThrows(ValueException.class, () -> target.copyFrom(source), what);
      assertArrayEquals(before, target.toBytes(Order.C), what);
      assertThrows(ValueException.class, () -> target.assign(source), what);
      assertArrayEquals(before, target.toBytes(Order.C), what);
    } else {
      target.copyFrom(source);
      View expected = TestMemory.zeros(to, count);
      for (int i = 0; i < count; i++) {
        expected.setObject(i, source.getObject(i));
      }
      assertEquals(expected.toList(), target.toList(), what);
    }
  }

  @Test
  void aValueThatDoesNotFitLeavesEverythingAsItWas() {
    for (Geometry kind : Geometry.ofOneShape("h")) {
      List<Long> before = values(kind);
      for (int bad : new int[] {0, 11, 23}) {
        View source = TestMemory.longs("i", i -> i == bad ? 40000 : -1, 2, 3, 4);
        ValueException e = assertThrows(ValueException.class, () -> kind.view().copyFrom(source));
        assertTrue(e.getMessage().contains("40000"), e.getMessage());
        checkWhole(kind, before, kind);
      }
      View row = TestMemory.longs("i", i -> i == 3 ? 40000 : -1, 4);
      assertThrows(ValueException.class, () -> kind.view().assign(row));
      checkWhole(kind, before, kind);
    }
    View memory = TestMemory.longs("I", i -> i == 3 ? 70000 : i, 4);
    View narrow = memory.cast("B").cast("H").slice(Index.range(0, 4));
    Object before = memory.toList();
    assertThrows(ValueException.class, () -> narrow.copyFrom(memory));
    assertEquals(before, memory.toList());
  }

  @Test
  void floatsKeepStructsOverflowRule() {
    View source = TestMemory.zeros("d", 2);
    source.setDouble(0, 0.1);
    source.setDouble(1, 1e300);
    View nativeFloat = TestMemory.zeros("f", 2);
    nativeFloat.copyFrom(source);
    assertEquals(List.of((double) 0.1f, Double.POSITIVE_INFINITY), nativeFloat.toList());
    for (String format : List.of("<f", ">f", "=f", "e", ">e")) {
      View target = TestMemory.zeros(format, 2);
      assertThrows(ValueException.class, () -> target.copyFrom(source), format);
      assertEquals(List.of(0.0, 0.0), target.toList());
    }
    source.setDouble(0, Double.NaN);
    source.setDouble(1, Double.NEGATIVE_INFINITY);
    for (String format : List.of("<f", ">f", "f", "e", ">e", ">d")) {
      View target = TestMemory.zeros(format, 2);
      target.copyFrom(source);
      assertEquals(List.of(Double.NaN, Double.NEGATIVE_INFINITY), target.toList());
    }
  }

  @Test
  void otherItemsAreCopiedBetweenEqualFormatsOnly() {
    View records = TestMemory.zeros("T{i:a:2s:b:}", 2);
    records.setObject(0, List.of(1L, new byte[] {'x', 'y'}));
    View same = TestMemory.zeros("T{=i:a:2s:b:2x}", 2);
    same.copyFrom(records);
    assertTrue(same.contentEquals(records));
    for (String other : List.of("T{i:a:2s:c:}", "T{>i:a:2s:b:}", "T{i:a:3s:b:}", "q", "8s")) {
      View target = TestMemory.zeros(other, 2);
      assertThrows(IllegalArgumentException.class, () -> target.copyFrom(records), other);
    }
    View text = TestMemory.zeros("c", 1);
    assertThrows(IllegalArgumentException.class, () -> text.copyFrom(TestMemory.zeros("B", 1)));
    assertThrows(IllegalArgumentException.class, () -> TestMemory.zeros("s", 1).copyFrom(text));
  }

  @Test
  void arraysAreInNativeByteOrder() {
    View view = TestMemory.longs(">i", i -> 0x01020304, 2);
    assertArrayEquals(new int[] {0x01020304, 0x01020304}, view.toArray(int[].class));
    view.fromArray(new int[] {5, 6});
    assertEquals(List.of(5L, 6L), view.toList());
    assertArrayEquals(new byte[] {0, 0, 0, 5, 0, 0, 0, 6}, view.toBytes(Order.C));
    assertArrayEquals(
        new int[] {-1}, TestMemory.longs("I", i -> 0xFFFFFFFFL, 1).toArray(int[].class));
    assertArrayEquals(new char[] {'a'}, TestMemory.longs(">h", i -> 'a', 1).toArray(char[].class));
    View doubles = TestMemory.zeros("<d", 1);
    doubles.fromArray(new double[] {1.5});
    assertArrayEquals(new double[] {1.5}, doubles.toArray(double[].class));
    for (Class<?> wrong :
        List.of(boolean[].class, int.class, Integer[].class, int[][].class, String.class)) {
      assertThrows(IllegalArgumentException.class, () -> view.toArray(wrong), wrong.getName());
    }
    assertThrows(
        IllegalArgumentException.class, () -> TestMemory.zeros("?", 1).toArray(byte[].class));
    assertThrows(
        IllegalArgumentException.class, () -> TestMemory.zeros("c", 1).toArray(byte[].class));
    assertThrows(
        IllegalArgumentException.class, () -> TestMemory.zeros("e", 1).toArray(short[].class));
  }

  // ---- items with bytes behind the format's

  private static View trailing(String format, byte[] bytes, long itemSize) {
    return TestMemory.view(
        Memory.of(
            MemorySegment.ofArray(bytes),
            Format.parse(format),
            Layout.contiguous(itemSize, Order.C, bytes.length / itemSize)));
  }

  @Test
  void bytesBehindTheFormatBelongToTheItemAsBytesAndNotAsAValue() {
    byte[] bytes = new byte[24];
    for (int i = 0; i < 24; i++) {
      bytes[i] = (byte) (i + 1);
    }
    byte[] original = bytes.clone();
    View view = trailing("T{i:a:}", bytes, 8);
    assertArrayEquals(original, view.toBytes(Order.C));
    assertArrayEquals(original, view.asSegment().toArray(ValueLayout.JAVA_BYTE));
    byte[] flipped = view.flip().toBytes(Order.C);
    assertArrayEquals(Arrays.copyOfRange(original, 16, 24), Arrays.copyOf(flipped, 8));
    List<Byte> runs = new ArrayList<>();
    view.flip()
        .forEachRun(
            run -> {
              for (byte b : run.toArray(ValueLayout.JAVA_BYTE)) {
                runs.add(b);
              }
            });
    for (int i = 0; i < 24; i++) {
      assertEquals(flipped[i], runs.get(i));
    }

    // Values are written without touching what is behind them.
    view.copyFrom(TestMemory.zeros("T{i:a:}", 3));
    for (int i = 0; i < 24; i++) {
      assertEquals(i % 8 < 4 ? 0 : original[i], bytes[i]);
    }
    view.fill(List.of(-1L));
    for (int i = 0; i < 24; i++) {
      assertEquals(i % 8 < 4 ? -1 : original[i], bytes[i]);
    }
    View packed = TestMemory.zeros("T{i:a:}", 3);
    packed.copyFrom(view);
    assertTrue(packed.contentEquals(view));
    assertArrayEquals(new int[] {-1, -1, -1}, view.field("a").toArray(int[].class));

    // Bytes are bytes.
    view.copyFrom(MemorySegment.ofArray(original), Order.C);
    assertArrayEquals(original, bytes);
  }

  @Test
  void anItemSmallerThanItsFormatIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> trailing("d", new byte[24], 4));
  }

  // ---- read-only

  @Test
  void nothingWritesReadOnlyMemory() {
    View base = TestMemory.longs("i", i -> i, 3);
    List<View> readOnly =
        List.of(
            base.asReadOnly(),
            base.asReadOnly().slice(Index.every(-1)),
            base.asReadOnly().cast("B").cast("i"),
            base.reshape(1, 3).broadcast(2, 3).at(0));
    for (View view : readOnly) {
      assertTrue(view.isReadOnly());
      assertThrows(BufferException.ReadOnly.class, () -> view.copyFrom(base));
      assertThrows(BufferException.ReadOnly.class, () -> view.assign(base));
      assertThrows(BufferException.ReadOnly.class, () -> view.fill(1));
      assertThrows(BufferException.ReadOnly.class, () -> view.fromArray(new int[3]));
      MemorySegment bytes = MemorySegment.ofArray(new byte[12]);
      assertThrows(BufferException.ReadOnly.class, () -> view.copyFrom(bytes, Order.C));
      assertThrows(BufferException.ReadOnly.class, () -> view.setObject(0, 1L));
      assertThrows(BufferException.ReadOnly.class, () -> view.setLong(0, 1));
      assertEquals(List.of(0L, 1L, 2L), base.toList());
    }
    View doubles = TestMemory.zeros("d", 1).asReadOnly();
    assertThrows(BufferException.ReadOnly.class, () -> doubles.setDouble(0, 1));
    View truths = TestMemory.zeros("?", 1).asReadOnly();
    assertThrows(BufferException.ReadOnly.class, () -> truths.setBoolean(0, true));
  }

  /** Windows over bytes share them, so a row may end where the memory does. */
  @Test
  void windowsOfBytesAreTransposed() {
    for (int rows = 2; rows <= 12; rows++) {
      for (int step = 1; step <= 5; step++) {
        for (int items : new int[] {7, 8, 64, 65}) {
          byte[] bytes = new byte[step * (items - 1) + rows];
          new Random(rows).nextBytes(bytes);
          Layout layout = Layout.strided(0, 1, new long[] {rows, items}, new long[] {1, step});
          byte[] expected = new byte[rows * items];
          for (int i = 0; i < expected.length; i++) {
            expected[i] = bytes[i / items + i % items * step];
          }
          byte[] heap =
              MemoryExporter.of(MemorySegment.ofArray(bytes), "B", layout)
                  .withView(Request.FULL_RO, view -> view.toBytes(Order.C));
          assertArrayEquals(expected, heap, "rows %d, step %d".formatted(rows, step));
        }
      }
    }
  }
}
