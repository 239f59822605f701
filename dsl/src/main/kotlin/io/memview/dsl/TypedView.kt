package io.memview.dsl

import io.memview.View
import io.memview.format.Scalar
import io.memview.format.ScalarType
import kotlin.reflect.KClass

/**
 * A view whose items are known to be of one type, so that they are read and written without boxes:
 * `m[1, 2] = 3.0`. It is the [view] itself, at run time as well.
 *
 * Up to three positions cost nothing; four, and those of a [Boolean], may cost an array of
 * positions at each access. Writing a value to a slice boxes it once.
 *
 * It lives as long as its view, and may be used by every thread that may use the view.
 *
 * @param T what an item is
 */
@JvmInline
public value class TypedView<T : Any>
@PublishedApi
internal constructor(
  /** The view. */
  public val view: View
) {
  override fun toString(): String = view.toString()
}

/**
 * This view as one of items of type [T].
 *
 * |[T]                           |formats, in every byte order                                                |
 * |------------------------------|----------------------------------------------------------------------------|
 * |[Double]                      |`d`                                                                         |
 * |[Float]                       |`f`, `e`                                                                    |
 * |[Long], [Int], [Short], [Byte]|signed integers of that size: `q`, `i`, `h`, `b`, and `l`, `n` by their size|
 * |[UInt], [UShort], [UByte]     |unsigned integers of that size: `I`, `H`, `B`, and `L` by its size          |
 * |[Boolean]                     |`?`                                                                         |
 *
 * Every other format is read and written boxed, through the view.
 *
 * @throws IllegalArgumentException if items are of another type
 */
public inline fun <reified T : Any> View.typed(): TypedView<T> {
  checkItems(this, T::class)
  return TypedView(this)
}

@PublishedApi
internal fun checkItems(view: View, wanted: KClass<*>) {
  val actual = itemType(view)
  require(actual == wanted) {
    val hint =
      if (actual == null) "read and write them boxed, through the view"
      else "they are of type ${actual.simpleName}"
    "items of format '${view.format()}' are not of type ${wanted.simpleName}: $hint"
  }
}

private fun itemType(view: View): KClass<*>? {
  val format = view.format() as? Scalar ?: return null
  return when (format.type().kind()) {
    ScalarType.Kind.FLOAT -> if (format.itemSize() == 8L) Double::class else Float::class
    ScalarType.Kind.SIGNED ->
      when (format.itemSize()) {
        1L -> Byte::class
        2L -> Short::class
        4L -> Int::class
        else -> Long::class
      }
    ScalarType.Kind.UNSIGNED ->
      when (format.itemSize()) {
        1L -> UByte::class
        2L -> UShort::class
        4L -> UInt::class
        else -> null
      }
    ScalarType.Kind.BOOL -> Boolean::class
    else -> null
  }
}
