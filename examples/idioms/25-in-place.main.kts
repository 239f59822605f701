DoubleArray(6) { it.toDouble() }.export(2, 3).use<Double> { m ->
  m.update { it * 2 }
  println(m.show())
}
