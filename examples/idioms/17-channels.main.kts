zeros<Int>(2, 2, 3).use<Int> { rgb ->
  for (c in 0..2) rgb[ellipsis, c] = c + 1
  println(rgb.show())
}
