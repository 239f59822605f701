val (a, b) = intArrayOf(0, 1, 2).export() to doubleArrayOf(0.5, 1.5, 2.5).export()
use<Int, Double, _>(a, b) { x, y ->
  x.zip(y) { p, q -> println(p + q) }
}
