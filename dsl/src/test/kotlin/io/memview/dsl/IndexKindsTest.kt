package io.memview.dsl

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.memview.MemoryExporter
import io.memview.View
import io.memview.format.Complex
import io.memview.format.Format
import java.math.BigInteger

private val I = "1".toInt()
private val J = "2".toInt()
private val I_LONG = I.toLong()
private val J_LONG = J.toLong()
private val BYTE: Byte = 2

/** A way to write the position (1, 2). */
private class Way(val text: String, val read: View.() -> Any, val write: View.(Any) -> Unit)

private val UNTYPED =
  listOf(
    Way("v[1, 2]", { this[1, 2] }, { this[1, 2] = it }),
    Way("v[i, j]", { this[I, J] }, { this[I, J] = it }),
    Way("v[1L, 2L]", { this[1L, 2L] }, { this[1L, 2L] = it }),
    Way("v[long, long]", { this[I_LONG, J_LONG] }, { this[I_LONG, J_LONG] = it }),
    Way("v[i, long]", { this[I, J_LONG] }, { this[I, J_LONG] = it }),
    Way("v[long, j]", { this[I_LONG, J] }, { this[I_LONG, J] = it }),
    Way("v[1, long]", { this[1, J_LONG] }, { this[1, J_LONG] = it }),
    Way("v[long, 2]", { this[I_LONG, 2] }, { this[I_LONG, 2] = it }),
    Way("v[1, byte]", { this[1, BYTE] }, { this[1, BYTE] = it }),
    Way("v[1, end - 1]", { this[1, end - 1] }, { this[1, end - 1] = it }),
    Way("v[end - 1, j]", { this[end - 1, J] }, { this[end - 1, J] = it }),
    Way("v[long, end - 1]", { this[I_LONG, end - 1] }, { this[I_LONG, end - 1] = it }),
    Way("v[end - 1, end - 1]", { this[end - 1, end - 1] }, { this[end - 1, end - 1] = it }),
  )

/** All zero again, so that nothing is left of the last value. */
private fun View.clear() = reinterpret(Format.parse("B"), 6 * format().itemSize()).fill(0)

/** A value by the format of the item that takes it, and what is read then. */
private val VALUES: List<Triple<String, Any, Any>> =
  listOf(
    Triple("d", 2.5, 2.5),
    Triple("f", 2.5f, 2.5),
    Triple("e", 2.5, 2.5),
    Triple("q", Long.MIN_VALUE, Long.MIN_VALUE),
    Triple("i", -7, -7L),
    Triple("i", -7L, -7L),
    Triple("h", (-7).toShort(), -7L),
    Triple("b", (-7).toByte(), -7L),
    Triple("Q", ULong.MAX_VALUE, BigInteger.TWO.pow(64) - BigInteger.ONE),
    Triple("I", UInt.MAX_VALUE, 4_294_967_295L),
    Triple("H", UShort.MAX_VALUE, 65_535L),
    Triple("B", UByte.MAX_VALUE, 255L),
    Triple("?", true, true),
    Triple("Zd", Complex(1.0, -2.0), Complex(1.0, -2.0)),
    Triple("Zf", Complex(1.0, -2.0), Complex(1.0, -2.0)),
    Triple("3w", "abc", "abc"),
    Triple("T{i:x:d:y:}", Point(3, 4.5), listOf(3L, 4.5)),
    Triple("T{i:x:d:y:}", listOf(3, 4.5), listOf(3L, 4.5)),
  )

private inline fun <reified T : Any> typed(format: String, value: T) {
  val ways =
    listOf<Pair<TypedView<T>.() -> T, TypedView<T>.() -> Unit>>(
      Pair({ this[1, 2] }, { this[1, 2] = value }),
      Pair({ this[I, J] }, { this[I, J] = value }),
      Pair({ this[1L, 2L] }, { this[1L, 2L] = value }),
      Pair({ this[I_LONG, J_LONG] }, { this[I_LONG, J_LONG] = value }),
      Pair({ this[I, J_LONG] }, { this[I, J_LONG] = value }),
      Pair({ this[I_LONG, J] }, { this[I_LONG, J] = value }),
      Pair({ this[1, J_LONG] }, { this[1, J_LONG] = value }),
      Pair({ this[1, BYTE] }, { this[1, BYTE] = value }),
      Pair({ this[1, end - 1] }, { this[1, end - 1] = value }),
      Pair({ this[end - 1, J_LONG] }, { this[end - 1, J_LONG] = value }),
    )
  MemoryExporter.allocate(Format.parse(format), 2, 3).use<T> { m ->
    for ((read, write) in ways) {
      m.view.clear()
      m.write()
      m.read() shouldBe value
      m["1, 2"].toList() shouldBe listOf(value)
    }
  }
}

