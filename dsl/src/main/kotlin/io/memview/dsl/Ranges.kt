package io.memview.dsl

import io.memview.Index

/** A full dimension: Python's `v[:]`. */
public val all: Index = Index.all()

/** As many full dimensions as are left: Python's `v[..., 0]`. */
public val ellipsis: Index = Index.ellipsis()

/** A new dimension of one: Python's `v[None]`. */
public val newAxis: Index = Index.newAxis()

/** The end of a dimension, one behind its last position: `v[2..<end]`, `v[end - 1]`. */
public val end: End = End

/** The end of a dimension, whatever its extent. */
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

  override fun toString(): String = "end"
}

/** From this position to [last], which is taken: `2..end - 1`. */
public operator fun Int.rangeTo(last: Index.At): Index = toLong()..last

/** From this position to [stop], which is not taken: `2..<end - 1`. */
public operator fun Int.rangeUntil(stop: Index.At): Index = toLong()..<stop

/** From this position to the last one: `2..<end`. */
public operator fun Int.rangeUntil(stop: End): Index = toLong()..<stop

/** From this position to [last], which is taken: `2L..end - 1`. */
public operator fun Long.rangeTo(last: Index.At): Index = start(this)..last

/** From this position to [stop], which is not taken: `2L..<end - 1`. */
public operator fun Long.rangeUntil(stop: Index.At): Index = start(this)..<stop

/** From this position to the last one: `2L..<end`. */
public operator fun Long.rangeUntil(stop: End): Index = start(this)..<stop

/** From this position to [last], which is taken: `end - 3..end - 1` are the last three. */
public operator fun Index.At.rangeTo(last: Index.At): Index =
  Index.range(position, if (last.position == -1L) Long.MAX_VALUE else last.position + 1)

/** From this position to [stop], which is not taken: `end - 3..<end - 1`. */
public operator fun Index.At.rangeUntil(stop: Index.At): Index =
  Index.range(position, stop.position)

/** From this position to the last one: `end - 3..<end` are the last three. */
public operator fun Index.At.rangeUntil(@Suppress("UNUSED_PARAMETER") stop: End): Index =
  Index.from(position)

/**
 * Every [step]-th position of a range: `all step 2`, `2..<end step 3`.
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
  require(this is Index.Range && this.step == 1L) { "only a range takes a step, and only one" }
  require(step > 0) { "the step $step is not above 0; flip the dimension, or use Index.every" }
  return Index.range(start, stop, step)
}

/**
 * The positions of a Kotlin range. `0..<0` and `0..-1` are the same value in Kotlin and are empty
 * here too; every other negative bound is refused, because it would mean another thing than in
 * Python. A start behind the last position is clipped to it, as in Python, before the steps are
 * counted.
 */
internal fun IntProgression.positions(): Index {
  start(first.toLong())
  require(last >= 0 || (last == -1 && isEmpty())) {
    "the bound $last of a range is negative: count from the end with end - ${-last.toLong()}"
  }
  return when {
    isEmpty() -> Index.range(first.toLong(), first.toLong())
    step > 0 -> Index.range(first.toLong(), last + 1L, step.toLong())
    last == 0 -> Index.range(first.toLong(), Long.MIN_VALUE, step.toLong())
    else -> Index.range(first.toLong(), last - 1L, step.toLong())
  }
}

/** A position at which a range may start. */
private fun start(position: Long): Index.At {
  require(position >= 0) {
    "the start $position of a range is negative: count from the end with end - ${-position}"
  }
  return Index.At(position)
}
