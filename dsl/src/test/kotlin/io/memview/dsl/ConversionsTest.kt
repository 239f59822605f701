package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.memview.Conversion
import io.memview.MemoryExporter
import io.memview.format.Bits
import io.memview.format.Scalar
import io.memview.format.ScalarType
import io.memview.format.ValueException
import java.lang.foreign.MemorySegment

private fun bytes(vararg values: Int) =
  MemoryExporter.of(MemorySegment.ofArray(ByteArray(values.size) { values[it].toByte() }), "B")

class ConversionsTest :
  StringSpec({
    "a copy of another type" {
      bytes(1, 200).use<UByte, _> { m ->
        m.copy<Float>().use<Float, _> { it.toList() shouldBe listOf(1f, 200f) }
        m.copy<Short>(Conversion.CHECKED.scaled(-2.0, 1.0)).use<Short, _> {
          it.toList() shouldBe listOf<Short>(-1, -399)
        }
        m.copy<Byte>(Conversion.SATURATING).use<Byte, _> {
          it.toList() shouldBe listOf<Byte>(1, 127)
        }
        shouldThrow<ValueException> { m.copy<Byte>() }
        m.view.copy<Long>().useView { it.format() } shouldBe Scalar(ScalarType.INT64)
      }
    }

    "arrays of other types" {
      bytes(1, 200).use<UByte, _> { m ->
        m.toFloatArray() shouldBe floatArrayOf(1f, 200f)
        m.toDoubleArray(Conversion.CHECKED.scaled(0.5, 0.0)) shouldBe doubleArrayOf(0.5, 100.0)
        m.view.toIntArray() shouldBe intArrayOf(1, 200)
        m.toShortArray() shouldBe shortArrayOf(1, 200)
        m.toLongArray() shouldBe longArrayOf(1, 200)
        m.toByteArray(Conversion.WRAPPING) shouldBe byteArrayOf(1, -56)
        m.assign(floatArrayOf(0.5f, 2f), Conversion.SATURATING.scaled(255.0, 0.0))
        m.toList() shouldBe listOf<UByte>(128u, 255u)
        m.assign(intArrayOf(7, 8))
        m.toList() shouldBe listOf<UByte>(7u, 8u)
        shouldThrow<ValueException> { m.assign(intArrayOf(7, 256)) }
      }
      MemoryExporter.allocate("e", 2).use<Float, _> { m ->
        m.assign(floatArrayOf(1.5f, -2f))
        m.toFloatArray() shouldBe floatArrayOf(1.5f, -2f)
      }
    }

    "samples of 24 bits" {
      MemoryExporter.allocate(Bits.signed(24), 2).useView { v ->
        v.fromArray(floatArrayOf(-1f, 0.5f), Conversion.SATURATING.scaled(8388608.0, 0.0))
        v.toIntArray() shouldBe intArrayOf(-8388608, 4194304)
        v.toFloatArray(Conversion.CHECKED.scaled(1 / 8388608.0, 0.0)) shouldBe
          floatArrayOf(-1f, 0.5f)
      }
    }

    "copies with a conversion" {
      MemoryExporter.allocate("d", 2, 2).use<Double, _> { m ->
        m.assign(bytes(1, 2), Conversion.CHECKED.scaled(10.0, 1.0))
        m.toList() shouldBe listOf(11.0, 21.0, 11.0, 21.0)
        m.copyFrom(m.transpose(), Conversion.CHECKED.scaled(1.0, -1.0))
        m.toList() shouldBe listOf(10.0, 10.0, 20.0, 20.0)
      }
    }
  })
