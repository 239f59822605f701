DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  m[1..2] = 0.0
  m[3, all] = intArrayOf(1, 2, 3, 4, 5, 6).export()
  m[0, from(4)] = m[3, upTo(2)]
  println(m.show())
}
