package io.memview.benchmarks.scoreboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What got worse since an earlier run, or under another collector. Ratios are compared, so that a
 * machine that is slower does not count, nor what is slower for everybody; and memview's own
 * figures, where one of the runs has no reference.
 */
final class Comparison {
  private static final String LINE = "%-28s %11s %11s %-7s %5s times%s%n";

  /** Rows whose reference is memview at its best, which may have become worse, too. */
  private static final String OF_ITSELF = "chance.";

  private Comparison() {}

  /** A row that got worse. */
  record Worse(String id, double before, double now, String unit, double times, boolean alone) {}

  /**
   * The rows that got worse, the worst of them first.
   *
   * @param limit how many times worse is no matter
   */
  static List<Worse> worse(List<Result> before, List<Result> now, double limit) {
    Map<String, Result> earlier =
        before.stream().collect(Collectors.toMap(Result::id, Function.identity()));
    List<Worse> worse = new ArrayList<>();
    for (Result row : now) {
      Result old = earlier.get(row.id());
      Worse change = old == null ? null : change(old, row);
      if (change != null && change.times() > limit) {
        worse.add(change);
      }
    }
    worse.sort((a, b) -> Double.compare(b.times(), a.times()));
    return worse;
  }

  /** The rows that were measured earlier and are not now. */
  static List<Result> missing(List<Result> before, List<Result> now) {
    Map<String, Result> earlier =
        before.stream().collect(Collectors.toMap(Result::id, Function.identity()));
    return now.stream()
        .filter(row -> row.ours() == null)
        .filter(row -> earlier.containsKey(row.id()) && earlier.get(row.id()).ours() != null)
        .toList();
  }

  private static @Nullable Worse change(Result old, Result row) {
    boolean alone = old.ratio() == null || row.ratio() == null || row.id().startsWith(OF_ITSELF);
    Double before = alone ? old.ours() : old.ratio();
    Double now = alone ? row.ours() : row.ratio();
    if (before == null || now == null) {
      return null;
    }
    double times =
        row.better() == Result.Better.higher
            ? before / now
            : allowed(row, now) / allowed(row, before);
    return new Worse(row.id(), before, now, alone ? row.unit() : "ratio", times, alone);
  }

  /** Of bytes, all that is allowed is as good as none. */
  private static double allowed(Result row, double number) {
    return row.unit().startsWith(Unit.BYTES.symbol) ? Math.max(1, number) : number;
  }

  /** All that for people. */
  static String text(String name, List<Result> before, List<Result> now, double limit) {
    StringBuilder text = new StringBuilder();
    List<Worse> all = worse(before, now, limit);
    text.append(
        "%nMore than %s times worse than in %s: %d rows%n".formatted(limit, name, all.size()));
    for (Worse row : all) {
      text.append(
          LINE.formatted(
              row.id(),
              Table.number(row.before()),
              Table.number(row.now()),
              row.unit(),
              Table.number(row.times()),
              row.alone() ? ", without a reference" : ""));
    }
    for (Result row : missing(before, now)) {
      text.append("%-28s is not measured any more: %s%n".formatted(row.id(), row.why()));
    }
    return text.toString();
  }
}
