// Fills a part of an elevation model with water up to a level: in the file, in place.
// flood.main.kts DEM.npy "100:200, 50:150" LEVEL
val (dem, slice, level) = args

val water = level.toShort()

NpyFile.mapWritable(Path(dem)).use<Short> { z ->
  val valley = z[slice]
  for (i in valley.indices(0)) for (j in valley.indices(1)) {
    if (valley[i, j] < water) valley[i, j] = water
  }
}

NpyFile.map(Path(dem)).use<Short> { z -> // read again
  val valley = z[slice]
  println("${valley.asSequence().count { it == water }} of ${valley.itemCount} items at $level m")
  println("the lowest is at ${valley.min()} m")
}
