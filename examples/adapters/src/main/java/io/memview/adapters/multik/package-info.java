/** Arrays of Multik. */
@NullMarked
package io.memview.adapters.multik;

import org.jspecify.annotations.NullMarked;
