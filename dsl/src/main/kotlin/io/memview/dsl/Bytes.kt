package io.memview.dsl

import io.memview.View
import io.memview.layout.Order
import java.io.InputStream
import java.io.OutputStream
import java.lang.foreign.MemorySegment
import java.nio.ByteBuffer
import java.nio.CharBuffer
import java.nio.DoubleBuffer
import java.nio.FloatBuffer
import java.nio.IntBuffer
import java.nio.LongBuffer
import java.nio.ShortBuffer
import java.nio.channels.ReadableByteChannel
import java.nio.channels.WritableByteChannel

/** The memory itself, if the items lie side by side in an order, as [View.asSegment] says. */
public fun TypedView<*>.asSegment(order: Order): MemorySegment = view.asSegment(order)

/** The bytes in C order, in the byte order of the items, as [View.asByteBuffer] says. */
public fun TypedView<*>.asByteBuffer(): ByteBuffer = view.asByteBuffer()

/** The items themselves as a buffer in C order, as [View.asCharBuffer] says. */
public fun TypedView<UShort>.asCharBuffer(): CharBuffer = view.asCharBuffer()

/** The items themselves as a buffer in C order, as [View.asShortBuffer] says. */
public fun TypedView<Short>.asShortBuffer(): ShortBuffer = view.asShortBuffer()

/** The items themselves as a buffer in C order, as [View.asIntBuffer] says. */
public fun TypedView<Int>.asIntBuffer(): IntBuffer = view.asIntBuffer()

/** The items themselves as a buffer in C order, as [View.asLongBuffer] says. */
public fun TypedView<Long>.asLongBuffer(): LongBuffer = view.asLongBuffer()

/** The items themselves as a buffer in C order, as [View.asFloatBuffer] says. */
public fun TypedView<Float>.asFloatBuffer(): FloatBuffer = view.asFloatBuffer()

/** The items themselves as a buffer in C order, as [View.asDoubleBuffer] says. */
public fun TypedView<Double>.asDoubleBuffer(): DoubleBuffer = view.asDoubleBuffer()

/** Writes the bytes of the items to a channel, which must block, as [View.writeTo] does. */
public fun TypedView<*>.writeTo(channel: WritableByteChannel, order: Order = Order.C): Unit =
  view.writeTo(channel, order)

/** Writes the bytes of the items to a stream, as [View.writeTo] does. */
public fun TypedView<*>.writeTo(stream: OutputStream, order: Order = Order.C): Unit =
  view.writeTo(stream, order)

/** Reads the bytes of the items from a channel, and no more, as [View.readFrom] does. */
public fun TypedView<*>.readFrom(channel: ReadableByteChannel, order: Order = Order.C): Unit =
  view.readFrom(channel, order)

/** Reads the bytes of the items from a stream, and no more, as [View.readFrom] does. */
public fun TypedView<*>.readFrom(stream: InputStream, order: Order = Order.C): Unit =
  view.readFrom(stream, order)

/**
 * Hands out the bytes of the items a block at a time, as [View.forEachBlock] does: `m.forEachBlock
 * { digest.update(it) }`.
 *
 * @param order the order in which the items follow each other
 * @param action gets each block for the time of the call; what it throws comes out
 */
public fun TypedView<*>.forEachBlock(order: Order = Order.C, action: (ByteBuffer) -> Unit): Unit =
  view.forEachBlock<Exception>(order) { action(it) }

/**
 * Hands out the bytes of the items in C order a block at a time: `v.forEachBlock { crc.update(it)
 * }`. With an order, Java's method of that name wants to be told what is thrown:
 * `v.forEachBlock<Exception>(Order.FORTRAN) { crc.update(it) }`.
 *
 * @param action gets each block for the time of the call; what it throws comes out
 */
public fun View.forEachBlock(action: (ByteBuffer) -> Unit): Unit =
  forEachBlock<Exception>(Order.C) { action(it) }
