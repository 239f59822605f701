/**
 * The language that says what an item is: {@code struct}-style format strings with the additions of
 * PEP 3118, and the items they describe.
 *
 * <p>This package knows nothing of exporters and views. {@link io.memview.format.Format#parse}
 * turns a string into a tree, the tree knows sizes and offsets, and it packs and unpacks items in a
 * {@link java.lang.foreign.MemorySegment}.
 */
@NullMarked
package io.memview.format;

import org.jspecify.annotations.NullMarked;
