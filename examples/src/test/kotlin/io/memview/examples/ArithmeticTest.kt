package io.memview.examples

import io.kotest.core.spec.style.StringSpec
import io.kotest.core.test.Enabled
import io.kotest.matchers.shouldBe
import io.memview.Exporters
import io.memview.OwnedMemory
import io.memview.cpython.Python
import io.memview.cpython.PythonException
import io.memview.dsl.*
import io.memview.format.Format
import org.jetbrains.kotlinx.multik.api.mk
import org.jetbrains.kotlinx.multik.api.ndarray
import org.jetbrains.kotlinx.multik.ndarray.operations.plus
import org.jetbrains.kotlinx.multik.ndarray.operations.times

/** What memview does with many items, and where it goes on: the code of a page. */
class ArithmeticTest :
  StringSpec({
    val withoutNumpy: String? =
      try {
        Python.start().exec("import numpy")
        null
      } catch (e: IllegalStateException) {
        e.message
      } catch (e: PythonException) {
        e.message
      }

    "reductions and masks" {
      val lines = mutableListOf<Any>()
      fun println(line: Any) = lines.add(line)
      // @start region="reductions"
      val heights = doubleArrayOf(1.0, Double.NaN, 3.0, 4.0, 8.0, 2.0).export(2, 3)
      heights.use<Double> { m ->
        val isKnown = m.mask { !it.isNaN() } // a view of true and false
        println(m[isKnown].use<Double, _> { it.mean() }) // 3.6
        m.max(1).use<Double> { println(it.toList()) } // [NaN, 8.0]
        println(m.argMax()) // 1: the first NaN, as in NumPy
      }
      // @end
      lines.toString() shouldBe "[3.6, [NaN, 8.0], 1]"
    }

    "arithmetic of Multik" {
      val lines = mutableListOf<Any>()
      fun println(line: Any) = lines.add(line)
      // @start region="multik"
      val table = doubleArrayOf(1.0, 2.0, 3.0, 4.0).export(2, 2)
      val values = table.use<Double, _> { m -> mk.ndarray(m.toDoubleArray(), 2, 2) } // a copy
      val result = Exporters.of(values * 2.0 + values) // its memory, without a copy
      table.use<Double> { m ->
        m[ellipsis] = result
        println(m.sum()) // 30.0
      }
      // @end
      lines shouldBe listOf(30.0)
    }

    "arithmetic of NumPy"
      .config(enabledOrReasonIf = { withoutNumpy?.let(Enabled::disabled) ?: Enabled.enabled }) {
        val lines = mutableListOf<Any>()
        fun println(line: Any) = lines.add(line)
        // @start region="numpy"
        val cells = OwnedMemory.allocate(Format.parse("d"), 2, 2) // memory that has an address
        cells.use<Double> { m -> m.fill(1.5) }
        with(Python.start()) {
          set("cells", cells)
          exec("import numpy; a = numpy.asarray(cells); a *= a.T; a[0] += 1; del a, cells")
        }
        cells.use<Double> { m -> println(m.toList()) } // [3.25, 3.25, 2.25, 2.25]
        cells.free()
        // @end
        lines shouldBe listOf(listOf(3.25, 3.25, 2.25, 2.25))
      }
  })
