package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.longs.shouldBeExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.BufferException
import io.memview.MemoryExporter
import io.memview.array.PrimitiveArrays

private fun table(): MemoryExporter =
  MemoryExporter.allocate("i", 4, 3).also { all ->
    all.use<Int> { m -> for (i in 0..3) for (j in 0..2) m[i, j] = 3 * i + j }
  }

class RowsTest :
  StringSpec({
    "rows by positions of every kind" {
      table().use<Int> { m ->
        val wanted = listOf(listOf(6, 7, 8), listOf(0, 1, 2), listOf(9, 10, 11))
        val (a, b, c) = intArrayOf(2, 0, 3)
        m.rows(2, 0, -1).toList() shouldBe m.rows(a, b, c).toList()
        m.rows(a, b.toLong(), c).toList() shouldBe m.rows(listOf(2, 0, 3)).toList()
        m.view.rows(a, b, c).toList() shouldBe m.view.rows(listOf(2L, 0L, 3L)).toList()
        m.rows(PrimitiveArrays.export(intArrayOf(2, 0, 3))).map { it } shouldBe wanted.flatten()
        m.rows(listOf(2, 0, 3))[1, 2] = 100
        m[0, 2] shouldBe 100
        m.rows(1, 1).isReadOnly shouldBe true
        m.moveAxis(1, 0).rows(2, 0)[0, 3] shouldBe 11
        shouldThrow<IndexOutOfBoundsException> { m.rows(a, 4) }.message shouldContain "position 4"
        shouldThrow<IllegalArgumentException> { m.rows(listOf(1.5)) }.message shouldContain
          "a position is an Int or a Long"
      }
    }

    "views by name" {
      table().use<Int> { m ->
        val n = 2
        m.slidingWindows(2, 2)[2, 1, 1, 1] shouldBe 11
        m.slidingWindows(n, n).isReadOnly shouldBe true
        m.view.slidingWindows(n, n).ndim() shouldBe 4
        m.slidingWindows(longArrayOf(3), 0).shape shouldBe longArrayOf(2, 3, 3)
        m.ravel()[11] shouldBe 11
        shouldThrow<BufferException.Refused> { m.transpose().ravel() }.message shouldContain "copy"
        m.sharesMemory(m.rows(3)) shouldBe true
        m.rows(1).sharesMemory(m.rows(3)) shouldBe false
        m.rows(1, 3).mayShareMemory(m[2..2]) shouldBe false
      }
      MemoryExporter.allocate("T{i:x:d:y:}", 2).use<Spot> { m ->
        m.fields().keys.toList() shouldBe listOf("x", "y")
      }
    }

    "parts as one" {
      val parts = listOf(table(), MemoryExporter.allocate("i", 2, 3))
      parts.asComposite().use<Int> { m ->
        m.shape shouldBe longArrayOf(6, 3)
        m[5, 2] = 7
      }
      parts[1].use<Int> { m -> m[1, 2] shouldBe 7 }
      parts[0].exports() shouldBeExactly 0
    }
  })
