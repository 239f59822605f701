package io.memview.examples

import io.memview.Exporter
import io.memview.View
import io.memview.dsl.*
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking

/**
 * The rows, read in place as they are collected. The memory is leased from the start of a
 * collection to its end, however it ends. A row is a view within that lease: what is kept, sent on
 * by `buffer()` or read in another `flowOn` is a copy, `row.toArray(...)`, or acquires the memory
 * for itself, `row.acquire(request)`.
 */
fun rows(table: Exporter): Flow<View> = flow {
  table.useView { v -> for (i in v.indices()) emit(v.at(i)) }
}

/** The sums of the rows, computed in threads of the pool; what leaves it are numbers. */
fun sums(table: Exporter): Flow<Double> =
  rows(table).map { it.doubleStatistics().sum }.flowOn(Dispatchers.Default)

fun flows() = runBlocking {
  val table = DoubleArray(6) { it.toDouble() }.export(2, 3)
  println(sums(table).toList())
}

fun main() = flows()
