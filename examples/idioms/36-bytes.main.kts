ByteArray(16) { it.toByte() }.export().useView { data ->
  println(data.reinterpret("<i").show())
  println(data[3..<7].reinterpret(">h").show())
}
