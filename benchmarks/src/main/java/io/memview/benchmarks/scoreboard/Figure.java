package io.memview.benchmarks.scoreboard;

/**
 * What was measured.
 *
 * @param nanoseconds from one operation's end to the next one's, whatever thread does it: the
 *     median of all iterations, as Python's are, so that one that was disturbed does not count
 * @param bytes allocated by one operation; NaN where nobody counts them
 */
record Figure(double nanoseconds, double bytes) {}
