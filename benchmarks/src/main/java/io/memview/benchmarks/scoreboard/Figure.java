package io.memview.benchmarks.scoreboard;

/**
 * What was measured.
 *
 * @param nanoseconds from one operation's end to the next one's, whatever thread does it: the
 *     median of all iterations, as Python's are, so that one that was disturbed does not count
 * @param bytes allocated by one operation; NaN where nobody counts them
 * @param spread how far the iterations are apart, see {@link Samples#spread}; NaN if there was one
 */
record Figure(double nanoseconds, double bytes, double spread) {
  /** How far the iterations of a figure may be apart. */
  static final double MOST_SPREAD = 1.25;

  /** A figure of which there is one sample. */
  Figure(double nanoseconds, double bytes) {
    this(nanoseconds, bytes, Double.NaN);
  }

  /** The median of a time. */
  static Figure of(Samples nanoseconds) {
    return new Figure(nanoseconds.median(), Double.NaN, nanoseconds.spread());
  }

  /** Whether the iterations agree: a figure whose iterations do not is none. */
  boolean isSettled() {
    return !(spread > MOST_SPREAD);
  }
}
