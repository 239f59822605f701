package io.memview.benchmarks

import io.memview.View
import io.memview.dsl.get
import io.memview.dsl.typed
import org.jetbrains.kotlinx.multik.api.mk
import org.jetbrains.kotlinx.multik.api.ndarray
import org.jetbrains.kotlinx.multik.ndarray.data.D2Array
import org.jetbrains.kotlinx.multik.ndarray.data.get

/** Loops through the operators of Kotlin, for benchmarks that are written in Java. */
internal object KotlinLoops {
  /** Adds up a view of doubles. */
  @JvmStatic
  fun sum(view: View): Double {
    val items = view.typed<Double>()
    var sum = 0.0
    for (i in 0 until view.shape(0)) {
      for (j in 0 until view.shape(1)) {
        sum += items[i, j]
      }
    }
    return sum
  }

  /** A square matrix of Multik over an array. */
  @JvmStatic
  fun multik(array: DoubleArray, size: Int): D2Array<Double> = mk.ndarray(array, size, size)

  /** Adds up a matrix of Multik. */
  @JvmStatic
  fun sum(matrix: D2Array<Double>): Double {
    var sum = 0.0
    for (i in 0 until matrix.shape[0]) {
      for (j in 0 until matrix.shape[1]) {
        sum += matrix[i, j]
      }
    }
    return sum
  }

  /** An item of a matrix of Multik. */
  @JvmStatic fun get(matrix: D2Array<Double>, i: Int, j: Int): Double = matrix[i, j]

  /** The transpose of a matrix of Multik. */
  @JvmStatic fun transpose(matrix: D2Array<Double>): D2Array<Double> = matrix.transpose()
}
