IntArray(24) { it }.export(4, 6).use<Int> { m ->
  println(m.reshape(2, -1).show())
  println(m.ravel()[5])
}
