package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.format.Leniency;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ValueException;
import io.memview.internal.Platform;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What views print, against what NumPy printed. */
final class ShowTest {
  private static List<String> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ShowTest.class.getResourceAsStream("/show/arrays.jsonl"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static View view(String format, List<?> shape, byte[] bytes) {
    long[] extents = shape.stream().mapToLong(n -> (Long) n).toArray();
    Format item = Format.parse(format, Leniency.NUMPY);
    long count = 1;
    for (long extent : extents) {
      count *= extent;
    }
    long size = count == 0 ? item.paddedSize() : bytes.length / count;
    return TestMemory.view(
        Memory.of(MemorySegment.ofArray(bytes), item, Layout.contiguous(size, Order.C, extents)));
  }

  private static PrintOptions options(Map<?, ?> given) {
    PrintOptions options = PrintOptions.DEFAULT;
    for (Map.Entry<?, ?> option : given.entrySet()) {
      int number = ((Long) option.getValue()).intValue();
      options =
          switch ((String) option.getKey()) {
            case "precision" -> options.withPrecision(number);
            case "max_line_width" -> options.withLineWidth(number);
            case "threshold" -> options.withThreshold(number);
            case "edgeitems" -> options.withEdgeItems(number);
            default -> throw new AssertionError(option);
          };
    }
    return options;
  }

  @Test
  void printsWhatNumpyPrints() throws IOException {
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    for (String line : lines()) {
      Map<?, ?> array = (Map<?, ?>) Json.parse(line);
      boolean isOfX87 = ((String) array.get("format")).endsWith("g");
      if (isOfX87 && Platform.current().longDouble() != Platform.LongDouble.X87) {
        continue;
      }
      byte[] bytes = HexFormat.of().parseHex((String) array.get("hex"));
      View view = view((String) array.get("format"), (List<?>) array.get("shape"), bytes);
      String text = view.show(options((Map<?, ?>) array.get("options")));
      if (!text.equals(array.get("text"))) {
        wrong.add(
            "'%s' %s %s%n%s%nnot%n%s"
                .formatted(
                    array.get("format"),
                    view.layout(),
                    array.get("options"),
                    text,
                    array.get("text")));
      }
      checked++;
    }
    assertEquals("", String.join("\n\n", wrong));
    assertTrue(checked > 200, "only " + checked);
  }

  @Test
  void everyLayoutPrintsItsItems() {
    View table = TestMemory.longs("i", i -> i, 2, 3);
    assertEquals("[[0 1 2]\n [3 4 5]]", table.show());
    assertEquals("[[0 3]\n [1 4]\n [2 5]]", table.transpose().show());
    assertEquals("[[5 4 3]\n [2 1 0]]", table.flip().show());
    View rows = TestMemory.view(TestMemory.blocks("i", 1, 2, 3));
    assertEquals("[[0 1 2]\n [3 4 5]]", rows.show());
    assertEquals("[2 1 0]", rows.at(0).flip().show());
    assertEquals("[[7 7 7]\n [7 7 7]]", TestMemory.longs("B", i -> 7, 1).broadcast(2, 3).show());
  }

  /** What NumPy has no format for, or no value. */
  @Test
  void otherFormats() {
    View record = TestMemory.zeros("T{3t:a:7t:b:}", 2);
    record.setObject(1, List.of(5L, 100L));
    assertEquals("[(0,   0) (5, 100)]", record.show());
    View pascal = TestMemory.zeros("4p", 2);
    pascal.setObject(0, new byte[] {'a', 0});
    assertEquals("[b'a\\x00' b'']", pascal.show());
    View pointers = TestMemory.zeros("T{O:a:&i:b:X{i->d}:c:}", 1);
    pointers.reinterpret(Format.parse("B")).fill(10);
    assertEquals(
        "[(b'\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A', 723401728380766730,"
            + " b'\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A')]",
        pointers.show());
    assertEquals("[b'" + "\\x00".repeat(8) + "']", TestMemory.zeros("O", 1).show());
    assertEquals("['é' '']", text("2u", "é", "").show());
    View halves =
        TestMemory.view(MemoryExporter.allocate(new Scalar(ScalarType.BFLOAT16), new long[] {3}));
    halves.setObject(0, 0.1);
    halves.setObject(1, -1.5);
    assertEquals("[ 0.1 -1.5  0. ]", halves.show());
    View small = TestMemory.zeros("Ze", 1);
    assertEquals("[0.+0.j]", small.show());
    View pairs = TestMemory.zeros("(2,2)b", 2);
    assertEquals("[[[0, 0], [0, 0]] [[0, 0], [0, 0]]]", pairs.show());
    assertEquals("[()]", TestMemory.zeros("T{}", 1).show());
    View units = TestMemory.zeros("w", 1);
    units.reinterpret(Format.parse("I")).setLong(0, 0x110000);
    assertThrows(ValueException.class, units::show);
  }

  private static View text(String format, String... items) {
    View view = TestMemory.zeros(format, items.length);
    for (int i = 0; i < items.length; i++) {
      view.setObject(i, items[i]);
    }
    return view;
  }

  /** Every number of 16 bits is read back from its text, and no shorter text would do. */
  @Test
  void everyHalfPrintsItsFewestDigits() {
    View view = TestMemory.zeros("e", 1);
    View bits = view.reinterpret(Format.parse("H"));
    for (int i = 0; i < 0x7C00; i++) {
      bits.setLong(0, i);
      BigDecimal shown = new BigDecimal(view.at(0).show(PrintOptions.DEFAULT.withPrecision(17)));
      assertEquals(i, half(shown), shown.toString());
      BigDecimal digits = shown.stripTrailingZeros();
      if (digits.precision() > 1) {
        BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(1 - digits.scale());
        BigDecimal below = digits.divideToIntegralValue(step).multiply(step);
        assertFalse(half(below) == i || half(below.add(step)) == i, shown.toString());
      }
    }
  }

  private static int half(BigDecimal value) {
    return Float.floatToFloat16(value.floatValue()) & 0xFFFF;
  }

  @Test
  void manyDimensionsStayShort() {
    long[] shape = new long[62];
    Arrays.fill(shape, 2);
    View item = TestMemory.longs("B", i -> 1, 1).at(0);
    assertTrue(item.broadcast(shape).show().length() < 1_000_000);
    Arrays.fill(shape, 0, 22, 7);
    View sevens = item.broadcast(Arrays.copyOf(shape, 22));
    assertTrue(sevens.show().length() < 200_000);
    assertTrue(item.broadcast(1L << 40, 1L << 20).show().length() < 1000);
    PrintOptions edges = PrintOptions.DEFAULT.withEdgeItems(1).withThreshold(0);
    assertEquals("[[1 ... 1]\n ...\n [1 ... 1]]", item.broadcast(9, 9).show(edges));
  }

  @Test
  void whatIsNoTableIsText() {
    assertEquals("<pre>0</pre>", TestMemory.longs("i", i -> i).showHtml());
    assertEquals("<pre>[]</pre>", TestMemory.longs("i", i -> i, 0, 2).showHtml());
    assertEquals("<pre>[[[0]]]</pre>", TestMemory.longs("i", i -> i, 1, 1, 1).showHtml());
    View released = TestMemory.longs("i", i -> i, 2);
    released.lease.close();
    assertThrows(BufferException.Released.class, released::showHtml);
  }

  @Test
  void optionsAreChecked() {
    PrintOptions options = PrintOptions.DEFAULT;
    assertThrows(IllegalArgumentException.class, () -> options.withPrecision(-1));
    assertThrows(IllegalArgumentException.class, () -> options.withLineWidth(-1));
    assertThrows(IllegalArgumentException.class, () -> options.withThreshold(-1));
    assertThrows(IllegalArgumentException.class, () -> options.withEdgeItems(0));
    View view = TestMemory.zeros("d", 3);
    view.setDouble(1, 1 / 3.0);
    int most = Integer.MAX_VALUE;
    assertEquals(
        "[0.                 0.3333333333333333 0.                ]",
        view.show(
            PrintOptions.DEFAULT
                .withPrecision(most)
                .withLineWidth(most)
                .withThreshold(Long.MAX_VALUE)
                .withEdgeItems(most)));
    assertEquals(
        "[0.\n 0.\n 0.]",
        view.show(
            PrintOptions.DEFAULT
                .withPrecision(0)
                .withLineWidth(0)
                .withThreshold(0)
                .withEdgeItems(most)));
  }

  @Test
  void describes() {
    MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new double[6]).withShape(2, 3));
    Lease lease = exporter.acquire(Request.FULL);
    View view = lease.view();
    String owner = "io.memview.MemoryExporter";
    assertEquals(
        """
        format      'd', items of 8 bytes
        shape       (2, 3), 6 items, 48 bytes
        strides     (24, 8)
        suboffsets  none
        order       C contiguous
        access      writable
        owner       %s, 1 open lease
        lease       open\
        """
            .formatted(owner),
        view.describe());
    Lease second = view.transpose().asReadOnly().acquire(Request.FULL_RO);
    View turned = second.view();
    assertEquals(
        """
        format      'd', items of 8 bytes
        shape       (3, 2), 6 items, 48 bytes
        strides     (8, 24)
        suboffsets  none
        order       Fortran contiguous
        access      read-only
        owner       %s, 2 open leases
        lease       open\
        """
            .formatted(owner),
        turned.describe());
    assertTrue(view.slice(Index.all(), Index.at(0)).describe().contains("not contiguous"));
    assertTrue(view.at(0, 0).describe().contains("C and Fortran contiguous"));
    second.close();
    lease.close();
    String released = turned.describe();
    assertTrue(released.endsWith("0 open leases\nlease       released"), released);
    String rows = TestMemory.view(TestMemory.blocks("i", 1, 2, 3)).describe();
    assertTrue(rows.contains("suboffsets  (0, -1)\n"), rows);
    assertThrows(BufferException.Released.class, view::show);
  }

  @Test
  void itemsThatAreTooLongForALine() {
    View view = text("9w", Collections.nCopies(2, "123456789").toArray(String[]::new));
    assertEquals("['123456789'\n '123456789']", view.show(PrintOptions.DEFAULT.withLineWidth(5)));
  }
}
