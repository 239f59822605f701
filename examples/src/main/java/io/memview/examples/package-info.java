/** Programs that a user of memview would write. */
@NullMarked
package io.memview.examples;

import org.jspecify.annotations.NullMarked;
