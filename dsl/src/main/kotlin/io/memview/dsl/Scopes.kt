@file:OptIn(ExperimentalContracts::class)

package io.memview.dsl

import io.memview.BufferException
import io.memview.Exporter
import io.memview.Request
import io.memview.View
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
 * For a result, give Kotlin a place to infer its type: `exporter.use<Double, _> { m -> m[1, 2] }`.
 *
 * @param T what an item is: see [typed]
 * @param request what [body] can deal with
 * @throws BufferException.Refused if the request cannot be met
 * @throws IllegalArgumentException if items are of another type than [T]; nothing stays acquired
 */
public inline fun <reified T : Any> Exporter.use(
  request: Request = Request.FULL_RO,
  body: (items: TypedView<T>) -> Unit,
): Unit {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  acquire(request.scoped()).use { lease -> body(lease.view().typed<T>()) }
}

/**
 * Acquires the memory of this exporter for the time that [body] runs, as items of type [T], for a
 * result: `exporter.use<Double, _> { m -> m[1, 2] }`.
 *
 * @param T what an item is: see [typed]
 * @param request what [body] can deal with
 * @return what [body] returns
 * @throws BufferException.Refused if the request cannot be met
 * @throws IllegalArgumentException if items are of another type than [T]; nothing stays acquired
 */
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
public inline fun <R> use(
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
public inline fun <R> use(
  first: Exporter,
  second: Exporter,
  third: Exporter,
  request: Request = Request.FULL_RO,
  body: (View, View, View) -> R,
): R {
  contract { callsInPlace(body, InvocationKind.EXACTLY_ONCE) }
  return use(first, second, request) { a, b -> third.useView(request) { c -> body(a, b, c) } }
}
