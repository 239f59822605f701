package io.memview.dsl

import io.memview.Exporter
import io.memview.Lease
import io.memview.PrintOptions
import io.memview.Request
import io.memview.View
import io.memview.format.Complex
import io.memview.format.Format
import io.memview.layout.Index
import io.memview.layout.Order
import java.lang.foreign.MemorySegment

/**
 * A view whose items are known to be of one type, so that they are read and written without boxes:
 * `m[1, 2] = 3.0`. It is the [view] itself, at run time as well, and has what a [View] has: what
 * keeps the type of the items gives a typed view again, and what does not, a [View].
 *
 * Up to three positions cost nothing; four, and those of a [Boolean] or a [ULong], may cost arrays
 * of positions at each access. Writing a value to a slice boxes it once. [Complex] numbers and
 * records are objects by nature.
 *
 * As the view it is an exporter, so that it can be assigned and acquired. It lives as long as its
 * view, and may be used by every thread that may use the view. What is released throws as [View]
 * says it for each of its methods.
 *
 * @param T what an item is
 */
@JvmInline
public value class TypedView<T : Any>
@PublishedApi
internal constructor(
  /** The view. */
  public val view: View
) : Exporter {
  /** A lease of its own on the memory of the view. */
  override fun acquire(request: Request): Lease = view.acquire(request)

  /** The format of the items. */
  public val format: Format
    get() = view.format()

  /** The number of dimensions. */
  public val ndim: Int
    get() = view.ndim()

  /** The extents, in items: `val (rows, columns) = m.shape`. A new array each time. */
  public val shape: LongArray
    get() = view.shape()

  /** The number of items in all dimensions. */
  public val itemCount: Long
    get() = view.itemCount()

  /** Whether items cannot be written. */
  public val isReadOnly: Boolean
    get() = view.isReadOnly

  /** The positions of the first dimension; of others, see the function [indices]. */
  public val indices: LongRange
    get() = indices(0)

  /**
   * The positions of one dimension: `for (j in m.indices(1))`.
   *
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public fun indices(dimension: Int): LongRange = view.indices(dimension)

  /** Whether the items lie side by side in an order. */
  public fun isContiguous(order: Order): Boolean = view.isContiguous(order)

  /** The part that indices select, as [View.slice] does; `m[1, all]` is the same. */
  public fun slice(vararg indices: Index): TypedView<T> = TypedView(view.slice(*indices))

  /** The dimensions in the opposite order, as [View.transpose] does. */
  public fun transpose(): TypedView<T> = TypedView(view.transpose())

  /** The dimensions in another order, as [View.permute] does. */
  public fun permute(vararg dimensions: Int): TypedView<T> = TypedView(view.permute(*dimensions))

  /** Two dimensions exchanged, as [View.swapAxes] does. */
  public fun swapAxes(first: Int, second: Int): TypedView<T> =
    TypedView(view.swapAxes(first, second))

  /** From the end to the start in all dimensions, as [View.flip] does. */
  public fun flip(): TypedView<T> = TypedView(view.flip())

  /** From the end to the start in some dimensions, as [View.flip] does. */
  public fun flip(vararg dimensions: Int): TypedView<T> = TypedView(view.flip(*dimensions))

  /** Without the dimensions of one item, as [View.squeeze] does. */
  public fun squeeze(): TypedView<T> = TypedView(view.squeeze())

  /** Without some dimensions of one item, as [View.squeeze] does. */
  public fun squeeze(vararg dimensions: Int): TypedView<T> = TypedView(view.squeeze(*dimensions))

  /** The same items in another shape, as [View.reshape] does: `m.reshape(6, -1)`. */
  public fun reshape(vararg shape: Long): TypedView<T> = TypedView(view.reshape(*shape))

  /** The same items in another shape, of Int and Long. */
  public fun reshape(first: Number, vararg more: Number): TypedView<T> =
    reshape(*extents(first, more))

  /** Repeated to a shape without a copy, and read-only, as [View.broadcast] does. */
  public fun broadcast(vararg shape: Long): TypedView<T> = TypedView(view.broadcast(*shape))

  /** Repeated to a shape of Int and Long. */
  public fun broadcast(first: Number, vararg more: Number): TypedView<T> =
    broadcast(*extents(first, more))

  /** The same memory, not to be written, as [View.asReadOnly] does. */
  public fun asReadOnly(): TypedView<T> = TypedView(view.asReadOnly())

  /** One field of every record, as [View.field] does: `points.field("x").typed<Int>()`. */
  public fun field(name: String): View = view.field(name)

  /** The bytes as items of another format, or items as bytes, as [View.cast] does. */
  public fun cast(format: String, vararg shape: Long): View = view.cast(format, *shape)

  /** The same bytes as other items in one dimension, as [View.cast] reads them. */
  public fun cast(format: String): View = view.cast(format)

  /** The memory as items of any format, as [View.reinterpret] does. */
  public fun reinterpret(format: Format, vararg shape: Long): View =
    view.reinterpret(format, *shape)

  /** The same bytes as items of any format in as many dimensions, as [View.reinterpret] does. */
  public fun reinterpret(format: Format): View = view.reinterpret(format)

  /** The same bytes as items of any format, as [View.reinterpret] reads them. */
  public fun reinterpret(format: String, vararg shape: Long): View =
    view.reinterpret(format, *shape)

  /** The same bytes as items of any format in as many dimensions, as [View.reinterpret] does. */
  public fun reinterpret(format: String): View = view.reinterpret(format)

  /** Writes a value to every item. */
  public fun fill(value: T): Unit = view.write(value)

  /** Writes the items of an exporter, broadcast to this shape, as [View.assign] does. */
  public fun assign(source: Exporter): Unit = view.assign(source)

  /** Writes the items of an exporter of the same shape and format, as [View.copyFrom] does. */
  public fun copyFrom(source: Exporter): Unit = view.copyFrom(source)

  /** Writes the items of an exporter with several threads, as [View.parallelCopyFrom] does. */
  public fun parallelCopyFrom(source: Exporter): Unit = view.parallelCopyFrom(source)

  /** Writes the items side by side to a segment, as [View.copyTo] does. */
  public fun copyTo(target: MemorySegment, order: Order): Unit = view.copyTo(target, order)

  /** The bytes of the items in an order, a copy. */
  public fun toBytes(order: Order): ByteArray = view.toBytes(order)

  /** The memory itself, if the items lie side by side, as [View.asSegment] says. */
  public fun asSegment(): MemorySegment = view.asSegment()

  /** Whether shapes and items are equal, by value, whatever the formats. */
  public fun contentEquals(other: Exporter): Boolean = view.contentEquals(other)

  /** The items as text, as NumPy prints them. */
  public fun show(): String = view.show()

  /** The items as text, as the options say. */
  public fun show(options: PrintOptions): String = view.show(options)

  /** The items as a table of HTML. */
  public fun showHtml(): String = view.showHtml()

  /** How the items lie in memory, as a picture in SVG. */
  public fun layoutSvg(): String = view.layoutSvg()

  /** How the items lie in memory, as a page to point at. */
  public fun layoutHtml(): String = view.layoutHtml()

  /** Format, layout and owner in words. */
  public fun describe(): String = view.describe()

  /** As the view says it. */
  override fun toString(): String = view.toString()
}

/**
 * The same items in another shape, of Int and Long: see [View.reshape].
 *
 * @throws IllegalArgumentException if the number of items is another one
 */
public fun View.reshape(first: Number, vararg more: Number): View = reshape(*extents(first, more))

/**
 * Repeated to a shape of Int and Long without a copy: see [View.broadcast].
 *
 * @throws IllegalArgumentException if the shapes do not fit
 */
public fun View.broadcast(first: Number, vararg more: Number): View =
  broadcast(*extents(first, more))

/**
 * The positions of one dimension: `for (i in v.indices(0))`.
 *
 * @throws IndexOutOfBoundsException if there is no such dimension
 */
public fun View.indices(dimension: Int = 0): LongRange = 0..<shape(dimension)
