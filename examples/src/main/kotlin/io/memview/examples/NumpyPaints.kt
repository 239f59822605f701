package io.memview.examples

import io.memview.BufferException
import io.memview.OwnedMemory
import io.memview.View
import io.memview.cpython.Python
import io.memview.dsl.*
import io.memview.format.Format
import java.awt.color.ColorSpace
import java.awt.image.BufferedImage
import java.awt.image.ComponentColorModel
import java.awt.image.DataBuffer
import java.awt.image.PixelInterleavedSampleModel
import java.awt.image.Raster
import java.io.InputStream
import java.nio.file.Path
import javax.imageio.ImageIO
import javax.imageio.ImageReader
import kotlin.io.path.inputStream
import kotlin.io.path.outputStream

/**
 * Opens a picture, lets the NumPy of this process paint on it, and writes it: one block of native
 * memory, which ImageIO decodes into, NumPy changes in place, and ImageIO encodes from. Nobody
 * copies the picture; ImageIO has one row at a time in its own hands.
 */
fun numpyPaints(picture: InputStream, target: Path) {
  val python = Python.start()
  python.exec("import numpy")

  val pixels = ImageIO.createImageInputStream(picture).use { decode(reader(it)) }
  println("decoded: ${pixels.exports()} exports")

  // @start region="numpy"
  python.set("pixels", pixels)
  python.exec("a = numpy.asarray(pixels)") // or numpy.from_dlpack
  println("NumPy has an array of it: ${pixels.exports()} export")
  python.exec(
    """
    a[:, :, 0] //= 2  # half the red
    a[:8] = a[-8:] = a[:, :8] = a[:, -8:] = 255, 200, 0  # a frame
    """
      .trimIndent()
  )
  try {
    pixels.free()
  } catch (e: BufferException.Exported) {
    println(e.message)
  }
  python.exec("del a, pixels")
  println("NumPy has painted and let go: ${pixels.exports()} exports")
  // @end

  pixels.useView { v ->
    target.outputStream().use { out ->
      check(ImageIO.write(image(v), "png", out)) { "the platform cannot write PNG" }
    }
    println("written: ${pixels.exports()} export while ImageIO reads it")
  }
  println("done: ${pixels.exports()} exports")
  pixels.free()
}

private fun reader(input: Any): ImageReader =
  ImageIO.getImageReaders(input).asSequence().firstOrNull()?.also { it.input = input }
    ?: throw IllegalArgumentException("no picture that the platform can read")

/** A new block of native memory with the picture: shape (height, width, 3), red first. */
private fun decode(reader: ImageReader): OwnedMemory {
  val bands = reader.getRawImageType(0)?.numBands
  require(bands == 3) { "red, green and blue are wanted, and the picture has $bands bands" }
  val height = reader.getHeight(0).toLong()
  val width = reader.getWidth(0).toLong()
  val pixels = OwnedMemory.allocate(Format.parse("B"), 1, height, width, 3)
  pixels.useView { v ->
    val where = reader.defaultReadParam.apply { destination = image(v) }
    reader.read(0, where)
    println("decoding $height x $width pixels: ${pixels.exports()} export while ImageIO writes")
  }
  return pixels
}

/** An image over a view; it dies with the view's lease. */
private fun image(view: View): BufferedImage {
  val (height, width) = view.shape().map { it.toInt() }
  val layout =
    PixelInterleavedSampleModel(
      DataBuffer.TYPE_BYTE,
      width,
      height,
      3,
      3 * width,
      intArrayOf(0, 1, 2),
    )
  val colours =
    ComponentColorModel(
      ColorSpace.getInstance(ColorSpace.CS_sRGB),
      false,
      false,
      ComponentColorModel.OPAQUE,
      DataBuffer.TYPE_BYTE,
    )
  val raster = Raster.createWritableRaster(layout, ViewBuffer(view.reshape(-1)), null)
  return BufferedImage(colours, raster, false, null)
}

/** The bytes of a view as the platform's images want them. */
private class ViewBuffer(private val bytes: View) :
  DataBuffer(TYPE_BYTE, Math.toIntExact(bytes.itemCount())) {
  override fun getElem(bank: Int, i: Int): Int = bytes.getLong(i.toLong()).toInt()

  override fun setElem(bank: Int, i: Int, value: Int) =
    bytes.setLong(value.toLong() and 255, i.toLong())
}

/** `numpyPaints [picture.png painted.png]`; without arguments, on a picture of a cat. */
fun main(arguments: Array<String>) {
  val picture =
    if (arguments.isEmpty())
      checkNotNull(ContactSheet::class.java.getResourceAsStream("chelsea.png"))
    else Path.of(arguments[0]).inputStream()
  picture.use { numpyPaints(it, Path.of(arguments.getOrElse(1) { "painted.png" })) }
}
