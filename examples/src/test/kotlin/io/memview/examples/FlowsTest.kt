package io.memview.examples

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.memview.BufferException
import io.memview.Lease
import io.memview.Request
import io.memview.dsl.*
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Views in flows: the memory is held as long as somebody collects, and no longer. */
class FlowsTest :
  StringSpec({
    fun table() = DoubleArray(6) { it.toDouble() }.export(2, 3)

    "sums are computed in other threads" {
      val table = table()
      sums(table).toList() shouldBe listOf(3.0, 12.0)
      table.exports() shouldBe 0
    }

    "a collection that ends early, fails or is cancelled gives the memory back" {
      val table = table()
      rows(table).first().isReleased shouldBe true
      table.exports() shouldBe 0
      shouldThrow<IllegalStateException> { rows(table).collect { error("no") } }
      table.exports() shouldBe 0
      val job = launch { rows(table).collect { throw CancellationException("enough") } }
      job.join()
      table.exports() shouldBe 0
    }

    "a collector may wait, and go on in another thread" {
      val table = table()
      table.use<Double> { m ->
        withContext(Dispatchers.Default) {
          delay(1)
          m[0, 0] = 7.0
        }
        m[0, 0] shouldBe 7.0
      }
      table.exports() shouldBe 0
    }

    "rows that outlive the collection say how to keep them" {
      val kept = rows(table()).toList()
      shouldThrow<BufferException.Released> { kept[1].toList() }.message shouldContain "acquire"
      shouldThrow<BufferException.Released> {
          rows(table()).buffer(2).onEach { delay(20) }.map { it.getDouble(0) }.toList()
        }
        .message shouldContain "acquire"
    }

    "rows that acquire for themselves live on" {
      val table = table()
      val leases: List<Lease> =
        rows(table).map { it.acquire(Request.FULL_RO) }.flowOn(Dispatchers.IO).toList()
      leases.map { it.view().getDouble(0) } shouldBe listOf(0.0, 3.0)
      table.exports() shouldBe 2
      leases.forEach(Lease::close)
      table.exports() shouldBe 0
    }
  })
