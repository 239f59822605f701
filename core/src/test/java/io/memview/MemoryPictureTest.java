package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.NestedArrays;
import io.memview.array.PrimitiveArrays;
import io.memview.layout.Index;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The picture is one that a browser can draw, and shows what the view reaches. */
final class MemoryPictureTest {
  private static final String UNREACHED = "#f2f2f2";

  private static Document parse(String svg) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
    } catch (Exception e) {
      throw new AssertionError(svg, e);
    }
  }

  private static List<Element> all(Document document, String name) {
    var nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static List<String> texts(Document document) {
    return all(document, "text").stream().map(Element::getTextContent).toList();
  }

  private static long reached(Document document) {
    return all(document, "rect").stream()
        .filter(r -> r.getAttribute("fill").startsWith("hsl"))
        .count();
  }

  private static Document draw(Exporter exporter, Index... slice) {
    try (Lease lease = exporter.acquire(Request.FULL_RO)) {
      return parse(lease.view().slice(slice).layoutSvg());
    }
  }

  @Test
  void cellsInTheOrderOfAddresses() {
    Document picture =
        draw(PrimitiveArrays.export(new double[24], 4, 6), Index.every(2), Index.every(-2));
    long cells =
        all(picture, "rect").stream().filter(r -> r.getAttribute("fill").equals(UNREACHED)).count();
    assertEquals(24, cells);
    assertEquals(6, reached(picture));
    List<String> texts = texts(picture);
    assertTrue(texts.contains("192 bytes; a cell is 8"), texts::toString);
    assertTrue(texts.contains("stride 0: +96"), texts::toString);
    assertTrue(texts.contains("stride 1: -16"), texts::toString);
    List<String> labels = texts.stream().filter(text -> text.matches("\\d \\d")).toList();
    assertEquals(List.of("0 0", "0 1", "0 2", "1 0", "1 1", "1 2"), labels);
    // The item at index 0 0 lies right of the one at 0 1.
    List<Element> items =
        all(picture, "text").stream().filter(t -> t.getTextContent().matches("\\d \\d")).toList();
    assertTrue(x(items.get(0)) > x(items.get(1)));
  }

  private static double x(Element element) {
    return Double.parseDouble(element.getAttribute("x"));
  }

  @Test
  void pointersLeadToTheirBlocks() {
    Document picture = draw(NestedArrays.export(new int[3][5]), Index.all(), Index.range(1, 3));
    // Three pointers, and the step along a row; the head of all arrows is a path, too.
    assertEquals(3 + 1 + 2 + 1, all(picture, "path").size());
    assertTrue(
        texts(picture).contains("stride 0: +8, then a pointer, then +4"),
        () -> "" + texts(picture));
    assertEquals(3, texts(picture).stream().filter("20 bytes; a cell is 4"::equals).count());
  }

  @Test
  void sharedItemsNoItemsAndNoDimensions() {
    try (Lease lease = PrimitiveArrays.export(new int[] {1, 2}).acquire(Request.FULL_RO)) {
      View view = lease.view();
      assertTrue(texts(parse(view.broadcast(3, 2).layoutSvg())).contains("0 0……"));
      assertTrue(
          texts(parse(view.slice(Index.upTo(0)).layoutSvg()))
              .contains("no items: no memory is reached"));
      assertTrue(texts(parse(view.at(1).layoutSvg())).contains("()"));
    }
    View released = PrimitiveArrays.export(new int[1]).withView(Request.FULL_RO, view -> view);
    assertThrows(BufferException.Released.class, released::layoutSvg);
  }

  @Test
  void bandsOfLargeViews() {
    Document picture =
        draw(PrimitiveArrays.export(new byte[1 << 20], 1024, 1024), Index.range(256, 512));
    List<Element> band =
        all(picture, "rect").stream().filter(r -> r.getAttribute("height").equals("30.0")).toList();
    assertEquals(240, band.size());
    for (int b = 0; b < band.size(); b++) {
      boolean reached = !band.get(b).getAttribute("fill").equals(UNREACHED);
      assertEquals(b >= 60 && b < 120, reached, "bucket " + b);
    }
    Document table = draw(NestedArrays.export(new byte[40][1000]));
    assertTrue(texts(table).contains("and 29 blocks more"), () -> "" + texts(table));
  }
}
