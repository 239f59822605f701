package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.memview.BufferException
import io.memview.array.PrimitiveArrays
import io.memview.layout.Order
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.nio.ByteOrder
import java.nio.channels.Channels
import java.security.MessageDigest
import java.util.zip.CRC32

class BytesTest :
  StringSpec({
    "buffers of the type of the items" {
      val floats = floatArrayOf(1f, 2f, 3f, 4f)
      PrimitiveArrays.export(floats, 2, 2).use<Float> { m ->
        m[1, all].asFloatBuffer().put(0, 9f)
        m[1, 0] shouldBe 9f
        shouldThrow<BufferException.Refused> { m.asByteBuffer() }
        shouldThrow<BufferException.Refused> { m.transpose().asFloatBuffer() }
        m.asSegment(Order.C).byteSize() shouldBe 16
        shouldThrow<BufferException.Refused> { m.asSegment(Order.FORTRAN) }
      }
      PrimitiveArrays.export(charArrayOf('a', 'b')).use<UShort> {
        it.asCharBuffer()[1] shouldBe 'b'
      }
      PrimitiveArrays.export(shortArrayOf(1, 2)).use<Short> { it.asShortBuffer()[1] shouldBe 2 }
      PrimitiveArrays.export(intArrayOf(1, 2)).use<Int> { it.asIntBuffer()[1] shouldBe 2 }
      PrimitiveArrays.export(longArrayOf(1, 2)).use<Long> { it.asLongBuffer()[1] shouldBe 2 }
      PrimitiveArrays.export(doubleArrayOf(1.0, 2.0)).use<Double> {
        it.asDoubleBuffer()[1] shouldBe 2.0
      }
      PrimitiveArrays.export(byteArrayOf(1, 2)).use<Byte> {
        it.asByteBuffer()[1] shouldBe 2
        it.asByteBuffer().order() shouldBe ByteOrder.nativeOrder()
      }
    }

    "bytes to channels and streams and back" {
      PrimitiveArrays.export(intArrayOf(1, 2, 3, 4, 5, 6), 2, 3).use<Int> { m ->
        val turned = m.transpose()
        for (order in listOf(Order.C, Order.FORTRAN)) {
          val out = ByteArrayOutputStream()
          turned.writeTo(out, order)
          turned.writeTo(Channels.newChannel(out), order)
          out.toByteArray().toList() shouldBe
            turned.toBytes(order).toList() + turned.toBytes(order).toList()
          val copy = zeros<Int>(3, 2).acquire(io.memview.Request.FULL)
          copy.use {
            val read = copy.view().typed<Int>()
            val input = ByteArrayInputStream(out.toByteArray())
            read.readFrom(input, order)
            read.contentEquals(turned) shouldBe true
            read.fill(0)
            read.readFrom(Channels.newChannel(input), order)
            read.contentEquals(turned) shouldBe true
          }
        }
        val c = ByteArrayOutputStream()
        turned.writeTo(c)
        c.toByteArray() shouldBe turned.toBytes(Order.C)
      }
    }

    "blocks" {
      PrimitiveArrays.export(IntArray(6) { it }, 2, 3).use<Int> { m ->
        val expected = CRC32().apply { update(m.toBytes(Order.C)) }.value
        val crc = CRC32()
        m.forEachBlock { crc.update(it) }
        crc.value shouldBe expected
        crc.reset()
        m.view.forEachBlock { crc.update(it) }
        crc.value shouldBe expected
        crc.reset()
        m.transpose().forEachBlock(Order.FORTRAN) { crc.update(it) }
        crc.value shouldBe expected
        crc.reset()
        m.transpose().view.forEachBlock<Exception>(Order.FORTRAN) { crc.update(it) }
        crc.value shouldBe expected
        val digest = MessageDigest.getInstance("MD5")
        m.forEachBlock(Order.C, digest::update)
        digest.digest() shouldBe MessageDigest.getInstance("MD5").digest(m.toBytes(Order.C))
        shouldThrow<IOException> { m.forEachBlock { throw IOException("no") } }
      }
    }
  })
