package io.memview.dsl

import io.memview.Exporter
import io.memview.View

/** A value as core knows it, which has not heard of Kotlin's unsigned types. */
internal fun known(value: Any): Any =
  when (value) {
    is UByte -> value.toLong()
    is UShort -> value.toLong()
    is UInt -> value.toLong()
    is ULong -> value.toString().toBigInteger()
    else -> value
  }

/** What stands behind the `=` of a slice: memory is assigned, a value fills. */
internal fun View.write(value: Any) {
  when (value) {
    is Exporter -> assign(value)
    is TypedView<*> -> assign(value.view)
    else -> fill(known(value))
  }
}
