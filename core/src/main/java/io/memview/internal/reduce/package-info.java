/**
 * Sums, extremes and the like of all items, or along some dimensions. A plan takes runs of the
 * memory, which are folded where they lie, or blocks, which are copied to arrays and folded there.
 */
@NullMarked
package io.memview.internal.reduce;

import org.jspecify.annotations.NullMarked;
