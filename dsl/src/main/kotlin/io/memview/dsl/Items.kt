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

  /** Whether there is another item. */
  public operator fun hasNext(): Boolean = at.hasNext()

  @PublishedApi
  internal fun advance(): Items<T> {
    if (!at.next()) throw NoSuchElementException("all ${view.itemCount()} items have been visited")
    return this
  }
}

/** Goes through the items in C order: `for (x in m)`. Nothing is read before it is asked for. */
public operator fun <T : Any> TypedView<T>.iterator(): Items<T> = Items(view)

/** The next item, an object. */
public inline operator fun <reified T : Any> Items<T>.next(): T = advance().item(T::class)
