package io.memview.dsl

import io.memview.Exporter
import io.memview.MemoryExporter
import io.memview.Reduction

// Sums and extremes of all items are typed: see TypedLoops. Here is what has one type for all, what
// goes along dimensions and gives new memory, and what masks select.

/** The sums along dimensions, as `numpy.sum` has them; integers wrap around in 64 bits. */
public fun TypedView<*>.sum(dimension: Int, vararg more: Int): MemoryExporter =
  view.reduce(Reduction.SUM, dimension, *more)

/** The least items along dimensions, as `numpy.min` has them; NaN where one is NaN. */
public fun TypedView<*>.min(dimension: Int, vararg more: Int): MemoryExporter =
  view.reduce(Reduction.MIN, dimension, *more)

/** The greatest items along dimensions, as `numpy.max` has them; NaN where one is NaN. */
public fun TypedView<*>.max(dimension: Int, vararg more: Int): MemoryExporter =
  view.reduce(Reduction.MAX, dimension, *more)

/** The mean of all items, as `numpy.mean` has it; NaN if there are none. */
public fun <T : Comparable<T>> TypedView<T>.mean(): Double = view.reduce(Reduction.MEAN) as Double

/** The means along dimensions, as `numpy.mean` has them. */
public fun TypedView<*>.mean(dimension: Int, vararg more: Int): MemoryExporter =
  view.reduce(Reduction.MEAN, dimension, *more)

/** Whether any item is not 0, or true; false if there are none. */
public fun TypedView<*>.any(): Boolean = view.any()

/** Whether any item is not 0, along dimensions. */
public fun TypedView<*>.any(dimension: Int, vararg more: Int): MemoryExporter =
  view.reduce(Reduction.ANY, dimension, *more)

/** Whether no item is 0, or all are true; true if there are none. */
public fun TypedView<*>.all(): Boolean = view.all()

/** Whether no item is 0, along dimensions. */
public fun TypedView<*>.all(dimension: Int, vararg more: Int): MemoryExporter =
  view.reduce(Reduction.ALL, dimension, *more)

/**
 * Where the first of the least items is, in C order; the first NaN, if there is one.
 *
 * @throws IllegalArgumentException if there are no items
 */
public fun <T : Comparable<T>> TypedView<T>.argMin(): Long = view.argMin()

/** Where the first of the least items is along a dimension. */
public fun <T : Comparable<T>> TypedView<T>.argMin(dimension: Int): MemoryExporter =
  view.reduce(Reduction.ARGMIN, dimension)

/**
 * Where the first of the greatest items is, in C order; the first NaN, if there is one.
 *
 * @throws IllegalArgumentException if there are no items
 */
public fun <T : Comparable<T>> TypedView<T>.argMax(): Long = view.argMax()

/** Where the first of the greatest items is along a dimension. */
public fun <T : Comparable<T>> TypedView<T>.argMax(dimension: Int): MemoryExporter =
  view.reduce(Reduction.ARGMAX, dimension)

/** Whether all items are nearly equal to those of an exporter, as `numpy.allclose` has it. */
public fun TypedView<*>.allClose(
  other: Exporter,
  rtol: Double = 1e-5,
  atol: Double = 1e-8,
): Boolean = view.allClose(other, rtol, atol)

/**
 * The items that a mask selects, in new memory: `m[mask].use<Double> { it.toList() }`. The mask has
 * the first dimensions of this view.
 */
public operator fun TypedView<*>.get(mask: TypedView<Boolean>): MemoryExporter = view.select(mask)

/** Writes one value to the items that a mask selects: `m[mask] = 0.0`. */
public operator fun <T : Comparable<T>> TypedView<T>.set(mask: TypedView<Boolean>, value: T): Unit =
  view.fill(known(value), mask)

/**
 * Copies items, repeated if need be, to those at the same places that a mask selects: `np.copyto(m,
 * source, where=mask)`.
 */
public fun TypedView<*>.assign(source: Exporter, mask: Exporter): Unit = view.assign(source, mask)
