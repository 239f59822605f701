package io.memview.benchmarks.scoreboard;

import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Figures of two works that took turns: what is compared is each iteration with itself. */
final class Turns {
  /** The figures of both. */
  record Pair(Figure ours, Figure reference) {}

  private Turns() {}

  /**
   * The figures of the iteration whose ratio is the median one.
   *
   * @param ours nanoseconds of each iteration
   * @param reference those of the other work; no numbers if it is not to be had
   */
  static Pair of(double[] ours, double[] reference) {
    if (DoubleStream.of(reference).anyMatch(Double::isNaN)) {
      return new Pair(Figure.of(new Samples(ours)), new Figure(Double.NaN, Double.NaN));
    }
    List<Integer> byRatio =
        IntStream.range(0, ours.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> ours[i] / reference[i]))
            .toList();
    int middle = byRatio.get(byRatio.size() / 2);
    double spread =
        new Samples(
                IntStream.range(0, ours.length).mapToDouble(i -> ours[i] / reference[i]).toArray())
            .spread();
    return new Pair(
        new Figure(ours[middle], Double.NaN, spread),
        new Figure(reference[middle], Double.NaN, spread));
  }
}
