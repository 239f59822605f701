UByteArray(24) { it.toUByte() }.export(2, 4, 3).use<UByte> { rgb ->
  val gray = zeros<UByte>(2, 4)
  gray.use<UByte> { out ->
    for ((y, x) in out.positions) out[y, x] = ((rgb[y, x, 0] + 2u * rgb[y, x, 1] + rgb[y, x, 2]) / 4u).toUByte()
  }
  println(gray.show())
}
