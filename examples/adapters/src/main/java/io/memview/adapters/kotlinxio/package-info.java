/** Bytes of kotlinx-io. */
@NullMarked
package io.memview.adapters.kotlinxio;

import org.jspecify.annotations.NullMarked;
