package io.memview.dsl.generator

/** Loops over all items without boxes, statistics and arrays, for each type of item. */
internal object TypedLoops {
  fun source(): String {
    val source =
      Source(
        "TypedLoops",
        "io.memview.Cursor",
        "io.memview.MemoryExporter",
        "io.memview.Reduction",
        "io.memview.layout.Order",
        "io.memview.array.PrimitiveArrays",
        "io.memview.format.Format",
      )
    for (item in ITEM_TYPES) {
      source.loops(item)
      source.iterables(item)
      source.transforms(item)
      source.statistics(item)
      if (item.type != "Boolean") source.arrays(item) // core has no arrays of them
    }
    return source.toString()
  }

  private fun Source.loops(item: ItemType) {
    val (type, typed) = item.type to item.typed
    val read = item.read("at", "0")
    named(
      "next",
      item,
      "The next item.",
      "inline operator fun Items<$type>.next(): $type = ${item.read("advance().at", "0")}",
    )
    named(
      "forEach",
      item,
      "Hands out every item in C order.",
      """inline fun $typed.forEach(action: ($type) -> Unit) {
val at = Cursor.over(Order.C, view)
at.forEachItem { action($read) } }""",
    )
    named(
      "map",
      item,
      "What [transform] makes of each item, in C order; a list, not a view.",
      """inline fun <R> $typed.map(transform: ($type) -> R): List<R> {
val at = Cursor.over(Order.C, view)
val results = ArrayList<R>(capacity(itemCount))
at.forEachItem { results += transform($read) }
return results }""",
    )
    // In one loop: in two, an object is made for each result.
    named(
      "fold",
      item,
      "What [operation] makes of [initial] and every item, in C order.",
      """inline fun <R> $typed.fold(initial: R, operation: (R, $type) -> R): R {
val at = Cursor.over(Order.C, view)
var result = initial
while (at.next()) result = operation(result, $read)
return result }""",
    )
  }

  // At each call site they make an iterator with a class, and a profile, of its own.
  private fun Source.iterables(item: ItemType) {
    val (type, typed) = item.type to item.typed
    named(
      "asSequence",
      item,
      "The items in C order, read when they are asked for, as those of views of several types are.",
      "inline fun $typed.asSequence(): Sequence<$type> = lazyItems(view) { ${item.read("it", "0")} }",
    )
    named(
      "asIterable",
      item,
      "The items in C order for all that Kotlin does with an [Iterable], as that of views of several types has them.",
      "inline fun $typed.asIterable(): Iterable<$type> = asSequence().asIterable()",
    )
    named(
      "toList",
      item,
      "A copy of the items in C order, without the dimensions. Each item is boxed.",
      "inline fun $typed.toList(): List<$type> = map { it }",
    )
  }

  private fun Source.transforms(item: ItemType) {
    val (type, typed) = item.type to item.typed
    fun write(view: Int, value: String) = "at.set${item.carrier}($view, $value${item.toCarrier})"
    named(
      "update",
      item,
      "Writes what [transform] makes of each item into its place, in C order, without boxes.\n *\n * @throws io.memview.BufferException.ReadOnly if the view is read-only",
      """inline fun $typed.update(transform: ($type) -> $type) {
val at = Cursor.over(Order.C, view)
at.forEachItem { ${write(0, "transform(${item.read("at", "0")})")} } }""",
    )
    named(
      "mapTo",
      item,
      "Writes what [transform] makes of each item to the same place of [out], without boxes, as that of views of several types does.\n *\n * @return [out]",
      """inline fun $typed.mapTo(out: $typed, transform: ($type) -> $type): $typed {
val at = Cursor.over(Order.C, view.broadcast(*out.shape), out.view)
at.forEachItem { ${write(1, "transform(${item.read("at", "0")})")} }
return out }""",
    )
    named(
      "zipTo",
      item,
      "Writes what [transform] makes of the items of two views to the same place of [out], without boxes, as that of views of several types does.\n *\n * @return [out]",
      """inline fun $typed.zipTo(other: $typed, out: $typed, transform: ($type, $type) -> $type): $typed {
val shape = out.shape
val at = Cursor.over(Order.C, view.broadcast(*shape), other.view.broadcast(*shape), out.view)
at.forEachItem { ${write(2, "transform(${item.read("at", "0")}, ${item.read("at", "1")})")} }
return out }""",
    )
  }

