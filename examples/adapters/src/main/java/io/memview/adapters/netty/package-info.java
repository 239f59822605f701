/** Buffers of Netty. */
@NullMarked
package io.memview.adapters.netty;

import org.jspecify.annotations.NullMarked;
