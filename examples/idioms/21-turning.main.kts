IntArray(6) { it }.export(2, 3).use<Int> { m ->
  println(m.flip(0).show())
  println(m.transpose().flip(0).show())
}
