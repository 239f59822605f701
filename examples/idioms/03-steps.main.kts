DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  println(m[flip, all step 2].show())
  println(m[2 downTo 1, 5 downTo 1 step 2].show())
}
