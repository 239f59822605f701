package io.memview.dsl.generator

/**
 * `v[end - 1, 0]` and `v[end - 1, 0] = value`: items, where one of the first three positions or
 * more counts from the end, as all that follow do.
 */
internal object EndOperators {
  private const val RANKS = 3

  fun source(): String {
    val source = Source("EndOperators", "io.memview.layout.Index", "io.memview.View")
    for (rank in 1..RANKS) {
      combinations(rank, listOf(false, true)).filter(::isNew).forEach { source.item(it) }
    }
    return source.toString()
  }

  /** An item, whose last position is not one of those that may follow a shorter form anyway. */
  private fun isNew(fromEnd: List<Boolean>): Boolean =
    true in fromEnd && !(fromEnd.last() && true in fromEnd.dropLast(1))

  private fun Source.item(fromEnd: List<Boolean>) {
    val names = NAMES.take(fromEnd.size)
    val taken =
      names
        .zip(fromEnd) { name, end -> "$name: ${if (end) "Index.At" else "Number"}" }
        .joinToString() + ", vararg rest: Index.At"
    val given = names.zip(fromEnd) { name, end -> if (end) name else "position($name)" }
    val part = "part(${given.joinToString()}, rest)"
    function(
      "The item at a position, boxed.",
      "@Outranked public operator fun View.get($taken): Any = itemOf($part)",
    )
    function(
      "Writes the item at a position.",
      "@Outranked public operator fun View.set($taken, value: Any): Unit = setItemOf($part, value)",
    )
    function(
      "The item at a position; it may be boxed once on the way.",
      "@Outranked public inline operator fun <reified T : Any> TypedView<T>.get($taken): T = view.itemOf(T::class, view.$part)",
    )
    function(
      "Writes the item at a position; it may be boxed once on the way.",
      "@Outranked public operator fun <T : Any> TypedView<T>.set($taken, value: T): Unit = view.setItemOf(view.$part, value)",
    )
  }
}
