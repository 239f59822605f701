package io.memview.internal.text;

import static io.memview.internal.text.ArrayText.DOTS;

import io.memview.format.Struct;
import io.memview.internal.Texts;
import io.memview.internal.memory.Region;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The items of a view as tables of HTML, with as many digits as their text has. */
public final class ArrayTables {
  /** One dimension of at most so many items is one row; of more, a row for each ten. */
  private static final int ONE_ROW = 16;

  private static final int LINE = 10;
  private static final HtmlTable.Cell GAP = new HtmlTable.Cell(DOTS, "");

  private final Region memory;
  private final ArrayText shown;

  /** Whether cells say which item they are. */
  private final boolean numbered;

  /** How many items have been written. */
  private int written;

  private ArrayTables(Region memory, ArrayText shown, boolean numbered) {
    this.memory = memory;
    this.shown = shown;
    this.numbered = numbered;
  }

  /** A table if there are at most two dimensions, with a column for each field of records. */
  public static String html(Region memory, TextOptions options) {
    ArrayText shown = ArrayText.of(memory, options);
    if (shown.values().isEmpty() || shown.ndim() == 0 || shown.ndim() > 2) {
      return "<pre>%s</pre>".formatted(HtmlTable.escape(shown.text()));
    }
    String caption =
        "'%s', shape %s".formatted(memory.format(), Texts.tuple(memory.layout().shape()));
    return new ArrayTables(memory, shown, false).table(caption).styled();
  }

  /**
   * Tables whose cells say which item they are: {@code data-i}, and {@code data-f} for the field.
   * There is one for each position of the dimensions before the last two.
   */
  static String numbered(Region memory, ArrayText shown) {
    if (shown.values().isEmpty()) {
      return "<p>no items</p>";
    }
    StringBuilder html = new StringBuilder();
    new ArrayTables(memory, shown, true).tables("", 0, html);
    return html.toString();
  }

  private void tables(String positions, int d, StringBuilder out) {
    if (d >= shown.ndim() - 2) {
      out.append(table(positions.isEmpty() ? "" : "[%s:, :]".formatted(positions))).append('\n');
      return;
    }
    for (String position : shown.positions(d)) {
      if (position.equals(DOTS)) {
        out.append("<p>").append(DOTS).append("</p>\n");
      } else {
        tables(positions + position + ", ", d + 1, out);
      }
    }
  }

  /** The next items as a table of the last two dimensions, or of fewer. */
  private HtmlTable table(String caption) {
    HtmlTable table = new HtmlTable(caption);
    if (shown.ndim() == 1 && memory.format() instanceof Struct struct) {
      writeRecords(table, struct);
      return table;
    }
    ItemFormatter item =
        ItemFormatter.of(shown.format(), shown.values(), shown.ndim() == 0, shown.options());
    if (shown.ndim() == 1 && shown.positions(0).size() > ONE_ROW) {
      writeLines(table, item);
    } else {
      writeItems(table, item);
    }
    return table;
  }

  private HtmlTable.Cell next(ItemFormatter item) {
    int number = written++;
    return new HtmlTable.Cell(
        item.of(shown.values().get(number)), numbered ? " data-i=\"%d\"".formatted(number) : "");
  }

  private void writeRecords(HtmlTable table, Struct struct) {
    List<String> titles = new ArrayList<>(List.of(""));
    for (Struct.Field field : struct.fields()) {
      // A field without a name has its place for one, behind the empty title of the positions.
      titles.add(field.name() == null ? Integer.toString(titles.size() - 1) : field.name());
    }
    table.titles(titles);
    List<ItemFormatter> columns =
        ItemFormatter.ofFields((Struct) shown.format(), shown.values(), false, shown.options());
    for (String position : shown.positions(0)) {
      List<HtmlTable.Cell> cells = new ArrayList<>(Collections.nCopies(columns.size(), GAP));
      if (!position.equals(DOTS)) {
        List<?> record = (List<?>) shown.values().get(written);
        for (int i = 0; i < columns.size(); i++) {
          String number = numbered ? " data-i=\"%d\" data-f=\"%d\"".formatted(written, i) : "";
          cells.set(i, new HtmlTable.Cell(columns.get(i).of(record.get(i)), number));
        }
        written++;
      }
      table.row(position, cells);
    }
  }

  private void writeItems(HtmlTable table, ItemFormatter item) {
    int d = shown.ndim() - 1;
    List<String> columns = d < 0 ? List.of("") : shown.positions(d);
    List<String> titles = new ArrayList<>(List.of(""));
    titles.addAll(columns);
    table.titles(titles);
    for (String row : d < 1 ? List.of("") : shown.positions(d - 1)) {
      boolean dots = row.equals(DOTS);
      table.row(
          row,
          columns.stream().map(column -> dots || column.equals(DOTS) ? GAP : next(item)).toList());
    }
  }

  /** One dimension in rows of ten, whose titles are the positions of their first items. */
  private void writeLines(HtmlTable table, ItemFormatter item) {
    List<String> titles = new ArrayList<>(List.of(""));
    for (int column = 0; column < LINE; column++) {
      titles.add("+" + column);
    }
    table.titles(titles);
    String start = "";
    List<HtmlTable.Cell> line = new ArrayList<>();
    for (String position : shown.positions(0)) {
      boolean dots = position.equals(DOTS);
      if (line.size() == LINE || (dots && !line.isEmpty())) {
        table.row(start, line);
        line.clear();
      }
      if (dots) {
        table.row(DOTS, Collections.nCopies(LINE, GAP));
      } else {
        start = line.isEmpty() ? position : start;
        line.add(next(item));
      }
    }
    table.row(start, line);
  }
}
