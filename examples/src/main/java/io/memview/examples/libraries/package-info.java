/** Exporters of other libraries' objects, found by {@link io.memview.Exporters#of}. */
@NullMarked
package io.memview.examples.libraries;

import org.jspecify.annotations.NullMarked;
