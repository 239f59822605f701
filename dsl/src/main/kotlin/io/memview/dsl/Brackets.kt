@file:Suppress("INVISIBLE_REFERENCE") // see Outranked

package io.memview.dsl

import io.memview.Exporter
import io.memview.View
import io.memview.layout.Index

/**
 * The part of this view that NumPy's text selects: `v["1:-1, ::2, ..., None"]`. In the text, as in
 * Python, negative numbers count from the end. Positions alone give a view without dimensions.
 *
 * @throws io.memview.layout.IndexException if the text does not follow the grammar; the message
 *   points at the column
 * @throws IndexOutOfBoundsException if a position is outside of its dimension
 */
@Outranked public operator fun View.get(text: String): View = slice(*Index.parse(text))

/** Writes the part that NumPy's text selects: from an exporter by `assign`, or one value. */
@Outranked public operator fun View.set(text: String, value: Any): Unit = get(text).write(value)

/** The part of this view that NumPy's text selects: `m["::-1"]`. */
@Outranked
public operator fun <T : Any> TypedView<T>.get(text: String): TypedView<T> = TypedView(view[text])

/** Writes one value everywhere in the part that NumPy's text selects. */
@Outranked
public operator fun <T : Any> TypedView<T>.set(text: String, value: T): Unit =
  view[text].write(value)

/** Writes the part that NumPy's text selects from an exporter, as `assign` does. */
@JvmName("assign")
@Outranked
public operator fun <T : Any> TypedView<T>.set(text: String, source: Exporter): Unit =
  view[text].assign(source)

/**
 * The part of this view at four positions or more, which are numbers, ranges and [Index]es; the
 * compiler knows other forms of up to three, and any number of indexes behind them.
 *
 * @throws IllegalArgumentException if one is something else; the message names the position
 * @throws IndexOutOfBoundsException if all are positions of which a later one than the third counts
 *   from the end: such an item is read by `m[i, j, ellipsis][k, l, end - 1]`
 */
@Outranked
public operator fun View.get(i: Any, j: Any, k: Any, l: Any, vararg rest: Any): View =
  slice(*indices(arrayOf(i, j, k, l, *rest)))

/** Writes the part at four positions or more, as that of three. */
@Outranked
public operator fun View.set(i: Any, j: Any, k: Any, l: Any, vararg rest: Any, value: Any): Unit =
  slice(*indices(arrayOf(i, j, k, l, *rest))).write(value)

/** The part of this view at four positions or more, as that of an untyped view. */
@Outranked
public operator fun <T : Any> TypedView<T>.get(
  i: Any,
  j: Any,
  k: Any,
  l: Any,
  vararg rest: Any,
): TypedView<T> = TypedView(view.slice(*indices(arrayOf(i, j, k, l, *rest))))

/** Writes one value everywhere in the part at four positions or more. */
@Outranked
public operator fun <T : Any> TypedView<T>.set(
  i: Any,
  j: Any,
  k: Any,
  l: Any,
  vararg rest: Any,
  value: T,
): Unit = view.slice(*indices(arrayOf(i, j, k, l, *rest))).write(value)

/** Writes the part at four positions or more from an exporter, as `assign` does. */
@JvmName("assign")
@Outranked
public operator fun <T : Any> TypedView<T>.set(
  i: Any,
  j: Any,
  k: Any,
  l: Any,
  vararg rest: Any,
  source: Exporter,
): Unit = view.slice(*indices(arrayOf(i, j, k, l, *rest))).assign(source)

private fun indices(positions: Array<Any>): Array<Index> {
  if (positions.all { it is Number || it is Index.At }) {
    throw IndexOutOfBoundsException(
      "${positions.size} positions select one item; where one behind the third counts from the end, " +
        "it is taken in two steps: v[i, j, ellipsis][k, l, end - 1], the last of up to three"
    )
  }
  return Array(positions.size) { n ->
    when (val position = positions[n]) {
      is Index -> position
      is Number -> position(position)
      is IntProgression -> positions(position)
      is LongProgression -> positions(position)
      else ->
        throw IllegalArgumentException(
          "position ${n + 1} is of type ${position::class.simpleName}; " +
            "between the brackets stand Int, Long, ranges of them, and Index"
        )
    }
  }
}
