/** Regions in words and pictures: as NumPy prints them, as tables, as diagrams of the memory. */
@NullMarked
package io.memview.internal.text;

import org.jspecify.annotations.NullMarked;
