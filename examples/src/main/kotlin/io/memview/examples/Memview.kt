package io.memview.examples

import io.memview.BufferException
import io.memview.layout.Index
import io.memview.layout.IndexException
import java.io.BufferedOutputStream
import java.io.File
import java.io.IOException
import java.io.PrintStream
import java.nio.file.Path
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteIfExists
import kotlin.io.path.outputStream
import kotlin.system.exitProcess

/** Runs scripts and shows files. The exit status is 1 if that fails, 2 if the arguments are bad. */
fun main(args: Array<String>) {
  System.setProperty("java.awt.headless", "true")
  val out = StandardOutput()
  System.setOut(PrintStream(BufferedOutputStream(out), true, System.out.charset()))
  val status = memview(*args)
  System.out.flush()
  exitProcess(if (out.isGood() || status != 0) status else 1)
}

/** Runs the program and returns its exit status. */
internal fun memview(vararg args: String): Int {
  val name = if (args.firstOrNull() == "show") "show" else "memview"
  return try {
    execute(args.toList())
  } catch (e: WrongArgumentsException) {
    System.err.println("$name: ${e.message}")
    2
  } catch (e: Exception) {
    System.err.println("$name: ${explain(e)}")
    1
  } catch (e: Error) { // no memory left for what a file asks for, or a file cut short
    System.err.println("memview: $e")
    1
  }
}

private fun explain(thrown: Exception): String =
  when (thrown) {
    is IOException -> ContactSheet.explain(thrown)
    is BufferException,
    is IllegalArgumentException,
    is IndexOutOfBoundsException -> thrown.message ?: thrown.toString()
    else -> thrown.toString()
  }

/** No such command, option or value. */
private class WrongArgumentsException(message: String) : Exception(message)

private fun wrong(message: String): Nothing = throw WrongArgumentsException(message)

private fun execute(args: List<String>): Int {
  val first = args.firstOrNull() ?: wrong("neither a command nor a script; $COMMANDS")
  val rest = args.drop(1)
  return when {
    first == "show" -> showCommand(rest)
    first == "-" -> failing(Scripts.run(System.`in`.readAllBytes().decodeToString(), rest))
    first.endsWith(SCRIPT) -> failing(script(File(first), rest))
    first in listOf("help", "--help", "-h") -> help(rest)
    first in listOf("--version", "-V") -> version()
    else -> wrong("'$first' is neither a command nor a script; $COMMANDS")
  }
}

// ---- scripts

/** How the names of scripts end. */
private const val SCRIPT = ".main.kts"

private fun script(file: File, args: List<String>): List<String> =
  when {
    !file.exists() -> listOf("$file: no such file")
    !file.isFile -> listOf("$file: no file")
    else -> Scripts.run(file, args)
  }

private fun failing(wrong: List<String>): Int {
  wrong.forEach(System.err::println)
  return if (wrong.isEmpty()) 0 else 1
}

// ---- show

private val OPTIONS =
  setOf("--member", "--format", "--shape", "--offset", "--png", "--svg", "--html")

private fun showCommand(words: List<String>): Int {
  if (words.any { it == "--help" || it == "-h" }) return help(listOf("show"))
  val (values, others) = options(words)
  val file = others.firstOrNull() ?: wrong("which file? 'memview help show' tells more")
  if (others.size > 2) wrong("'${others[2]}' is too much: it takes a FILE and a SLICE")
  val part =
    try {
      Index.parse(others.getOrNull(1) ?: "...")
    } catch (e: IndexException) {
      wrong(e.message ?: "$e")
    }
  val drawings =
    Drawings(
      values["--png"]?.let(Path::of),
      values["--svg"]?.let(Path::of),
      values["--html"]?.let(Path::of),
    )
  val shape = values["--shape"]?.split(',')?.map { number("--shape", it) }
  val offset = values["--offset"]?.let { number("--offset", it) }
  fun show(file: Path) =
    show(Source(file, values["--member"], values["--format"], shape, offset), part, drawings)
  if (file == "-") withStandardInput(::show) else show(Path.of(file))
  return 0
}

/** The values of options, and all other words in their order. */
private fun options(words: List<String>): Pair<Map<String, String>, List<String>> {
  val values = mutableMapOf<String, String>()
  val others = mutableListOf<String>()
  val rest = words.iterator()
  while (rest.hasNext()) {
    val word = rest.next()
    val name = word.substringBefore('=')
    when {
      word == "--" -> rest.forEachRemaining { others += it }
      !word.startsWith("--") -> others += word // -1 is a slice
      name !in OPTIONS -> wrong("no option '$name': it takes ${OPTIONS.joinToString()}")
      name in values -> wrong("$name is there twice")
      name != word -> values[name] = word.substring(name.length + 1)
      rest.hasNext() -> values[name] = rest.next()
      else -> wrong("$name what? 'memview help show' tells more")
    }
  }
  return values to others
}

private fun number(option: String, text: String): Long =
  text.trim().toLongOrNull() ?: wrong("'$text' in $option is no number")

/** Files are mapped, and archives read from their end: a stream is made a file first. */
private fun withStandardInput(action: (Path) -> Unit) {
  val file = createTempFile("memview")
  try {
    file.outputStream().use { System.`in`.copyTo(it) }
    action(file)
  } catch (e: IOException) {
    throw IOException(ContactSheet.explain(e).replace("$file", "standard input"), e)
  } catch (e: IllegalArgumentException) {
    throw IllegalArgumentException(e.message?.replace("$file", "standard input"), e)
  } finally {
    file.deleteIfExists()
  }
}

// ---- help

private const val COMMANDS =
  "the commands are show, help and --version, and a script is a file NAME.main.kts, or - for standard input"

private fun help(topics: List<String>): Int {
  when (val topic = topics.firstOrNull()) {
    null -> println(HELP)
    "show" -> println(HELP_SHOW)
    else -> wrong("no help on '$topic': there is 'memview help' and 'memview help show'")
  }
  return 0
}

private fun version(): Int {
  val version = ScriptBase::class.java.`package`.implementationVersion ?: "of no jar"
  println("memview $version, Kotlin ${KotlinVersion.CURRENT}, Java ${Runtime.version()}")
  return 0
}

private val HELP =
  """
  memview NAME.main.kts [ARG...]  runs a Kotlin script, with all of memview imported
  memview - [ARG...]              runs a script from standard input
  memview show FILE [SLICE]       prints a part of an array, or draws it
  memview help show               tells what else show takes
  memview --version               tells which memview, Kotlin and Java these are

  The exit status is 0, or 1 if a script or a file is wrong, or 2 if the arguments are.
  """
    .trimIndent()

private val HELP_SHOW =
  """
  memview show FILE [SLICE] [--member=NAME | --format=F [--shape=M,N] [--offset=K]]
               [--png=OUT.png] [--svg=OUT.svg] [--html=OUT.html]

  Prints an array of a .npy or .npz file, a picture, or raw bytes, or draws it.

  FILE            what is in it tells what it is, not its name; - is standard input
  SLICE           the part to show, as NumPy writes it: "100:110, ::40"
  --member=NAME   which array of a .npz file, if it has several
  --format=F      what an item of raw bytes is: "<h", "T{<i:id:<d:value:}"
  --shape=M,N     the extents of raw bytes; all up to the end of the file if it is left out
  --offset=K      how many bytes of the file come before the first item
  --png=OUT.png   draws: two dimensions of numbers from black to white, bytes of three in color
  --svg=OUT.svg   draws the memory that the part lies in: cells, strides and pointers
  --html=OUT.html makes a page on which items and bytes of the memory can be pointed at
  """
    .trimIndent()
