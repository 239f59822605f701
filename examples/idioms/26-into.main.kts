val (a, b) = intArrayOf(0, 1, 2).export() to doubleArrayOf(0.5, 1.5, 2.5).export()
use<Int, Double, Double, _>(a, b, zeros<Double>(3)) { x, y, out ->
  x.zipTo(y, out) { p, q -> p + q }
  println(out.show())
}
