/** Arrays and buffers of TensorFlow's ndarray. */
@NullMarked
package io.memview.adapters.tensorflow;

import org.jspecify.annotations.NullMarked;
