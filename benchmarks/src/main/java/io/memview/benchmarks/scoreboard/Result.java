package io.memview.benchmarks.scoreboard;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row with its numbers, as {@code scoreboard.json} has it: null for what is not there.
 *
 * @param better whether less or more is better
 * @param measured whether there is a ratio that counts
 * @param why there is none
 */
@JsonPropertyOrder({
  "id",
  "ours",
  "reference",
  "referenceName",
  "unit",
  "ratio",
  "goal",
  "better",
  "met",
  "measured",
  "why",
  "collector"
})
record Result(
    String id,
    @Nullable Double ours,
    @Nullable Double reference,
    String referenceName,
    String unit,
    @Nullable Double ratio,
    @Nullable Double goal,
    Better better,
    @Nullable Boolean met,
    boolean measured,
    @Nullable String why,
    Collector collector) {

  /** Which numbers are better. */
  enum Better {
    lower,
    higher
  }

  static Result of(Row row, Map<Work, Figure> figures, Collector collector) {
    Double ours = number(row, row.ours(), figures);
    Double reference = number(row, row.reference(), figures);
    Double ratio = ours == null || reference == null ? null : ours / reference;
    Goal goal = row.goal();
    return new Result(
        row.id(),
        ours,
        reference,
        row.referenceName(),
        row.unitName(),
        ratio,
        goal == null ? null : goal.ratio(),
        row.better(),
        (goal == null || ratio == null) ? null : goal.isMetBy(ratio),
        ratio != null,
        ratio != null ? null : why(row, figures),
        collector);
  }

  private static String why(Row row, Map<Work, Figure> figures) {
    for (Work work : new Work[] {row.ours(), row.reference()}) {
      boolean isSlow = work instanceof Work.Process process && process.statistic().isSlow();
      if ((isSlow || row.isOfFullRuns()) && !figures.containsKey(work)) {
        return "full run only";
      }
      Figure figure = figures.get(work);
      if (figure != null && row.unit() != Unit.BYTES && !figure.isSettled()) {
        return "not settled";
      }
    }
    return "absent";
  }

  private static @Nullable Double number(Row row, Work work, Map<Work, Figure> figures) {
    if (work instanceof Work.Constant constant) {
      return constant.value();
    }
    Figure figure = figures.get(work);
    // What is allocated does not depend on time.
    if (figure == null || !(figure.isSettled() || row.unit() == Unit.BYTES)) {
      return null;
    }
    double number = row.unit().of(figure) / row.items();
    return Double.isNaN(number) ? null : number;
  }
}
