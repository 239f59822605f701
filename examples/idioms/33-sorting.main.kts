doubleArrayOf(3.0, 1.0, 2.0).export().use<Double> { m ->
  m.assign(m.toList().sorted())
  println(m.show())
}
