UByteArray(24) { it.toUByte() }.export(2, 4, 3).use<UByte> { rgb ->
  zeros<UByte>(2, 4).use<UByte> { gray ->
    for ((y, x) in gray.positions) {
      gray[y, x] = (0.25 * rgb[y, x, 0].toInt() + 0.5 * rgb[y, x, 1].toInt() + 0.25 * rgb[y, x, 2].toInt()).toInt().toUByte()
    }
    println(gray.show())
  }
}
