/** Runs the benchmarks, those of the peers and NumPy's, and holds each against its reference. */
@NullMarked
package io.memview.benchmarks.scoreboard;

import org.jspecify.annotations.NullMarked;
