package io.memview.examples

import io.memview.ExportCount
import io.memview.Exporter
import io.memview.Lease
import io.memview.Memory
import io.memview.Request

// @start region="exporter"
/**
 * An image whose colours are arrays of their own: (3, height, width), the planes behind pointers.
 */
class PlaneImage(width: Int, height: Int) : Exporter {
  val planes = List(3) { ByteArray(width * height) }
  private val memory =
    Memory.ofBlocks(planes.map { Memory.ofUnsigned(it).withShape(height.toLong(), width.toLong()) })
  private val exports = ExportCount(this)

  override fun acquire(request: Request): Lease = exports.lease(memory, request)
}
// @end
