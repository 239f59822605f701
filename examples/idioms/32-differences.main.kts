DoubleArray(6) { it * it.toDouble() }.export().use<Double> { m ->
  println(m[from(1)].zip(m[upTo(end - 1)]) { x, y -> x - y })
  m.assign(m.toList().let { it.takeLast(2) + it.dropLast(2) })
  println(m.show())
}
