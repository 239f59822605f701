// Draws an elevation model lit from the north-west, 45 degrees above the horizon.
// hillshade.main.kts DEM.npy OUT.png
val (dem, png) = args

// Metres from item to item: 3 seconds of arc at 36.6 degrees north.
val (across, down) = 74.4 to 92.6

NpyFile.map(Path(dem)).use<Short> { z ->
  val west = z[1..<end - 1, upTo(end - 2)] // the neighbours of all inner items
  val east = z[1..<end - 1, from(2)]
  val north = z[upTo(end - 2), 1..<end - 1]
  val south = z[from(2), 1..<end - 1]
  zeros<UByte>(*west.shape).use<UByte> { shade ->
    for (i in shade.indices(0)) for (j in shade.indices(1)) {
      val dx = (east[i, j] - west[i, j]) / (2 * across)
      val dy = (south[i, j] - north[i, j]) / (2 * down)
      val light = ((dx + dy) / 2 + sqrt(0.5)) / sqrt(dx * dx + dy * dy + 1)
      shade[i, j] = (255 * light.coerceAtLeast(0.0)).toInt().toUByte()
    }
    ImageFiles.write(Path(png), shade)
    println("mean light ${shade.sum() / shade.itemCount.toULong()} of 255")
  }
}
