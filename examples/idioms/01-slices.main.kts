DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  println(m[1..<3, 2..<5].show())
}
