data class Item(val x: Float, val id: Int)
zeros<Item>(3).use<Item> { t ->
  t.field("x").fill(2.5)
  t.field("id").typed<Int>().assign(intArrayOf(1, 2, 3))
  t[1] = Item(9f, 7)
  println(t.show())
}
