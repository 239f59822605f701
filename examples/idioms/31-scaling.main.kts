ubyteArrayOf(0u, 51u, 255u).export(1, 3).use<UByte> { m ->
  println(m.copy<Double>(Conversion.CHECKED.scaled(1 / 255.0, 0.0)).show())
}
