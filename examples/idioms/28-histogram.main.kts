ubyteArrayOf(1u, 2u, 2u, 3u, 1u, 2u).export(2, 3).use<UByte> { m ->
  val counts = LongArray(5)
  m.forEach { counts[it.toInt()]++ }
  counts.export().useView { println(it.show()) }
}
