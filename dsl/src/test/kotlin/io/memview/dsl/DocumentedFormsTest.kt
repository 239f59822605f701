package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.Exporter
import io.memview.Lease
import io.memview.MemoryExporter
import io.memview.Request
import io.memview.View
import io.memview.array.PrimitiveArrays
import io.memview.format.Format
import io.memview.layout.Index
import java.nio.file.Path
import kotlin.io.path.readText

/** What the documentation writes, by how it is written. */
private val FORMS: Map<String, (View) -> Any> =
  mapOf(
    "v[2..<end]" to { v -> v[2..<end] },
    "v[end - 1]" to { v -> v[end - 1] },
    "end - 1" to { v -> v[end - 1] },
    "2..end - 1" to { v -> v[2..end - 1] },
    "2..<end - 1" to { v -> v[2..<end - 1] },
    "2..<end" to { v -> v[2..<end] },
    "2L..end - 1" to { v -> v[2L..end - 1] },
    "2L..<end - 1" to { v -> v[2L..<end - 1] },
    "2L..<end" to { v -> v[2L..<end] },
    "end - 3..end - 1" to { v -> v[end - 3..end - 1] },
    "end - 3..<end - 1" to { v -> v[end - 3..<end - 1] },
    "end - 3..<end" to { v -> v[end - 3..<end] },
    "all step 2" to { v -> v[all step 2] },
    "2..<end step 3" to { v -> v[2..<end step 3] },
    "v[from(2)]" to { v -> v[from(2)] },
    "v[from(end - 3)]" to { v -> v[from(end - 3)] },
    "v[upTo(3)]" to { v -> v[upTo(3)] },
    "v[upTo(end - 1)]" to { v -> v[upTo(end - 1)] },
    "v[flip]" to { v -> v[flip] },
    "end - 1 downTo 0" to { v -> v[end - 1 downTo 0] },
    "end - 1 downTo end - 3" to { v -> v[end - 1 downTo end - 3] },
    "9 downTo end - 3" to { v -> v[9 downTo end - 3] },
    "flip step 2" to { v -> v[flip step 2] },
    "0..<0" to { v -> v[0..<"".length] },
    "0..-1" to { v -> v[0..-1] },
  )

private val SELECTED =
  mapOf(
    "v[2..<end]" to (2L..9L).toList(),
    "v[end - 1]" to 9L,
    "end - 1" to 9L,
    "v[from(2)]" to (2L..9L).toList(),
    "v[from(end - 3)]" to listOf(7L, 8L, 9L),
    "v[upTo(3)]" to listOf(0L, 1L, 2L),
    "v[upTo(end - 1)]" to (0L..8L).toList(),
    "v[flip]" to (9L downTo 0L).toList(),
    "end - 1 downTo 0" to (9L downTo 0L).toList(),
    "end - 1 downTo end - 3" to listOf(9L, 8L, 7L),
    "9 downTo end - 3" to listOf(9L, 8L, 7L),
    "flip step 2" to listOf(9L, 7L, 5L, 3L, 1L),
    "2..end - 1" to (2L..9L).toList(),
    "2..<end - 1" to (2L..8L).toList(),
    "2..<end" to (2L..9L).toList(),
    "2L..end - 1" to (2L..9L).toList(),
    "2L..<end - 1" to (2L..8L).toList(),
    "2L..<end" to (2L..9L).toList(),
    "end - 3..end - 1" to listOf(7L, 8L, 9L),
    "end - 3..<end - 1" to listOf(7L, 8L),
    "end - 3..<end" to listOf(7L, 8L, 9L),
    "all step 2" to listOf(0L, 2L, 4L, 6L, 8L),
    "2..<end step 3" to listOf(2L, 5L, 8L),
    "0..<0" to listOf<Long>(),
    "0..-1" to listOf<Long>(),
  )

