package io.memview.benchmarks.scoreboard;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results for people: a table of Markdown, which is also one of a terminal. */
final class Table {
  private static final String LINE = "| %-26s | %11s | %11s | %-7s | %7s | %-7s | %-12s | %s |%n";

  private Table() {}

  static String of(List<Row> rows, List<Result> results) {
    StringBuilder text = new StringBuilder();
    text.append(
        LINE.formatted("row", "ours", "reference", "unit", "ratio", "goal", "met", "reference is"));
    text.append("| --- | ---: | ---: | --- | ---: | --- | --- | --- |%n".formatted());
    for (int i = 0; i < rows.size(); i++) {
      Result result = results.get(i);
      Goal goal = rows.get(i).goal();
      text.append(
          LINE.formatted(
              result.id(),
              number(result.ours()),
              number(result.reference()),
              result.unit(),
              number(result.ratio()),
              goal == null ? "" : goal,
              result.why() == null ? met(result.met()) : result.why(),
              result.referenceName()));
    }
    return text.toString();
  }

  private static String met(@Nullable Boolean met) {
    return met == null ? "" : met ? "yes" : "no";
  }

  /** Three digits that count, or nothing. */
  static String number(@Nullable Double value) {
    if (value == null) {
      return "";
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
