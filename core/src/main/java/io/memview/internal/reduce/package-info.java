/**
 * Sums, extremes and the like of all items, or along some dimensions. A plan takes blocks of the
 * memory, which are copied to arrays, and arrays are folded.
 */
@NullMarked
package io.memview.internal.reduce;

import org.jspecify.annotations.NullMarked;
