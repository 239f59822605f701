DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  println("${m.mask { it > 22 }.any()} ${m.mask { it > 0 }.all()}")
  println(m.positions.filter { m[it] > 20 }.map { it.toList() })
}
