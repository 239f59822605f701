package io.memview.dsl

import com.sun.management.ThreadMXBean
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.longs.shouldBeLessThan
import io.memview.MemoryExporter
import io.memview.format.Format
import java.lang.management.ManagementFactory

private const val ROUNDS = 10_000
private const val ITEMS = 100

/** What the measurement itself may cost; a box at each access would be 16 million and more. */
private const val SLACK = 1_000_000L

private fun exporter(format: String, vararg shape: Long) =
  MemoryExporter.allocate(Format.parse(format), *shape)

/** What a million reads and writes allocate, once they are compiled: the best of some runs. */
private fun allocated(pass: () -> Unit): Long {
  val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean
  return (1..5).minOf {
    val before = threads.currentThreadAllocatedBytes
    repeat(ROUNDS) { pass() }
    threads.currentThreadAllocatedBytes - before
  }
}

private inline fun <reified T : Any> row(
  format: String,
  crossinline swap: TypedView<T>.(Int) -> Unit,
) = exporter(format, ITEMS + 1L).use<T, _> { m -> allocated { for (i in 0..<ITEMS) m.swap(i) } }

/** Values above 127, or a box might come from a cache and cost nothing. */
class AllocationTest :
  StringSpec({
    val rows =
      mapOf<String, () -> Long>(
        "Double" to { row<Double>("d") { i -> this[i] = this[i + 1] + 1000.5 } },
        "Double, swapped" to { row<Double>(">d") { i -> this[i] = this[i + 1] + 1000.5 } },
        "Float" to { row<Float>("f") { i -> this[i] = this[i + 1] + 1000.5f } },
        "Long" to { row<Long>("q") { i -> this[i] = this[i + 1] + 1000 } },
        "Int" to { row<Int>("i") { i -> this[i] = this[i + 1] + 1000 } },
        "Short" to { row<Short>("h") { i -> this[i] = (this[i + 1] + 1000).toShort() } },
        "Byte" to { row<Byte>("b") { i -> this[i] = (this[i + 1] + 100).toByte() } },
        "UInt" to { row<UInt>("I") { i -> this[i] = this[i + 1] + 1000u } },
        "UShort" to { row<UShort>("H") { i -> this[i] = (this[i + 1] + 1000u).toUShort() } },
        "UByte" to { row<UByte>("B") { i -> this[i] = (this[i + 1] + 200u).toUByte() } },
        "rank 2" to
          {
            exporter("i", 2, ITEMS.toLong()).use<Int, _> { m ->
              allocated { for (i in 0..<ITEMS) m[1, i] = m[0, i] + 1000 }
            }
          },
        "rank 3" to
          {
            exporter("i", 2, 2, ITEMS.toLong()).use<Int, _> { m ->
              allocated { for (i in 0..<ITEMS) m[1, 1, i] = m[0, 1, i] + 1000 }
            }
          },
        "by Long" to
          {
            exporter("i", 2, ITEMS.toLong()).use<Int, _> { m ->
              allocated { for (i in 0L..<ITEMS) m[1L, i] = m[0L, i] + 1000 }
            }
          },
        "by Int and Long" to
          {
            exporter("d", 2, 2, ITEMS.toLong()).use<Double, _> { m ->
              val (first, last) = listOf(0L, 1L)
              allocated { for (i in 0..<ITEMS) m[last, 1, i] = m[first, 1, i] + 1000.5 }
            }
          },
      )
    val loops =
      mapOf<String, () -> Long>(
        "for" to
          {
            exporter("d", 10, 100).use<Double, _> { m ->
              m[all] = 1000.5
              var sum = 0.0
              allocated { for (x in m) sum += x }
            }
          },
        "forEach, of UInt" to
          {
            exporter("I", 10, 100).use<UInt, _> { m ->
              m[all] = 1000u
              var all = 0u
              allocated { m.forEach { all = all xor it } }
            }
          },
        "forEach, of ULong" to
          {
            exporter("Q", 10, 100).use<ULong, _> { m ->
              m[all] = ULong.MAX_VALUE
              var all = 0uL
              allocated { m.forEach { all = all xor it } }
            }
          },
        "update" to
          {
            exporter("d", 10, 100).use<Double, _> { m -> allocated { m.update { it + 1000.5 } } }
          },
        "update, of UByte" to
          {
            exporter("B", 10, 100).use<UByte, _> { m ->
              allocated { m.update { (it + 200u).toUByte() } }
            }
          },
        "update, of ULong" to
          {
            exporter("Q", 10, 100).use<ULong, _> { m ->
              allocated { m.update { it + ULong.MAX_VALUE / 3u } }
            }
          },
        "mapTo" to
          {
            use<Int, Int, _>(exporter("i", 100), exporter("i", 10, 100)) { m, out ->
              m.assign(IntArray(100) { it + 1000 })
              allocated { m.mapTo(out) { it + 1000 } }
            }
          },
        "zipTo, of Float" to
          {
            use<Float, Float, Float, _>(
              exporter("f", 10, 1),
              exporter("f", 100),
              exporter("f", 10, 100),
            ) { m, other, out ->
              m[all] = 1000.5f
              other[all] = 1000.5f
              allocated { m.zipTo(other, out) { x, y -> x + y } }
            }
          },
      )
    loops.forEach { (name, bytes) ->
      "a loop allocates its cursor, and nothing for an item: $name" {
        // A cursor with its arrays and views is less than 4000 bytes; 1000 boxes are 16000 at
        // least.
        bytes() shouldBeLessThan ROUNDS * 4000L + SLACK
      }
    }

    rows.forEach { (name, bytes) ->
      "a million reads and writes allocate nothing: $name" { bytes() shouldBeLessThan SLACK }
    }

    // These go through core's calls of any rank, whose positions are an array,
    // which Kotlin hands on as a copy.
    val positions =
      mapOf<String, () -> Long>(
        "Boolean" to { row<Boolean>("?") { i -> this[i] = !this[i + 1] } },
        "ULong" to { row<ULong>("Q") { i -> this[i] = this[i + 1] + ULong.MAX_VALUE / 2u } },
        "rank 4" to
          {
            exporter("i", 2, 2, 2, ITEMS.toLong()).use<Int, _> { m ->
              allocated { for (i in 0..<ITEMS) m[1, 1, 1, i] = m[0, 1, 1, i] + 1000 }
            }
          },
      )
    val arrays =
      mapOf("Boolean" to 2 * 24, "ULong" to 2 * (24 + 24), "rank 4" to 2 * 2 * (16 + 4 * 8))
    positions.forEach { (name, bytes) ->
      "a million reads and writes allocate at most their positions: $name" {
        bytes() shouldBeLessThan 1_000_000L * arrays.getValue(name) + SLACK
      }
    }
  })
