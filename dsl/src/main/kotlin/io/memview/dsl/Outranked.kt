package io.memview.dsl

/**
 * Marks an operator that gives way to every other one that fits. A position is a `Number` here, and
 * so is a `Double`: what refuses a Double is not marked, and therefore taken.
 *
 * The compiler knows this annotation of the standard library's by its name, in every call from
 * outside too; only here it must be told that it may be used.
 */
@Suppress("INVISIBLE_REFERENCE")
internal typealias Outranked = kotlin.internal.LowPriorityInOverloadResolution
