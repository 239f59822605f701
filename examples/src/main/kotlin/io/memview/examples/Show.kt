package io.memview.examples

import io.memview.Exporter
import io.memview.View
import io.memview.dsl.*
import io.memview.image.ImageFiles
import io.memview.layout.Index
import io.memview.npy.NpyFile
import java.io.IOException
import java.nio.file.Path
import kotlin.io.path.inputStream
import kotlin.io.path.isRegularFile
import kotlin.io.path.name
import kotlin.io.path.writeText

/** Prints a part of a file, or draws the part, or the memory that it lies in, to other files. */
internal fun show(file: Path, part: Array<Index>, png: Path?, svg: Path?) {
  listOfNotNull(png, svg).forEach(ContactSheet::fileOrNone)
  open(file).useView { v ->
    val shown = v.slice(*part)
    png?.let { ImageFiles.write(it, picture(shown)) }
    svg?.writeText(shown.layoutSvg())
    if (png == null && svg == null) println(shown.show())
  }
}

/** By what is in the file; its name tells only if that says nothing. */
private fun open(file: Path): Exporter {
  ContactSheet.fileOrNone(file)
  val start =
    if (file.isRegularFile()) file.inputStream().use { it.readNBytes(6) } else byteArrayOf()
  return when {
    start.contentEquals(NPY) || file.name.endsWith(".npy") -> NpyFile.map(file)
    start.decodeToString().startsWith("PK") ->
      throw IOException(
        "$file is an archive; what is shown is one array, a .npy file, or a picture"
      )
    else -> ImageFiles.read(file)
  }
}

/** How every `.npy` file begins. */
private val NPY = byteArrayOf(0x93.toByte()) + "NUMPY".encodeToByteArray()

private fun picture(view: View): Exporter = if (view.ndim() == 2) ImageFiles.toGray(view) else view
