/**
 * Objects of other libraries as exporters, found by {@link io.memview.Exporters#of}, and views as
 * objects of theirs: a package for each library.
 */
@NullMarked
package io.memview.adapters;

import org.jspecify.annotations.NullMarked;
