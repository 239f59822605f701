package io.memview.dsl.generator

/**
 * `v[1, 2..5, all]` and `v[1, 2..5, all] = source`: what is neither a number nor a position from
 * the end at every place selects a part. The compiler knows each of the first three positions, and
 * that as many indexes as one likes can follow.
 */
internal object SliceOperators {
  private const val RANKS = 3

  /** A type of position, and what makes an `Index` of it. */
  private enum class Kind(val type: String) {
    NUMBER("Number"),
    RANGE("Iterable<Number>"),
    INDEX("Index");

    fun index(name: String) =
      if (this == INDEX) name else "position${if (this == RANGE) "s" else ""}($name)"
  }

  fun source(): String {
    val source =
      Source("SliceOperators", "io.memview.Exporter", "io.memview.layout.Index", "io.memview.View")
    for (rank in 1..RANKS) {
      combinations(rank, Kind.entries).filter(::isNew).forEach { source.part(it) }
    }
    return source.toString()
  }

  /** A part, whose last index is not one of those that may follow a shorter form anyway. */
  private fun isNew(kinds: List<Kind>): Boolean {
    val shorter = kinds.dropLast(1)
    val follows = kinds.last() == Kind.INDEX && shorter.any { it != Kind.NUMBER }
    return !follows && kinds.any { it != Kind.NUMBER }
  }

  private fun Source.part(kinds: List<Kind>) {
    val names = NAMES.take(kinds.size)
    val taken =
      names.zip(kinds) { name, kind -> "$name: ${kind.type}" }.joinToString() +
        ", vararg rest: Index"
    val part = "part(${names.zip(kinds) { name, kind -> kind.index(name) }.joinToString()}, rest)"
    function(
      "The part of this view at these positions, without a copy.",
      "@Outranked public operator fun View.get($taken): View = $part",
    )
    function(
      "Writes a part of this view: from an exporter by `assign`, or one value everywhere.",
      "@Outranked public operator fun View.set($taken, value: Any): Unit = $part.write(value)",
    )
    function(
      "The part of this view at these positions, without a copy.",
      "@Outranked public operator fun <T : Any> TypedView<T>.get($taken): TypedView<T> = TypedView(view.$part)",
    )
    function(
      "Writes one value everywhere in a part of this view.",
      "@Outranked public operator fun <T : Any> TypedView<T>.set($taken, value: T): Unit = view.$part.write(value)",
    )
    function(
      "Writes a part of this view from an exporter, as `assign` does.",
      "@Outranked @JvmName(\"assign\") public operator fun <T : Any> TypedView<T>.set($taken, source: Exporter): Unit = view.$part.assign(source)",
    )
  }
}
