@file:Suppress("INVISIBLE_REFERENCE") // see Outranked

package io.memview.dsl

import io.memview.Exporter
import io.memview.MemoryExporter
import io.memview.Request
import io.memview.View
import io.memview.layout.Index

// What people write by mistake, each with the sentence that the compiler says then; among hundreds
// of operators, its own would blame an innocent argument. Nothing here is ever called. What refuses
// a type that an operator would take stands above it; all else stands below: see Outranked.
//
// This package is imported as a whole, so what is refused of every type would be refused of other
// people's: of an Any, only what would blame an innocent operator here. And to the compiler a name
// that does not exist is of every type: it adds nothing about that where two functions fit equally,
// so some refuse View and TypedView apart.

internal const val NO_WHOLE_NUMBER =
  "A position is a whole number, an Int or a Long: write x.toInt() or x.roundToInt()"

internal const val LIST_OF_POSITIONS =
  "Positions are a range, maybe with a step: 0..4 step 2. Those of a list are rows, without a copy: " +
    "m.rows(listOf(0, 3)), and columns m.moveAxis(1, 0).rows(listOf(0, 3))"

private const val NO_POSITION =
  "Between the brackets of a view stand Int, Long, ranges of them, end - 1 (end itself is behind the " +
    "last), all, flip, from(2), upTo(2), newAxis and ellipsis, or one text, v[\"1:, ::2\"]. Write other " +
    "numbers with toInt() and None as newAxis; acquire an exporter first: exporter.useView { v -> v[0] }"

private const val MASK =
  "A mask is a view of true and false, TypedView<Boolean>, of the first dimensions of what it selects: " +
    "m[m.mask { it > 3.0 }] = 0.0; or take a copy: m.toList().filter { it > 3.0 }"

private const val VALUE_OF_ITEM =
  "The value is not of the items' type: write 3.0 for Double, 3f for Float, 3L for Long, 3u for the " +
    "unsigned types, or convert it with toDouble(), toInt(), toUByte() and the like"

private const val WRITTEN_PART =
  "A part takes one value of the items' type (1.0 for Double, 1u for unsigned types), or an exporter: " +
    "array.export(), another view. Write arrays and collections by m[0, all].assign(values). The " +
    "positions are those that can be read: m[0, all], m[1..2], m[end - 1]"

private const val VIEW_TO_ITEM =
  "One item does not take a view: write v[0, ellipsis] = source for the part at a position, and " +
    "v[0] = other[0] for an item of another view"

private const val NO_BRACKETS =
  "These brackets do not fit. All positions of a view stand in one pair, m[1, 2]; a row is m[1, all], " +
    "and for (i in m.indices) goes through the rows"

private const val ARITHMETIC =
  "memview has no arithmetic of whole views, and an item of an untyped View is an Any. Take items typed, " +
    "exporter.use<Double> { m -> m[0, 1] + 1 }, and one by one: m.map { it + 1 }"

private const val IN_PLACE =
  "memview has no arithmetic of whole views: loop over the items, for (i in m.indices) m[i] += 1.0, " +
    "over those of a row, for (j in m.indices(1)) m[0, j] += 1.0"

private const val ORDER =
  "memview does not compare whole views with a value: take the items of a typed view one by one, " +
    "m.map { it > 3.0 }"

private const val UNTYPED =
  "A View does not know the type of its items: write v.typed<Double>() for it, or " +
    "exporter.use<Double> { m -> } instead of useView"

private const val END_OF_RANGE = "end is behind the last position: write 2..<end, or 2..end - 1"

private const val TYPE_OF_USE =
  "use is told the type of the items: exporter.use<Double> { m -> m[0] }; views of every type are for " +
    "exporter.useView { v -> v[0] }"

private const val TYPE_OF_ZEROS = "zeros is told the type of the items: zeros<Double>(3, 4)"

private const val WHOLE_SIZE = "An extent is a whole number, an Int or a Long: zeros<Double>(3, 4)"

/** What stands in place of a body. */
internal fun refused(): Nothing = throw UnsupportedOperationException("this does not compile")

/** Does not compile: what is there is no position. */
@Outranked
@Deprecated(NO_POSITION, level = DeprecationLevel.ERROR)
public operator fun <V : Exporter> V.get(i: Any?, vararg rest: Any?): V = refused()

/** Does not compile: the value or a position is of the wrong type. */
@Outranked
@Deprecated(WRITTEN_PART, level = DeprecationLevel.ERROR)
public operator fun <V : Exporter> V.set(i: Any?, vararg rest: Any?, value: Any?): Unit = refused()

/** Does not compile: the value is of the wrong type. */
@Outranked
@Deprecated(VALUE_OF_ITEM, level = DeprecationLevel.ERROR)
public operator fun <V : Exporter> V.set(i: Number, vararg rest: Number, value: Any?): Unit =
  refused()

