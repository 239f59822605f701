// Which are the summits? Finds the items that are higher than all around them, and saves records.
// summits.main.kts DEM.npy OUT.npy
data class Summit(val row: Int, val column: Int, val height: Short)

val (dem, npy) = args

val around = 12

NpyFile.map(Path(dem)).use<Short> { z ->
  val (rows, columns) = z.shape.map { it.toInt() }
  val summits = buildList {
    for (i in around..<rows - around) for (j in around..<columns - around) {
      val window = z[i - around..i + around, j - around..j + around]
      if (z[i, j] == window.max()) add(Summit(i, j, z[i, j]))
    }
  }
  zeros<Summit>(summits.size.toLong()).use<Summit> { table ->
    table.assign(summits.sortedByDescending { it.height })
    NpyFile.save(Path(npy), table)
  }
  println("${summits.size} summits; the highest: ${summits.maxBy { it.height }}")
}
