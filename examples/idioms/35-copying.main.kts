LongArray(6) { it.toLong() }.export(2, 3).use<Long> { m ->
  println(m.transpose().copy<Long>().useView { it.layout().strides().toList() })
}
