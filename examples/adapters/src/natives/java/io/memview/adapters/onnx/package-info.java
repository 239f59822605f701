/** Tensors of ONNX Runtime. */
@NullMarked
package io.memview.adapters.onnx;

import org.jspecify.annotations.NullMarked;
