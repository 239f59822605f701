DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  println(m.sum(0).show())
  println(m.max(1).show())
  println(m.argMax(1).show())
}
