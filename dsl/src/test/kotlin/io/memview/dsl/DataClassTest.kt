package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.MemoryExporter
import io.memview.RecordView
import io.memview.format.Format
import io.memview.format.RecordType

data class Point(val x: Int, val y: Double) {
  val length = Math.hypot(x.toDouble(), y)
}

private data class Segment(val from: Point, var to: Point, val dashed: Boolean)

private data class Row(val name: ByteArray, val cells: IntArray)

class DataClassTest :
  StringSpec({
    "a data class is bound by the names of its constructor" {
      MemoryExporter.allocate(Format.parse("T{d:y:i:x:}"), 3).useView { v ->
        val points = RecordView.of(v, Point::class.java)
        points.set(1, Point(3, 4.0))
        points[1] shouldBe Point(3, 4.0)
        points[1].length shouldBe 5.0
        points.toList() shouldContainExactly listOf(Point(0, 0.0), Point(3, 4.0), Point(0, 0.0))
        v.field("x")[1] shouldBe 3L
      }
    }

    "nested, private, and with variables" {
      val type = RecordType.of(Segment::class.java)
      type.format() shouldBe Format.parse("T{T{i:x:4xd:y:}:from:T{i:x:4xd:y:}:to:?:dashed:7x}")
      MemoryExporter.allocate(type.format(), 1).useView { v ->
        val segment = Segment(Point(1, 2.0), Point(3, 4.0), true)
        RecordView.of(v, Segment::class.java).set(0, segment)
        RecordView.of(v, Segment::class.java)[0] shouldBe segment
      }
    }

    "arrays" {
      MemoryExporter.allocate(Format.parse("T{3s:name:(2)i:cells:}"), 1).useView { v ->
        val rows = RecordView.of(v, Row::class.java)
        rows.set(0, Row("abc".encodeToByteArray(), intArrayOf(1, -1)))
        rows[0].name.decodeToString() shouldBe "abc"
        rows[0].cells.toList() shouldContainExactly listOf(1, -1)
      }
    }

    "names that differ are listed" {
      MemoryExporter.allocate(Format.parse("T{d:y:i:z:}"), 3).useView { v ->
        val message =
          shouldThrow<IllegalArgumentException> { RecordView.of(v, Point::class.java) }.message!!
        message shouldContain "[x, y]"
        message shouldContain "[y, z]"
      }
    }
  })
