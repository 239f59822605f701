/** Bytes of Okio. */
@NullMarked
package io.memview.adapters.okio;

import org.jspecify.annotations.NullMarked;
