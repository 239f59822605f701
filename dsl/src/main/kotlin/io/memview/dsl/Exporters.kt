@file:Suppress("INVISIBLE_REFERENCE") // see Outranked

package io.memview.dsl

import io.memview.BufferException
import io.memview.ExportCount
import io.memview.Exporter
import io.memview.Exporters
import io.memview.Lease
import io.memview.Memory
import io.memview.MemoryExporter
import io.memview.Request
import io.memview.format.Format
import io.memview.format.RecordType
import io.memview.format.Scalar
import java.util.function.LongConsumer
import java.util.function.Supplier
import kotlin.reflect.KClass

/**
 * The items as text, as NumPy prints them, leased for as long as that takes: `m.sum(0).show()`.
 *
 * @throws BufferException.Refused if the memory cannot be leased
 */
public fun Exporter.show(): String = useView { it.show() }

/**
 * An exporter of new memory on the heap, all zero: `zeros<Double>(rows, columns)`. Counterpart of
 * `numpy.zeros`.
 *
 * @param T what an item is: see [typed]. Numbers are in native byte order, and records are laid out
 *   as [RecordType.of] says
 * @param shape the extents in items; none for a single item
 * @throws IllegalArgumentException if there is no format for the type, if an extent is negative, or
 *   if the items take more bytes than an array holds
 */
@Outranked
public inline fun <reified T : Any> zeros(vararg shape: Long): MemoryExporter =
  allocate(formatOf(T::class), shape)

/**
 * An exporter of new memory on the heap, all zero, of a shape of Int and Long: `zeros<Double>(n,
 * n)`.
 *
 * @param T what an item is: see [typed]
 * @param first the extent of the first dimension, in items
 * @param more the extents of the other ones
 * @throws IllegalArgumentException if there is no format for the type, if an extent is negative or
 *   no Int or Long, or if the items take more bytes than an array holds
 */
@Outranked
public inline fun <reified T : Any> zeros(first: Number, vararg more: Number): MemoryExporter =
  allocate(formatOf(T::class), extents(first, more))

@PublishedApi
internal fun allocate(format: Format, shape: LongArray): MemoryExporter =
  MemoryExporter.allocate(format, *shape)

@PublishedApi
internal fun formatOf(type: KClass<*>): Format =
  ItemType.entries.find { it.type == type }?.let { Scalar(it.scalar) }
    ?: RecordType.of(type.java).format()

/**
 * An exporter of the memory of any object that a provider on the class path knows: arrays, buffers,
 * segments, images, and what other libraries' providers add. Counterpart of `memoryview(object)`.
 *
 * @throws IllegalArgumentException if no provider knows such objects; the message lists what is
 *   supported
 * @see Exporters.of
 */
public fun exporterOf(value: Any): Exporter = Exporters.of(value)

/**
 * An exporter of one's own: [memory] says what there is now, and the rest is done.
 *
 * ```
 * class Samples {
 *   private var cells = DoubleArray(4)
 *   val buffer = exporter { Memory.ofArray(cells) }
 *
 *   fun grow() = buffer.exclusively("grow") { cells = cells.copyOf(2 * cells.size) }
 * }
 * ```
 *
 * @param onRelease called after each release with the number of exports still outstanding, as
 *   [ExportCount] tells
 * @param memory gives the current memory, each time it is acquired; it may throw
 *   [BufferException.Refused]
 */
public fun exporter(
  onRelease: (remaining: Long) -> Unit = {},
  memory: () -> Memory,
): CountedExporter = CountedExporter(onRelease, memory)

/**
 * What [exporter] makes: an exporter that counts its leases. It is never closed, and may be used by
 * every thread.
 */
public class CountedExporter
internal constructor(onRelease: (remaining: Long) -> Unit, private val memory: () -> Memory) :
  Exporter {
  private val count = ExportCount(this, LongConsumer(onRelease))

  /** A lease on the memory that the exporter has at this moment. */
  override fun acquire(request: Request): Lease = count.lease(Supplier(memory), request)

  /** The number of open leases; already old when it is returned, if other threads acquire. */
  public fun exports(): Long = count.get()

  /**
   * Moves, resizes or frees the memory in [change], while nobody can acquire it.
   *
   * @param operation what is done, for the message: `grow`
   * @return what [change] returns
   * @throws BufferException.Exported if leases are open; [change] has not been called
   */
  public fun <R> exclusively(operation: String, change: () -> R): R =
    count.callExclusively<R, RuntimeException>(operation, change)
}
