/** Images of ImgLib2. */
@NullMarked
package io.memview.adapters.imglib2;

import org.jspecify.annotations.NullMarked;
