/** What several adapters have in common. */
@NullMarked
package io.memview.adapters.internal;

import org.jspecify.annotations.NullMarked;
