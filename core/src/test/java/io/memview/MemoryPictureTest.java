package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.NestedArrays;
import io.memview.array.PrimitiveArrays;
import io.memview.layout.Index;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The picture is one that a browser can draw, and shows what the view reaches. */
final class MemoryPictureTest {
  private static final String UNREACHED = "#f2f2f2";

  private static List<String> texts(Document document) {
    return Markup.texts(document, "text");
  }

  private static long reached(Document document) {
    return Markup.all(document, "rect").stream()
        .filter(r -> r.getAttribute("fill").startsWith("hsl"))
        .count();
  }

  private static Document draw(Exporter exporter, Index... slice) {
    try (Lease lease = exporter.acquire(Request.FULL_RO)) {
      return Markup.parse(lease.view().slice(slice).layoutSvg());
    }
  }

  @Test
  void cellsInTheOrderOfAddresses() {
    Document picture =
        draw(PrimitiveArrays.export(new double[24], 4, 6), Index.every(2), Index.every(-2));
    long cells =
        Markup.all(picture, "rect").stream()
            .filter(r -> r.getAttribute("fill").equals(UNREACHED))
            .count();
    assertEquals(18, cells);
    assertEquals(6, reached(picture));
    List<String> texts = texts(picture);
    assertTrue(texts.contains("192 bytes; a cell is 8"), texts::toString);
    assertTrue(texts.contains("stride 0: +96"), texts::toString);
    assertTrue(texts.contains("stride 1: -16"), texts::toString);
    List<String> labels = texts.stream().filter(text -> text.matches("\\d \\d")).toList();
    assertEquals(List.of("0 0", "0 1", "0 2", "1 0", "1 1", "1 2"), labels);
    // The item at index 0 0 lies right of the one at 0 1.
    List<Element> items =
        Markup.all(picture, "text").stream()
            .filter(t -> t.getTextContent().matches("\\d \\d"))
            .toList();
    assertTrue(x(items.get(0)) > x(items.get(1)));
  }

  /** Lines of cells that nothing reaches are left out, and their bytes told. */
  @Test
  void gapsAreLeftOut() {
    Document picture =
        draw(
            PrimitiveArrays.export(new int[1000], 20, 50),
            Index.range(2, 15, 4),
            Index.range(3, 7));
    List<Element> cells =
        Markup.all(picture, "rect").stream()
            .filter(r -> r.getAttribute("height").equals("34.0"))
            .toList();
    assertEquals(4 * 20, cells.size(), "a line of 20 for each row");
    assertEquals(16, reached(picture));
    long skipped =
        texts(picture).stream()
            .filter(text -> text.endsWith(" bytes not reached"))
            .mapToLong(text -> Long.parseLong(text.replaceAll("\\D", "")))
            .sum();
    assertEquals(4000, skipped + 4L * cells.size());
    Document far =
        draw(PrimitiveArrays.export(new byte[1 << 20]), Index.range(1 << 19, 3 + (1 << 19)));
    assertEquals(24, Markup.all(far, "rect").size() - 1, "one line, and the paper");
  }

  /** What is drawn later covers what was drawn before. */
  @Test
  void arrowsAreAboveAllCells() {
    String svg =
        NestedArrays.export(new int[3][5])
            .withView(
                Request.FULL_RO, view -> view.slice(Index.all(), Index.range(1, 3)).layoutSvg());
    int lastCell = svg.lastIndexOf("<rect");
    int firstArrow = svg.indexOf("marker-end");
    assertTrue(lastCell < firstArrow, svg);
  }

  @Test
  void stepsOfNothingComeBack() {
    Document picture =
        Markup.parse(
            PrimitiveArrays.export(new int[] {1, 2})
                .withView(Request.FULL_RO, view -> view.broadcast(3, 2).layoutSvg()));
    assertTrue(texts(picture).contains("stride 0: +0, the same again"), () -> "" + texts(picture));
    assertEquals(
        1,
        Markup.all(picture, "path").stream()
            .filter(p -> p.getAttribute("d").contains(" C"))
            .count());
  }

  private static double x(Element element) {
    return Double.parseDouble(element.getAttribute("x"));
  }

  @Test
  void pointersLeadToTheirBlocks() {
    Document picture = draw(NestedArrays.export(new int[3][5]), Index.all(), Index.range(1, 3));
    // Three pointers, and the step along a row; the head of all arrows is a path, too.
    assertEquals(3 + 1 + 2 + 1, Markup.all(picture, "path").size());
    assertTrue(
        texts(picture).contains("stride 0: +8, then a pointer, then +4"),
        () -> "" + texts(picture));
    assertEquals(3, texts(picture).stream().filter("20 bytes; a cell is 4"::equals).count());
  }

  @Test
  void sharedItemsNoItemsAndNoDimensions() {
    try (Lease lease = PrimitiveArrays.export(new int[] {1, 2}).acquire(Request.FULL_RO)) {
      View view = lease.view();
      assertTrue(texts(Markup.parse(view.broadcast(3, 2).layoutSvg())).contains("0 0…"));
      assertTrue(
          texts(Markup.parse(view.slice(Index.upTo(0)).layoutSvg()))
              .contains("no items: no memory is reached"));
      assertTrue(texts(Markup.parse(view.at(1).layoutSvg())).contains("()"));
    }
    View released = PrimitiveArrays.export(new int[1]).withView(Request.FULL_RO, view -> view);
    assertThrows(BufferException.Released.class, released::layoutSvg);
  }

  @Test
  void bandsOfLargeViews() {
    Document picture =
        draw(PrimitiveArrays.export(new byte[1 << 20], 1024, 1024), Index.range(256, 512));
    List<Element> band =
        Markup.all(picture, "rect").stream()
            .filter(r -> r.getAttribute("height").equals("30.0"))
            .toList();
    assertEquals(240, band.size());
    for (int b = 0; b < band.size(); b++) {
      boolean reached = !band.get(b).getAttribute("fill").equals(UNREACHED);
      assertEquals(b >= 60 && b < 120, reached, "bucket " + b);
    }
    Document table = draw(NestedArrays.export(new byte[40][1000]));
    assertTrue(texts(table).contains("and 29 blocks more"), () -> "" + texts(table));
  }
}
