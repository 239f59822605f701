package io.memview.examples

import io.memview.Index
import io.memview.Request
import io.memview.array.PrimitiveArrays

fun firstSteps() {
  // @start region="first"
  val cells = doubleArrayOf(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
  PrimitiveArrays.export(cells, 2, 3).acquire(Request.FULL).use { lease ->
    lease.view().slice(Index.all(), Index.at(-1)).fill(0)
    println(lease.view().transpose().toText())
  }
  println(cells.toList())
  // @end
}

fun main() = firstSteps()
