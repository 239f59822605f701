/** What packages share and nobody else sees: the module exports none of it. */
@NullMarked
package io.memview.internal;

import org.jspecify.annotations.NullMarked;
