package io.memview.examples

import io.memview.BufferException
import io.memview.ByteStore
import io.memview.dsl.*

fun growingLog() {
  // @start region="log"
  val log = ByteStore()
  log.append(*"first line\n".encodeToByteArray())
  try {
    log.useView { reader ->
      println("${reader.itemCount()} bytes")
      log.append(*"second line\n".encodeToByteArray())
    }
  } catch (refused: BufferException.Exported) {
    println(refused.message)
  }
  log.append(*"second line\n".encodeToByteArray()) // the reader has gone
  println(log)
  // @end
}

fun main() = growingLog()
