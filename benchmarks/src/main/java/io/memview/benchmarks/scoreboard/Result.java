package io.memview.benchmarks.scoreboard;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row with its numbers, as {@code scoreboard.json} has it: null for what is not there. */
@JsonPropertyOrder({"id", "ours", "reference", "referenceName", "unit", "ratio", "goal", "met"})
record Result(
    String id,
    @Nullable Double ours,
    @Nullable Double reference,
    String referenceName,
    String unit,
    @Nullable Double ratio,
    @Nullable Double goal,
    @Nullable Boolean met) {

  static Result of(Row row, Map<Work, Figure> figures) {
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
        (goal == null || ratio == null) ? null : goal.isMetBy(ratio));
  }

  private static @Nullable Double number(Row row, Work work, Map<Work, Figure> figures) {
    if (work instanceof Work.Constant constant) {
      return constant.value();
    }
    Figure figure = figures.get(work);
    double number = figure == null ? Double.NaN : row.unit().of(figure) / row.items();
    return Double.isNaN(number) ? null : number;
  }
}
