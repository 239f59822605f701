/** Arrays of PyTorch, as the Deep Java Library has them. */
@NullMarked
package io.memview.adapters.djl;

import org.jspecify.annotations.NullMarked;
