package io.memview.dsl.generator

/** A type of item without boxes: how core reads it, and what makes a [type] of it and back. */
internal class ItemType(
  val type: String,
  val carrier: String,
  val toKotlin: String = "",
  val toCarrier: String = "",
) {
  val typed = "TypedView<$type>"

  /** How an item is read from a receiver at an index. */
  fun read(receiver: String, index: String) = "$receiver.get$carrier($index)$toKotlin"

  /**
   * How a value is written through a view at an index; of more than three positions, a spread
   * array.
   */
  fun write(value: String, index: String): String {
    val positions = index.removePrefix("*")
    return "view.set$carrier($positions, $value$toCarrier)"
  }
}

internal val ITEM_TYPES: List<ItemType> =
  listOf(
    ItemType("Double", "Double"),
    ItemType("Float", "Double", ".toFloat()", ".toDouble()"),
    ItemType("Long", "Long"),
    ItemType("Int", "Long", ".toInt()", ".toLong()"),
    ItemType("Short", "Long", ".toShort()", ".toLong()"),
    ItemType("Byte", "Long", ".toByte()", ".toLong()"),
    ItemType("ULong", "UnsignedLong", ".toULong()", ".toLong()"),
    ItemType("UInt", "Long", ".toUInt()", ".toLong()"),
    ItemType("UShort", "Long", ".toInt().toUShort()", ".toLong()"),
    ItemType("UByte", "Long", ".toInt().toUByte()", ".toLong()"),
    ItemType("Boolean", "Boolean"),
  )
