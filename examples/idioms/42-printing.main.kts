DoubleArray(24) { it / 7.0 }.export(4, 6).useView { m ->
  println(m.show(PrintOptions.DEFAULT.withPrecision(2)))
}
