package io.memview.dsl

import io.memview.Cursor
import io.memview.View
import io.memview.layout.Order

/**
 * Goes through the items of a typed view in C order, whatever its layout: what stands behind `for
 * (x in m)`. Nothing is boxed. For one thread.
 *
 * @param T what an item is
 */
public class Items<T : Any>
@PublishedApi
internal constructor(@PublishedApi internal val view: View) {
  @PublishedApi internal val at: Cursor = Cursor.over(Order.C, view)

  /** Whether the cursor is at the next item already: asking whether there is one moves it there. */
  @PublishedApi internal var isAhead: Boolean = false

  /** Whether there is another item. */
  public operator fun hasNext(): Boolean {
    if (!isAhead) isAhead = at.next()
    return isAhead
  }

  // Inlined, so that the call of the cursor is one of the loop's own: its profile sees one class.
  @Suppress("NOTHING_TO_INLINE")
  @PublishedApi
  internal inline fun advance(): Items<T> {
    if (!hasNext()) throw exhausted()
    isAhead = false
    return this
  }

  @PublishedApi
  internal fun exhausted(): NoSuchElementException =
    NoSuchElementException("all ${view.itemCount()} items have been visited")
}

/** Goes through the items in C order: `for (x in m)`. Nothing is read before it is asked for. */
public operator fun <T : Any> TypedView<T>.iterator(): Items<T> = Items(view)

/** The next item, an object. */
public inline operator fun <reified T : Any> Items<T>.next(): T = advance().item(T::class)

/** Two loops, so that within a row there is one that the JIT compiler can count. */
@PublishedApi
internal inline fun Cursor.forEachItem(action: () -> Unit) {
  while (nextRow()) {
    for (item in 0 until rowLength()) {
      moveInRow(item)
      action()
    }
  }
}

/** How many results a list is to have room for; it may still grow, or turn out to be too large. */
@PublishedApi internal fun capacity(itemCount: Long): Int = itemCount.coerceAtMost(1 shl 20).toInt()
