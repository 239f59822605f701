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
public operator fun View.get(text: String): View = slice(*Index.parse(text))

/** Writes the part that NumPy's text selects: from an exporter by `assign`, or one value. */
public operator fun View.set(text: String, value: Any): Unit = get(text).write(value)

/** The part of this view that NumPy's text selects: `m["::-1"]`. */
public operator fun <T : Any> TypedView<T>.get(text: String): TypedView<T> = TypedView(view[text])

/** Writes one value everywhere in the part that NumPy's text selects. */
public operator fun <T : Any> TypedView<T>.set(text: String, value: T): Unit =
  view[text].write(value)

/** Writes the part that NumPy's text selects from an exporter, as `assign` does. */
@JvmName("assign")
public operator fun <T : Any> TypedView<T>.set(text: String, source: Exporter): Unit =
  view[text].assign(source)

/**
 * The part of this view at four positions or more, which are numbers, ranges and [Index]es; up to
 * three are checked by the compiler.
 *
 * @throws IllegalArgumentException if one is something else, or all are numbers: an item of so many
 *   dimensions is read by `get(longArrayOf(…))`; the message names the position
 */
public operator fun View.get(i: Any, j: Any, k: Any, l: Any, vararg rest: Any): View =
  slice(*indices(arrayOf(i, j, k, l, *rest)))

/** Writes the part at four positions or more, as that of three. */
public operator fun View.set(i: Any, j: Any, k: Any, l: Any, vararg rest: Any, value: Any): Unit =
  slice(*indices(arrayOf(i, j, k, l, *rest))).write(value)

/** The part of this view at four positions or more, as that of an untyped view. */
public operator fun <T : Any> TypedView<T>.get(
  i: Any,
  j: Any,
  k: Any,
  l: Any,
  vararg rest: Any,
): TypedView<T> = TypedView(view.slice(*indices(arrayOf(i, j, k, l, *rest))))

/** Writes one value everywhere in the part at four positions or more. */
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
public operator fun <T : Any> TypedView<T>.set(
  i: Any,
  j: Any,
  k: Any,
  l: Any,
  vararg rest: Any,
  source: Exporter,
): Unit = view.slice(*indices(arrayOf(i, j, k, l, *rest))).assign(source)

private fun indices(positions: Array<Any>): Array<Index> {
  require(positions.any { it !is Int && it !is Long && it !is Index.At }) {
    "${positions.size} numbers select one item, not a part; " +
      "give them as Int or as Long alone up to 4, or use get(longArrayOf(…))"
  }
  return Array(positions.size) { n ->
    when (val position = positions[n]) {
      is Index -> position
      is Int -> position(position.toLong())
      is Long -> position(position)
      is IntProgression -> position.positions()
      is LongProgression -> position.positions()
      else ->
        throw IllegalArgumentException(
          "position ${n + 1} is of type ${position::class.simpleName}; " +
            "between the brackets stand Int, Long, ranges of them, and Index"
        )
    }
  }
}
