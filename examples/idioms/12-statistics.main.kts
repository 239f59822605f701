DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  println("${m.sum()} ${m.mean()} ${m.min()} ${m.max()}")
  println(m.argMax())
}
