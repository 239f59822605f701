DoubleArray(24) { it.toDouble() }.export(4, 6).use<Double> { m ->
  println(m[end - 1, all].show())
  println(m[all, from(end - 2)].show())
}
