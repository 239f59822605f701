// NumPy paints on a photograph, in this process: one block of memory, and nobody copies it.
// numpy-paints.main.kts PHOTO OUT.png
val (photo, png) = args

with(Python.start()) {
  val pixels = ImageFiles.readNative(Path(photo)) // decoded into memory that has an address
  fun step(what: String) = println("$what; exports: ${pixels.exports()}")
  step("decoded")
  set("pixels", pixels)
  exec("import numpy; a = numpy.asarray(pixels)") // or numpy.from_dlpack
  step("NumPy has an array of it")
  exec("a[..., 0] //= 2") // half the red
  exec("a[:8] = a[-8:] = a[:, :8] = a[:, -8:] = 255, 200, 0") // a frame
  try {
    pixels.free()
  } catch (e: BufferException.Exported) {
    println(e.message)
  }
  exec("del a, pixels")
  step("NumPy has painted and let go")
  pixels.useView { v ->
    ImageFiles.write(Path(png), v)
    step("written, and still looked at")
  }
  step("done")
  pixels.free()
}
