DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  println(m[m.mask { it > 20 }].show())
  m[m.mask { it > 10 }] = 0.0
  println(m.show())
}
