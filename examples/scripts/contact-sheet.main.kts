// Six views of a photograph side by side.
// contact-sheet.main.kts PHOTO OUT.png
val (photo, png) = args

ImageFiles.read(Path(photo)).useView { v ->
  val half = v[all step 2, all step 2]
  val (height, width) = half.shape()
  val tiles =
    listOf(
      half,
      half[flip], // upside down
      half[all, flip], // mirrored
      half[all, all, flip], // blue for red
      half[all, all, 1..1], // its green, as gray: broadcast to all colors
      v[height / 2..<height / 2 + height, width / 2..<width / 2 + width], // its middle
    )
  zeros<UByte>(2 * height, 3 * width, 3).useView { sheet ->
    tiles.forEachIndexed { i, tile ->
      val y = i / 3 * height
      val x = i % 3 * width
      sheet[y..<y + height, x..<x + width] = tile
    }
    ImageFiles.write(Path(png), sheet)
    println("${tiles.size} tiles of $width x $height pixels")
  }
}
