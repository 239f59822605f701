package io.memview.benchmarks.scoreboard;

import java.util.Arrays;

/** The same thing measured several times. */
record Samples(double... values) {
  Samples {
    values = values.clone();
    Arrays.sort(values);
  }

  double least() {
    return values[0];
  }

  double most() {
    return values[values.length - 1];
  }

  double median() {
    return quantile(0.5);
  }

  /**
   * How far they are apart: the third quartile in terms of the first. A sample that was disturbed
   * does not count, but that every other one is, or that they have not yet stopped to fall, does.
   */
  double spread() {
    return quantile(0.75) / quantile(0.25);
  }

  private double quantile(double part) {
    double at = part * (values.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, values.length - 1);
    return values[below] + (at - below) * (values[above] - values[below]);
  }
}
