IntArray(24) { it }.export(2, 3, 4).use<Int> { m ->
  println(m[ellipsis, 0].show())
  println(m[0, ellipsis].show())
}
