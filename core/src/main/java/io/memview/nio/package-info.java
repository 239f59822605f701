/** NIO buffers and mapped files as exporters. */
@NullMarked
package io.memview.nio;

import org.jspecify.annotations.NullMarked;
