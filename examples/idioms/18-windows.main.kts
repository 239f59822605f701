DoubleArray(8) { it.toDouble() }.export().use<Double> { m ->
  println(m.slidingWindows(3).show())
}
