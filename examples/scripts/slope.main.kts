// How steep is it, and where is it steepest? Draws the slopes of an elevation model.
// slope.main.kts DEM.npy OUT.png
val (dem, png) = args

// Metres from item to item: 3 seconds of arc at 36.6 degrees north.
val (across, down) = 74.4 to 92.6

NpyFile.map(Path(dem)).use<Short> { z ->
  val (rows, columns) = z.shape
  zeros<Double>(rows - 2, columns - 2).use<Double> { slope ->
    for (i in slope.indices(0)) for (j in slope.indices(1)) {
      val east = (z[i + 1, j + 2] - z[i + 1, j]) / (2 * across)
      val south = (z[i + 2, j + 1] - z[i, j + 1]) / (2 * down)
      slope[i, j] = Math.toDegrees(atan(hypot(east, south)))
    }
    val steepest = slope.max()
    val row = slope.indices.first { slope[it, all].max() == steepest }
    println("mean %.1f degrees".format(slope.sum() / slope.itemCount))
    println("steepest %.1f degrees, in row %d".format(steepest, row + 1))
    ImageFiles.write(Path(png), ImageFiles.toGray(slope))
  }
}
