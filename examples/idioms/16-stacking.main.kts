IntArray(6) { it }.export(2, 3).use<Int> { a ->
  val out = zeros<Int>(4, 3)
  out.useView { it[0..1] = a; it[2..3] = a[flip] }
  out.useView { println(it.show()) }
}
