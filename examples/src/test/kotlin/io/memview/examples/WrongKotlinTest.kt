package io.memview.examples

import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteIfExists
import kotlin.io.path.writeText

/** What must not compile does not, and the compiler points at it; what stands beside it does. */
class WrongKotlinTest :
  StringSpec({
    "the compiler refuses each of these lines" {
      val wrong =
        listOf(
          "m[1.5, 2]", // no position
          "m[\"1\", 2]", // text is an index by itself only
          "m[1, 2] = \"a\"", // no item of type Double
          "m[1, 2] = 1", // nor is an Int
          "val n: Int = m[1, 2]",
          "for (x: String in m) println(x)",
          "view[end * 2]", // positions count from the end, and nothing else
          "view[end[1]]",
          "view[1..<4 step 2.0, all]",
          "view[all, null]",
          "Request.FULL + 3",
          "Request.FULL and true",
          "exporter.use<Nothing> { }",
          "exporter.use<Double, Int> { it[0, 0] }", // the result is a Double
          "useViews(exporter) { a, b -> a }", // two views of one exporter
          "val (rows, columns, depth, more, most, last) = view", // a view has no components
          "view.typed<Double>()[0, 0] = null",
          "m.fold(0.0) { a: String, b -> a }",
        )
      val right =
        listOf(
          "m[1, 2] = 1.0",
          "view[1..<4 step 2, all]",
          "view[end - 1, end - 2]",
          "Request.STRIDES + Request.WRITABLE",
          "exporter.use<Double, Double> { it[0, 0] }",
        )
      val head =
        """
        val exporter = PrimitiveArrays.export(DoubleArray(24), 4, 6)
        val view = exporter.acquire(Request.FULL).view()
        val m = view.typed<Double>()
        fun number(): Int { val n: Int; exporter.useView { n = it.ndim() }; return n }
        """
          .trimIndent()
          .lines()
      // Each stands in a function of its own, so that names and types do not meet.
      val lines = (right + wrong).mapIndexed { i, line -> "fun f$i() { $line }" }
      val script = createTempFile("wrong", ".main.kts")
      try {
        script.writeText((head + lines).joinToString("\n"))
        val reported =
          Scripts.run(script.toFile(), emptyList()).map { line ->
            val (number, column) = Regex(""":(\d+):(\d+): """).find(line)!!.destructured
            val text = (head + lines)[number.toInt() - 1]
            (column.toInt() in 1..text.length) shouldBe true
            text
          }
        reported.distinct() shouldContainExactly lines.drop(right.size)
      } finally {
        script.deleteIfExists()
      }
    }
  })
