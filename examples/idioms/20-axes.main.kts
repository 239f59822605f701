zeros<Double>(2, 3, 4).use<Double> { m ->
  println(m.moveAxis(0, 2).shape.toList())
  println(m.swapAxes(0, 2).shape.toList())
  println(m[0..0].squeeze(0).shape.toList())
}
