package io.memview.dsl

import io.memview.Cursor
import io.memview.Request
import io.memview.format.Complex
import io.memview.layout.Order

// For views of several types, and for objects; those of one type have loops of their own
// (TypedLoops.kt), in which nothing is boxed. Here the types are known where this is inlined: what
// is compared are constants, of which the JIT compiler keeps one branch, and mostly no box.

/**
 * Writes what [transform] makes of each item into its place, in C order: `m.update { it * 2 }`, for
 * NumPy's `m *= 2`.
 *
 * @throws io.memview.BufferException.ReadOnly if the view is read-only
 */
public inline fun <reified T : Any> TypedView<T>.update(transform: (T) -> T) {
  val at = Cursor.over(Order.C, view)
  at.forEachItem { at.write(0, transform(at.read(0))) }
}

/**
 * Writes what [transform] makes of each item to the same place of [out], in C order; the shape is
 * broadcast to that of [out], and must fit: `np.multiply(m, 2, out=out)`. Where the two share
 * memory other than item by item, later items are seen as they have been written.
 *
 * @return [out]
 * @throws IllegalArgumentException if the shape cannot be broadcast to that of [out]
 * @throws io.memview.BufferException.ReadOnly if [out] is read-only
 */
public inline fun <reified T : Any, reified R : Any> TypedView<T>.mapTo(
  out: TypedView<R>,
  transform: (T) -> R,
): TypedView<R> {
  val at = Cursor.over(Order.C, view.broadcast(*out.shape), out.view)
  at.forEachItem { at.write(1, transform(at.read(0))) }
  return out
}

/**
 * Which items meet a condition: `m[m.mask { it > 3 }] = 0`, for NumPy's `m[m > 3] = 0`. The truth
 * values are in memory of their own, which needs no closing.
 */
public inline fun <reified T : Any> TypedView<T>.mask(
  condition: (T) -> Boolean
): TypedView<Boolean> =
  mapTo(zeros<Boolean>(*shape).acquire(Request.FULL.scoped()).view().typed<Boolean>(), condition)

/**
 * What [transform] makes of the items of two views at the same place, in C order; the shapes are
 * broadcast to one, and must fit. A list, not a view.
 *
 * @throws IllegalArgumentException if the shapes do not fit
 */
public inline fun <reified T : Any, reified U : Any, R> TypedView<T>.zip(
  other: TypedView<U>,
  transform: (T, U) -> R,
): List<R> {
  val results = ArrayList<R>()
  val at = Cursor.over(Order.C, view, other.view)
  at.forEachItem { results += transform(at.read(0), at.read(1)) }
  return results
}

/**
 * Writes what [transform] makes of the items of two views to the same place of [out], in C order;
 * the shapes are broadcast to that of [out], and must fit: `np.add(m, other, out=out)`. Where [out]
 * shares memory with the others other than item by item, later items are seen as they have been
 * written.
 *
 * @return [out]
 * @throws IllegalArgumentException if a shape cannot be broadcast to that of [out]
 * @throws io.memview.BufferException.ReadOnly if [out] is read-only
 */
public inline fun <reified T : Any, reified U : Any, reified R : Any> TypedView<T>.zipTo(
  other: TypedView<U>,
  out: TypedView<R>,
  transform: (T, U) -> R,
): TypedView<R> {
  val shape = out.shape
  val at = Cursor.over(Order.C, view.broadcast(*shape), other.view.broadcast(*shape), out.view)
  at.forEachItem { at.write(2, transform(at.read(0), at.read(1))) }
  return out
}

/** The item of one of the views. */
@PublishedApi
internal inline fun <reified T : Any> Cursor.read(view: Int): T {
  val type = T::class.javaObjectType
  return when {
    type == Double::class.javaObjectType -> getDouble(view)
    type == Float::class.javaObjectType -> getDouble(view).toFloat()
    type == Long::class.javaObjectType -> getLong(view)
    type == Int::class.javaObjectType -> getLong(view).toInt()
    type == Short::class.javaObjectType -> getLong(view).toShort()
    type == Byte::class.javaObjectType -> getLong(view).toByte()
    type == ULong::class.javaObjectType -> getUnsignedLong(view).toULong()
    type == UInt::class.javaObjectType -> getLong(view).toUInt()
    type == UShort::class.javaObjectType -> getLong(view).toUShort()
    type == UByte::class.javaObjectType -> getLong(view).toUByte()
    type == Boolean::class.javaObjectType -> getBoolean(view)
    type == Complex::class.java -> getObject(view)
    else -> getRecord(view, type)
  }
    as T
}

/** Writes the item of one of the views. */
@PublishedApi
internal inline fun <reified T : Any> Cursor.write(view: Int, value: T) {
  when (val item: Any = value) {
    is Double -> setDouble(view, item)
    is Float -> setDouble(view, item.toDouble())
    is Long -> setLong(view, item)
    is Int -> setLong(view, item.toLong())
    is Short -> setLong(view, item.toLong())
    is Byte -> setLong(view, item.toLong())
    is ULong -> setUnsignedLong(view, item.toLong())
    is UInt -> setLong(view, item.toLong())
    is UShort -> setLong(view, item.toLong())
    is UByte -> setLong(view, item.toLong())
    is Boolean -> setBoolean(view, item)
    is Complex -> setObject(view, item)
    else -> setRecord(view, item)
  }
}
