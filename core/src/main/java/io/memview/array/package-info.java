/** Java arrays and arrays of arrays as exporters. */
@NullMarked
package io.memview.array;

import org.jspecify.annotations.NullMarked;
