package io.memview.examples

import io.memview.Index.range
import io.memview.Request
import io.memview.array.PrimitiveArrays
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
        table.acquire(Request.FULL).use { lease ->
          lease.view().slice(range(first.toLong(), end.toLong())).fill(first)
        }
      }
    }
  CompletableFuture.allOf(*parts.toTypedArray()).join() // what they wrote is visible from here on
  // @end
  return cells
}

fun main() = println("sum ${fillInThreads(1000, 1000, 4).sumOf { it.toLong() }}")
