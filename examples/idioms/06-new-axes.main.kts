IntArray(4) { it }.export().use<Int> { m ->
  println(m[all, newAxis].show())
  println(m[newAxis, all].show())
}
