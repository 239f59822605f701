@file:OptIn(ExperimentalUnsignedTypes::class)

package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.BufferException
import io.memview.Exporter
import io.memview.MemoryExporter
import io.memview.array.NestedArrays
import io.memview.array.PrimitiveArrays
import io.memview.format.Complex
import io.memview.format.Format
import io.memview.format.ValueException

private fun items(format: String, vararg shape: Long) =
  MemoryExporter.allocate(Format.parse(format), *shape)

private inline fun <reified T : Any> roundTrip(format: String, vararg values: T) {
  items(format, values.size.toLong()).use<T> { m ->
    m.assign(values.toList())
    m.toList() shouldBe values.toList()
    m.assign(values.asSequence().map { values.last() })
    m.asSequence().toSet() shouldBe setOf(values.last())
    m[all] = values[0]
    m[end - 1] shouldBe values[0]
  }
}

class TypedItemsTest :
  StringSpec({
    "every type, in every way" {
      roundTrip("d", 1.5, -2.5, Double.MAX_VALUE)
      roundTrip("e", 1.5f, -2.5f)
      roundTrip(">f", 1.5f, Float.MAX_VALUE)
      roundTrip("q", Long.MIN_VALUE, 1L)
      roundTrip("<i", Int.MIN_VALUE, 1)
      roundTrip<Short>("h", Short.MIN_VALUE, 1)
      roundTrip<Byte>("b", Byte.MIN_VALUE, 1)
      for (format in listOf("Q", "N", "P", "L", ">Q")) roundTrip(format, ULong.MAX_VALUE, 1uL)
      roundTrip("I", UInt.MAX_VALUE, 1u)
      roundTrip<UShort>("H", UShort.MAX_VALUE, 1u)
      roundTrip<UByte>("B", UByte.MAX_VALUE, 1u)
      roundTrip("?", true, false)
      for (format in listOf("Zf", "Zd")) roundTrip(format, Complex(1.0, -2.0), Complex(0.0, 1.0))
      roundTrip("T{i:x:d:y:}", Point(1, 2.0), Point(3, 4.0))
    }

    "indices, shapes and loops over every layout" {
      val rows = arrayOf(intArrayOf(0, 1, 2), intArrayOf(3, 4, 5))
      val layouts =
        listOf<Exporter>(
          PrimitiveArrays.export(intArrayOf(0, 1, 2, 3, 4, 5), 2, 3),
          NestedArrays.export(rows),
        )
      for (exporter in layouts) {
        exporter.use<Int> { m ->
          val (height, width) = m.shape
          height * width shouldBe m.itemCount
          var sum = 0
          for (x in m) sum = 10 * sum + x
          sum shouldBe 12345
          val seen = mutableListOf<Int>()
          for (i in m.indices) for (j in m.indices(1)) seen += m[i, j]
          seen shouldBe m.toList()
          m.map { it * 2 } shouldBe listOf(0, 2, 4, 6, 8, 10)
          m.fold("") { text, x -> text + x } shouldBe "012345"
          m[all, flip].fold(0) { a, x -> 10 * a + x } shouldBe 210543
          m[all, 0..<2].zip(m[all, 1..2]) { a, b -> b - a } shouldBe listOf(1, 1, 1, 1)
          m.zip(m[0, all]) { a, b -> a - b } shouldBe listOf(0, 0, 0, 3, 3, 3)
          shouldThrow<IllegalArgumentException> { m.zip(m[all, 0]) { a, _ -> a } }
          m.sum() shouldBe 15L
          m[all, 1..2].min() shouldBe 1
          m.max() shouldBe 5
          m.asIterable().groupBy { it % 2 }.keys shouldBe setOf(0, 1)
          m.toIntArray().toList() shouldBe m.toList()
          shouldThrow<IndexOutOfBoundsException> { m.indices(2) }
        }
      }
      PrimitiveArrays.export(LongArray(4)).use<Long> { m -> m.indices shouldBe 0L..3L }
    }

    "statistics of every type, and of nothing" {
      items("B", 3).use<UByte> { m ->
        m.assign(ubyteArrayOf(200u, 100u, 255u))
        m.sum() shouldBe 555uL
        m.min() shouldBe 100u.toUByte()
        m.max() shouldBe 255u.toUByte()
        m.toUByteArray().toList() shouldBe listOf<UByte>(200u, 100u, 255u)
      }
      items("e", 2).use<Float> { m ->
        m.assign(floatArrayOf(0.5f, -2f))
        m.sum() shouldBe -1.5
        m.min() shouldBe -2f
        m.toFloatArray().toList() shouldBe listOf(0.5f, -2f)
        shouldThrow<IllegalArgumentException> { m.assign(floatArrayOf(1f)) }
      }
      items("d", 0, 3).use<Double> { m ->
        m.sum() shouldBe 0.0
        m.minOrNull() shouldBe null
        shouldThrow<NoSuchElementException> { m.max() }.message!! shouldContain "[0, 3]"
        m.toList() shouldBe listOf()
        shouldThrow<NoSuchElementException> { m.iterator().next() }
      }
      items("q", 2).use<Long> { m ->
        m[all] = Long.MAX_VALUE
        shouldThrow<ArithmeticException> { m.sum() }
      }
      items("Q", 2).use<ULong> { m ->
        m.assign(ulongArrayOf(ULong.MAX_VALUE, 1u))
        m.asIterable().max() shouldBe ULong.MAX_VALUE
        m.fold(0uL) { a, b -> a xor b } shouldBe ULong.MAX_VALUE - 1u
      }
    }

    "whether there is another item can be asked as often as one likes, or not at all" {
      val cells = intArrayOf(1, 2, 3, 4, 5, 6)
      cells.export(3, 2).use<Int> { m ->
        for (asked in 0..2) {
          val items = m[all, 1 downTo 0].iterator()
          val seen =
            List(6) {
              repeat(asked) { items.hasNext() shouldBe true }
              items.next()
            }
          seen shouldBe listOf(2, 1, 4, 3, 6, 5)
          repeat(asked) { items.hasNext() shouldBe false }
          shouldThrow<NoSuchElementException> { items.next() }
          items.hasNext() shouldBe false
        }
        val items = m.iterator()
        items.hasNext() shouldBe true
        cells[0] = 7 // read when it is asked for, and not before
        items.next() shouldBe 7
        val sequence = m.asSequence().iterator()
        repeat(2) { sequence.hasNext() shouldBe true }
        sequence.asSequence().toList() shouldBe listOf(7, 2, 3, 4, 5, 6)
      }
    }

    "lazy is lazy" {
      val cells = intArrayOf(1, 2, 3)
      val escaped =
        cells.export().use<Int, _> { m ->
          val lazy = m.asSequence().map { it * 10 }
          val eager = m.map { it * 10 }
          cells[0] = 5
          lazy.toList() shouldBe listOf(50, 20, 30)
          eager shouldBe listOf(10, 20, 30)
          lazy
        }
      shouldThrow<BufferException.Released> { escaped.toList() }.message!! shouldContain "scope"
    }

    "arrays are exported without a copy, collections must have as many values" {
      val cells = uintArrayOf(UInt.MAX_VALUE, 1u)
      cells.export(2, 1).use<UInt> { m -> m[1, 0] = 4_000_000_000u }
      cells[1] shouldBe 4_000_000_000u
      doubleArrayOf(1.0, 2.0).export().use<Double, _> { m -> m.toDoubleArray().sum() } shouldBe 3.0
      val target = ShortArray(3)
      target.export().use<Short> { m ->
        shouldThrow<IllegalArgumentException> { m.assign(listOf<Short>(1, 2)) }
          .message!!
          .let {
            it shouldContain "2 values do not fit 3 items"
          }
        shouldThrow<IllegalArgumentException> { m.assign(sequenceOf<Short>(1, 2, 3, 4)) }
        shouldThrow<IllegalArgumentException> { m.assign(shortArrayOf(1)) }
      }
      target.toList() shouldBe listOf<Short>(0, 0, 0)
      shouldThrow<IllegalArgumentException> { ubyteArrayOf(1u).export(2) }
    }

    "records" {
      items("T{i:x:d:y:}", 2, 2).use<Point> { points ->
        points[all] = Point(1, 0.5)
        points[1, 1] = Point(2, 1.5)
        points[0, end - 1] = Point(3, 2.5)
        points[1, all].toList() shouldBe listOf(Point(1, 0.5), Point(2, 1.5))
        points.map { it.x } shouldBe listOf(1, 3, 1, 2)
        points.fold(0.0) { sum, p -> sum + p.y } shouldBe 5.0
        var longest = Point(0, 0.0)
        for (p in points) if (p.length > longest.length) longest = p
        longest shouldBe Point(3, 2.5)
        points.view["0, 0"] = Point(9, 9.0)
        points[0, 0] shouldBe Point(9, 9.0)
      }
      val floats = items("T{i:x:f:z:}", 1)
      val message = shouldThrow<IllegalArgumentException> { floats.use<Point> {} }.message!!
      message shouldContain "Point"
      message shouldContain "[x, z]"
      floats.exports() shouldBe 0
      shouldThrow<IllegalArgumentException> { floats.use<Int> {} }.message!! shouldContain
        "a data class"
      shouldThrow<IllegalArgumentException> { items("d", 1).use<Point> {} }
        .message!!
        .let {
          it shouldContain "'d'"
          it shouldContain "not of type Point"
        }
    }

    "a value that does not fit is refused" {
      items("B", 1).use<UByte> { m -> shouldThrow<ValueException> { m.view.setObject(0, 300L) } }
      items("e", 1).use<Float> { m -> shouldThrow<ValueException> { m[all] = 1e6f } }
    }
  })
