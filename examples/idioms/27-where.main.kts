UByteArray(24) { (10 * it).toUByte() }.export(4, 6).use<UByte> { m ->
  m.update { if (it > 127u) 255u else 0u }
  println(m.show())
}
