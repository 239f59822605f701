package io.memview.dsl

import io.memview.Memory
import io.memview.MemoryExporter
import io.memview.View
import io.memview.array.PrimitiveArrays
import io.memview.format.Format
import java.lang.foreign.MemorySegment

/** Core's arrays hold items of their own size only; halves become floats by a copy. */
internal fun toFloatArray(view: View): FloatArray {
  val values = FloatArray(Math.toIntExact(view.itemCount()))
  PrimitiveArrays.export(values, *view.shape()).useView { it.copyFrom(view) }
  return values
}

internal fun fromFloatArray(view: View, values: FloatArray) {
  require(values.size.toLong() == view.itemCount()) {
    "an array of ${values.size} does not fit ${view.itemCount()} items"
  }
  view.copyFrom(PrimitiveArrays.export(values, *view.shape()))
}

internal fun exportUnsigned(array: Any, format: Format, shape: LongArray): MemoryExporter {
  val segment =
    when (array) {
      is ByteArray -> MemorySegment.ofArray(array)
      is ShortArray -> MemorySegment.ofArray(array)
      is IntArray -> MemorySegment.ofArray(array)
      is LongArray -> MemorySegment.ofArray(array)
      else -> throw AssertionError(array.javaClass)
    }
  return MemoryExporter.of(Memory.of(segment, format, *shape))
}
