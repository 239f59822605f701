package io.memview.examples

import io.memview.Exporter
import io.memview.Index
import io.memview.View
import io.memview.dsl.*
import io.memview.image.ImageFiles
import io.memview.npy.NpyFile
import java.nio.file.Path
import kotlin.io.path.writeText

/** Prints a part of a file, or draws the part, or the memory that it lies in, to other files. */
internal fun show(file: Path, part: Array<Index>, png: Path?, svg: Path?) {
  open(file).useView { v ->
    val shown = v.slice(*part)
    png?.let { ImageFiles.write(it, picture(shown)) }
    svg?.writeText(shown.layoutSvg())
    if (png == null && svg == null) println(shown.show())
  }
}

private fun open(file: Path): Exporter =
  if (file.toString().endsWith(".npy")) NpyFile.map(file) else ImageFiles.read(file)

private fun picture(view: View): Exporter = if (view.ndim() == 2) ImageFiles.toGray(view) else view
