/**
 * Sums, extremes and the like of all items, or along some dimensions, and whether the items of two
 * regions are equal. Runs of the memory are looked at where they lie, other items as blocks, which
 * are copied to arrays.
 */
@NullMarked
package io.memview.internal.reduce;

import org.jspecify.annotations.NullMarked;
