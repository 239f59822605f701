package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.BufferException
import io.memview.Exporter
import io.memview.MemoryExporter
import io.memview.format.Complex
import io.memview.format.Format

internal data class Spot(val x: Int, val y: Double)

private fun numbers(format: String) =
  MemoryExporter.allocate(Format.parse(format), 2, 3).also { made ->
    made.useView { v -> v.positions.forEachIndexed { n, p -> v[p] = n } }
  }

class TransformsTest :
  StringSpec({
    "every type of item is transformed in place" {
      numbers("d").use<Double> { m -> m.update { it / 2 }.also { _ -> m[1, 2] shouldBe 2.5 } }
      numbers(">f").use<Float> { m -> m.update { it / 2 }.also { _ -> m[1, 2] shouldBe 2.5f } }
      numbers("e").use<Float> { m -> m.update { it / 2 }.also { _ -> m[1, 2] shouldBe 2.5f } }
      numbers("q").use<Long> { m -> m.update { -it }.also { _ -> m[1, 2] shouldBe -5L } }
      numbers(">i").use<Int> { m -> m.update { -it }.also { _ -> m[1, 2] shouldBe -5 } }
      numbers("h").use<Short> { m ->
        m.update { (-it).toShort() }.also { _ -> m[1, 2] shouldBe (-5).toShort() }
      }
      numbers("b").use<Byte> { m ->
        m.update { (-it).toByte() }.also { _ -> m[1, 2] shouldBe (-5).toByte() }
      }
      numbers("Q").use<ULong> { m ->
        m.update { ULong.MAX_VALUE - it }.also { _ -> m[1, 2] shouldBe ULong.MAX_VALUE - 5u }
      }
      numbers("I").use<UInt> { m ->
        m.update { UInt.MAX_VALUE - it }.also { _ -> m[1, 2] shouldBe UInt.MAX_VALUE - 5u }
      }
      numbers("H").use<UShort> { m ->
        m.update { (65535u - it).toUShort() }.also { _ -> m[1, 2] shouldBe 65530.toUShort() }
      }
      numbers("B").use<UByte> { m ->
        m.update { (255u - it).toUByte() }.also { _ -> m[1, 2] shouldBe 250.toUByte() }
      }
      zeros<Boolean>(3).use<Boolean> { m ->
        m[1] = true
        m.update { !it }
        m.toList() shouldBe listOf(true, false, true)
      }
      zeros<Complex>(2).use<Complex> { m ->
        m.update { Complex(it.re() + 1, 2.0) }
        m[1] shouldBe Complex(1.0, 2.0)
      }
      zeros<Spot>(2).use<Spot> { m ->
        m.update { it.copy(x = it.x + 3) }
        m[1] shouldBe Spot(3, 0.0)
      }
    }

    "a view that is not contiguous is transformed where it lies" {
      numbers("i").use<Int> { m ->
        m[all, flip].transpose()[from(1)].update { it * 10 }
        m.toList() shouldBe listOf(0, 10, 2, 30, 40, 5)
      }
    }

    "what is read-only is not transformed" {
      numbers("i").use<Int> { m ->
        shouldThrow<BufferException.ReadOnly> { m.asReadOnly().update { it } }
        shouldThrow<BufferException.ReadOnly> { m.mapTo(m.asReadOnly()) { it } }
      }
    }

    "results go into another view, of another type, and are broadcast" {
      use<Int, Double, _>(numbers("i"), zeros<Double>(4, 2, 3)) { m, out ->
        m.mapTo(out) { it + 0.5 }.view shouldBe out.view
        out[3, 1, 2] shouldBe 5.5
        shouldThrow<IllegalArgumentException> { out.mapTo(m) { it.toInt() } }
        m.mapTo(out[0, all]) { it * 2.0 }
        out[0, 1, 2] shouldBe 10.0
        out[1, 1, 2] shouldBe 5.5
      }
    }

    "views of different types go together" {
      use<Int, Double, _>(intArrayOf(1, 2, 3).export(), doubleArrayOf(0.5, 1.5, 2.5).export()) {
        a,
        b ->
        a.zip(b) { x, y -> x + y } shouldBe listOf(1.5, 3.5, 5.5)
        b.zip(a[newAxis, all]) { x, y -> x * y } shouldBe listOf(0.5, 3.0, 7.5)
        zeros<Float>(2, 3).use<Float, _> { out ->
          a.zipTo(b, out) { x, y -> (x + y).toFloat() }.toList() shouldBe
            listOf(1.5f, 3.5f, 5.5f, 1.5f, 3.5f, 5.5f)
        }
        shouldThrow<IllegalArgumentException> { a.zip(b[upTo(2)]) { x, _ -> x } }
      }
    }

    "conditions make masks" {
      numbers("d").use<Double> { m ->
        val mask = m.mask { it > 3 }
        mask.toList() shouldBe listOf(false, false, false, false, true, true)
        mask.any() shouldBe true
        m[mask].show() shouldBe "[4. 5.]"
        m[m.mask { it < 2 }] = 7.0
        m.toList() shouldBe listOf(7.0, 7.0, 2.0, 3.0, 4.0, 5.0)
        m.transpose().mask { it == 7.0 }.show() shouldBe
          "[[ True False]\n [ True False]\n [False False]]"
      }
    }

    "a view may be transformed into itself" {
      numbers("i").use<Int> { m ->
        m.zipTo(m, m) { x, y -> x + y }
        m.toList() shouldBe listOf(0, 2, 4, 6, 8, 10)
      }
    }

    "positions of any rank are gone through in one loop" {
      numbers("i").use<Int> { m ->
        m.positions.map { (i, j) -> m[i, j] } shouldBe m.toList()
        for (p in m.transpose().positions) m[p.reversedArray()] += 1
        m.positions.map { m[it] } shouldContainExactly listOf(1, 2, 3, 4, 5, 6)
        m.view.positions.map { m.view[it] } shouldContainExactly listOf<Any>(1L, 2L, 3L, 4L, 5L, 6L)
        m[0..<0].positions.toList().shouldBeEmpty()
        shouldThrow<IndexOutOfBoundsException> { m[longArrayOf(1)] }
      }
      zeros<Double>().use<Double> { m -> m.positions.single().size shouldBe 0 }
    }

    "a view of one dimension is a list" {
      numbers("i").use<Int> { m ->
        val row = m[1, all].asList()
        row shouldBe listOf(3, 4, 5)
        row.binarySearch(4) shouldBe 1
        m[1, 0] = 7
        row.first() shouldBe 7
        shouldThrow<IndexOutOfBoundsException> { row[3] }
        shouldThrow<IllegalArgumentException> { m.asList() }.message shouldContain "m[0, all]"
      }
    }

    "what is found in a view after its scope says how to keep it" {
      val kept: Iterable<LongArray> = numbers("i").useView { it.positions }
      shouldThrow<BufferException.Released> { kept.first() }.message shouldContain "acquire"
      val exporter: Exporter = numbers("i")
      val list = exporter.use<Int, _> { it[0, all].asList() }
      shouldThrow<BufferException.Released> { list[0] }.message shouldContain "acquire"
    }
  })
