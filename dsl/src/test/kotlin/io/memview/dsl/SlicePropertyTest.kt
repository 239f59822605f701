package io.memview.dsl

import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.memview.View
import io.memview.array.PrimitiveArrays
import io.memview.contract.Seeds
import io.memview.layout.Index
import java.util.Random

/** A position in Kotlin, and the positions that it selects, null where the dimension goes away. */
private class Choice(val position: Any, val selected: List<Int>, val stays: Boolean)

/** Within the extent: how ranges are clipped is tested in SlicesTest. */
private fun choice(random: Random, extent: Int): Choice {
  val a = random.nextInt(extent)
  val b = random.nextInt(extent)
  val step = 1 + random.nextInt(3)
  val everything = (0..<extent).toList()
  return when (random.nextInt(7)) {
    0 -> Choice(a, listOf(a), false)
    1 -> Choice(end - (a + 1), listOf(extent - a - 1), false)
    2 -> (a..b step step).let { Choice(it, everything.slice(it), true) }
    3 -> (a downTo b step step).let { Choice(it, everything.slice(it), true) }
    4 -> Choice(a..<end, everything.drop(a), true)
    5 -> Choice(end - (a + 1)..<end, everything.takeLast(a + 1), true)
    else -> Choice(all step step, everything.filter { it % step == 0 }, true)
  }
}

private fun View.select(i: Any, j: Any): View =
  when (i) {
    is Int ->
      when (j) {
        is Int -> slice(Index.at(i.toLong()), Index.at(j.toLong()))
        is IntProgression -> this[i, j]
        else -> this[i, j as Index]
      }
    is IntProgression ->
      when (j) {
        is Int -> this[i, j]
        is IntProgression -> this[i, j]
        else -> this[i, j as Index]
      }
    else ->
      when (j) {
        is Int -> this[i as Index, j]
        is IntProgression -> this[i as Index, j]
        else -> this[i as Index, j as Index]
      }
  }

class SlicePropertyTest :
  StringSpec({
    "two dimensions select what nested lists select, and write there alone" {
      Seeds.forEach(SlicePropertyTest::class.java, 500) { random ->
        val rows = 1 + random.nextInt(6)
        val columns = 1 + random.nextInt(6)
        val cells = LongArray(rows * columns) { it.toLong() }
        val i = choice(random, rows)
        val j = choice(random, columns)
        PrimitiveArrays.export(cells, rows.toLong(), columns.toLong()).useView { v ->
          val lines = i.selected.map { r -> j.selected.map { c -> cells[r * columns + c] } }
          val kept = if (j.stays) lines else lines.map { it.single() }
          val expected = if (i.stays) kept else kept.single()
          val part = v.select(i.position, j.position)
          part.toList() shouldBe expected
          part.fill(-1L)
        }
        val written = i.selected.flatMap { r -> j.selected.map { c -> r * columns + c } }.toSet()
        cells.toList() shouldBe List(cells.size) { if (it in written) -1L else it.toLong() }
      }
    }
  })
