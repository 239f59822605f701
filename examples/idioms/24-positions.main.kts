zeros<Int>(2, 3).use<Int> { m ->
  for ((i, j) in m.positions) m[i, j] = (10 * i + j).toInt()
  println(m.show())
}
