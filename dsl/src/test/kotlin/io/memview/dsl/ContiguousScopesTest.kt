package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.BufferException
import io.memview.Memory
import io.memview.MemoryExporter
import io.memview.Request
import io.memview.View
import io.memview.array.PrimitiveArrays
import io.memview.layout.Order
import kotlin.coroutines.resume
import kotlin.coroutines.suspendCoroutine

private suspend fun pause() = suspendCoroutine { it.resume(Unit) }

class ContiguousScopesTest :
  StringSpec({
    "requests are expressions" {
      (Request.STRIDES + Request.WRITABLE) shouldBe Request.STRIDED
      (Request.INDIRECT + Request.FORMAT + Request.WRITABLE) shouldBe Request.FULL
      PrimitiveArrays.export(IntArray(1)).useView(Request.ND + Request.WRITABLE) { v ->
        (Request.WRITABLE in v.granted()) shouldBe true
        (Request.FORMAT in v.granted()) shouldBe false
      }
    }

    "a copy is written back when the body returns, in any way, and not when it throws" {
      val cells = IntArray(6) { it }
      val exporter = PrimitiveArrays.export(cells, 2, 3)
      exporter.useView { v ->
        val columns = v.transpose()
        columns.useContiguous(writeBack = true) { c ->
          c.isContiguous(Order.C) shouldBe true
          c[2, 1] = 50
          cells[5] shouldBe 5
        }
        cells[5] shouldBe 50
        fun leave(): Int =
          columns.useContiguous(writeBack = true) { c ->
            c[0, 0] = 10
            return 1
          }
        leave() shouldBe 1
        cells[0] shouldBe 10
        shouldThrow<IllegalStateException> {
          columns.useContiguous(writeBack = true) { c ->
            c[0, 0] = 99
            error("body")
          }
        }
        cells[0] shouldBe 10
        columns.useContiguous(Order.FORTRAN, writeBack = true) { c -> c[0, 1] = 30 }
        cells[3] shouldBe 30
      }
      exporter.exports() shouldBe 0
    }

    "what is read only is copied, or is the memory itself" {
      val exporter = PrimitiveArrays.export(IntArray(6) { it }, 2, 3)
      exporter.useView { v ->
        val rows =
          v.transpose().useContiguous { c ->
            shouldThrow<BufferException.ReadOnly> { c[0, 0] = 1 }
            c.asSegment().byteSize() shouldBe 24
            c.toList()
          }
        rows shouldBe v.transpose().toList()
        v.useContiguous { c -> exporter.exports() shouldBe 2 + c.ndim() - 2 }
        shouldThrow<BufferException.Refused> {
          v.asReadOnly().useContiguous(writeBack = true) {}
        }
      }
      exporter.exports() shouldBe 0
    }

    "several by type, both or none" {
      val (a, b) = doubleArrayOf(1.0, 2.0).export() to intArrayOf(10, 20).export()
      use<Double, Int, _>(a, b) { x, y -> for (i in x.indices) x[i] = x[i] + y[i] }
      val sum = use<Double, Int, Double, _>(a, b, a) { x, y, z -> x[0] + y[1] + z[1] }
      sum shouldBe 11.0 + 20 + 22.0
      shouldThrow<IllegalArgumentException> { use<Double, Long, _>(a, b) { _, _ -> } }
      a.exports() + b.exports() shouldBe 0
    }

    "a val is assigned inside, and the body may suspend" {
      val exporter = intArrayOf(1, 2).export()
      val first: Int
      val second: Int
      val third: Int
      val fourth: Int
      exporter.useView { v ->
        pause()
        first = v.getLong(0).toInt()
      }
      exporter.use<Int> { m ->
        pause()
        second = m[1]
      }
      exporter.useContiguous(writeBack = true) { v ->
        pause()
        third = v.getLong(1).toInt()
      }
      use<Int, Int, _>(exporter, exporter) { x, y -> fourth = x[0] + y[1] }
      listOf(first, second, third, fourth) shouldBe listOf(1, 2, 2, 3)
      exporter.exports() shouldBe 0
    }

    "a view that escapes is told which scope has ended" {
      val exporter = MemoryExporter.of(Memory.ofArray(IntArray(3)))
      val escaped = listOf<View>(exporter.useView { it }, exporter.use<Int, _> { it[0..1] }.view)
      for (view in escaped) {
        val message = shouldThrow<BufferException.Released> { view.getLong(0) }.message!!
        message shouldContain "scope"
        message shouldContain "MemoryExporter"
        shouldThrow<BufferException.Released> { view[all] }
      }
      val bare = exporter.acquire(Request.FULL)
      val view = bare.view()
      bare.close()
      shouldThrow<BufferException.Released> { view.getLong(0) }.message!! shouldContain "lease"
    }
  })
