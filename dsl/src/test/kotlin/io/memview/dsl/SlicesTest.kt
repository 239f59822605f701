package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.View
import io.memview.array.PrimitiveArrays
import io.memview.layout.Index
import io.memview.layout.IndexException
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
        v[end - 1] shouldBe 9L
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
      table { v ->
        v[end - 1, all].toList() shouldBe list(8, 9, 10, 11)
        v[0..<end step 2, end - 1].toList() shouldBe list(3, 11)
        v[end - 1 downTo 0, ellipsis, newAxis].shape().toList() shouldBe list(3, 4, 1)
        v[end - 1 downTo 1 step 1, end - 1 downTo end - 2].toList() shouldBe
          listOf(list(11, 10), list(7, 6))
        v[flip, flip step 3].toList() shouldBe listOf(list(11, 8), list(7, 4), list(3, 0))
        v[upTo(end - 1), from(2)].toList() shouldBe listOf(list(2, 3), list(6, 7))
      }
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

    "no negative number counts from the end" {
      val minusOne = -1
      table { v ->
        shouldThrow<IndexOutOfBoundsException> { v[minusOne, all] }.message!! shouldContain
          "end - 1"
        shouldThrow<IndexOutOfBoundsException> { v[all, -2L] }.message!! shouldContain "end - 2"
        shouldThrow<IndexOutOfBoundsException> { v[minusOne, 0] }
        shouldThrow<IllegalArgumentException> { v[0..<minusOne] }
          .message!!
          .let {
            it shouldContain "..end - 2 or ..<end - 1"
          }
        shouldThrow<IllegalArgumentException> { v[5 downTo minusOne] }.message!! shouldContain
          "with end - 1"
        shouldThrow<IllegalArgumentException> { v[from(minusOne)] }
        shouldThrow<IllegalArgumentException> { v[upTo(minusOne)] }
        shouldThrow<IllegalArgumentException> { v[end - 1 downTo minusOne] }
        shouldThrow<IllegalArgumentException> { v[0L..Long.MIN_VALUE] }.message!! shouldContain
          "..end - 9223372036854775808 or ..<end - 9223372036854775807"
      }
    }

    "every form of a range with a negative bound: empty up to -1 alone, else refused" {
      val minus = -1L
      row { v ->
        for (k in 0..9) {
          for (empty in
            listOf<(View) -> View>(
              { it[k..-1] },
              { it[k..<0] },
              { it[k..-1L] },
              { it[k.toLong()..<0L] },
              { it[k..-1 step 2] },
              { it[k.toLong()..minus step 3] },
              { it[k..minus] },
            )) {
            empty(v).toList() shouldBe list()
          }
        }
        for (n in 1..4) {
          val below = -n
          for (refused in
            listOf<(View) -> Any>(
              { it[below..3] },
              { it[below..<3] },
              { it[below.toLong()..3L] },
              { it[below..<end] },
              { it[below.toLong()..<end] },
              { it[below..end - 1] },
              { it[below..<end - 1] },
              { it[below..3 step 2] },
              { it[below downTo 0] },
              { it[5 downTo below] },
              { it[5L downTo below.toLong()] },
              { it[end - 1 downTo below] },
              { it[end - 1 downTo below.toLong()] },
              { it[below downTo end - 3] },
              { it[from(below)] },
              { it[from(below.toLong())] },
              { it[upTo(below)] },
              { it[upTo(below.toLong())] },
              { it[from(below) step 2] },
            )) {
            shouldThrow<IllegalArgumentException> { refused(v) }.message!! shouldContain "end - $n"
          }
          for (refused in
            listOf<(View) -> Any>({ it[below] }, { it[below.toLong()] }, { it[below, all] })) {
            shouldThrow<IndexOutOfBoundsException> { refused(v) }
          }
        }
        for (n in 2..4) {
          for (refused in
            listOf<(View) -> Any>(
              { it[0..-n] },
              { it[7..-n] },
              { it[0..<1 - n] },
              { it[0L..-n.toLong()] },
              { it[0..-n step 3] },
              { it[0L..<1L - n] },
            )) {
            shouldThrow<IllegalArgumentException> { refused(v) }.message!! shouldContain "end - $n"
          }
        }
      }
      table { v ->
        v[all, 0..-1].shape().toList() shouldBe list(3, 0)
        v[all, 0..<0].shape().toList() shouldBe list(3, 0)
      }
    }

    "long positions and ranges" {
      table { v ->
        val (row, column) = listOf(1L, 3L)
        v[0..<v.shape(0)].toList() shouldBe v.toList()
        v[row, 0..<v.shape(1)].toList() shouldBe list(4, 5, 6, 7)
        v[0..<2, 2L..column].toList() shouldBe listOf(list(2, 3), list(6, 7))
        v[all, column].toList() shouldBe list(3, 7, 11)
        v[2L downTo 0L step 2, 0].toList() shouldBe list(8, 0)
        v[0L..Long.MAX_VALUE, 1].toList() shouldBe list(1, 5, 9)
        v[newAxis, row, column..column].toList() shouldBe listOf(list(7))
      }
    }

    "positions alone are an item, also those from the end" {
      table { v ->
        v[end - 1, end - 1] shouldBe 11L
        v[1, end - 2] shouldBe 6L
        v[end - 3, 1L] shouldBe 1L
        shouldThrow<IndexOutOfBoundsException> { v[end - 1] }.message!! shouldContain
          "v[end - 1, all]"
        shouldThrow<IndexOutOfBoundsException> { v[end - 4, 0] }
        v[end - 1, 0] = -8
        v[2, 0] shouldBe -8L
      }
      PrimitiveArrays.export(IntArray(12) { it }, 3, 4).use<Int> { m ->
        val last: Int = m[end - 1, end - 1]
        last shouldBe 11
        m[0, end - 1] = 33
        m[0, 3] shouldBe 33
      }
    }

    "four positions and more" {
      PrimitiveArrays.export(IntArray(120) { it }, 1, 2, 3, 4, 5).useView { v ->
        v[0, all, 1, end - 1, 0..<2].toList() shouldBe listOf(list(35, 36), list(95, 96))
        v[0, 1, 2L, flip].shape().toList() shouldBe list(4, 5)
        v[0, 1, 2, 3, from(3)] = 7
        v["0, 1, 2, 3"].toList() shouldBe list(115, 116, 117, 7, 7)
        shouldThrow<IllegalArgumentException> { v[0, 1, "x", 3, all] }.message!! shouldContain
          "position 3 is of type String"
        shouldThrow<IllegalArgumentException> { v[0, 1, 2, setOf(1), all] }.message!! shouldContain
          "position 4 is of type SingletonSet"
        val one = 1
        v[0, one, 2, 3, 4L] shouldBe 7L
        v[0, one, 2, 3, 4L] = 119
        v.typed<Int>()[0, 1, 2, 3L, one] shouldBe 116
        v.typed<Int>()[0, 1, 2, 3L, one] = -1
        v["0, 1, 2, 3"].toList() shouldBe list(115, -1, 117, 7, 119)
        shouldThrow<IndexOutOfBoundsException> { v[0, 1, 2, 3, end - 1] }.message!! shouldContain
          "v[i, j, ellipsis][k, l, end - 1]"
        v[0, 1, ellipsis][2, 3, end - 1] shouldBe 119L
        v.typed<Int>()[0, 0, 0, all, 0].toList() shouldBe listOf(0, 5, 10, 15)
        v.typed<Int>()[0, 0, 0, all, 0] = 9
        v[0, 0, 0, all, 0].toList() shouldBe list(9, 9, 9, 9)
        v.typed<Int>()[0, 0, 0, 1..2, 0] = intArrayOf(3, 4).export()
        v[0, 0, 0, all, 0].toList() shouldBe list(9, 3, 4, 9)
      }
    }

    "text" {
      table { v ->
        v["1:-1, ::2, None"].toList() shouldBe listOf(listOf(list(4), list(6)))
        v["..., -1"].toList() shouldBe list(3, 7, 11)
        v["::-1, 0"] = PrimitiveArrays.export(intArrayOf(1, 2, 3))
        v[all, 0].toList() shouldBe list(3, 2, 1)
        v["1, 1"] = 5
        v[1, 1] shouldBe 5L
        val e = shouldThrow<IndexException> { v["1:-1, ::2, .., None"] }
        e.column() shouldBe 12
        e.message!! shouldContain "^"
        v.typed<Int>()["0"].toList() shouldBe listOf(3, 1, 2, 3)
        v.typed<Int>()["0"] = 1
        v.typed<Int>()["1"] = v.typed<Int>()["0"]
        v[0..1, 2].toList() shouldBe list(1, 1)
      }
    }

    "exporters of other formats are assigned and broadcast" {
      PrimitiveArrays.export(DoubleArray(6), 2, 3).use<Double> { m ->
        m[all] = PrimitiveArrays.export(intArrayOf(1, 2, 3))
        m[1, all] = floatArrayOf(4f).export()
        m[all, 0] = 7.0
        m.toList() shouldBe listOf(7.0, 2.0, 3.0, 7.0, 4.0, 4.0)
        val row = m[0, all]
        m[0..1, all] = row
        m.toList() shouldBe listOf(7.0, 2.0, 3.0, 7.0, 2.0, 3.0)
        shouldThrow<IllegalArgumentException> { m[all, 0] = m[0, all] }
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
