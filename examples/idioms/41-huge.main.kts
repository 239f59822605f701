NpyFile.create(Path(args[0], "huge.npy"), Format.parse("<f"), Order.C, 1L shl 20, 1L shl 13).use<Float> { m ->
  m[1_000_000, 8000] = 1.5f
  println(m[1_000_000, 7999..8001].show())
}
