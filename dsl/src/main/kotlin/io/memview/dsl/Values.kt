package io.memview.dsl

import io.memview.Exporter
import io.memview.RecordView
import io.memview.View
import io.memview.format.Struct
import kotlin.reflect.KClass

/** A value as core knows it, which has not heard of Kotlin's unsigned types. */
internal fun known(value: Any): Any =
  when (value) {
    is UByte -> value.toLong()
    is UShort -> value.toLong()
    is UInt -> value.toLong()
    is ULong -> value.toString().toBigInteger()
    else -> value
  }

/** What stands behind the `=` of a slice: memory is assigned, a value fills. */
internal fun View.write(value: Any) {
  when {
    value is Exporter -> assign(value)
    isObject(value) -> RecordView.of(this, value.javaClass).fill(value)
    else -> fill(known(value))
  }
}

/** Whether items are records and a value is an object of a class, which core binds by names. */
private fun View.isObject(value: Any) = format() is Struct && value !is List<*>

/** The item of a part that is to be one, boxed. */
internal fun View.itemOf(part: View): Any = single(part).getObject()

/** Writes the item of a part that is to be one. */
internal fun View.setItemOf(part: View, value: Any): Unit = single(part).setItem(value)

/** The item of a part that is to be one, as a value of [type]. */
@PublishedApi
internal fun <T : Any> View.itemOf(type: KClass<T>, part: View): T = single(part).item(type)

private fun View.single(part: View): View {
  if (part.ndim() != 0) {
    throw IndexOutOfBoundsException(
      "${ndim() - part.ndim()} positions for ${ndim()} dimensions: an item has one for each; " +
        "a part of the view is v[end - 1, all] or v[end - 1, ellipsis]"
    )
  }
  return part
}

/** Reads an item as a value of [type], which [checkItems] has let pass. */
@PublishedApi
internal fun <T : Any> View.item(type: KClass<T>, vararg index: Long): T =
  when (val items = itemType(format())) {
    null -> RecordView.of(this, type.java).get(*index)
    else -> items.kotlinValue(getObject(*index), type)
  }

/** Writes an item from a value of any type. */
@PublishedApi
internal fun View.setItem(value: Any, vararg index: Long): Unit =
  if (isObject(value)) RecordView.of(this, value.javaClass).set(index, value)
  else setObject(index, known(value))

/** Reads the item at which a cursor is, as [item] does. */
@PublishedApi
internal fun <T : Any> Items<T>.item(type: KClass<T>): T =
  when (val items = itemType(view.format())) {
    null -> at.getRecord(0, type.java)
    else -> items.kotlinValue(at.getObject(0), type)
  }

/** Writes the item at which a cursor is, from a value of any type. */
internal fun Items<*>.write(value: Any): Unit =
  if (view.isObject(value)) at.setRecord(0, value) else at.setObject(0, known(value))
