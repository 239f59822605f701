package io.memview.examples

import io.memview.array.PrimitiveArrays
import io.memview.dsl.*

fun firstSteps() {
  // @start region="first"
  val cells = doubleArrayOf(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
  PrimitiveArrays.export(cells, 2, 3).use<Double> { m ->
    m[all, end - 1] = m[1, 1] + 4.5
    println(m.view.transpose().show())
  }
  println(cells.toList())
  // @end
}

fun main() = firstSteps()
