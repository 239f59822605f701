package io.memview.examples

import io.memview.array.PrimitiveArrays
import io.memview.dsl.*
import java.util.concurrent.CompletableFuture

fun fillInThreads(rows: Int, columns: Int, threads: Int): IntArray {
  // @start region="threads"
  val cells = IntArray(rows * columns)
  val table = PrimitiveArrays.export(cells, rows.toLong(), columns.toLong())
  val parts =
    List(threads) { t ->
      val first = rows * t / threads
      val end = rows * (t + 1) / threads
      CompletableFuture.runAsync {
        table.use<Int> { m -> m[first..<end] = first }
      }
    }
  CompletableFuture.allOf(*parts.toTypedArray()).join() // what they wrote is visible from here on
  // @end
  return cells
}

fun main() = println("sum ${fillInThreads(1000, 1000, 4).sumOf { it.toLong() }}")
