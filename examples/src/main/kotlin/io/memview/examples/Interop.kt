package io.memview.examples

import io.memview.MemoryExporter
import io.memview.dsl.*
import io.memview.format.ScalarType
import io.memview.layout.Layout
import io.memview.layout.Order
import io.memview.nio.MappedFiles
import io.memview.nio.NioBuffers
import java.lang.foreign.Arena
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.file.Path
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.writeBytes

fun interop() {
  buffers()
  segments()
  val file = createTempFile("memview", ".bin")
  try {
    file.writeBytes(ByteArray(4 + 24))
    files(file)
  } finally {
    file.deleteExisting()
  }
}

private fun buffers() {
  // @start region="buffers"
  val packet = ByteBuffer.allocateDirect(24).order(ByteOrder.BIG_ENDIAN)
  val exporter = NioBuffers.export(packet, ScalarType.INT32, 2, 3)
  exporter.useView { v ->
    v.at(1).fill(7) // writes to the buffer, in its byte order
    val second = v.at(1).asIntBuffer() // and back, without a copy
    println("${packet.getInt(12)} ${second[2]}")
  }
  // @end
}

private fun segments() {
  // @start region="segments"
  Arena.ofConfined().use { arena ->
    val points = arena.allocate(3 * 16, 8)
    MemoryExporter.of(points, "T{d:x:d:y:}").useView { v ->
      val x = v.field("x") // shape (3,), strides (16,)
      x.fromArray(doubleArrayOf(1.0, 2.0, 3.0))
      println(v.toList())
    }
  }
  // @end
}

private fun files(file: Path) {
  // @start region="files"
  val grid = MappedFiles.mapWritable(file, "<i", Layout.contiguous(4, Order.C, 2, 3).withOffset(4))
  grid.useView { v ->
    v[all, 2 downTo 0].fromArray(intArrayOf(1, 2, 3, 4, 5, 6))
    println(v.show())
  }
  grid.free() // unmaps; refused while leases are open
  // @end
}

fun main() = interop()
