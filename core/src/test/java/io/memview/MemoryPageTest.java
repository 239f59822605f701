package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.PrimitiveArrays;
import io.memview.internal.PythonLiteral;
import io.memview.layout.Index;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * What is on a page of a view; that it can be pointed at is tried in the examples, in a browser.
 */
final class MemoryPageTest {
  /** What lies between two pieces of text. */
  private static String between(String page, String start, String end) {
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf(end, from));
  }

  private static Document array(String page) {
    return Markup.parse("<div>%s</div>".formatted(between(page, "<h2>Array</h2><div>", "</div>")));
  }

  private static Document memory(String page) {
    return Markup.parse(between(page, "addresses</h2><div>\n", "</div>"));
  }

  /** The cell of each item of a byte in a view of less than 4096 bytes. */
  private static List<Element> bytes(String page) {
    return Markup.all(memory(page), "rect").stream()
        .filter(rect -> rect.hasAttribute("data-o"))
        .toList();
  }

  @Test
  void everyItemAndEveryByteHasACell() {
    String page = TestMemory.longs("h", i -> i * 257, 2, 3, 4).layoutHtml();
    List<Element> cells = Markup.all(array(page), "td");
    assertEquals(
        IntStream.range(0, 24).mapToObj(i -> i + ":" + 257 * i).toList(),
        cells.stream()
            .map(cell -> cell.getAttribute("data-i") + ":" + cell.getTextContent().strip())
            .toList());
    assertEquals(List.of("[0, :, :]", "[1, :, :]"), Markup.texts(array(page), "caption"));
    assertEquals(
        IntStream.range(0, 48).mapToObj(Integer::toString).toList(),
        bytes(page).stream().map(rect -> rect.getAttribute("data-o")).toList());
    String numbers =
        Markup.texts(memory(page), "text").stream()
            .filter(text -> text.matches("[0-9a-f]{2}"))
            .collect(Collectors.joining());
    assertEquals(TestMemory.longs("h", i -> i * 257, 24).toHex(), numbers);
  }

  /** What is not this view's is not told. */
  @Test
  void bytesOfOthersAreNotShown() {
    byte[] all = new byte[64];
    Arrays.fill(all, (byte) 0xAB);
    String page =
        PrimitiveArrays.export(all)
            .withView(
                Request.FULL,
                view -> {
                  View part = view.slice(Index.range(8, 40, 8));
                  part.fill(0x11);
                  return part.layoutHtml();
                });
    List<String> texts = Markup.texts(memory(page), "text");
    assertFalse(texts.contains("ab"), texts::toString);
    assertEquals(4, texts.stream().filter("11"::equals).count());
  }

  @Test
  void dataCanBeRead() {
    View view = TestMemory.view(TestMemory.blocks("i", 1, 3, 4));
    String data = between(view.layoutHtml(), "id=\"data\">", "</script>");
    String python = data.replace("true", "True").replace("false", "False").replace("null", "None");
    String said = PythonLiteral.parse(python).toString();
    assertTrue(said.contains("index=[2, 3], block=3, offset=12"), said);
  }

  @Test
  void largeViewsAreSummaries() {
    String page =
        PrimitiveArrays.export(new byte[1 << 20], 1024, 1024)
            .withView(Request.FULL_RO, View::layoutHtml);
    assertTrue(page.length() < 50_000, () -> "" + page.length());
    assertEquals(
        36, Markup.all(array(page), "td").stream().filter(td -> td.hasAttribute("data-i")).count());
    assertEquals(List.of(), bytes(page));
    String full =
        PrimitiveArrays.export(new byte[4096], 64, 64).withView(Request.FULL_RO, View::layoutHtml);
    assertEquals(4096, bytes(full).size());
  }

  @Test
  void nothingAndNoDimensions() {
    String none = TestMemory.zeros("d", 0, 3).layoutHtml();
    assertEquals(List.of("no items"), Markup.texts(array(none), "p"));
    String one = TestMemory.longs("b", i -> 5).layoutHtml();
    assertEquals(List.of("5"), Markup.texts(array(one), "td"));
    View released = PrimitiveArrays.export(new int[1]).withView(Request.FULL_RO, view -> view);
    assertThrows(BufferException.Released.class, released::layoutHtml);
  }

  /** Nothing is loaded, whatever the browser can reach. */
  @Test
  void standsByItself() {
    String page = TestMemory.zeros("d", 2, 3).layoutHtml();
    String outside = page.replace("http://www.w3.org/2000/svg", "");
    for (String word : List.of("http", "src=", "href", "@import", "fetch(", "url(h")) {
      assertFalse(outside.contains(word), word);
    }
  }
}
