/**
 * Storage and the ways through it: what an item's address is, in which order rows are walked, what
 * the same bytes are as other items. Knows no lease.
 */
@NullMarked
package io.memview.internal.memory;

import org.jspecify.annotations.NullMarked;
