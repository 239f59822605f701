package io.memview.examples

import io.memview.array.PrimitiveArrays
import io.memview.dsl.*

fun slicing() {
  // @start region="slicing"
  val months = PrimitiveArrays.export(IntArray(24) { it }, 2, 12)
  months.useView { v ->
    println(v[0, 3..5].toList()) // three months of the first year
    println(v[all, end - 2..<end].toList()) // the last two of each; v[:, -2:] in Python
    println(v[1, 11 downTo 0 step 4].toList()) // backwards, every fourth
    println(v[newAxis, ellipsis, 0].layout())
  }
  months.use<Int> { m ->
    for (i in 0..1) m[i, 0] = m[i, 1] + 100 // no boxes
    m[all, 2..<end step 2] = 0 // fills
    m[1, all] = m[0, all] // copies
    println(m.view.show())
  }
  // @end
}

fun main() = slicing()
