// Cuts a part out of a photograph, given as NumPy writes slices.
// crop.main.kts PHOTO "60:210, 130:330" OUT.png
val (photo, slice, png) = args

ImageFiles.read(Path(photo)).useView { v ->
  val part = v[slice]
  ImageFiles.write(Path(png), part)
  println("${part.shape().toList()} of ${v.shape().toList()} pixels")
}
