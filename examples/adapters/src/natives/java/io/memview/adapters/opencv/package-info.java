/** Matrices and images of OpenCV. */
@NullMarked
package io.memview.adapters.opencv;

import org.jspecify.annotations.NullMarked;
