val a = IntArray(6) { it }.export(2, 3)
zeros<Int>(4, 3).use<Int> { out ->
  out[0..1] = a
  out[2..3] = a
  out[2..3].update { it + 10 }
  println(out.show())
}
