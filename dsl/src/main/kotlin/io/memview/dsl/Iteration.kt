package io.memview.dsl

import io.memview.Cursor
import io.memview.View
import kotlin.reflect.KClass

/**
 * The items in C order, read when they are asked for: **lazy**, so it is to be used while the view
 * lives, and sees what is written meanwhile. Each item is boxed.
 */
public inline fun <reified T : Any> TypedView<T>.asSequence(): Sequence<T> {
  val type = T::class
  return Sequence { boxed(view, type) }
}

/**
 * The items in C order for all that Kotlin does with an [Iterable]. The view is **lazy**, as that
 * of [asSequence]; what Kotlin's functions on it return is not. Each item is boxed.
 */
public inline fun <reified T : Any> TypedView<T>.asIterable(): Iterable<T> =
  asSequence().asIterable()

/**
 * The items of one dimension as a list, which is **lazy**, as [asSequence] is, and cannot be
 * written. Each item is boxed.
 *
 * @throws IllegalArgumentException if there are more dimensions, or none, or more items than an Int
 *   counts
 */
public inline fun <reified T : Any> TypedView<T>.asList(): List<T> = listOver(view, T::class)

/** A copy of the items in C order, without the dimensions. Each item is boxed. */
public inline fun <reified T : Any> TypedView<T>.toList(): List<T> = asSequence().toList()

/** Hands out every object in C order. */
public inline fun <reified T : Any> TypedView<T>.forEach(action: (T) -> Unit) {
  for (x in this) action(x)
}

/** What [transform] makes of each object, in C order; a list, not a view. */
public inline fun <reified T : Any, R> TypedView<T>.map(transform: (T) -> R): List<R> {
  val results = ArrayList<R>(capacity(itemCount))
  for (x in this) results += transform(x)
  return results
}

/** What [operation] makes of [initial] and every object, in C order. */
public inline fun <reified T : Any, R> TypedView<T>.fold(initial: R, operation: (R, T) -> R): R {
  var result = initial
  for (x in this) result = operation(result, x)
  return result
}

/**
 * Writes the items in C order from a collection.
 *
 * @throws IllegalArgumentException if there are not as many values as items; nothing is written
 * @throws io.memview.format.ValueException if a value does not fit; those before it are written
 */
public fun <T : Any> TypedView<T>.assign(values: Collection<T>) {
  require(values.size.toLong() == itemCount) {
    "${values.size} values do not fit $itemCount items of shape ${shape.contentToString()}"
  }
  val at = Items<T>(view)
  for (value in values) at.advance().write(value)
}

/**
 * Writes the items in C order from a sequence, which is read to its end first.
 *
 * @throws IllegalArgumentException if there are not as many values as items; nothing is written
 * @throws io.memview.format.ValueException if a value does not fit; those before it are written
 */
public fun <T : Any> TypedView<T>.assign(values: Sequence<T>): Unit = assign(values.toList())

/** Items that [read] reads where the cursor is, inlined into a class of iterators of its own. */
@PublishedApi
internal inline fun <T : Any> lazyItems(
  view: View,
  crossinline read: (Cursor) -> T,
): Sequence<T> = Sequence {
  val items = Items<T>(view)
  object : Iterator<T> {
    override fun hasNext() = items.hasNext()

    override fun next() = read(items.advance().at)
  }
}

@PublishedApi
internal fun <T : Any> boxed(view: View, type: KClass<T>): Iterator<T> {
  val items = Items<T>(view)
  return object : Iterator<T> {
    override fun hasNext() = items.hasNext()

    override fun next() = items.advance().item(type)
  }
}

@PublishedApi
internal fun <T : Any> listOver(view: View, type: KClass<T>): List<T> {
  require(view.ndim() == 1) {
    "a list has one dimension, and shape ${view.shape().contentToString()} has not: " +
      "take m[0, all].asList(), or m.toList() for a copy of all items"
  }
  require(view.itemCount() <= Int.MAX_VALUE) {
    "${view.itemCount()} items are more than a list has: take a part of them"
  }
  return object : AbstractList<T>(), RandomAccess {
    override val size = view.itemCount().toInt()

    override fun get(index: Int): T {
      if (index !in indices) throw IndexOutOfBoundsException("index $index of $size items")
      return view.item(type, index.toLong())
    }
  }
}