/** Does not compile: an untyped view would take it for a value. */
@Deprecated(VIEW_TO_ITEM, level = DeprecationLevel.ERROR)
public operator fun View.set(i: Number, vararg rest: Number, source: Exporter): Unit = refused()

/** Does not do: a warning only, as the comparison that made the mask does not compile anyway. */
@Deprecated(MASK)
public operator fun <V : Exporter> V.set(mask: Boolean, value: Any?): Unit = refused()

/** Does not compile: an item, be it a number or true or false, has no positions. */
@Outranked
@Deprecated(NO_BRACKETS, level = DeprecationLevel.ERROR)
public operator fun <C : Comparable<*>> C.get(vararg positions: Number): C = refused()

/** Does not compile: an item has no positions. */
@Outranked
@Deprecated(NO_BRACKETS, level = DeprecationLevel.ERROR)
public operator fun Number.set(vararg positions: Number, value: Any?): Unit = refused()

/** Does not compile: neither a view nor an untyped item is added to. */
@Outranked
@Deprecated(ARITHMETIC, level = DeprecationLevel.ERROR)
public operator fun <A : Any> A.plus(other: Number): A = refused()

/** Does not compile; what it gives cannot be assigned, so that `+=` means [plusAssign]. */
@Outranked
@Deprecated(ARITHMETIC, level = DeprecationLevel.ERROR)
public operator fun TypedView<*>.plus(other: Any?): Nothing = refused()

/** Does not compile. */
@Deprecated(IN_PLACE, level = DeprecationLevel.ERROR)
public operator fun TypedView<*>.plusAssign(other: Any?): Unit = refused()

/** Does not compile. */
@Outranked
@Deprecated(ARITHMETIC, level = DeprecationLevel.ERROR)
public operator fun View.times(other: Any?): View = refused()

/** Does not compile; what it gives cannot be assigned, so that `*=` means [timesAssign]. */
@Outranked
@Deprecated(ARITHMETIC, level = DeprecationLevel.ERROR)
public operator fun TypedView<*>.times(other: Any?): Nothing = refused()

/** Does not compile. */
@Deprecated(IN_PLACE, level = DeprecationLevel.ERROR)
public operator fun TypedView<*>.timesAssign(other: Any?): Unit = refused()

/** Does not compile. */
@Outranked
@Deprecated(ORDER, level = DeprecationLevel.ERROR)
public operator fun View.compareTo(other: Any?): Int = refused()

/** Does not compile. */
@Outranked
@Deprecated(ORDER, level = DeprecationLevel.ERROR)
public operator fun TypedView<*>.compareTo(other: Any?): Int = refused()

/** Does not compile: there are loops over typed views. */
@Deprecated(UNTYPED, level = DeprecationLevel.ERROR)
public operator fun View.iterator(): Iterator<Any> = refused()

/** Does not compile: there are statistics of typed views. */
@Deprecated(UNTYPED, level = DeprecationLevel.ERROR) public fun View.sum(): Double = refused()

/** Does not compile: there are statistics of typed views. */
@Deprecated(UNTYPED, level = DeprecationLevel.ERROR) public fun View.min(): Double = refused()

/** Does not compile: there are statistics of typed views. */
@Deprecated(UNTYPED, level = DeprecationLevel.ERROR) public fun View.max(): Double = refused()

/** Does not compile: there are loops over typed views. */
@Deprecated(UNTYPED, level = DeprecationLevel.ERROR)
public fun View.forEach(action: (Any) -> Unit): Unit = refused()

/** Does not compile: there are loops over typed views. */
@Deprecated(UNTYPED, level = DeprecationLevel.ERROR)
public fun <R> View.map(transform: (Any) -> R): List<R> = refused()

/** Does not compile: `end` is behind the last position. */
@Deprecated(END_OF_RANGE, level = DeprecationLevel.ERROR)
public operator fun Number.rangeTo(last: End): Index = refused()

/** Does not compile: the type of the items is missing. */
@JvmName("useUntyped")
@Deprecated(TYPE_OF_USE, level = DeprecationLevel.ERROR)
public fun Exporter.use(
  request: Request = Request.FULL_RO,
  body: (items: TypedView<Any>) -> Any?,
): Nothing = refused()

/** Does not compile: the type of the items is missing. */
@Deprecated(TYPE_OF_ZEROS, level = DeprecationLevel.ERROR)
public fun zeros(vararg shape: Number): MemoryExporter = refused()

/** Does not compile: an extent is a whole number. */
@Deprecated(WHOLE_SIZE, level = DeprecationLevel.ERROR)
public fun <T : Any> zeros(first: Double, vararg more: Number): MemoryExporter = refused()
