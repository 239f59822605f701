/**
 * The extended buffer protocol (PEP 3118): exporters, leases and views.
 *
 * <p>An {@link io.memview.Exporter} lends its memory. A consumer {@linkplain
 * io.memview.Exporter#acquire acquires} it with a {@link io.memview.Request} that says what it can
 * deal with, and gets a {@link io.memview.Lease}. The lease's {@link io.memview.View} says what the
 * items are ({@link io.memview.format.Format}) and how they are laid out ({@link
 * io.memview.layout.Layout}), and reads and writes them in place. Closing the lease releases the
 * memory; until then the exporter's {@link io.memview.ExportCount} keeps it from being moved or
 * freed.
 *
 * <p><b>Who counts what.</b> A lease counts at whoever manages the memory, however many exporters
 * it was passed through. Views derived from a view do not count: they die with the lease.
 *
 * <p><b>Reading order.</b> {@code io.memview.layout} and {@code io.memview.format}, which know
 * nothing of this package; {@link io.memview.Request}, {@link io.memview.Memory}, {@link
 * io.memview.Exporter}, {@link io.memview.Lease}, {@link io.memview.View}; then one border, such as
 * {@code io.memview.nio}.
 */
@NullMarked
package io.memview;

import org.jspecify.annotations.NullMarked;
