@file:OptIn(ExperimentalContracts::class)
@file:Suppress("INVISIBLE_REFERENCE") // see Outranked

package io.memview.dsl

import io.memview.BufferException
import io.memview.Contiguous
import io.memview.Exporter
import io.memview.Mirror
import io.memview.Request
import io.memview.View
import io.memview.layout.Order
import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.InvocationKind
import kotlin.contracts.contract

/**
 * Acquires the memory of this exporter for the time that [body] runs. Counterpart of Python's `with
 * memoryview(exporter) as view:`.
 *
 * The view is released when [body] returns or throws. A view kept beyond that throws
 * [BufferException.Released].
 *
 * @param request what [body] can deal with. What is asked for by default is what `memoryview` asks
 *   for: everything, and to write if the exporter lets write
 * @return what [body] returns
 * @throws BufferException.Refused if the request cannot be met
 */
public inline fun <R> Exporter.useView(
  request: Request = Request.FULL_RO,
  body: (view: View) -> R,
): R {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return acquire(request.scoped()).use { lease -> body(lease.view()) }
}

/**
 * Acquires the memory of this exporter for the time that [body] runs, as items of type [T].
 *
 * ```
 * exporter.use<Double> { m -> m[1, 2] = 3.0 }
 * ```
 *
 * The result is that of [body], whose type Kotlin cannot infer beside a [T] that is written down:
 * `exporter.use<Double, _> { m -> m[1, 2] }` gives it in its own type.
 *
 * @param T what an item is: see [typed]
 * @param request what [body] can deal with
 * @return what [body] returns
 * @throws BufferException.Refused if the request cannot be met
 * @throws IllegalArgumentException if items are of another type than [T]; nothing stays acquired
 */
@Outranked
public inline fun <reified T : Any> Exporter.use(
  request: Request = Request.FULL_RO,
  body: (items: TypedView<T>) -> Any?,
): Any? {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return acquire(request.scoped()).use { lease -> body(lease.view().typed<T>()) }
}

/**
 * Acquires the memory of this exporter for the time that [body] runs, as items of type [T], for a
 * result of its own type: `exporter.use<Double, _> { m -> m[1, 2] }`.
 *
 * @param T what an item is: see [typed]
 * @param request what [body] can deal with
 * @return what [body] returns
 * @throws BufferException.Refused if the request cannot be met
 * @throws IllegalArgumentException if items are of another type than [T]; nothing stays acquired
 */
@Outranked
@JvmName("useFor")
public inline fun <reified T : Any, R> Exporter.use(
  request: Request = Request.FULL_RO,
  body: (items: TypedView<T>) -> R,
): R {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return acquire(request.scoped()).use { lease -> body(lease.view().typed<T>()) }
}

/**
 * Acquires two exporters for the time that [body] runs, both or none: if the second one refuses,
 * the first one is released. They are released in the opposite order.
 *
 * @param request what [body] can deal with
 * @return what [body] returns
 * @throws BufferException.Refused if one of them cannot meet the request
 */
public inline fun <R> useViews(
  first: Exporter,
  second: Exporter,
  request: Request = Request.FULL_RO,
  body: (View, View) -> R,
): R {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return first.useView(request) { a -> second.useView(request) { b -> body(a, b) } }
}

/**
 * Acquires three exporters for the time that [body] runs, all or none: if one refuses, those before
 * it are released. They are released in the opposite order.
 *
 * @param request what [body] can deal with
 * @return what [body] returns
 * @throws BufferException.Refused if one of them cannot meet the request
 */
public inline fun <R> useViews(
  first: Exporter,
  second: Exporter,
  third: Exporter,
  request: Request = Request.FULL_RO,
  body: (View, View, View) -> R,
): R {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return useViews(first, second, request) { a, b -> third.useView(request) { c -> body(a, b, c) } }
}

/**
 * Acquires two exporters for the time that [body] runs, as items of types [A] and [B], both or
 * none: `use<Double, Int, _>(a, b) { x, y -> x[0] = y[0].toDouble() }`.
 *
 * @param A what an item of the first one is: see [typed]
 * @param B what an item of the second one is
 * @param request what [body] can deal with
 * @return what [body] returns
 * @throws BufferException.Refused if one of them cannot meet the request
 * @throws IllegalArgumentException if items are of another type; nothing stays acquired
 */
public inline fun <reified A : Any, reified B : Any, R> use(
  first: Exporter,
  second: Exporter,
  request: Request = Request.FULL_RO,
  body: (TypedView<A>, TypedView<B>) -> R,
): R {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return useViews(first, second, request) { a, b -> body(a.typed<A>(), b.typed<B>()) }
}

/**
 * Acquires three exporters for the time that [body] runs, as items of types [A], [B] and [C], all
 * or none.
 *
 * @param A what an item of the first one is: see [typed]
 * @param B what an item of the second one is
 * @param C what an item of the third one is
 * @param request what [body] can deal with
 * @return what [body] returns
 * @throws BufferException.Refused if one of them cannot meet the request
 * @throws IllegalArgumentException if items are of another type; nothing stays acquired
 */
public inline fun <reified A : Any, reified B : Any, reified C : Any, R> use(
  first: Exporter,
  second: Exporter,
  third: Exporter,
  request: Request = Request.FULL_RO,
  body: (TypedView<A>, TypedView<B>, TypedView<C>) -> R,
): R {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return useViews(first, second, third, request) { a, b, c ->
    body(a.typed<A>(), b.typed<B>(), c.typed<C>())
  }
}

/**
 * Acquires the items of this exporter side by side for the time that [body] runs: its own memory
 * where it is contiguous, else a copy.
 *
 * Without [writeBack] the view is to be read, and read-only where it is a copy: see
 * [Contiguous.acquire]. With it, the view can be written; a copy is written back when [body]
 * returns, and discarded when it throws: see [Mirror.of].
 *
 * @param order the order in which the items are to follow each other
 * @param writeBack whether [body] is going to write
 * @return what [body] returns
 * @throws BufferException.Refused if the memory is read-only and [writeBack] is asked for, or if
 *   the exporter refuses
 * @throws BufferException.Released if the arena of the memory has been closed, so that the copy
 *   cannot be written back
 * @throws BufferException.StorageFailure if the memory failed when the copy was written back
 */
public inline fun <R> Exporter.useContiguous(
  order: Order = Order.C,
  writeBack: Boolean = false,
  body: (view: View) -> R,
): R {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return contiguous(this, order, writeBack).use { scope ->
    try {
      body(scope.view)
    } catch (thrown: Throwable) {
      scope.fail(thrown)
      throw thrown
    }
  }
}

/** A contiguous view and how its scope ends: by [close], after [fail] if the body threw. */
@PublishedApi
internal class ContiguousScope(
  @PublishedApi internal val view: View,
  private val discard: () -> Unit,
  private val end: () -> Unit,
) : AutoCloseable {
  @PublishedApi
  internal fun fail(thrown: Throwable) {
    try {
      discard()
    } catch (another: Throwable) {
      thrown.addSuppressed(another)
    }
  }

  override fun close() = end()
}

@PublishedApi
internal fun contiguous(exporter: Exporter, order: Order, writeBack: Boolean): ContiguousScope {
  if (writeBack) {
    val mirror = Mirror.of(exporter, order)
    return ContiguousScope(mirror.view(), mirror::discard, mirror::close)
  }
  val lease = Contiguous.acquire(exporter, Request.FULL_RO.scoped(), order)
  return ContiguousScope(lease.view(), {}, lease::close)
}
