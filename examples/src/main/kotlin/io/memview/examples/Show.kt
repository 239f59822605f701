package io.memview.examples

import io.memview.Exporter
import io.memview.Index
import io.memview.View
import io.memview.dsl.*
import io.memview.image.ImageFiles
import io.memview.npy.NpyFile
import java.nio.file.Path

/** Prints a part of a file, or draws it to another one. */
internal fun show(file: Path, part: Array<Index>, png: Path?) {
  open(file).useView { v ->
    val shown = v.slice(*part)
    if (png == null) println(shown.show()) else ImageFiles.write(png, picture(shown))
  }
}

private fun open(file: Path): Exporter =
  if (file.toString().endsWith(".npy")) NpyFile.map(file) else ImageFiles.read(file)

private fun picture(view: View): Exporter = if (view.ndim() == 2) ImageFiles.toGray(view) else view
