package io.memview.benchmarks.scoreboard;

/** What the ratio of a row is to be. */
record Goal(boolean atMost, double ratio) {
  /** Reads {@code <= 1.1} or {@code >= 1.5}. */
  static Goal parse(String text) {
    boolean atMost = text.startsWith("<= ");
    if (!atMost && !text.startsWith(">= ")) {
      throw new IllegalArgumentException("'%s' is no goal; try '<= 1.1'".formatted(text));
    }
    return new Goal(atMost, Double.parseDouble(text.substring(3)));
  }

  boolean isMetBy(double actual) {
    return atMost ? actual <= ratio : actual >= ratio;
  }

  @Override
  public String toString() {
    return (atMost ? "<= " : ">= ") + ratio;
  }
}
