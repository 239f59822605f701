package io.memview.dsl

import io.memview.RecordView
import io.memview.View
import io.memview.format.Complex
import io.memview.format.Format
import io.memview.format.Scalar
import io.memview.format.ScalarType
import io.memview.format.ScalarType.Kind
import io.memview.format.Struct
import kotlin.reflect.KClass

/**
 * This view as one of items of type [T].
 *
 * |[T]                           |formats, in every byte order                                                |
 * |------------------------------|----------------------------------------------------------------------------|
 * |[Double]                      |`d`                                                                         |
 * |[Float]                       |`f`, `e`                                                                    |
 * |[Long], [Int], [Short], [Byte]|signed integers of that size: `q`, `i`, `h`, `b`, and `l`, `n` by their size|
 * |[ULong], …, [UByte]           |unsigned ones: `Q`, `I`, `H`, `B`, and `L`, `N`, `P` by their size          |
 * |[Boolean]                     |`?`                                                                         |
 * |[Complex]                     |`Ze`, `Zf`, `Zd`                                                            |
 * |a data class or Java record   |a record with a field for each of its parts, as [RecordView.of] binds them  |
 *
 * Every other format is read and written boxed, through the view.
 *
 * @throws IllegalArgumentException if items are of another type; the message names both
 */
public inline fun <reified T : Any> View.typed(): TypedView<T> {
  checkItems(this, T::class)
  return TypedView(this)
}

@PublishedApi
internal fun checkItems(view: View, wanted: KClass<*>) {
  val format = view.format()
  val actual = itemType(format)
  if (actual == null && format is Struct && ItemType.entries.none { it.type == wanted }) {
    RecordView.of(view, wanted.java) // binds or says why not
    return
  }
  require(actual?.type == wanted) {
    val hint =
      when {
        actual != null -> "they are of type ${actual.type.simpleName}"
        format is Struct -> "they are records, of a data class with their fields"
        else -> "read and write them boxed, through the view"
      }
    "items of format '$format' are not of type ${wanted.simpleName}: $hint"
  }
}

/**
 * A type of item that is no record: the scalar that new memory has, the formats that it stands for,
 * and what core reads of them.
 */
internal enum class ItemType(
  val type: KClass<*>,
  val scalar: ScalarType,
  val kind: Kind,
  val sizes: Set<Long>,
  val kotlinValue: (Any) -> Any = { it },
) {
  DOUBLE(Double::class, ScalarType.FLOAT64, Kind.FLOAT, setOf(8)),
  FLOAT(Float::class, ScalarType.FLOAT32, Kind.FLOAT, setOf(2, 4), { (it as Double).toFloat() }),
  LONG(Long::class, ScalarType.INT64, Kind.SIGNED, setOf(8)),
  INT(Int::class, ScalarType.INT32, Kind.SIGNED, setOf(4), { (it as Long).toInt() }),
  SHORT(Short::class, ScalarType.INT16, Kind.SIGNED, setOf(2), { (it as Long).toShort() }),
  BYTE(Byte::class, ScalarType.INT8, Kind.SIGNED, setOf(1), { (it as Long).toByte() }),
  ULONG(
    ULong::class,
    ScalarType.UINT64,
    Kind.UNSIGNED,
    setOf(8),
    { (it as Number).toLong().toULong() },
  ),
  UINT(UInt::class, ScalarType.UINT32, Kind.UNSIGNED, setOf(4), { (it as Long).toUInt() }),
  USHORT(UShort::class, ScalarType.UINT16, Kind.UNSIGNED, setOf(2), { (it as Long).toUShort() }),
  UBYTE(UByte::class, ScalarType.UINT8, Kind.UNSIGNED, setOf(1), { (it as Long).toUByte() }),
  BOOLEAN(Boolean::class, ScalarType.BOOL, Kind.BOOL, setOf(1)),
  COMPLEX(Complex::class, ScalarType.COMPLEX128, Kind.COMPLEX, setOf(4, 8, 16));

  @Suppress("UNCHECKED_CAST") // as checkItems has found
  fun <T : Any> kotlinValue(value: Any, wanted: KClass<T>): T {
    check(wanted == type) { "items are of type ${type.simpleName}, not ${wanted.simpleName}" }
    return kotlinValue.invoke(value) as T
  }
}

internal fun itemType(format: Format): ItemType? =
  (format as? Scalar)?.let { scalar ->
    ItemType.entries.find { it.kind == scalar.type().kind() && scalar.itemSize() in it.sizes }
  }
