package io.memview.examples

import java.io.OutputStream
import java.io.PrintStream
import java.nio.file.Path
import kotlin.io.path.Path
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.system.exitProcess

/**
 * Does what people do with the program, for the JVM to see which classes that takes: `show` or
 * `script`, in a folder for its files. Nothing is printed.
 */
fun main(args: Array<String>) {
  System.setProperty("java.awt.headless", "true")
  System.setOut(PrintStream(OutputStream.nullOutputStream()))
  val folder = Path(args[1])
  val status = if (args[0] == "script") trainScript(folder) else trainShow(folder)
  exitProcess(status)
}

private fun trainShow(folder: Path): Int {
  val file = folder.resolve("training.npy")
  val statuses =
    listOf("|u1" to 1, "<i2" to 2, "<f4" to 4, "<f8" to 8).flatMap { (type, size) ->
      file.writeBytes(npy(type, size))
      listOf(memview("show", "$file"), memview("show", "$file", "1:3, ::-1"))
    }
  return statuses.max()
}

/** An array of shape (40, 50). */
private fun npy(type: String, size: Int): ByteArray {
  val header = "{'descr': '$type', 'fortran_order': False, 'shape': (40, 50), }"
  val start = byteArrayOf(0x93.toByte()) + "NUMPY".encodeToByteArray() + byteArrayOf(1, 0, 118, 0)
  return start + header.padEnd(117).plus("\n").encodeToByteArray() + ByteArray(2000 * size)
}

private fun trainScript(folder: Path): Int {
  System.setProperty("kotlin.main.kts.compiled.scripts.cache.dir", "$folder")
  val script = folder.resolve("training.main.kts")
  script.writeText(
    """
    |val sum = zeros<Double>(3, 4).use<Double, _> { m ->
    |  for (i in m.indices(0)) for (j in m.indices(1)) m[i, j] = sqrt(i + 10.0 * j)
    |  println(m[1..2, all])
    |  m.sum()
    |}
    |println("%.3f".format(sum))
    |"""
      .trimMargin()
  )
  return listOf(memview("$script", "an argument"), memview("$script", "compiled already")).max()
}
