import io.memview.dsl.*

val (i, j) = listOf(1, 2)

val sum =
  doubleArrayOf(1.0, 2.0, 3.0, 4.0, 5.0, 6.0).export(2, 3).use<Double, _> { m ->
    m[i, j] += 1.5
    m[1, end - 1] + m[all, 0].sum()
  }

check(sum == 12.5) { "the sum is $sum" }

println("a script, Kotlin ${KotlinVersion.CURRENT}: the sum is $sum")
