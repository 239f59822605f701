package io.memview.examples

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
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
      val reported =
        compile(head + lines).map { (line, column) ->
          val text = (head + lines)[line - 1]
          (column in 1..text.length) shouldBe true
          text
        }
      reported.distinct() shouldContainExactly lines.drop(right.size)
    }

    "each mistake has one sentence, and what is to be written instead compiles" {
      val mistakes =
        WrongKotlinTest::class
          .java
          .getResource("mistakes.txt")!!
          .readText()
          .lines()
          .filter { it.isNotBlank() && !it.startsWith("#") }
          .chunked(3)
      val head =
        """
        val exporter = zeros<Double>(4, 6)
        val v = exporter.acquire(Request.FULL).view()
        val m = v.typed<Double>()
        val b = zeros<UByte>(4, 6).acquire(Request.FULL).view().typed<UByte>()
        val n = 3
        """
          .trimIndent()
          .lines()
      val lines = mistakes.mapIndexed { i, (wrong, _, right) ->
        "fun f$i() { $wrong }; fun g$i() { $right }"
      }
      val reported = compile(head + lines).groupBy { it.line - head.size - 1 }
      mistakes.forEachIndexed { i, (wrong, sentence) ->
        withClue(wrong) {
          val errors = reported[i].orEmpty()
          errors.map { it.column <= "fun f$i() { $wrong }".length } shouldBe listOf(true)
          // Of ours, what is before it is the function that refuses.
          errors.single().message.substringAfter(" is deprecated. ") shouldStartWith sentence
        }
      }
      reported.keys shouldBe mistakes.indices.toSet()
    }
  })

private data class Reported(val line: Int, val column: Int, val message: String)

/** What the compiler says to a script. */
private fun compile(lines: List<String>): List<Reported> {
  val script = createTempFile("wrong", ".main.kts")
  try {
    script.writeText(lines.joinToString("\n"))
    return Scripts.run(script.toFile(), emptyList()).map { line ->
      val (number, column, message) = Regex(""":(\d+):(\d+): (.*)""").find(line)!!.destructured
      Reported(number.toInt(), column.toInt(), message)
    }
  } finally {
    script.deleteIfExists()
  }
}
