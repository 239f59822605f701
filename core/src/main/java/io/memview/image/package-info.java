/** Images of {@code java.awt} as exporters. */
@NullMarked
package io.memview.image;

import org.jspecify.annotations.NullMarked;
