package io.memview.dsl

import io.memview.Cursor
import io.memview.View
import io.memview.layout.Order

/**
 * The positions of all items in C order, whatever the number of dimensions: `for (p in v.positions)
 * v[p]`, and `for ((i, j) in v.positions)` of two; NumPy's `np.ndindex(v.shape)`. An array of its
 * own each.
 */
public val View.positions: Iterable<LongArray>
  get() = Iterable {
    val at = Cursor.over(Order.C, this)
    object : Iterator<LongArray> {
      override fun hasNext() = at.hasNext()

      override fun next(): LongArray {
        if (!at.next()) throw NoSuchElementException("all items have been visited")
        return LongArray(ndim()) { at.index(it) }
      }
    }
  }

/** The positions of all items in C order, as those of a [View]: `for ((i, j) in m.positions)`. */
public val <T : Any> TypedView<T>.positions: Iterable<LongArray>
  get() = view.positions