  private fun Source.statistics(item: ItemType) {
    val (type, typed) = item.type to item.typed
    val floating = item.carrier == "Double"
    val (sum, toSum) =
      when {
        floating -> "Double" to ""
        item.carrier != "Long" -> return
        type.startsWith("U") -> "ULong" to ".toULong()"
        else -> "Long" to ""
      }
    val statistics = "view.${item.carrier.lowercase()}Statistics()"
    named(
      "sum",
      item,
      if (floating) "The sum of all items, added in pairs, as NumPy does."
      else "The sum of all items.\n *\n * @throws ArithmeticException if it does not fit 63 bits",
      "fun $typed.sum(): $sum = ${if (floating) "view.doubleSum()" else "$statistics.sum$toSum"}",
    )
    for ((end, which) in listOf("min" to "smallest", "max" to "greatest")) {
      val nan = if (floating) "; NaN if one is NaN" else ""
      named(
        "${end}OrNull",
        item,
        "The $which item$nan; null if there are none.",
        "fun $typed.${end}OrNull(): $type? = if (itemCount == 0L) null else (view.reduce(Reduction.${end.uppercase()}) as Number).to${item.carrier}()${item.toKotlin}",
      )
      named(
        end,
        item,
        "The $which item$nan.\n *\n * @throws NoSuchElementException if there are none",
        "fun $typed.$end(): $type = ${end}OrNull() ?: throw NoSuchElementException(\"no items of shape \${shape.contentToString()}\")",
      )
    }
  }

  private fun Source.arrays(item: ItemType) {
    val (type, typed) = item.type to item.typed
    val unsigned = type.startsWith("U")
    val optIn = if (unsigned) "@ExperimentalUnsignedTypes " else "" // as Kotlin's arrays of them
    val array = "${type.removePrefix("U")}Array"
    val asUnsigned = if (unsigned) ".as${type}Array()" else ""
    val asSigned = if (unsigned) ".as$array()" else ""
    named(
      "to",
      item,
      "A copy of the items in C order, without the dimensions.\n *\n * @throws IllegalArgumentException if there are more than an array holds",
      "fun $typed.to${type}Array(): ${type}Array = " +
        if (type == "Float") "toFloatArray(view)"
        else "view.toArray($array::class.java)$asUnsigned",
      optIn,
    )
    named(
      "assign",
      item,
      "Writes the items in C order from an array.\n *\n * @throws IllegalArgumentException if it has not as many values as there are items",
      "fun $typed.assign(values: ${type}Array): Unit = " +
        if (type == "Float") "fromFloatArray(view, values)" else "view.fromArray(values$asSigned)",
      optIn,
    )
    val format = UNSIGNED[type]
    val exported =
      if (format == null) "PrimitiveArrays.export(this, *shape)"
      else "exportUnsigned(as$array(), Format.parse(\"$format\"), shape)"
    val line =
      if (format == null) "PrimitiveArrays.export(this)"
      else "exportUnsigned(as$array(), Format.parse(\"$format\"), longArrayOf(size.toLong()))"
    function(
      "Exports this array in one dimension, without a copy.",
      "${optIn}public fun ${type}Array.export(): MemoryExporter = $line",
    )
    function(
      "Exports this array in C order, without a copy; an empty array of extents is one item without dimensions.\n *\n * @throws IllegalArgumentException if the shape has more items than the array",
      "${optIn}public fun ${type}Array.export(vararg shape: Long): MemoryExporter = $exported",
    )
    function(
      "Exports this array in C order, without a copy: `pixels.export(height, width)`.\n *\n * @throws IllegalArgumentException if the shape has more items than the array, or if an extent is no Int or Long",
      "@Outranked ${optIn}public fun ${type}Array.export(first: Number, vararg more: Number): MemoryExporter = export(*extents(first, more))",
    )
  }

  private val UNSIGNED = mapOf("ULong" to "Q", "UInt" to "I", "UShort" to "H", "UByte" to "B")

  /** A function whose name in the JVM has that of the type: to the JVM, all typed views are one. */
  private fun Source.named(
    name: String,
    item: ItemType,
    comment: String,
    declaration: String,
    annotation: String = "",
  ) {
    function(comment, "$annotation@JvmName(\"$name${item.type}\") public $declaration")
  }
}
