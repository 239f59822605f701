package io.memview.dsl

import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import java.nio.file.Path
import kotlin.io.path.createParentDirectories
import kotlin.io.path.extension
import kotlin.io.path.invariantSeparatorsPathString
import kotlin.io.path.readText
import kotlin.io.path.relativeTo
import kotlin.io.path.walk
import kotlin.io.path.writeText

private val DUMP = Path.of("src/test/resources/api/dsl.api")

/**
 * The public API as text, so that no change of it goes unseen, and what inlined code of others
 * calls. The sources say it in full: their compiler demands a visibility and a type of each
 * declaration. `mvn test -pl dsl -Dapi.update=true` accepts a change.
 */
class ApiDumpTest :
  StringSpec({
    "the API is as recorded" {
      val now =
        listOf("src/main/kotlin", "src/generated/kotlin").joinToString("\n") { folder ->
          val root = Path.of(folder)
          root
            .walk()
            .filter { it.extension == "kt" }
            .map {
              it.relativeTo(root).invariantSeparatorsPathString to declarations(it.readText())
            }
            .filter { (_, declarations) -> declarations.isNotEmpty() }
            .sortedBy { (name, _) -> name }
            .joinToString("\n") { (name, declarations) ->
              "$name\n" + declarations.joinToString("") { "  $it\n" }
            }
        }
      if (System.getProperty("api.update") == "true") {
        DUMP.createParentDirectories()
        DUMP.writeText(now)
      }
      now shouldBe DUMP.readText().replace("\r", "")
    }

    "declarations are found to their end" {
      declarations(
        """
        /** public fun comment(): Int */
        @Outranked // public val comment: Int
        @JvmName("a")
        public inline fun <reified T : Any> List<T>.a(
          b: Int = 1, // {
          c: (T) -> Unit = { println("public fun") },
        ): Map<T, Int> =
          emptyMap()

        public class A<T>
        @PublishedApi
        internal constructor(private val d: T) :
          Runnable {
          public val e: Int
            get() = 1

          internal fun f(): Int = 2
        }

        @PublishedApi internal fun g() {}
        """
      ) shouldBe
        listOf(
          "@Outranked @JvmName(\"a\") public inline fun <reified T : Any> List<T>.a(b: Int = 1, c: (T) -> Unit = { println(\"public fun\") }): Map<T, Int>",
          "public class A<T> @PublishedApi internal constructor(private val d: T) : Runnable",
          "  public val e: Int",
          "@PublishedApi internal fun g()",
        )
    }

    "what refuses is in it, and what is internal is not" {
      val dump = DUMP.readText()
      dump shouldContain
        "@Deprecated(NO_WHOLE_NUMBER, level = DeprecationLevel.ERROR) public operator"
      dump shouldNotContain "fun refused"
    }
  })

private val COMMENTS = Regex("""("(?:[^"\\\n]|\\.)*")|/\*[\s\S]*?\*/|//[^\n]*""")

private val START =
  Regex(
    """^( *)((?:@\w+(?:\([^()]*\))?\s+)*)(?:public|(?<=@PublishedApi\s{1,9})internal) (?!constructor)""",
    RegexOption.MULTILINE,
  )

private val CONTINUES = Regex("""\s*(@PublishedApi\s+)?(internal|private) constructor""")

/** The declarations that others can use, in the order of a source that is formatted. */
private fun declarations(source: String): List<String> {
  val code = COMMENTS.replace(source) { it.groupValues[1] }
  val margin = code.lines().filter { it.isNotBlank() }.minOf { it.indexOf(it.trim()) }
  return START.findAll(code)
    .map { start ->
      val end = end(code, start.range.last)
      val declaration =
        code
          .substring(start.range.first, end)
          .trim()
          .replace(Regex("\\s+"), " ")
          .replace("( ", "(")
          .replace(Regex(",? \\)"), ")")
      " ".repeat(start.groupValues[1].length - margin) + declaration
    }
    .toList()
}

/** Where a body, a value or the next declaration begins. */
private fun end(code: String, from: Int): Int {
  var depth = 0
  for (i in from..<code.length) {
    when (code[i]) {
      '(' -> depth++
      ')' -> depth--
      '{',
      '=' -> if (depth == 0) return i
      '\n' ->
        if (depth == 0 && !code.take(i).endsWith(" :") && CONTINUES.matchAt(code, i) == null)
          return i
    }
  }
  return code.length
}
