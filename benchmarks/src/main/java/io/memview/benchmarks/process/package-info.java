/** Programs of which the scoreboard starts many: what holds of a fresh JVM, not of a warm one. */
@NullMarked
package io.memview.benchmarks.process;

import org.jspecify.annotations.NullMarked;
