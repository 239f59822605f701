package io.memview.dsl.generator

/**
 * `m[i, j]` and `m[i, j] = value`: of typed views without boxes, of views with. A position is a
 * `Number`, so that Int and Long mix; inlined, it is no object. What is no whole number is refused
 * by [RefusedPositions].
 */
internal object ItemOperators {
  fun source(): String {
    val source = Source("ItemOperators", "io.memview.View")
    for (rank in 1..NAMES.size) {
      val names = NAMES.take(rank)
      val more = rank == NAMES.size
      source.ofAnyType(
        taken = names.joinToString { "$it: Number" } + if (more) ", vararg rest: Number" else "",
        index = names.joinToString { "$it.toLong()" }.let { if (more) "*index($it, rest)" else it },
      )
      source.withoutBoxes(
        taken = names.joinToString { "$it: Number" } + if (more) ", vararg rest: Number" else "",
        index = names.joinToString { "$it.toLong()" }.let { if (more) "*index($it, rest)" else it },
      )
    }
    source.ofAnyType(taken = "position: LongArray", index = "*position")
    source.withoutBoxes(taken = "position: LongArray", index = "*position")
    return source.toString()
  }

  private fun Source.ofAnyType(taken: String, index: String) {
    function(
      "The item at a position, boxed; never counted from the end.",
      "@Outranked public inline operator fun View.get($taken): Any = getObject($index)",
    )
    function(
      "Writes the item at a position; never counted from the end.",
      "@Outranked public inline operator fun View.set($taken, value: Any): Unit = setItem(value, $index)",
    )
    function(
      "The item at a position, an object; never counted from the end.",
      "@Outranked public inline operator fun <reified T : Any> TypedView<T>.get($taken): T = view.item(T::class, $index)",
    )
    function(
      "Writes the item at a position from an object; never counted from the end.",
      "@Outranked public inline operator fun <reified T : Any> TypedView<T>.set($taken, value: T): Unit = view.setItem(value, $index)",
    )
  }

  private fun Source.withoutBoxes(taken: String, index: String) {
    for (item in ITEM_TYPES) {
      function(
        "The item at a position; never counted from the end.",
        "@Outranked @JvmName(\"get${item.type}\") public inline operator fun ${item.typed}.get($taken): ${item.type} = ${item.read("view", index)}",
      )
      function(
        "Writes the item at a position; never counted from the end.",
        "@Outranked @JvmName(\"set${item.type}\") public inline operator fun ${item.typed}.set($taken, value: ${item.type}): Unit = ${item.write("value", index)}",
      )
    }
  }
}
