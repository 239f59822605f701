/** What {@link io.memview.Exporters} finds in memview itself; exported to nobody. */
@NullMarked
package io.memview.providers;

import org.jspecify.annotations.NullMarked;
