package io.memview.dsl

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.shouldBeNaN
import io.kotest.matchers.shouldBe

class ReductionsTest :
  FunSpec({
    fun numbers() = doubleArrayOf(1.0, 5.0, 2.0, 5.0, 0.0, 3.0).export(2, 3)

    test("along dimensions, new memory") {
      numbers().use<Double, _> { m ->
        m.sum(0).use<Double, _> { it.toList() } shouldBe listOf(6.0, 5.0, 5.0)
        m.max(1).use<Double, _> { it.toList() } shouldBe listOf(5.0, 5.0)
        m.min(0, 1).use<Double, _> { it.toList() } shouldBe listOf(0.0)
        m.mean(1).use<Double, _> { it.toList() } shouldBe listOf(8 / 3.0, 8 / 3.0)
        m.all(1).use<Boolean, _> { it.toList() } shouldBe listOf(true, false)
        m.any(1).use<Boolean, _> { it.toList() } shouldBe listOf(true, true)
        m.argMax(0).use<Long, _> { it.toList() } shouldBe listOf(1L, 0L, 1L)
        m.argMin(1).use<Long, _> { it.toList() } shouldBe listOf(0L, 1L)
      }
    }

    test("all items, one number") {
      numbers().use<Double, _> { m ->
        m.mean() shouldBe 16 / 6.0
        m.any() shouldBe true
        m.all() shouldBe false
        m.argMin() shouldBe 4
        m.argMax() shouldBe 1
        m[0, 0] = Double.NaN
        m.mean().shouldBeNaN()
        m.argMax() shouldBe 0
      }
      byteArrayOf(-1, -1).export().use<Byte, _> { it.mean() shouldBe -1.0 }
    }

    test("nearly equal") {
      numbers().use<Double, _> { m ->
        m.allClose(numbers()) shouldBe true
        val other = numbers()
        other.use<Double> { it[1, 2] = 3.001 }
        m.allClose(other) shouldBe false
        m.allClose(other, rtol = 1e-3) shouldBe true
        m.allClose(other, atol = 0.01) shouldBe true
      }
    }

    test("a mask selects and limits what is written") {
      numbers().use<Double, _> { m ->
        zeros<Boolean>(2, 3).use<Boolean, _> { mask ->
          mask[0, 1] = true
          mask[1, 2] = true
          m[mask].use<Double, _> { it.toList() } shouldBe listOf(5.0, 3.0)
          m[mask] = 7.0
          m.toList() shouldBe listOf(1.0, 7.0, 2.0, 5.0, 0.0, 7.0)
          m.assign(numbers(), mask)
          m.toList() shouldBe listOf(1.0, 5.0, 2.0, 5.0, 0.0, 3.0)
          mask[0, all].let { row -> m[0, all][row].use<Double, _> { it.toList() } } shouldBe
            listOf(5.0)
        }
      }
    }
  })
