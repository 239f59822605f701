package outside

import io.memview.dsl.all
import io.memview.dsl.end
import io.memview.dsl.get
import io.memview.dsl.iterator
import io.memview.dsl.next
import io.memview.dsl.set
import io.memview.dsl.sum
import io.memview.dsl.use
import io.memview.dsl.zeros
import java.io.File
import java.io.OutputStream
import java.io.PrintStream

data class Reading(val id: Int, val value: Double)

/** Everything here is inlined: by the compiler, which refuses code for a newer JVM than its own. */
fun main(lists: Array<String>) {
  val (rows, columns) = listOf(2, 3)
  val total =
    zeros<Double>(rows, columns).use<Double, _> { m ->
      for (i in m.indices(0)) for (j in 0..<columns) m[i, j] = 10.0 * i + j
      m[0, all] = m[end - 1, all]
      var sum = 0.0
      for (x in m) sum += x
      check(sum == m.sum())
      sum
    }
  check(total == 66.0) { "the sum is $total" }

  zeros<Reading>(2).use<Reading> { m ->
    m[1] = Reading(7, 0.5)
    check(m[end - 1] == Reading(7, 0.5))
  }
  println("a program, standard library ${KotlinVersion.CURRENT}: the sum is $total")
  // The programs that README shows; what they say is looked at elsewhere.
  System.setOut(PrintStream(OutputStream.nullOutputStream()))
  for (list in lists) for (program in File(list).readLines()) {
    val main = Class.forName(program).getMethod("main", Array<String>::class.java)
    main.invoke(null, arrayOf<String>())
  }
}
