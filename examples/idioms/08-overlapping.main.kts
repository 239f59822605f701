IntArray(6) { it }.export().use<Int> { m ->
  m[1..5] = m[0..4]
  println(m.show())
}
