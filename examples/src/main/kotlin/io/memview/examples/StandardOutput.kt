package io.memview.examples

import java.io.FileDescriptor
import java.io.FileOutputStream
import java.io.IOException

/** Standard output that remembers why it failed: a [java.io.PrintStream] knows only that it did. */
internal class StandardOutput : FileOutputStream(FileDescriptor.out) {
  private var failure: IOException? = null

  override fun write(byte: Int) = remembering { super.write(byte) }

  override fun write(bytes: ByteArray, offset: Int, length: Int) = remembering {
    super.write(bytes, offset, length)
  }

  private inline fun remembering(write: () -> Unit) {
    try {
      write()
    } catch (e: IOException) {
      failure = failure ?: e
      throw e
    }
  }

  /**
   * Whether all has been written, or read as far as somebody wanted to: `head` closes its end of a
   * pipe, and that is no failure. Says what any other is.
   */
  fun isGood(): Boolean {
    val message = failure?.message ?: return failure == null
    if (message.contains("pipe", ignoreCase = true)) return true
    System.err.println("memview: standard output: $message")
    return false
  }
}
