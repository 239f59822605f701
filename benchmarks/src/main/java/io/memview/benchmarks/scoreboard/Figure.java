package io.memview.benchmarks.scoreboard;

/**
 * What was measured.
 *
 * @param nanoseconds from one operation's end to the next one's, whatever thread does it
 * @param bytes allocated by one operation; NaN where nobody counts them
 */
record Figure(double nanoseconds, double bytes) {}
