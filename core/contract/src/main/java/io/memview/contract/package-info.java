/**
 * The contract of exporters as JUnit tests, for exporters of one's own: what {@link
 * io.memview.Exporter}, {@link io.memview.Lease} and {@link io.memview.View} promise holds for each
 * of them, and for all that can be made of them.
 *
 * <p>A test class says how the exporter is made and what it is, and returns the tests:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> contract() {
 *   return Contract.of(
 *       "my image",
 *       () -> {
 *         MyImage image = new MyImage(4, 3);
 *         return Fixture.of(image, "B", 3, 4)
 *             .peek(at -> image.pixel(at[1], at[0]))
 *             .poke((at, value) -> image.setPixel(at[1], at[0], (Long) value));
 *       });
 * }
 * }</pre>
 *
 * <p><b>What is declared.</b> A {@link io.memview.contract.Fixture} names the format and the shape
 * that a view must have, and whether it is writable, contiguous or behind pointers. Nothing of that
 * is asked of the exporter: the tests compare it with what the exporter answers to each request.
 * {@code peek} and {@code poke} look at the exporter's own object without a view. What the exporter
 * can do besides (count its exports where others see it, move its memory) is declared too, and
 * asked for only then.
 *
 * <p><b>What is tested.</b> The answers to 21 requests, by the table of CPython; counting, holding
 * and releasing; every method of a view after its release; indices out of bounds; that what a view
 * writes is in the object and the other way round. All of it is asked of the exporter as it is, and
 * of the exporter sliced, stepped, reversed, transposed, emptied, reduced to one item without
 * dimensions, made read-only, exported again, read in the other byte order and from an odd offset,
 * as far as its layout and format allow. Then of two chains of these, which a seed chooses: the
 * same ones each time, and others with {@code -Dmemview.seed=N}. The seed is printed.
 *
 * <p><b>Threads.</b> Several threads lease the exporter at once. If it says what moves its memory
 * ({@code resizes}), one thread leases while another one moves it, and the lease must be on the
 * memory that is there afterwards: an exporter that looks its memory up before the lease is counted
 * ({@code exports.lease(memory, request)} instead of {@code exports.lease(() -> memory, request)})
 * fails. With its {@code ExportCount} ({@code counts(exports)}) the two are made to meet, and such
 * an exporter always fails; without, they are let loose on each other for a tenth of a second, and
 * it fails more often than not.
 *
 * <p><b>Getting it.</b> This package is the artifact {@code memview-contract} and the module {@code
 * io.memview.contract}. It brings JUnit's API ({@code org.junit.jupiter:junit-jupiter-api}); the
 * engine that runs tests is yours.
 */
package io.memview.contract;
