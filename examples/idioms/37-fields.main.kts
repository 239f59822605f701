MemoryExporter.allocate("T{f:x:i:id:}", 3).useView { t ->
  t.field("x").fill(2.5)
  t.field("id").assign(intArrayOf(1, 2, 3).export())
  t[1] = listOf(9, 7)
  println(t.show())
}
