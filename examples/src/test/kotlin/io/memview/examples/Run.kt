package io.memview.examples

import java.io.ByteArrayOutputStream
import java.io.PrintStream

/** What a run of the program left behind. */
internal data class Run(val status: Int, val out: String, val err: String)

/** A standard output that can be read while it is written. */
internal class Captured {
  val bytes = ByteArrayOutputStream()

  val text: String
    get() = bytes.toString(Charsets.UTF_8)

  fun await(part: String) {
    val end = System.nanoTime() + 120_000_000_000
    while (part !in text) {
      check(System.nanoTime() < end) { "'$part' has not been printed, but '$text'" }
      Thread.sleep(20)
    }
  }
}

/** Runs the program in this process, and captures what it prints. */
internal fun run(vararg args: Any, captured: Captured = Captured()): Run {
  val (stdout, stderr) = System.out to System.err
  val errors = Captured()
  System.setOut(PrintStream(captured.bytes, true, Charsets.UTF_8))
  System.setErr(PrintStream(errors.bytes, true, Charsets.UTF_8))
  try {
    val status = memview(*args.map { it.toString() }.toTypedArray())
    return Run(status, captured.text, errors.text)
  } finally {
    System.setOut(stdout)
    System.setErr(stderr)
  }
}
