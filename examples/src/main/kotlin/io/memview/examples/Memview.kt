package io.memview.examples

import io.memview.BufferException
import io.memview.layout.Index
import io.memview.layout.IndexException
import java.io.File
import java.io.IOException
import java.nio.file.Path
import java.util.concurrent.Callable
import kotlin.system.exitProcess
import picocli.CommandLine
import picocli.CommandLine.Command
import picocli.CommandLine.Model.CommandSpec
import picocli.CommandLine.Option
import picocli.CommandLine.ParameterException
import picocli.CommandLine.Parameters
import picocli.CommandLine.Spec

/** Runs scripts and shows files. The exit status is 1 if that fails, 2 if the arguments are bad. */
fun main(args: Array<String>) {
  System.setProperty("java.awt.headless", "true")
  exitProcess(memview(*args))
}

/** Runs the program and returns its exit status. */
internal fun memview(vararg args: String): Int {
  val command = CommandLine(Memview())
  command.isExpandAtFiles = false
  command.isStopAtPositional = true // what follows is the script's
  val show = command.subcommands.getValue("show")
  show.isStopAtPositional = false
  show.isUnmatchedOptionsArePositionalParams = true // -1 is a slice
  command.setExecutionExceptionHandler { thrown, failed, _ ->
    failed.err.println("${failed.commandName}: ${explain(thrown)}")
    1
  }
  return try {
    command.execute(*args)
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

@Command(
  name = "memview",
  customSynopsis =
    [
      "memview SCRIPT [ARG...]",
      "       memview show FILE [SLICE] [--member=NAME | --format=F [--shape=M,N] [--offset=K]]",
      "                    [--png=OUT.png] [--svg=OUT.svg] [--html=OUT.html]",
    ],
  description = ["Runs a Kotlin script, with all of memview imported."],
  subcommands = [Show::class],
)
private class Memview : Callable<Int> {
  @Spec private lateinit var spec: CommandSpec

  @Option(names = ["-h", "--help"], usageHelp = true, description = ["prints this"])
  private var help = false

  @Parameters(
    index = "0",
    arity = "0..1",
    paramLabel = "SCRIPT",
    description = ["a file NAME.main.kts"],
  )
  private var script: File? = null

  @Parameters(index = "1..*", paramLabel = "ARG", description = ["what the script has as args"])
  private var args: List<String> = emptyList()

  override fun call(): Int {
    val script = script ?: throw ParameterException(spec.commandLine(), "which script?")
    if (!script.name.endsWith(".kts")) {
      throw ParameterException(spec.commandLine(), "$script is no script: those end in .main.kts")
    }
    val wrong =
      when {
        !script.exists() -> listOf("$script: no such file")
        !script.isFile -> listOf("$script: no file")
        else -> Scripts.run(script, args)
      }
    wrong.forEach(System.err::println)
    return if (wrong.isEmpty()) 0 else 1
  }
}

@Command(
  name = "show",
  description = ["Prints an array of a .npy or .npz file, a picture, or raw bytes, or draws it."],
)
private class Show : Callable<Int> {
  @Spec private lateinit var spec: CommandSpec

  @Option(names = ["-h", "--help"], usageHelp = true, description = ["prints this"])
  private var help = false

  @Parameters(
    index = "0",
    paramLabel = "FILE",
    description = ["a .npy or .npz file, a picture, or raw bytes"],
  )
  private lateinit var file: Path

  @Parameters(
    index = "1",
    arity = "0..1",
    paramLabel = "SLICE",
    defaultValue = "...",
    description = ["the part to show, as NumPy writes it: \"100:110, ::40\""],
  )
  private lateinit var slice: String

  @Option(
    names = ["--member"],
    paramLabel = "NAME",
    description = ["which array of a .npz file, if it has several"],
  )
  private var member: String? = null

  @Option(
    names = ["--format"],
    paramLabel = "F",
    description = ["what an item of raw bytes is: \"<h\", \"T{<i:id:<d:value:}\""],
  )
  private var format: String? = null

  @Option(
    names = ["--shape"],
    paramLabel = "M,N",
    split = ",",
    description = ["the extents of raw bytes; all up to the end of the file if it is left out"],
  )
  private var shape: List<Long>? = null

  @Option(
    names = ["--offset"],
    paramLabel = "K",
    description = ["how many bytes of the file come before the first item"],
  )
  private var offset: Long? = null

  @Option(
    names = ["--png"],
    paramLabel = "OUT.png",
    description = ["draws: two dimensions of numbers from black to white, bytes of three in color"],
  )
  private var png: Path? = null

  @Option(
    names = ["--svg"],
    paramLabel = "OUT.svg",
    description = ["draws the memory that the part lies in: cells, strides and pointers"],
  )
  private var svg: Path? = null

  @Option(
    names = ["--html"],
    paramLabel = "OUT.html",
    description = ["makes a page on which items and bytes of the memory can be pointed at"],
  )
  private var html: Path? = null

  override fun call(): Int {
    val part =
      try {
        Index.parse(slice)
      } catch (e: IndexException) {
        throw ParameterException(spec.commandLine(), e.message, e)
      }
    show(Source(file, member, format, shape, offset), part, Drawings(png, svg, html))
    return 0
  }
}
