package io.memview.dsl

import io.memview.Memory
import io.memview.MemoryExporter
import io.memview.View
import io.memview.format.Format
import java.lang.foreign.MemorySegment

internal fun toFloatArray(view: View): FloatArray = view.toArray(FloatArray::class.java)

internal fun fromFloatArray(view: View, values: FloatArray): Unit = view.fromArray(values)

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
