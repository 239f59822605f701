DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  println(m.rows(2, 0, 1).show())
}
