package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.Index
import io.memview.View
import io.memview.array.PrimitiveArrays
import java.util.Random

private fun table(body: (View) -> Unit) =
  PrimitiveArrays.export(IntArray(12) { it }, 3, 4).useView(body = body)

private fun row(body: (View) -> Unit) =
  PrimitiveArrays.export(LongArray(10) { it.toLong() }).useView(body = body)

private fun list(vararg items: Long) = items.toList()

class SlicesTest :
  StringSpec({
    "ranges" {
      row { v ->
        v[2..4].toList() shouldBe list(2, 3, 4)
        v[2..<4].toList() shouldBe list(2, 3)
        v[0..9 step 4].toList() shouldBe list(0, 4, 8)
        v[4 downTo 2].toList() shouldBe list(4, 3, 2)
        v[9 downTo 0 step 3].toList() shouldBe list(9, 6, 3, 0)
        v[1 downTo 0].toList() shouldBe list(1, 0)
        v[2 downTo 0 step 2].toList() shouldBe list(2, 0)
        v[7..99].toList() shouldBe list(7, 8, 9)
      }
    }

    "empty ranges" {
      val none = 0
      row { v ->
        v[0..<none].toList() shouldBe list()
        v[0..-1].toList() shouldBe list()
        v[5..4].toList() shouldBe list()
        v[5..-1].toList() shouldBe list()
        v[3 downTo 4].toList() shouldBe list()
      }
    }

    "from the end" {
      row { v ->
        v[end - 1].toList() shouldBe 9L
        v[end - 3..<end].toList() shouldBe list(7, 8, 9)
        v[end - 3..end - 1].toList() shouldBe list(7, 8, 9)
        v[end - 3..<end - 1].toList() shouldBe list(7, 8)
        v[7..<end].toList() shouldBe list(7, 8, 9)
        v[7L..<end].toList() shouldBe list(7, 8, 9)
        v[7..end - 2].toList() shouldBe list(7, 8)
        v[7..<end - 2].toList() shouldBe list(7)
        v[0..<end step 3].toList() shouldBe list(0, 3, 6, 9)
        v[all step 5].toList() shouldBe list(0, 5)
      }
      table { v -> v[-1, all].toList() shouldBe list(8, 9, 10, 11) }
    }

    "negative bounds are refused, and the message says what to write" {
      row { v ->
        shouldThrow<IllegalArgumentException> { v[-3..-1] }.message!! shouldContain "end - 3"
        shouldThrow<IllegalArgumentException> { v[2..-2] }.message!! shouldContain "end - 2"
        shouldThrow<IllegalArgumentException> { v[5 downTo -1] }.message!! shouldContain "end - 1"
        shouldThrow<IllegalArgumentException> { v[-1L..<end] }.message!! shouldContain "end - 1"
        shouldThrow<IllegalArgumentException> { end - 0 }
        shouldThrow<IllegalArgumentException> { end - -1 }
        shouldThrow<IllegalArgumentException> { newAxis step 2 }
        shouldThrow<IllegalArgumentException> { all step 0 }
        shouldThrow<IllegalArgumentException> { all step 2 step 2 }
      }
    }

    "numbers, ranges and indices in every place" {
      val i = 1
      table { v ->
        v[i, all].toList() shouldBe list(4, 5, 6, 7)
        v[all, i].toList() shouldBe list(1, 5, 9)
        v[0..1, 1..2].toList() shouldBe listOf(list(1, 2), list(5, 6))
        v[ellipsis, i].toList() shouldBe list(1, 5, 9)
        v[newAxis, i, 2..3].toList() shouldBe listOf(list(6, 7))
        v[i, 2..3, newAxis].toList() shouldBe listOf(list(6), list(7))
        v[all, newAxis, i].shape().toList() shouldBe list(3, 1)
        v[1..1].shape().toList() shouldBe list(1, 4)
      }
    }

    "a slice is no copy, and can be written" {
      val cells = IntArray(12)
      PrimitiveArrays.export(cells, 3, 4).useView { v ->
        v[1, all][0] = 5
        v[0, 2..<end] = 7
        v[2, all] = v[0, all]
        v[1, 1..2] = 9u
        v[1, 3..3] = PrimitiveArrays.export(shortArrayOf(4))
      }
      cells.toList() shouldBe listOf(0, 0, 7, 7, 5, 9, 9, 4, 0, 0, 7, 7)
      PrimitiveArrays.export(cells, 3, 4).use<Int> { m ->
        m[all, 0] = 1
        m[all, 1..3] = m[all, 0..<1] // broadcast
        m[0, all][3] = 8
      }
      cells.toList() shouldBe listOf(1, 1, 1, 8, 1, 1, 1, 1, 1, 1, 1, 1)
    }

    "shapes that do not fit are refused" {
      table { v ->
        shouldThrow<IllegalArgumentException> { v[0, all] = v[all, 0] }
        shouldThrow<IndexOutOfBoundsException> { v[all, all, 0] }
        shouldThrow<IndexOutOfBoundsException> { v[3, all] }
      }
    }

    "ranges select what lists select" {
      for (seed in 1L..300L) {
        val random = Random(seed)
        val extent = random.nextInt(8)
        val first = random.nextInt(9)
        val last = random.nextInt(9)
        val step = 1 + random.nextInt(3)
        val up = random.nextBoolean()
        val range = if (up) first..last step step else first downTo last step step
        val expected =
          if (up) range.filter { it < extent }
          else (0..<extent).toList().let { all -> python(all, first, range.last - 1, -step) }
        PrimitiveArrays.export(IntArray(extent) { it }).useView { v ->
          val message = "seed $seed: $range of $extent"
          (message to v[range].toList()) shouldBe (message to expected.map { it.toLong() })
        }
      }
    }

    "a range is an index like any other" { (2..<end) shouldBe Index.from(2) }
  })

/** Python's `all[first:stop:step]` of a negative step: clips the start, then counts down. */
private fun python(all: List<Int>, first: Int, stop: Int, step: Int): List<Int> {
  val start = minOf(first, all.size - 1)
  return generateSequence(start) { it + step }.takeWhile { it > stop && it >= 0 }.toList()
}
