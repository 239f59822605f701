/** NumPy's {@code .npy} files as exporters. */
@NullMarked
package io.memview.npy;

import org.jspecify.annotations.NullMarked;
