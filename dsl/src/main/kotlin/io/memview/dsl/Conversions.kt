package io.memview.dsl

import io.memview.Conversion
import io.memview.Exporter
import io.memview.MemoryExporter
import io.memview.View

/**
 * A copy of all numbers as items of type [T], in C order and in new memory: `m.copy<Float>()`. What
 * happens to those that do not fit, and what is computed, says the [conversion], as [View.copy] has
 * it.
 *
 * @throws IllegalArgumentException if the items cannot be converted
 * @throws io.memview.format.ValueException if a value does not fit and is not to be changed
 */
public inline fun <reified T : Any> View.copy(
  conversion: Conversion = Conversion.CHECKED
): MemoryExporter = copy(formatOf(T::class), conversion)

/** A copy of all numbers as items of type [T], as [View.copy] makes it. */
public inline fun <reified T : Any> TypedView<*>.copy(
  conversion: Conversion = Conversion.CHECKED
): MemoryExporter = view.copy<T>(conversion)

/** Writes the numbers of an exporter of the same shape, converted on the way: [View.copyFrom]. */
public fun <T : Any> TypedView<T>.copyFrom(source: Exporter, conversion: Conversion): Unit =
  view.copyFrom(source, conversion)

/** Writes the numbers of an exporter, repeated and converted on the way: [View.assign]. */
public fun <T : Any> TypedView<T>.assign(source: Exporter, conversion: Conversion): Unit =
  view.assign(source, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
public fun View.toDoubleArray(conversion: Conversion = Conversion.CHECKED): DoubleArray =
  toArray(DoubleArray::class.java, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
@JvmName("toDoubleArrayOfAny")
public fun TypedView<*>.toDoubleArray(conversion: Conversion = Conversion.CHECKED): DoubleArray =
  view.toArray(DoubleArray::class.java, conversion)

/** Writes all numbers in C order from an array, converted as [View.fromArray] does. */
@JvmName("assignDoubles")
public fun TypedView<*>.assign(
  values: DoubleArray,
  conversion: Conversion = Conversion.CHECKED,
): Unit = view.fromArray(values, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
public fun View.toFloatArray(conversion: Conversion = Conversion.CHECKED): FloatArray =
  toArray(FloatArray::class.java, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
@JvmName("toFloatArrayOfAny")
public fun TypedView<*>.toFloatArray(conversion: Conversion = Conversion.CHECKED): FloatArray =
  view.toArray(FloatArray::class.java, conversion)

/** Writes all numbers in C order from an array, converted as [View.fromArray] does. */
@JvmName("assignFloats")
public fun TypedView<*>.assign(
  values: FloatArray,
  conversion: Conversion = Conversion.CHECKED,
): Unit = view.fromArray(values, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
public fun View.toLongArray(conversion: Conversion = Conversion.CHECKED): LongArray =
  toArray(LongArray::class.java, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
@JvmName("toLongArrayOfAny")
public fun TypedView<*>.toLongArray(conversion: Conversion = Conversion.CHECKED): LongArray =
  view.toArray(LongArray::class.java, conversion)

/** Writes all numbers in C order from an array, converted as [View.fromArray] does. */
@JvmName("assignLongs")
public fun TypedView<*>.assign(
  values: LongArray,
  conversion: Conversion = Conversion.CHECKED,
): Unit = view.fromArray(values, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
public fun View.toIntArray(conversion: Conversion = Conversion.CHECKED): IntArray =
  toArray(IntArray::class.java, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
@JvmName("toIntArrayOfAny")
public fun TypedView<*>.toIntArray(conversion: Conversion = Conversion.CHECKED): IntArray =
  view.toArray(IntArray::class.java, conversion)

/** Writes all numbers in C order from an array, converted as [View.fromArray] does. */
@JvmName("assignInts")
public fun TypedView<*>.assign(
  values: IntArray,
  conversion: Conversion = Conversion.CHECKED,
): Unit = view.fromArray(values, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
public fun View.toShortArray(conversion: Conversion = Conversion.CHECKED): ShortArray =
  toArray(ShortArray::class.java, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
@JvmName("toShortArrayOfAny")
public fun TypedView<*>.toShortArray(conversion: Conversion = Conversion.CHECKED): ShortArray =
  view.toArray(ShortArray::class.java, conversion)

/** Writes all numbers in C order from an array, converted as [View.fromArray] does. */
@JvmName("assignShorts")
public fun TypedView<*>.assign(
  values: ShortArray,
  conversion: Conversion = Conversion.CHECKED,
): Unit = view.fromArray(values, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
public fun View.toByteArray(conversion: Conversion = Conversion.CHECKED): ByteArray =
  toArray(ByteArray::class.java, conversion)

/** All numbers in C order, converted as [View.toArray] does: also those of other types. */
@JvmName("toByteArrayOfAny")
public fun TypedView<*>.toByteArray(conversion: Conversion = Conversion.CHECKED): ByteArray =
  view.toArray(ByteArray::class.java, conversion)

/** Writes all numbers in C order from an array, converted as [View.fromArray] does. */
@JvmName("assignBytes")
public fun TypedView<*>.assign(
  values: ByteArray,
  conversion: Conversion = Conversion.CHECKED,
): Unit = view.fromArray(values, conversion)
