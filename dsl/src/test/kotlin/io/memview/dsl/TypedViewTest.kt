package io.memview.dsl

import com.sun.management.ThreadMXBean
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.memview.MemoryExporter
import io.memview.PrintOptions
import io.memview.array.PrimitiveArrays
import io.memview.format.Format
import io.memview.format.ValueException
import io.memview.layout.Order
import java.lang.management.ManagementFactory

private fun items(format: String, vararg shape: Long) =
  MemoryExporter.allocate(Format.parse(format), *shape)

class TypedViewTest :
  StringSpec({
    val orders = listOf("", "<", ">")

    orders.forEach { order ->
      "every type in order '$order'" {
        items("${order}d", 2).use<Double> { m ->
          m[1] = -1.5
          m[1] shouldBe -1.5
        }
        for (code in listOf("f", "e")) {
          items("$order$code", 2).use<Float> { m ->
            m[1] = -1.5f
            m[1] shouldBe -1.5f
          }
        }
        for (code in listOf("q") + if (order.isEmpty()) listOf("l", "n") else listOf()) {
          items("$order$code", 2).use<Long> { m ->
            m[1] = Long.MIN_VALUE
            m[1] shouldBe Long.MIN_VALUE
          }
        }
        for (code in listOf("i") + if (order.isEmpty()) listOf() else listOf("l")) {
          items("$order$code", 2).use<Int> { m ->
            m[1] = Int.MIN_VALUE
            m[1] shouldBe Int.MIN_VALUE
          }
        }
        items("${order}h", 2).use<Short> { m ->
          m[1] = Short.MIN_VALUE
          m[1] shouldBe Short.MIN_VALUE
        }
        items("${order}b", 2).use<Byte> { m ->
          m[1] = Byte.MIN_VALUE
          m[1] shouldBe Byte.MIN_VALUE
        }
        items("${order}I", 2).use<UInt> { m ->
          m[1] = UInt.MAX_VALUE
          m[1] shouldBe UInt.MAX_VALUE
        }
        items("${order}H", 2).use<UShort> { m ->
          m[1] = UShort.MAX_VALUE
          m[1] shouldBe UShort.MAX_VALUE
        }
        items("${order}B", 2).use<UByte> { m ->
          m[1] = UByte.MAX_VALUE
          m[1] shouldBe UByte.MAX_VALUE
        }
        items("${order}?", 2).use<Boolean> { m ->
          m[1] = true
          m[1] shouldBe true
          m[0] shouldBe false
        }
      }
    }

    "every rank, by Int and by Long" {
      val (i, j, k, l) = listOf(1, 2, 3, 4)
      items("i", 5).use<Int> { m ->
        m[l] = 7
        m[l.toLong()] shouldBe 7
        m[4] shouldBe 7
      }
      items("i", 5, 6).use<Int> { m ->
        m[k, l] = 7
        m[k.toLong(), l.toLong()] shouldBe 7
      }
      items("i", 4, 5, 6).use<Int> { m ->
        m[j.toLong(), k.toLong(), l.toLong()] = 7
        m[j, k, l] shouldBe 7
      }
      items("i", 2, 3, 4, 5).use<Int> { m ->
        m[i, j, k, l] = 7
        m[1, 2, 3, 4] shouldBe 7
        m[1L, 2L, 3L, 4L] shouldBe 7
      }
    }

    "positions of items are never counted from the end, and ranges are checked" {
      val (minusOne, five) = listOf(-1, 5)
      items("h", 5).use<Short> { m ->
        shouldThrow<IndexOutOfBoundsException> { m[minusOne] }
        shouldThrow<IndexOutOfBoundsException> { m[five] }
        shouldThrow<IndexOutOfBoundsException> { m[0, 0] }
      }
      items(">f", 1).use<Float> { m ->
        m[0] = Float.MAX_VALUE
        m[0] shouldBe Float.MAX_VALUE
      }
      items("e", 1).use<Float> { m -> shouldThrow<ValueException> { m[0] = 1e6f } }
    }

    "views without a type read and write boxed items" {
      val (i, j) = listOf(1, 2)
      PrimitiveArrays.export(DoubleArray(6), 2, 3).useView { v ->
        v[i, j] = 2.5
        v[i, j] shouldBe 2.5
        v[1, 2] shouldBe v[i, j]
        v[1L, 2L] = 3.5
        v[1L, 2L] shouldBe 3.5
      }
      items("Q", 1).useView { v ->
        v[0] = ULong.MAX_VALUE
        v[0] shouldBe ULong.MAX_VALUE.toString().toBigInteger()
      }
    }

    "a typed view has what a view has, typed where the type stays" {
      val cells = IntArray(6) { it }
      cells.export(2, 3).use<Int> { m ->
        m.format shouldBe m.view.format()
        m.ndim shouldBe 2
        m.isReadOnly shouldBe false
        m.isContiguous(Order.C) shouldBe true
        m.transpose()[2, 1] shouldBe 5
        m.permute(1, 0)[2, 1] shouldBe 5
        m.swapAxes(0, 1)[2, 1] shouldBe 5
        m.flip(1).toList() shouldBe listOf(2, 1, 0, 5, 4, 3)
        m[newAxis, all].squeeze()[1, 2] shouldBe 5
        m.reshape(3, 2)[2, 1] shouldBe 5
        m.slice(all, flip)[0, 0] shouldBe 2
        m[0, all].broadcast(2, 3).isReadOnly shouldBe true
        m.asReadOnly().isReadOnly shouldBe true
        m.cast("B").shape().toList() shouldBe listOf(24L)
        m.reinterpret(Format.parse("I"), 6).typed<UInt>()[5] shouldBe 5u
        m.toBytes(Order.C).size shouldBe 24
        m.asSegment().byteSize() shouldBe 24L
        m.show() shouldBe m.view.show()
        m.show(PrintOptions.DEFAULT) shouldBe m.view.show()
        m.showHtml() shouldBe m.view.showHtml()
        m.layoutSvg() shouldBe m.view.layoutSvg()
        m.layoutHtml() shouldBe m.view.layoutHtml()
        m.describe() shouldBe m.view.describe()
        zeros<Int>(2, 3).use<Int> { other ->
          other.contentEquals(m) shouldBe false
          other.copyFrom(m)
          other.contentEquals(m) shouldBe true
          other.fill(7)
          other.toList() shouldBe List(6) { 7 }
          other.parallelCopyFrom(m)
          other[1, 2] shouldBe 5
          other.assign(m[0, all])
          other.toList() shouldBe listOf(0, 1, 2, 0, 1, 2)
          other.copyTo(m.asSegment(), Order.C)
        }
      }
      cells.toList() shouldBe listOf(0, 1, 2, 0, 1, 2)
      items("T{i:x:d:y:}", 2).use<Point> { points ->
        points.fill(Point(1, 2.5))
        points.field("y").typed<Double>().toList() shouldBe listOf(2.5, 2.5)
      }
    }

    "items are not boxed" {
      val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean
      items("d", 100, 100).use<Double> { m ->
        fun pass(): Double {
          var sum = 0.0
          for (i in 0..<100) for (j in 0..<100) {
            m[i, j] = m[i, j] + 1.0
            sum += m[i, j]
          }
          return sum
        }
        repeat(300) { pass() }
        val before = threads.currentThreadAllocatedBytes
        repeat(100) { pass() }
        // Two million accesses; a box is 16 bytes.
        (threads.currentThreadAllocatedBytes - before) shouldBeLessThan 1_000_000L
      }
    }
  })
