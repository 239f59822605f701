/**
 * Operations on all items of one region or two: copies, conversions, filling, lists. A plan decides
 * once, and a kernel runs the loops.
 */
@NullMarked
package io.memview.internal.copy;

import org.jspecify.annotations.NullMarked;
