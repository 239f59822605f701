doubleArrayOf(0.0, 1.5, 2.5, 300.0).export(2, 2).use<Double> { m ->
  println(m.copy<Float>().show())
  println(m.copy<UByte>(Conversion.SATURATING).show())
}
