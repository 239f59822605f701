// What is the difference of two arrays of 16-bit integers?
// compare.main.kts A.npy B.npy
val (first, second) = args

use<Short, Short, _>(NpyFile.map(Path(first)), NpyFile.map(Path(second))) { a, b ->
  if (a.view.contentEquals(b)) {
    println("equal: ${a.itemCount} items")
  } else {
    val rows = a.indices(0).filter { !a[it, all].view.contentEquals(b[it, all]) }
    val columns = a.indices(1).filter { !a[all, it].view.contentEquals(b[all, it]) }
    println(
      "different in rows ${rows.min()}..${rows.max()}, columns ${columns.min()}..${columns.max()}"
    )
    val changes = a.zip(b) { x, y -> y - x }.filter { it != 0 }
    println("${changes.size} items, by ${changes.min()} to ${changes.max()}")
  }
}
