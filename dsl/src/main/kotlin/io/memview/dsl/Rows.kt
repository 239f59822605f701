package io.memview.dsl

import io.memview.Composite
import io.memview.Exporter
import io.memview.View

// Rows by their positions, and other views by name.

/** Rows by a list of positions, in its order and without a copy, as [View.rows] has them. */
public fun View.rows(first: Number, vararg more: Number): View =
  rows(*positionsOf(listOf(first, *more)))

/** Rows by a list of positions of Int or Long: `v.rows(listOf(2, 0, 1))`. */
public fun View.rows(positions: Iterable<Number>): View = rows(*positionsOf(positions))

/** Rows by a list of positions, in its order and without a copy, as [View.rows] has them. */
public fun <T : Any> TypedView<T>.rows(vararg positions: Long): TypedView<T> =
  TypedView(view.rows(*positions))

/** Rows by a list of positions of Int and Long: `m.rows(2, 0, 1)`. */
public fun <T : Any> TypedView<T>.rows(first: Number, vararg more: Number): TypedView<T> =
  TypedView(view.rows(first, *more))

/** Rows by a list of positions of Int or Long: `m.rows(listOf(2, 0, 1))`. */
public fun <T : Any> TypedView<T>.rows(positions: Iterable<Number>): TypedView<T> =
  TypedView(view.rows(positions))

/** Rows by positions that somebody exports as integers: `m.rows(indices)`. */
public fun <T : Any> TypedView<T>.rows(positions: Exporter): TypedView<T> =
  TypedView(view.rows(positions))

/** Windows that slide over all dimensions, as [View.slidingWindows] has them. */
public fun View.slidingWindows(first: Number, vararg more: Number): View =
  slidingWindows(*extents(first, more))

/** Windows that slide over all dimensions, as [View.slidingWindows] has them. */
public fun <T : Any> TypedView<T>.slidingWindows(vararg window: Long): TypedView<T> =
  TypedView(view.slidingWindows(*window))

/** Windows of Int and Long that slide over all dimensions: `m.slidingWindows(3, 3)`. */
public fun <T : Any> TypedView<T>.slidingWindows(first: Number, vararg more: Number): TypedView<T> =
  TypedView(view.slidingWindows(first, *more))

/** Windows that slide over some dimensions, as [View.slidingWindows] has them. */
public fun <T : Any> TypedView<T>.slidingWindows(
  window: LongArray,
  dimension: Int,
  vararg more: Int,
): TypedView<T> = TypedView(view.slidingWindows(window, dimension, *more))

/** One dimension in another place, as [View.moveAxis] does. */
public fun <T : Any> TypedView<T>.moveAxis(from: Int, to: Int): TypedView<T> =
  TypedView(view.moveAxis(from, to))

/** One dimension, where strides can express it, as [View.ravel] has it. */
public fun <T : Any> TypedView<T>.ravel(): TypedView<T> = TypedView(view.ravel())

/** All fields of every record by their names, as [View.fields] has them. */
public fun <T : Any> TypedView<T>.fields(): Map<String, View> = view.fields()

/** Whether an item and one of an exporter share a byte, as [View.sharesMemory] finds out. */
public fun <T : Any> TypedView<T>.sharesMemory(other: Exporter): Boolean = view.sharesMemory(other)

/** Whether the memory may share bytes with an exporter's, as [View.mayShareMemory] finds out. */
public fun <T : Any> TypedView<T>.mayShareMemory(other: Exporter): Boolean =
  view.mayShareMemory(other)

/** All of them as one along their first dimension, as [Composite] has it. */
public fun Iterable<Exporter>.asComposite(): Composite = Composite.of(toList())
