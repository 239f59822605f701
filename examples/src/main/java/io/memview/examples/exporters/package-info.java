/**
 * Exporters of one's own: twelve kinds of memory, and how few lines each takes. All keep the
 * contract ({@code OwnExportersTest}).
 */
@NullMarked
package io.memview.examples.exporters;

import org.jspecify.annotations.NullMarked;
