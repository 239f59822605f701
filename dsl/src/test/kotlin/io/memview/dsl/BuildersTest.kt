package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.BufferException
import io.memview.ExportCount
import io.memview.HeldMemory
import io.memview.Memory
import io.memview.MemoryExporter
import io.memview.Request
import io.memview.format.Complex
import io.memview.format.Format
import java.nio.ByteOrder

private class Samples {
  private var cells = DoubleArray(4)
  val released = mutableListOf<Long>()
  val buffer = exporter({ released += it }) { Memory.ofArray(cells) }

  fun grow() = buffer.exclusively("grow") { cells = cells.copyOf(2 * cells.size) }
}

data class Reading(val id: Int, val value: Double)

class BuildersTest :
  StringSpec({
    "an exporter of one's own counts, refuses and grows" {
      val samples = Samples()
      samples.buffer.use<Double> { m ->
        m[3] = 2.5
        samples.buffer.exports() shouldBe 1
        shouldThrow<BufferException.Exported> { samples.grow() }.message!! shouldContain "grow"
      }
      samples.released shouldBe listOf(0L)
      samples.grow()
      samples.buffer.exclusively("count") { 3 } shouldBe 3
      samples.buffer.use<Double, _> { m -> m.toList() } shouldBe
        listOf(0.0, 0.0, 0.0, 2.5, 0.0, 0.0, 0.0, 0.0)
      samples.buffer.useView { v -> v.owner() } shouldBe samples.buffer
      val refuses = exporter { throw BufferException.Refused("not yet") }
      shouldThrow<BufferException.Refused> { refuses.acquire(Request.FULL) }
      refuses.exports() shouldBe 0
    }

    "core's kit for exporters in Kotlin" {
      val diary = mutableListOf<String>()
      val held =
        HeldMemory.of(diary) { hold ->
          hold.closing(AutoCloseable { diary += "close" })
          diary += "open"
          Memory.ofArray(intArrayOf(1, 2))
        }
      held.useView { v -> v.owner() } shouldBe diary
      diary shouldBe listOf("open", "close")
      val exports = ExportCount(diary)
      var size = 2
      exports.exclusively("grow") { size *= 2 }
      exports.callExclusively<Int, Exception>("grow") { 2 * size } shouldBe 8
      ExportCount(diary) { left -> size += left.toInt() }
        .lease(Memory.ofArray(intArrayOf(1)), Request.FULL)
        .close()
      size shouldBe 4
    }

    "an exporter of any object that a provider knows" {
      exporterOf(intArrayOf(1, 2)).use<Int, _> { m -> m.sum() } shouldBe 3L
      val own = exporter { Memory.ofArray(ByteArray(1)) }
      exporterOf(own) shouldBe own
      shouldThrow<IllegalArgumentException> { exporterOf(listOf(1)) }.message!! shouldContain
        "arrays of numbers"
    }

    "zeros are new memory of a type" {
      zeros<Double>(2, 3).useView { v ->
        v.format() shouldBe Format.parse("d")
        v.shape().toList() shouldBe listOf(2L, 3L)
        v.toList() shouldBe List(2) { List(3) { 0.0 } }
      }
      zeros<UByte>().use<UByte> { m -> m.shape.size shouldBe 0 }
      zeros<Boolean>(1).use<Boolean> { m -> m[0] shouldBe false }
      zeros<Complex>(0).use<Complex> { m -> m.itemCount shouldBe 0 }
      for (type in ItemType.entries) {
        val made = allocate(formatOf(type.type), longArrayOf(2)).useView { it.format() }
        itemType(made) shouldBe type
      }
      zeros<Reading>(2).use<Reading> { m ->
        m[1] = Reading(7, 0.5)
        m.toList() shouldBe listOf(Reading(0, 0.0), Reading(7, 0.5))
      }
      shouldThrow<IllegalArgumentException> { zeros<String>(2) }
      shouldThrow<IllegalArgumentException> { zeros<Int>(-1) }
    }

    "formats are those of format strings" {
      format {
        i4("x")
        f8("m", 4, 4)
      } shouldBe Format.parse("T{i:x:4x(4,4)d:m:}")
      format {
        i4("x")
        f8("y")
      } shouldBe Format.parse("T{i:x:d:y:}")
      format(ByteOrder.BIG_ENDIAN) {
        i1("a")
        i2("b")
        i8("c")
        u1("d")
        u2("e")
        u4("f")
        u8("g", 2)
        f2("h")
        f4("i")
        c8("j")
        c16("k")
        bool("l")
        bytes("n", 3)
        padding(2)
        text("o", 4)
        record("p", 2) { f8("q") }
      } shouldBe
        Format.parse(
          "T{>b:a:h:b:q:c:B:d:H:e:I:f:(2)Q:g:e:h:f:i:Zf:j:Zd:k:?:l:3s:n:2x4w:o:(2)T{d:q:}:p:}"
        )
      format(ByteOrder.LITTLE_ENDIAN) { i4("x") } shouldBe Format.parse("T{<i:x:}")
    }

    "a data class is bound to a built format" {
      val points = format {
        f8("y")
        i4("x")
      }
      MemoryExporter.allocate(points, 2).use<Point> { m ->
        m[1] = Point(1, 2.0)
        m[1] shouldBe Point(1, 2.0)
      }
    }

    "bad records are refused" {
      shouldThrow<IllegalArgumentException> { format {} }
      shouldThrow<IllegalArgumentException> { format { i4("") } }
      shouldThrow<IllegalArgumentException> { format { i4("x:d:y") } }.message!! shouldContain
        "x:d:y"
      shouldThrow<IllegalArgumentException> { format { repeat(2) { i4("x") } } }
      shouldThrow<IllegalArgumentException> { format { i4("x", -1) } }
      shouldThrow<IllegalArgumentException> { format { bytes("x", -1) } }
      shouldThrow<IllegalArgumentException> { format { padding(-1) } }
      shouldThrow<IllegalArgumentException> { format { record("x") {} } }
    }
  })
