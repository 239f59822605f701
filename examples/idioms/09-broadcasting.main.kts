zeros<Double>(4, 6).use<Double> { m ->
  m[all] = IntArray(6) { it }.export()
  println(m.show())
  m[all] = IntArray(4) { it }.export(4, 1)
  println(m.show())
}
