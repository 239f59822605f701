IntArray(6) { it }.export(2, 3).use<Int> { m ->
  for (i in m.indices) println(m[i, all].show())
}
