package io.memview.benchmarks.scoreboard;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of the scoreboard, as {@code rows.csv} has it.
 *
 * @param id the theme, a dot, and what is special
 * @param unit of both numbers
 * @param items how many items the work goes over, if the numbers are to be those of one item; else
 *     1
 * @param ours what memview does
 * @param reference what it is held against
 * @param referenceName the reference in words
 * @param goal what the ratio is to be, if there is a goal
 */
record Row(
    String id,
    Unit unit,
    double items,
    Work ours,
    Work reference,
    String referenceName,
    @Nullable Goal goal) {

  Row {
    if (goal != null && goal.atMost() == (unit == Unit.OPERATIONS)) {
      throw new IllegalArgumentException(
          "a goal of %s in %s is the wrong way round".formatted(goal, unit.symbol));
    }
  }

  /**
   * Rows that are much alike, or slow to measure, or another figure in each process: a quick run
   * leaves them to full ones.
   */
  private static final Pattern OF_FULL_RUNS =
      Pattern.compile(
          String.join(
              "|",
              "bulk\\..*\\.axis[01]",
              "bulk\\.min\\..*",
              "cursor\\.(records|(rows\\.)?three)\\..*",
              "(cursor|kotlin)\\..*\\.(native|table)",
              "item\\.(i2|i4|u1|shared|write\\.mapped)",
              "item\\.peer\\..*",
              "kotlin\\.(map|mapTo|max|update|zipTo)\\..*",
              "python\\.gil",
              "records\\..*\\.numpy",
              "scale\\..*",
              "slice\\.transpose.*",
              "small\\.(row|windowCopy)\\..*"));

  /** A line of the table, in which everything is text. */
  @JsonPropertyOrder({"id", "goal", "unit", "items", "ours", "reference", "referenceName"})
  private record Line(
      String id,
      String goal,
      String unit,
      String items,
      String ours,
      String reference,
      String referenceName) {
    Row row() {
      try {
        return new Row(
            id,
            Unit.of(unit),
            items.isEmpty() ? 1 : Double.parseDouble(items),
            Work.parse(ours),
            Work.parse(reference),
            referenceName,
            goal.isEmpty() ? null : Goal.parse(goal));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("row %s: %s".formatted(id, e.getMessage()), e);
      }
    }
  }

  /** All rows. */
  static List<Row> all() throws IOException {
    CsvMapper mapper =
        CsvMapper.builder()
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.ALLOW_COMMENTS)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
            .build();
    CsvSchema schema = mapper.schemaFor(Line.class).withColumnSeparator('|').withoutQuoteChar();
    try (InputStream table = Objects.requireNonNull(Row.class.getResourceAsStream("rows.csv"));
        MappingIterator<Line> lines = mapper.readerFor(Line.class).with(schema).readValues(table)) {
      return lines.readAll().stream().map(Line::row).toList();
    }
  }

  /** Of times and bytes less is better, of calls more. */
  Result.Better better() {
    return unit == Unit.OPERATIONS ? Result.Better.higher : Result.Better.lower;
  }

  /** The unit, of an item where the numbers are those of one. */
  String unitName() {
    return items == 1 ? unit.symbol : unit.symbol + "/item";
  }

  /** Whether it is measured in full runs only. */
  boolean isOfFullRuns() {
    return OF_FULL_RUNS.matcher(id).matches();
  }
}
