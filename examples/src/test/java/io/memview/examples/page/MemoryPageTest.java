package io.memview.examples.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.Exporter;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.array.NestedArrays;
import io.memview.array.PrimitiveArrays;
import io.memview.format.Format;
import io.memview.layout.Index;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who points at a page of a view, in a real browser. */
final class MemoryPageTest {
  private static @Nullable Browser started;
  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Browser.installed();
    assumeTrue(program.isPresent(), "no Chromium is on the path: pages are not looked at");
    try {
      started = new Browser(program.get());
    } catch (IOException e) { // it needs much of a system
      abort("pages are not looked at: " + e.getMessage());
    }
  }

  @AfterAll
  static void end() throws Exception {
    if (started != null) {
      started.close();
    }
  }

  private static Browser browser() {
    return Objects.requireNonNull(started);
  }

  private void open(Exporter exporter, UnaryOperator<View> change) throws Exception {
    Path file = folder.resolve("page.html");
    Files.writeString(
        file, exporter.withView(Request.FULL_RO, view -> change.apply(view).layoutHtml()));
    browser().open(file);
  }

  /** The lines that are shown. */
  private static List<String> info() {
    return browser()
        .evaluate(
            "[...document.getElementById('info').children].map(e => e.textContent).join('\\n')")
        .lines()
        .toList();
  }

  /** What is marked: items of the array, and bytes as BLOCK:OFFSET. */
  private static String marked() {
    return browser()
        .evaluate(
            "[...document.querySelectorAll('.hot')].map(e => e.dataset.o ? e.parentNode.dataset.b +"
                + " ':' + e.dataset.o : e.textContent).join(' ')");
  }

  private static String item(int number) {
    return "td[data-i='%d']".formatted(number);
  }

  private static String at(int block, int offset) {
    return ".block[data-b='%d'] rect[data-o='%d']".formatted(block, offset);
  }

  private static MemoryExporter counted() {
    return PrimitiveArrays.export(IntStream.range(0, 12).toArray(), 3, 4);
  }

  @Test
  void anItemSaysWhereItLiesAndAByteWhoseItIs() throws Exception {
    open(counted(), view -> view);
    browser().point(item(6));
    assertEquals(
        List.of(
            "item [1, 2] is 6",
            "bytes 24 to 27 of block 0, on the heap",
            "offset 0 + 1·16 + 2·4 = 24"),
        info());
    assertEquals("6 0:24 0:25 0:26 0:27", marked());
    browser().point(at(0, 37));
    assertEquals(
        List.of("byte 37 of block 0, on the heap", "byte 1 of 4 of item [2, 1]; the item is 9"),
        info());
    assertEquals("9 0:36 0:37 0:38 0:39", marked());
    assertEquals(List.of(), browser().complaints());
  }

  @Test
  void turnedAndBackwards() throws Exception {
    open(counted(), view -> view.transpose().slice(Index.every(-2)));
    browser().point(item(0));
    assertEquals("offset 12 + 0·-8 + 0·16 = 12", info().get(2));
    assertEquals("item [0, 0] is 3", info().getFirst());
    browser().point(at(0, 20));
    assertEquals("byte 0 of 4 of item [1, 1]; the item is 5", info().get(1));
    browser().point(at(0, 24));
    assertEquals("not reached by this view", info().get(1));
    assertEquals("0:24", marked());
  }

  @Test
  void rowsBehindPointers() throws Exception {
    int[][] rows = {{1, 2, 3}, {4, 5, 6}};
    open(NestedArrays.export(rows), view -> view.slice(Index.all(), Index.from(1)));
    browser().point(item(3));
    assertEquals(
        List.of(
            "item [1, 1] is 6",
            "bytes 8 to 11 of block 2, on the heap",
            "offset 0 + 1·8 → pointer → 4 + 1·4 = 8"),
        info());
    assertEquals("6 0:8 2:8 2:9 2:10 2:11", marked());
    browser().point(at(0, 8));
    assertEquals(
        List.of(
            "slot 1 of table 0: a pointer to block 2",
            "bytes 8 to 15",
            "leads to 2 items: [1, 0] [1, 1]"),
        info());
    browser().point(at(2, 4));
    assertEquals("byte 0 of 4 of item [1, 0]; the item is 5", info().get(1));
  }

  @Test
  void fieldsAndPadding() throws Exception {
    MemoryExporter records =
        MemoryExporter.allocate(Format.parse("T{b:flag:i:id:T{h:x:h:y:}:p:}"), 3);
    records.doWithView(Request.FULL, view -> view.setObject(1, List.of(1L, 200L, List.of(3L, 4L))));
    open(records, view -> view);
    browser().point("td[data-i='1'][data-f='1']");
    assertEquals(
        List.of(
            "field id of item [1] is 200",
            "bytes 16 to 19 of block 0, on the heap",
            "offset 0 + 1·12 = 12, and 4 to the field"),
        info());
    browser().point(at(0, 14));
    assertEquals("byte 2 of 12 of item [1], padding; the item is 1, 200, (3, 4)", info().get(1));
    browser().point(at(0, 23));
    assertEquals(
        "byte 11 of 12 of item [1], field p.y (its byte 1 of 2); the item is 1, 200, (3, 4)",
        info().get(1));
  }

  @Test
  void itemsThatShareAByte() throws Exception {
    open(PrimitiveArrays.export(new byte[] {7, 8}), view -> view.broadcast(20, 2));
    browser().point(at(0, 1));
    assertEquals(
        List.of(
            "byte 1 of block 0, on the heap",
            "byte 0 of 1 of item [0, 1]; the item is 8",
            "shared by 20 items: [0, 1] [1, 1] [2, 1] [3, 1] [4, 1] [5, 1] [6, 1] [7, 1] …"),
        info());
  }

  @Test
  void memoryWithAnAddress() throws Exception {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("h"), 4);
    long address = memory.withView(Request.FULL, view -> view.asSegment().address());
    open(memory, view -> view.slice(Index.from(1)));
    browser().point(item(2));
    assertEquals("bytes 6 to 7 of block 0, address 0x%x".formatted(address + 6), info().get(1));
    memory.free();
  }

  @Test
  void aSummaryOfWhatIsLarge() throws Exception {
    open(PrimitiveArrays.export(new double[60_000], 200, 300), view -> view.slice(Index.from(100)));
    browser().point("[data-i='%d']".formatted(35)); // the last of 6 x 6
    assertEquals(
        List.of(
            "item [99, 299] is 0.",
            "bytes 479992 to 479999 of block 0, on the heap",
            "offset 240000 + 99·2400 + 299·8 = 479992"),
        info());
    browser().point(".band rect:nth-child(10)");
    assertEquals("bytes 18000 to 19999 of block 0, on the heap", info().getFirst());
    assertEquals("not reached, as far as was looked", info().get(1));
    browser().point(".band rect:nth-child(240)");
    assertEquals("reached by this view", info().get(1));
    assertEquals(List.of(), browser().complaints());
  }

  @Test
  void theKeyboardGoesEverywhere() throws Exception {
    open(counted(), view -> view);
    browser().press("Tab");
    assertEquals("item [0, 0] is 0", info().getFirst());
    browser().press("ArrowDown");
    browser().press("ArrowRight");
    assertEquals("item [1, 1] is 5", info().getFirst());
    browser().press("ArrowUp");
    assertEquals("item [0, 1] is 1", info().getFirst());
    browser().press("Tab");
    assertEquals("byte 0 of block 0, on the heap", info().getFirst());
    browser().press("ArrowDown");
    browser().press("ArrowRight");
    assertEquals("byte 17 of block 0, on the heap", info().getFirst());
    browser().press("ArrowLeft");
    browser().press("ArrowUp");
    assertEquals("byte 0 of block 0, on the heap", info().getFirst());
  }

  /** Text and what is behind it differ enough to be read. */
  @Test
  void lightAndDark() throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      browser().dark(dark);
      open(counted(), view -> view.slice(Index.all(), Index.upTo(2)));
      for (String selector : List.of("body", "td", "#info")) {
        assertTrue(contrast(selector, "color", "background-color") > 4.5, selector + dark);
      }
      assertTrue(contrast("svg .on text", "fill", "--none") > 0);
      String cell = "svg rect[data-o='12']"; // not reached
      assertEquals(dark, lightness(browser().evaluate(style(cell, "fill"))) < 0.5, cell);
    }
    browser().dark(false);
  }

  private static String style(String selector, String property) {
    return "getComputedStyle(document.querySelector(\"%s\")).getPropertyValue('%s')"
        .formatted(selector, property);
  }

  private static double contrast(String selector, String front, String back) {
    double text = lightness(browser().evaluate(style(selector, front)));
    String behind = browser().evaluate(style(selector, back));
    double ground =
        lightness(
            behind.startsWith("rgb(")
                ? behind
                : browser().evaluate(style("body", "background-color")));
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
  }

  /** The relative luminance of a color {@code rgb(r, g, b)}. */
  private static double lightness(String color) {
    double[] parts =
        Pattern.compile("\\d+")
            .matcher(color)
            .results()
            .mapToDouble(part -> Double.parseDouble(part.group()) / 255)
            .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4))
            .toArray();
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  }

  /** Names and texts of somebody else's are no part of the page. */
  @Test
  void textIsNoMarkup() throws Exception {
    String name = "</script><script>alert(1)</script><b>&\"'";
    MemoryExporter records = MemoryExporter.allocate(Format.parse("T{4s:%s:}".formatted(name)), 2);
    records.doWithView(
        Request.FULL, view -> view.setObject(1, List.of(new byte[] {'<', 'b', '>', '&'})));
    open(records, view -> view);
    assertEquals(List.of(), browser().complaints());
    browser().point(item(1));
    assertEquals("field " + name + " of item [1] is b'<b>&'", info().getFirst());
    assertFalse(browser().evaluate("document.querySelectorAll('td b').length").equals("1"));
  }
}
