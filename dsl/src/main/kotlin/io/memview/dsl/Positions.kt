package io.memview.dsl

import io.memview.View
import io.memview.layout.Index

/** A position of a slice, as the user wrote it. */
@PublishedApi
internal fun position(number: Number): Index.At {
  val position = whole(number, "a position")
  if (position < 0) {
    throw IndexOutOfBoundsException(
      "position $position is negative: count from the end with end - ${0uL - position.toULong()}"
    )
  }
  return Index.At(position)
}

/**
 * The positions of a Kotlin range, by the rule that [End] tells. A start behind the last position
 * is clipped to it, as in Python, before the steps are counted.
 */
internal fun positions(range: Iterable<Number>): Index =
  when (range) {
    is LongProgression -> range.positions()
    is IntProgression ->
      LongProgression.fromClosedRange(
          range.first.toLong(),
          range.last.toLong(),
          range.step.toLong(),
        )
        .positions()
    else ->
      throw IllegalArgumentException(
        "positions are a range, maybe with a step, and not a ${range::class.simpleName ?: range.javaClass.name}: $range"
      )
  }

private fun LongProgression.positions(): Index {
  bound(first)
  require(last >= 0 || (last == -1L && isEmpty())) {
    "the last position $last of the range $this is negative: count from the end with " +
      if (last == -1L) "end - 1" else "..end - ${0uL - last.toULong()} or ..<end - ${-1 - last}"
  }
  return when {
    isEmpty() -> Index.range(first, first)
    step > 0 -> Index.range(first, if (last == Long.MAX_VALUE) last else last + 1, step)
    last == 0L -> Index.range(first, Long.MIN_VALUE, step)
    else -> Index.range(first, last - 1, step)
  }
}

/** A bound of a range, as the user wrote it. */
internal fun bound(position: Long): Long {
  require(position >= 0) {
    "the bound $position of a range is negative: count from the end with end - ${0uL - position.toULong()}"
  }
  return position
}

/** The part at one position and those that follow, of which there are hardly ever any. */
@PublishedApi
internal fun View.part(i: Index, rest: Array<out Index>): View =
  if (rest.isEmpty()) slice(i) else slice(i, *rest)

/** The part at two positions and those that follow. */
@PublishedApi
internal fun View.part(i: Index, j: Index, rest: Array<out Index>): View =
  if (rest.isEmpty()) slice(i, j) else slice(i, j, *rest)

/** The part at three positions and those that follow. */
@PublishedApi
internal fun View.part(i: Index, j: Index, k: Index, rest: Array<out Index>): View =
  if (rest.isEmpty()) slice(i, j, k) else slice(i, j, k, *rest)

/** The positions of an item of four dimensions or more. */
@PublishedApi
internal fun index(i: Long, j: Long, k: Long, l: Long, rest: Array<out Number>): LongArray =
  LongArray(4 + rest.size) { n ->
    when (n) {
      0 -> i
      1 -> j
      2 -> k
      3 -> l
      else -> whole(rest[n - 4], "a position")
    }
  }

/** A shape, as the user wrote it. */
@PublishedApi
internal fun extents(first: Number, more: Array<out Number>): LongArray =
  LongArray(1 + more.size) { n -> whole(if (n == 0) first else more[n - 1], "an extent") }

/** Positions of rows, of which negative ones count from the end. */
internal fun positionsOf(positions: Iterable<Number>): LongArray =
  positions.map { whole(it, "a position") }.toLongArray()

/** A number that must be a whole one, though its type is the one of all numbers. */
private fun whole(number: Number, what: String): Long {
  require(number is Int || number is Long || number is Short || number is Byte) {
    "$what is an Int or a Long, and not the ${number::class.simpleName} $number"
  }
  return number.toLong()
}