class DocumentedFormsTest :
  StringSpec({
    "every form that the documentation of ranges shows is tried here" {
      val source = Path.of("src/main/kotlin/io/memview/dsl/Ranges.kt").readText()
      val comments = Regex("/\\*\\*.*?\\*/", RegexOption.DOT_MATCHES_ALL).findAll(source)
      val forms =
        comments
          .flatMap { Regex("(Python's )?`([^`]+)`").findAll(it.value) }
          .filter { it.groupValues[1].isEmpty() && it.groupValues[2] != "-1" }
          .map { it.groupValues[2] }
          .toSet()
      FORMS.keys shouldContainAll forms
      SELECTED.keys shouldBe FORMS.keys
    }

    FORMS.forEach { (form, slice) ->
      "'$form' selects" {
        PrimitiveArrays.export(LongArray(10) { it.toLong() }).useView { v ->
          val selected = slice(v)
          (if (selected is View) selected.toList() else selected) shouldBe SELECTED[form]
        }
      }
    }

    "literals, Int variables and Long variables mean the same, also where the value is an integer" {
      val (i, j) = listOf(1, 2)
      val (a, b) = listOf(1L, 2L)
      val cells = LongArray(6)
      PrimitiveArrays.export(cells, 2, 3).useView { v ->
        // Java's set takes the value first: a resolution to it would swap value and index.
        v[1, 2] = 0
        v[1, 2] shouldBe 0L
        v[1, 2] = 1L
        v[i, j] shouldBe 1L
        v[i, j] = 2L
        v[a, b] shouldBe 2L
        v[a, b] = 3L
        v[1L, 2L] shouldBe 3L
        v[1L, 2L] = 4L
        v[1, 2] shouldBe v[i, j]
      }
      cells.toList() shouldBe listOf(0L, 0L, 0L, 0L, 0L, 4L)
      PrimitiveArrays.export(LongArray(3)).useView { v ->
        v[0] = 2L
        v[1] = 0
        v.toList() shouldBe listOf(2L, 0L, 0L)
      }
      PrimitiveArrays.export(cells, 2, 3).use<Long> { m ->
        m[1, 2] += 5L
        m[i, j]++
        m[1, 2] shouldBe 10L
      }
    }

    "every scope promises that it is one" {
      val asked = mutableListOf<Request>()
      val memory = PrimitiveArrays.export(IntArray(1))
      val exporter = Exporter { request: Request ->
        asked += request
        val lease: Lease = memory.acquire(request)
        lease
      }
      exporter.useView {}
      exporter.use<Int> {}
      exporter.use<Int, _> { m -> m[0] }
      useViews(exporter, exporter) { _, _ -> }
      useViews(exporter, exporter, exporter) { _, _, _ -> }
      asked.map { it.isScoped } shouldBe List(8) { true }
      memory.exports() shouldBe 0
    }

    "formats that no type stands for are refused, and are read boxed" {
      for (format in listOf("g", "Zg", "c", "3s", "3p", "2u", "2w", "2i")) {
        val exporter = MemoryExporter.allocate(Format.parse(format), 2)
        shouldThrow<IllegalArgumentException> { exporter.use<Float> {} }.message!! shouldContain
          "read and write them boxed"
        shouldThrow<IllegalArgumentException> { exporter.use<Long> {} }
        shouldThrow<IllegalArgumentException> { exporter.use<ULong> {} }
        shouldThrow<IllegalArgumentException> { exporter.use<String> {} }
        exporter.exports() shouldBe 0
      }
    }

    "bounds at the ends of Int and Long are refused or clipped" {
      PrimitiveArrays.export(LongArray(3) { it.toLong() }).useView { v ->
        v[1..Int.MAX_VALUE].toList() shouldBe listOf(1L, 2L)
        v[Int.MAX_VALUE downTo 1].toList() shouldBe listOf(2L, 1L)
        v[Long.MAX_VALUE..<end].toList() shouldBe listOf<Long>()
        v[all step Long.MAX_VALUE].toList() shouldBe listOf(0L)
        shouldThrow<IllegalArgumentException> { v[Int.MIN_VALUE..0] }
        shouldThrow<IllegalArgumentException> { v[0..Int.MIN_VALUE] }
        shouldThrow<IllegalArgumentException> { v[Long.MIN_VALUE..<end] }
        shouldThrow<IllegalArgumentException> { end - Long.MIN_VALUE }
        v[end - Long.MAX_VALUE..<end].toList() shouldBe listOf(0L, 1L, 2L)
        shouldThrow<IndexOutOfBoundsException> { v[end - 4] }
        shouldThrow<IllegalArgumentException> { Index.at(1) step 2 }
      }
    }
  })