/** Whatever is written between the brackets, and whatever the value: the same item is meant. */
class IndexKindsTest :
  StringSpec({
    VALUES.forEach { (format, value, kept) ->
      "'$format' takes a ${value::class.simpleName} in every way" {
        MemoryExporter.allocate(Format.parse(format), 2, 3).useView { v ->
          for (way in UNTYPED) {
            v.clear()
            way.write(v, value)
            withClue(way.text) {
              way.read(v) shouldBe kept
              v["1, 2"].toList() shouldBe kept
            }
          }
        }
      }
    }

    "typed views take and give every type in every way" {
      typed("d", 2.5)
      typed("f", 2.5f)
      typed("e", 2.5f)
      typed("q", Long.MAX_VALUE)
      typed("i", Int.MIN_VALUE)
      typed<Short>("h", Short.MIN_VALUE)
      typed<Byte>("b", Byte.MIN_VALUE)
      typed("Q", ULong.MAX_VALUE)
      typed("I", UInt.MAX_VALUE)
      typed("H", UShort.MAX_VALUE)
      typed("B", UByte.MAX_VALUE)
      typed("?", true)
      typed("Zd", Complex(1.0, -2.0))
      typed("T{i:x:d:y:}", Point(3, 4.5))
    }

    "Int and Long mix at every rank, literals too, in items and in parts" {
      val (zero, one) = listOf(0L, 1L)
      items(4).use<Int> { m ->
        m[one] = 5
        m[1] shouldBe 5
      }
      items(2, 2, 2).use<Int> { m ->
        m[I, one, 0] = 5
        m[one, I, zero] shouldBe 5
        m.view[one, I, 0] shouldBe 5L
        m[I, one, all].toList() shouldBe listOf(5, 0)
        m[one, all, zero].toList() shouldBe listOf(0, 5)
        m[0L..I, one, end - 2].toList() shouldBe listOf(0, 5)
        m[one, I, end - 2] shouldBe 5
      }
      items(2, 2, 2, 2).use<Int> { m ->
        m[I, one, 0, zero] = 5
        m[one, I, zero, 0] shouldBe 5
        m.view[1, one, 0, zero] shouldBe 5L
        m.view[1, one, 0, zero] = 6u
        m[1, 1, 0, 0] shouldBe 6
        m[one, I, zero, all].toList() shouldBe listOf(6, 0)
      }
    }

    "what indices gives is a position of items and of parts" {
      items(2, 3).use<Int> { m ->
        for (i in m.indices) for (j in 0..<3) m[i, j] = 10 * i.toInt() + j
        m.toList() shouldBe listOf(0, 1, 2, 10, 11, 12)
        m.indices.map { m[it, 1..2].toIntArray().sum() } shouldBe listOf(3, 23)
      }
    }

    "sizes are Int, Long or both, and whole" {
      val (rows, columns) = 2 to 3L
      zeros<Double>(rows, rows).useView { it.shape().toList() } shouldBe listOf(2L, 2L)
      zeros<Double>(rows, columns).useView { it.shape().toList() } shouldBe listOf(2L, 3L)
      zeros<UByte>(columns, rows, 1).useView { it.shape().toList() } shouldBe listOf(3L, 2L, 1L)
      zeros<Double>(*longArrayOf(4, 5)).useView { it.shape().toList() } shouldBe listOf(4L, 5L)
      val cells = IntArray(6) { it }
      cells.export(rows, columns).use<Int, _> { m -> m[1, 0] } shouldBe 3
      cells.export(rows, 3).use<Int, _> { m ->
        m.reshape(columns, rows)[1, 1] shouldBe 3
        m.reshape(3, -1).view.shape().toList() shouldBe listOf(3L, 2L)
        m.view.reshape(rows * 3).shape().toList() shouldBe listOf(6L)
        m[0, all].broadcast(rows, columns).toList()
      } shouldBe listOf(0, 1, 2, 0, 1, 2)
      shouldThrow<IllegalArgumentException> { zeros<Int>(2, 1.5) }.message shouldBe
        "an extent is an Int or a Long, and not the Double 1.5"
      shouldThrow<IllegalArgumentException> { zeros<Int>(-1, rows) }
    }
  })

private fun items(vararg shape: Long) = MemoryExporter.allocate(Format.parse("i"), *shape)
