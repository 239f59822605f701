package io.memview.examples

import io.kotest.core.spec.style.StringSpec
import io.kotest.core.test.Enabled
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.memview.cpython.Python
import io.memview.cpython.PythonException
import java.nio.file.Path
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.Path
import kotlin.io.path.createTempDirectory
import kotlin.io.path.deleteRecursively
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readLines
import kotlin.io.path.readText
import kotlin.io.path.writeText

private val FOLDER = Path("idioms")
private val PAGE = FOLDER.resolve("README.md")

/** NumPy has a word for what is a loop here, and items have their types. */
private val LOOPS = setOf("gray", "histogram", "in-place", "where")

/** Stands before what a script prints. */
private const val MARK = "--- "

private const val INTRODUCTION =
  """# What one does with NumPy, and with memview

Each pair prints the same. The programs are the files of this folder: a script has all of memview
imported, and `sys.argv[1]` and `args[0]` are a folder. The tests run them, and write this page.
"""

/** What is said in NumPy's words and in memview's is the same, and on one page. */
@OptIn(ExperimentalPathApi::class)
class IdiomsTest :
  StringSpec({
    val folder = createTempDirectory("idioms")
    afterSpec { folder.deleteRecursively() }
    val names = FOLDER.listDirectoryEntries("*.py").map { it.name.removeSuffix(".py") }.sorted()
    val printed = mutableMapOf<String, String>()

    "all scripts run, one after the other in one" {
      val all = folder.resolve("all.main.kts")
      all.writeText(
        names.joinToString("") { "println(\"$MARK$it\")\nrun {\n${script(it).readText()}}\n" }
      )
      val run = run(all, folder)
      run.err shouldBe ""
      for (part in run.out.split(MARK).drop(1)) {
        printed[part.substringBefore("\n")] = part.substringAfter("\n")
      }
      printed.keys shouldBe names.toSet()
    }

    for (name in names) {
      "as short as NumPy's: $name" {
        val most =
          if (LOOPS.any { name.endsWith(it) }) 7 else python(name).lines().count { it.isNotEmpty() }
        script(name).readLines().count { it.isNotEmpty() } shouldBeLessThanOrEqual most
      }
    }

    "each program has its counterpart" {
      FOLDER.listDirectoryEntries("*.main.kts")
        .map { it.name.removeSuffix(".main.kts") }
        .sorted() shouldBe names
    }

    "the page shows them" {
      val page =
        names.joinToString("\n", prefix = INTRODUCTION + "\n") { name ->
          "## ${title(name)}\n\n" +
            block("python", python(name)) +
            block("kotlin", script(name).readText()) +
            block("text", printed.getValue(name)).removeSuffix("\n")
        }
      if (System.getProperty("generate") != null) PAGE.writeText(page)
      PAGE.readText() shouldBe page
    }

    val withoutNumpy = withoutNumpy()
    for (name in names) {
      "NumPy: $name"
        .config(enabledOrReasonIf = { withoutNumpy?.let(Enabled::disabled) ?: Enabled.enabled }) {
          numpyPrints(name, folder) shouldBe printed.getValue(name)
        }
    }
  })

private fun block(language: String, text: String) = "```$language\n$text```\n\n"

private fun script(name: String) = FOLDER.resolve("$name.main.kts")

/** The title stands in the first line of the program in Python. */
private fun title(name: String) = FOLDER.resolve("$name.py").readLines().first().removePrefix("# ")

private fun python(name: String) = FOLDER.resolve("$name.py").readText().substringAfter("\n")

private fun withoutNumpy(): String? =
  try {
    Python.start().exec("import numpy")
    null
  } catch (e: IllegalStateException) {
    e.message
  } catch (e: PythonException) {
    e.message
  }

/** What is printed, with Kotlin's names of truth values. */
private fun numpyPrints(name: String, folder: Path): String {
  val python = Python.start()
  python.exec(
    """
    |import contextlib, io, sys
    |sys.argv = ["", "$folder"]
    |with contextlib.redirect_stdout(io.StringIO()) as idiom_printed:
    |  with open("idioms/$name.py") as idiom_file:
    |    exec(idiom_file.read(), {})
    |"""
      .trimMargin()
  )
  return python
    .eval("idiom_printed.getvalue()")
    .use { it.toString() }
    .replace(Regex("\\b(True|False)\\b")) { it.value.lowercase() }
}
