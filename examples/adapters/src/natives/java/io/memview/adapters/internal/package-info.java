/** What the adapters of native libraries have in common. */
@NullMarked
package io.memview.adapters.internal;

import org.jspecify.annotations.NullMarked;
