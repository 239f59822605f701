/** Vectors of Apache Arrow. */
@NullMarked
package io.memview.adapters.arrow;

import org.jspecify.annotations.NullMarked;
