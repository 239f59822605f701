package io.memview.dsl

import io.memview.layout.Index

/** A full dimension: Python's `v[:]`. */
public val all: Index = Index.all()

/** As many full dimensions as are left: Python's `v[..., 0]`. */
public val ellipsis: Index = Index.ellipsis()

/** A new dimension of one: Python's `v[None]`. */
public val newAxis: Index = Index.newAxis()

/** The end of a dimension, one behind its last position: `v[2..<end]`, `v[end - 1]`. */
public val end: End = End

/**
 * The end of a dimension, whatever its extent.
 *
 * Between the brackets nothing but [end] counts from the end: `0..<0` and `0..-1` are the same
 * value in Kotlin and are empty, as is every range from a position up to -1, so a negative number
 * in a range could not mean what it means in Python. Every other one is refused, be it written or
 * computed, and the message says what to write: a range up to n - 3 throws where n is 1, and does
 * not count from the end.
 */
public object End {
  /**
   * The position [count] before the end: `end - 1` is the last one, `-1` in Python.
   *
   * @throws IllegalArgumentException if [count] is not above 0
   */
  public operator fun minus(count: Int): Index.At = minus(count.toLong())

  /**
   * The position [count] before the end.
   *
   * @throws IllegalArgumentException if [count] is not above 0
   */
  public operator fun minus(count: Long): Index.At {
    require(count > 0) { "end - $count is no position: the last one is end - 1" }
    return Index.At(-count)
  }

  /** The word that stands for it. */
  override fun toString(): String = "end"
}

/** Everything from [start] on: Python's `v[2:]` is `v[from(2)]`. */
public fun from(start: Int): Index = from(start.toLong())

/** Everything from [start] on. */
public fun from(start: Long): Index = Index.from(bound(start))

/** Everything from [start] on: `v[from(end - 3)]` are the last three. */
public fun from(start: Index.At): Index = Index.from(start.position)

/** Everything before [stop]: Python's `v[:3]` is `v[upTo(3)]`. */
public fun upTo(stop: Int): Index = upTo(stop.toLong())

/** Everything before [stop]. */
public fun upTo(stop: Long): Index = Index.upTo(bound(stop))

/** Everything before [stop]: `v[upTo(end - 1)]` is all but the last one. */
public fun upTo(stop: Index.At): Index = Index.upTo(stop.position)

/** A full dimension from its end to its start: `v[flip]` is Python's `v[::-1]`. */
public val flip: Index = Index.every(-1)

/** From this position to [last], which is taken: `2..end - 1`. */
public operator fun Int.rangeTo(last: Index.At): Index = toLong()..last

/** From this position to [stop], which is not taken: `2..<end - 1`. */
public operator fun Int.rangeUntil(stop: Index.At): Index = toLong()..<stop

/** From this position to the last one: `2..<end`. */
public operator fun Int.rangeUntil(stop: End): Index = toLong()..<stop

/** From this position to [last], which is taken: `2L..end - 1`. */
public operator fun Long.rangeTo(last: Index.At): Index = Index.At(bound(this))..last

/** From this position to [stop], which is not taken: `2L..<end - 1`. */
public operator fun Long.rangeUntil(stop: Index.At): Index = Index.range(bound(this), stop.position)

/** From this position to the last one: `2L..<end`. */
public operator fun Long.rangeUntil(@Suppress("UNUSED_PARAMETER") stop: End): Index =
  Index.from(bound(this))

/** From this position to [last], which is taken: `end - 3..end - 1` are the last three. */
public operator fun Index.At.rangeTo(last: Index.At): Index =
  Index.range(position, if (last.position == -1L) Long.MAX_VALUE else last.position + 1)

/** From this position to [stop], which is not taken: `end - 3..<end - 1`. */
public operator fun Index.At.rangeUntil(stop: Index.At): Index =
  Index.range(position, stop.position)

/** From this position to the last one: `end - 3..<end` are the last three. */
public operator fun Index.At.rangeUntil(@Suppress("UNUSED_PARAMETER") stop: End): Index =
  Index.from(position)

/** From this position back to [last], which is taken: `end - 1 downTo 0` is everything. */
public infix fun Index.At.downTo(last: Int): Index = this downTo last.toLong()

/** From this position back to [last], which is taken. */
public infix fun Index.At.downTo(last: Long): Index = backwards(position, bound(last))

/** From this position back to [last], which is taken: `end - 1 downTo end - 3`. */
public infix fun Index.At.downTo(last: Index.At): Index = backwards(position, last.position)

/** From this position back to [last], which is taken: `9 downTo end - 3`. */
public infix fun Int.downTo(last: Index.At): Index = toLong() downTo last

/** From this position back to [last], which is taken. */
public infix fun Long.downTo(last: Index.At): Index = backwards(bound(this), last.position)

private fun backwards(start: Long, last: Long): Index =
  Index.range(start, if (last == 0L) Long.MIN_VALUE else last - 1, -1)

/**
 * Every [step]-th position of a range: `all step 2`, `2..<end step 3`, `flip step 2`. As in Kotlin,
 * the step is above 0 and the range says the direction.
 *
 * @throws IllegalArgumentException if this is not a range, if it has a step already, or if [step]
 *   is not above 0
 */
public infix fun Index.step(step: Int): Index = step(step.toLong())

/**
 * Every [step]-th position of a range.
 *
 * @throws IllegalArgumentException if this is not a range, if it has a step already, or if [step]
 *   is not above 0
 */
public infix fun Index.step(step: Long): Index {
  require(this is Index.Range && (this.step == 1L || this.step == -1L)) {
    "only a range takes a step, and only one"
  }
  require(step > 0) { "the step $step is not above 0; backwards is flip, or a downTo b" }
  return Index.range(start, stop, step * this.step)
}
