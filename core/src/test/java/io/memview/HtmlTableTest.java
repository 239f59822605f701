package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.PrimitiveArrays;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** Items as tables: what is in which cell. */
final class HtmlTableTest {
  private static final PrintOptions FEW = PrintOptions.DEFAULT.withThreshold(5).withEdgeItems(1);

  private static List<List<String>> rows(String html) {
    return Markup.rows(Markup.parse(html));
  }

  private static List<String> row(String... cells) {
    return Arrays.asList(cells);
  }

  @Test
  void tablesHaveTheirPositionsAtTheirSides() {
    View table = TestMemory.longs("i", i -> i, 2, 3);
    Document document = Markup.parse(table.showHtml());
    assertEquals(List.of("'i', shape (2, 3)"), Markup.texts(document, "caption"));
    assertEquals(
        List.of(row("", "0", "1", "2"), row("0", "0", "1", "2"), row("1", "3", "4", "5")),
        Markup.rows(document));
    assertEquals(
        List.of(row("", "0", "1"), row("", "2", "5")), rows(table.transpose().at(2).showHtml()));
    assertEquals(
        List.of(
            row("", "0", "...", "2"),
            row("0", "0", "...", "2"),
            row("...", "...", "...", "..."),
            row("3", "9", "...", "11")),
        rows(TestMemory.longs("i", i -> i, 4, 3).showHtml(FEW)));
  }

  @Test
  void recordsHaveAColumnForEachField() {
    View records = TestMemory.zeros("T{i:id:2s:<name>:}", 7);
    records.setObject(6, List.of(5L, new byte[] {'a', '&'}));
    Document document = Markup.parse(records.showHtml(FEW));
    assertEquals(List.of("'T{i:id:2s:<name>:2x}', shape (7,)"), Markup.texts(document, "caption"));
    assertEquals(
        List.of(
            row("", "id", "<name>"),
            row("0", "0", "b''"),
            row("...", "...", "..."),
            row("6", "5", "b'a&'")),
        Markup.rows(document));
    assertEquals(
        List.of(row("", "id", "1"), row("0", "0", "0")), // a field without a name has its place
        rows(TestMemory.zeros("T{i:id:h}", 1).showHtml()));
  }

  @Test
  void oneLongDimensionHasRowsOfTen() {
    List<List<String>> rows = rows(TestMemory.longs("i", i -> i, 34).showHtml());
    assertEquals(
        List.of("", "+0", "+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"), rows.get(0));
    assertEquals(5, rows.size());
    assertEquals(
        List.of("20", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29"), rows.get(3));
    assertEquals(List.of("30", "30", "31", "32", "33"), rows.get(4));
    assertEquals(2, rows(TestMemory.longs("i", i -> i, 16).showHtml()).size());
    // Of a summary, both ends have their rows.
    PrintOptions edges = PrintOptions.DEFAULT.withThreshold(5).withEdgeItems(12);
    List<List<String>> cut = rows(TestMemory.longs("i", i -> i, 99).showHtml(edges));
    assertEquals(
        List.of("", "0", "10", "...", "87", "97"), cut.stream().map(List::getFirst).toList());
    assertEquals(List.of("10", "10", "11"), cut.get(2));
    assertEquals(List.of("97", "97", "98"), cut.get(5));
  }

  /** The spaces behind numbers stay, so that in a font of one width points are below each other. */
  @Test
  void pointsStandBelowEachOther() {
    View view =
        PrimitiveArrays.export(new double[] {1, 10.25, -3.5, 100}, 4, 1)
            .withView(Request.FULL_RO, v -> TestMemory.view(v));
    Document document = Markup.parse(view.showHtml());
    List<String> cells = Markup.texts(document, "td");
    assertEquals(
        List.of(2), // digits behind the point, or spaces
        cells.stream().map(cell -> cell.length() - 1 - cell.indexOf('.')).distinct().toList());
    String style = Markup.texts(document, "style").getFirst();
    assertTrue(style.contains("white-space: pre") && style.contains("monospace"), style);
  }

  @Test
  void everyItemIsInItsCell() {
    for (int count : IntStream.range(1, 60).toArray()) {
      View view = TestMemory.longs("i", i -> 7 * i, count);
      List<String> cells = Markup.texts(Markup.parse(view.showHtml()), "td");
      assertEquals(
          IntStream.range(0, count).mapToObj(i -> "" + 7 * i).toList(), cells, () -> "" + count);
    }
  }
}
