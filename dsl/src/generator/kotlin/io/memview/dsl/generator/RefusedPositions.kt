package io.memview.dsl.generator

/**
 * What is a `Number` or an `Iterable` of them and no position all the same: these stand above the
 * operators that would take it, and do not compile. A fraction would lose its end without a word,
 * so it is refused at each place; a collection throws where it is not refused here.
 */
internal object RefusedPositions {
  private class Refused(
    val type: String,
    val message: String,
    val before: String,
    val read: Int,
    val written: Int = read,
  )

  private val REFUSED =
    listOf(
      Refused("Double", "NO_WHOLE_NUMBER", "Any?", 4),
      Refused("Float", "NO_WHOLE_NUMBER", "Any", 4),
      Refused("Collection<*>", "LIST_OF_POSITIONS", "Any?", 2, 1),
    )

  fun source(): String {
    val source = Source("RefusedPositions", "io.memview.Exporter")
    for (refused in REFUSED) {
      for (place in 0..<refused.read) {
        source.refusal(refused, place, "get", "", "V")
        if (place < refused.written) source.refusal(refused, place, "set", ", value: Any?", "Unit")
      }
    }
    return source.toString()
  }

  private fun Source.refusal(
    refused: Refused,
    place: Int,
    operator: String,
    value: String,
    result: String,
  ) {
    // None is closer than the other to a name that does not exist, or that were refused as well.
    val before = NAMES.take(place).joinToString("") { "$it: ${refused.before}, " }
    val taken = "$before${NAMES[place]}: ${refused.type}, vararg rest: Any?$value"
    function(
      "Does not compile: the message says what to write.",
      "@Deprecated(${refused.message}, level = DeprecationLevel.ERROR) " +
        "public operator fun <V : Exporter> V.$operator($taken): $result = refused()",
    )
  }
}
