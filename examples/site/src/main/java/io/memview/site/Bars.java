package io.memview.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The ratios of the scoreboard, drawn: one bar a row, from the reference (1) to the left if memview
 * takes less and to the right if it takes more, each doubling as long as the next. A mark shows the
 * goal. What the bars show is said in words, too.
 */
final class Bars {
  private static final double WIDTH = 320;
  private static final double DOUBLINGS = 4; // to each side; what is beyond ends at the edge

  /** What is drawn of one row; the goal has no bound where there is none. */
  private record Row(
      String id,
      String ours,
      String other,
      String unit,
      String ratio,
      String goal,
      String met,
      String reference) {
    String theme() {
      return id.substring(0, id.indexOf('.'));
    }

    OptionalDouble bound() {
      return goal.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(Double.parseDouble(goal.replaceAll("[<>= ]", "")));
    }

    String goalInWords() {
      return goal.replace("<=", "at most").replace(">=", "at least");
    }

    String kind() {
      return switch (met) {
        case "yes" -> "met";
        case "no" -> "missed";
        default -> "free";
      };
    }
  }

  private Bars() {}

  /** Whether a table with these columns is one of ratios. */
  static boolean isDrawn(List<String> columns) {
    return columns.containsAll(List.of("row", "ours", "ratio", "goal", "met", "reference is"));
  }

  /** The bars of all rows of a table that have a ratio, theme by theme; tables are numbered. */
  static String html(int number, List<List<String>> table) {
    Map<String, List<Row>> themes = new LinkedHashMap<>();
    for (Row row : rows(table)) {
      themes.computeIfAbsent(row.theme(), theme -> new ArrayList<>()).add(row);
    }
    StringBuilder html = new StringBuilder();
    html.append(
        """
        <div class="legend"><p>Each bar is memview's figure divided by that of the reference. It begins in the \
        middle, which is the reference itself; to the left memview is faster or takes less, to the right it is \
        slower or takes more, and from one line to the next it is twice as much; beyond sixteen \
        times a bar ends. For rows in calls a microsecond, \
        to the right is faster.</p>
        <p><span class="met">goal met</span> <span class="missed">goal missed</span> \
        <span class="free">no goal</span> <span class="mark">the goal</span></p></div>
        <ul class="themes">
        """);
    themes.forEach((theme, rows) -> html.append(overview(anchor(number, theme), theme, rows)));
    html.append("</ul>\n");
    themes.forEach(
        (theme, rows) -> {
          html.append(
              "<section class=\"bars\" id=\"%1$s\" aria-label=\"%2$s\"><h4>%2$s</h4>\n<ul>\n"
                  .formatted(anchor(number, theme), Html.escape(theme)));
          rows.forEach(row -> html.append(row(row)));
          html.append("</ul></section>\n");
        });
    return html.toString();
  }

  private static List<Row> rows(List<List<String>> table) {
    List<String> columns = table.getFirst();
    List<Row> rows = new ArrayList<>();
    for (List<String> cells : table.subList(1, table.size())) {
      Row row =
          new Row(
              cells.get(columns.indexOf("row")),
              cells.get(columns.indexOf("ours")),
              cells.get(columns.indexOf("reference")),
              cells.get(columns.indexOf("unit")),
              cells.get(columns.indexOf("ratio")),
              cells.get(columns.indexOf("goal")),
              cells.get(columns.indexOf("met")),
              cells.get(columns.indexOf("reference is")));
      if (!row.ratio().isEmpty()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static String anchor(int number, String theme) {
    return Html.escape("bars-" + number + "-" + theme);
  }

  private static String overview(String anchor, String theme, List<Row> rows) {
    long met = rows.stream().filter(row -> row.kind().equals("met")).count();
    long missed = rows.stream().filter(row -> row.kind().equals("missed")).count();
    String words =
        met + missed == 0
            ? "%d without goal".formatted(rows.size())
            : "%d of %d goals met".formatted(met, met + missed);
    double share = met + missed == 0 ? 0 : WIDTH * met / (met + missed);
    return "<li><a href=\"#%s\">%s</a> %s <span>%s</span></li>%n"
        .formatted(
            anchor,
            Html.escape(theme),
            svg(
                theme + ": " + words,
                rectangle("missed", 0, met + missed == 0 ? 0 : WIDTH) + rectangle("met", 0, share)),
            words);
  }

  private static String row(Row row) {
    double ratio = Double.parseDouble(row.ratio());
    StringBuilder drawing = new StringBuilder();
    for (int doubling = (int) -DOUBLINGS; doubling <= DOUBLINGS; doubling++) {
      drawing.append(line(doubling == 0 ? "one" : "grid", place(Math.pow(2, doubling))));
    }
    double end = place(ratio);
    drawing.append(rectangle(row.kind(), Math.min(end, WIDTH / 2), Math.abs(end - WIDTH / 2)));
    row.bound().ifPresent(bound -> drawing.append(line("mark", place(bound))));
    String goal =
        row.goal().isEmpty() ? "no goal" : "goal %s, %s".formatted(row.goalInWords(), row.kind());
    return """
    <li><span class="name">%s <small>%s</small></span> %s <span class="ratio">%s</span> <span class="goal">%s</span></li>
    """
        .formatted(
            Html.escape(row.id()),
            Html.escape(
                "%s %s to %s: %s".formatted(row.ours(), row.unit(), row.other(), row.reference())),
            svg(
                "%s times %s; %s".formatted(row.ratio(), row.reference(), goal),
                drawing.toString()),
            Html.escape(row.ratio()),
            row.goal().isEmpty() ? "" : Html.escape(row.goal() + " " + row.kind()));
  }

  private static String svg(String says, String drawing) {
    return ("<svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %.0f 16\""
            + " preserveAspectRatio=\"none\">%s</svg>")
        .formatted(Html.escape(says), WIDTH, drawing);
  }

  private static double place(double ratio) {
    double doublings = Math.log(ratio) / Math.log(2);
    return WIDTH / 2 * (1 + Math.clamp(doublings / DOUBLINGS, -1, 1));
  }

  private static String rectangle(String kind, double x, double width) {
    return String.format(
        Locale.ROOT,
        "<rect class=\"%s\" x=\"%.1f\" y=\"3\" width=\"%.1f\" height=\"10\"/>",
        kind,
        x,
        width);
  }

  private static String line(String kind, double x) {
    return String.format(
        Locale.ROOT,
        "<line class=\"%1$s\" x1=\"%2$.1f\" x2=\"%2$.1f\" y1=\"0\" y2=\"16\"/>",
        kind,
        x);
  }
}
