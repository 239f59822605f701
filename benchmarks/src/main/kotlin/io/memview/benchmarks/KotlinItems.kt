package io.memview.benchmarks

import io.memview.View
import io.memview.dsl.asSequence
import io.memview.dsl.fold
import io.memview.dsl.forEach
import io.memview.dsl.get
import io.memview.dsl.iterator
import io.memview.dsl.map
import io.memview.dsl.mapTo
import io.memview.dsl.max
import io.memview.dsl.next
import io.memview.dsl.set
import io.memview.dsl.typed
import io.memview.dsl.update
import io.memview.dsl.zipTo

/** Kotlin's loops over the items of a view of doubles, for benchmarks that are written in Java. */
internal object KotlinItems {
  /** The reference: by index. */
  @JvmStatic
  fun byIndex(view: View): Double {
    val m = view.typed<Double>()
    var sum = 0.0
    for (i in m.indices) for (j in m.indices(1)) sum += m[i, j]
    return sum
  }

  /** `for (x in m)`. */
  @JvmStatic
  fun loop(view: View): Double {
    var sum = 0.0
    for (x in view.typed<Double>()) sum += x
    return sum
  }

  /** `forEach`. */
  @JvmStatic
  fun forEach(view: View): Double {
    var sum = 0.0
    view.typed<Double>().forEach { sum += it }
    return sum
  }

  /** `fold`, of which the result is an object at each step unless the compiler sees through it. */
  @JvmStatic fun fold(view: View): Double = view.typed<Double>().fold(0.0) { sum, x -> sum + x }

  /** `max`. */
  @JvmStatic fun max(view: View): Double = view.typed<Double>().max()

  /** The reference: the greatest item by index. */
  @JvmStatic
  fun maxByIndex(view: View): Double {
    val m = view.typed<Double>()
    var greatest = Double.NEGATIVE_INFINITY
    for (i in m.indices) for (j in m.indices(1)) greatest = maxOf(greatest, m[i, j])
    return greatest
  }

  /** `map`, to a list. */
  @JvmStatic fun map(view: View): List<Double> = view.typed<Double>().map { it + 1 }

  /** `asSequence`. */
  @JvmStatic fun sequence(view: View): Double = view.typed<Double>().asSequence().sum()

  /** `update`. */
  @JvmStatic fun update(view: View): Unit = view.typed<Double>().update { it * 1.0 }

  /** The reference: the same by index. */
  @JvmStatic
  fun updateByIndex(view: View) {
    val m = view.typed<Double>()
    for (i in m.indices) for (j in m.indices(1)) m[i, j] = m[i, j] * 1.0
  }

  /** `mapTo`. */
  @JvmStatic
  fun mapTo(view: View, out: View) {
    view.typed<Double>().mapTo(out.typed<Double>()) { it + 1 }
  }

  /** The reference: the same by index. */
  @JvmStatic
  fun mapToByIndex(view: View, out: View) {
    val (m, n) = view.typed<Double>() to out.typed<Double>()
    for (i in m.indices) for (j in m.indices(1)) n[i, j] = m[i, j] + 1
  }

  /** `zipTo`. */
  @JvmStatic
  fun zipTo(view: View, out: View) {
    val m = view.typed<Double>()
    m.zipTo(m, out.typed<Double>()) { x, y -> x + y }
  }

  /** The reference: the same by index. */
  @JvmStatic
  fun zipToByIndex(view: View, out: View) {
    val m = view.typed<Double>()
    val n = out.typed<Double>()
    for (i in m.indices) for (j in m.indices(1)) n[i, j] = m[i, j] + m[i, j]
  }
}
