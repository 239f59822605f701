package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import io.memview.BufferException
import io.memview.ByteStore
import io.memview.ExportCount
import io.memview.Exporter
import io.memview.Lease
import io.memview.Memory
import io.memview.MemoryExporter
import io.memview.Request
import io.memview.View
import io.memview.array.PrimitiveArrays

/** Tells when it is released, and may fail then. */
private class Recorder(val name: String, val log: MutableList<String>, val fails: Boolean = false) :
  Exporter {
  private val memory = Memory.ofArray(IntArray(2))
  private val exports =
    ExportCount(this) {
      log += name
      if (fails) throw IllegalStateException("release of $name")
    }
  var asked: Request? = null

  override fun acquire(request: Request): Lease {
    asked = request
    return exports.lease(memory, request)
  }
}

class ScopesTest :
  StringSpec({
    "an untyped scope returns what its body returns and releases" {
      val store = ByteStore(3)
      var escaped: View? = null
      val size = store.useView { v ->
        escaped = v
        store.exports() shouldBe 1
        v.itemCount()
      }
      size shouldBe 3
      store.exports() shouldBe 0
      shouldThrow<BufferException.Released> { escaped!!.getLong(0) }
    }

    "a typed scope reads and writes the exporter's own memory" {
      val cells = DoubleArray(6)
      val exporter = PrimitiveArrays.export(cells, 2, 3)
      exporter.use<Double> { m -> m[1, 2] = 3.0 }
      cells[5] shouldBe 3.0
      val read: Double = exporter.use<Double, _> { m -> m[1, 2] }
      read shouldBe 3.0
      exporter.exports() shouldBe 0
    }

    "a typed scope gives what its body gives, whatever it ends with" {
      val store = doubleArrayOf(1.5, 2.0, 4.0).export()
      val sum = store.use<Double> { it.sum() }
      sum shouldBe 7.5
      store.use<Double> { m -> m.toDoubleArray().toList() } shouldBe listOf(1.5, 2.0, 4.0)
      store.use<Double> { null } shouldBe null
      store.use<Double> { m -> m[0] = 2.5 } shouldBe Unit
      val set: Any? = store.use<Double> { m -> for (i in 0..1) m[i] = 0.0 }
      set shouldBe Unit
      var seen: Double
      store.use<Double> { m -> if (m[0] > 9.0) m[0] = 9.0 }
      store.use<Double> { m -> seen = m[2] } // initialised by the contract
      seen shouldBe 4.0
      store.use<Double> { it.useView { v -> v.itemCount() } } shouldBe 3
      store.use<Double>(Request.FULL) { it.itemCount } shouldBe 3L
      shouldThrow<IllegalStateException> { store.use<Double> { error("body") } }
      val typed: Double = store.use<Double, _> { m -> m[2] }
      typed + 1 shouldBe 5.0
      val count: Long = use<Double, Double, _>(store, store) { a, b -> a.itemCount + b.itemCount }
      count shouldBe 6
      store.exports() shouldBe 0
    }

    "a body that throws or returns from outside releases" {
      val store = ByteStore(1)
      shouldThrow<IllegalStateException> { store.useView { throw IllegalStateException("body") } }
        .message shouldBe "body"
      store.exports() shouldBe 0
      fun first(): Any {
        store.use<UByte> { m ->
          return m[0]
        }
      }
      first() shouldBe 0.toUByte()
      store.exports() shouldBe 0
    }

    "another type is refused, and nothing stays acquired" {
      val exporter = PrimitiveArrays.export(IntArray(2))
      val message = shouldThrow<IllegalArgumentException> { exporter.use<Long> {} }.message!!
      message shouldContain "'i'"
      message shouldContain "Long"
      message shouldContain "they are of type Int"
      exporter.exports() shouldBe 0
      val records = MemoryExporter.of(java.lang.foreign.MemorySegment.ofArray(ByteArray(8)), "2i")
      shouldThrow<IllegalArgumentException> { records.use<Int> {} }.message!! shouldContain "boxed"
    }

    "the request is the caller's, with the promise of a scope" {
      val recorder = Recorder("a", mutableListOf())
      recorder.useView(Request.ND) {}
      recorder.asked!!.isScoped shouldBe true
      recorder.asked!!.toInt() shouldBe Request.ND.toInt()
      val readOnly = MemoryExporter.of(Memory.ofArray(IntArray(1)).asReadOnly())
      readOnly.use<Int, _> { m -> m[0] } shouldBe 0
      shouldThrow<BufferException.ReadOnly> { readOnly.use<Int> { m -> m[0] = 1 } }
      shouldThrow<BufferException.Refused> { readOnly.useView(Request.FULL) {} }
    }

    "several are acquired in order, and released in the opposite one" {
      val log = mutableListOf<String>()
      val (a, b, c) = listOf("a", "b", "c").map { Recorder(it, log) }
      useViews(a, b) { x, y -> listOf(x.owner(), y.owner()) } shouldContainExactly listOf(a, b)
      useViews(a, b, c) { _, _, z -> z.owner() } shouldBeSameInstanceAs c
      log shouldContainExactly listOf("b", "a", "c", "b", "a")
    }

    "all or none" {
      val log = mutableListOf<String>()
      val a = Recorder("a", log)
      val refuses = Exporter { throw BufferException.Refused("no") }
      shouldThrow<BufferException.Refused> { useViews(a, refuses) { _, _ -> } }
      shouldThrow<BufferException.Refused> { useViews(a, a, refuses) { _, _, _ -> } }
      log shouldContainExactly listOf("a", "a", "a")
    }

    "failures of releases join the first failure" {
      val log = mutableListOf<String>()
      val a = Recorder("a", log, fails = true)
      val b = Recorder("b", log, fails = true)
      val thrown = shouldThrow<IllegalStateException> { useViews(a, b) { _, _ -> error("body") } }
      thrown.message shouldBe "body"
      thrown.suppressed.map { it.message } shouldContainExactly
        listOf("release of b", "release of a")
      log shouldContainExactly listOf("b", "a")
    }
  })
