package io.memview.examples

import io.memview.Exporter
import io.memview.View
import io.memview.dsl.*
import io.memview.format.Format
import io.memview.image.ImageFiles
import io.memview.layout.Index
import io.memview.layout.Layout
import io.memview.layout.Order
import io.memview.nio.MappedFiles
import io.memview.npy.NpyFile
import io.memview.npy.NpzFile
import java.io.IOException
import java.nio.file.Path
import kotlin.io.path.fileSize
import kotlin.io.path.inputStream
import kotlin.io.path.isRegularFile
import kotlin.io.path.name
import kotlin.io.path.writeText

/**
 * What is shown of a file.
 *
 * @property member the name of an array in an archive
 * @property format what an item is, if the file is raw bytes
 * @property shape the extents of raw bytes, all that follow if there is none
 * @property offset the first of raw bytes
 */
internal class Source(
  val file: Path,
  val member: String?,
  val format: String?,
  val shape: List<Long>?,
  val offset: Long?,
)

/** Files that are drawn to. */
internal class Drawings(val png: Path?, val svg: Path?, val html: Path?) {
  val all: List<Path>
    get() = listOfNotNull(png, svg, html)
}

/** Prints a part of a file, or draws the part, or the memory that it lies in, to other files. */
internal fun show(source: Source, part: Array<Index>, drawings: Drawings) {
  drawings.all.forEach(ContactSheet::fileOrNone)
  open(source).useView { v ->
    val shown = v.slice(*part)
    drawings.png?.let { ImageFiles.write(it, picture(shown)) }
    drawings.svg?.writeText(shown.layoutSvg())
    drawings.html?.writeText(shown.layoutHtml())
    if (drawings.all.isEmpty()) println(shown.show())
  }
}

/** By what is in the file; its name tells only if that says nothing. */
private fun open(source: Source): Exporter {
  val file = source.file
  ContactSheet.fileOrNone(file)
  if (source.format != null) {
    require(source.member == null) { "a file of raw bytes has no member '${source.member}'" }
    return raw(file, Format.parse(source.format), source.shape, source.offset ?: 0)
  }
  require(source.shape == null && source.offset == null) {
    "--shape and --offset are of raw bytes, and need --format, such as --format=B"
  }
  val start =
    if (file.isRegularFile()) file.inputStream().use { it.readNBytes(6) } else byteArrayOf()
  val isArchive = start.decodeToString().startsWith("PK")
  require(isArchive || source.member == null) { "$file is no archive, and has no members" }
  return when {
    isArchive -> member(file, source.member)
    start.contentEquals(NPY) || file.name.endsWith(".npy") -> NpyFile.map(file)
    else -> ImageFiles.read(file)
  }
}

private fun member(archive: Path, name: String?): Exporter {
  val arrays = NpzFile.open(archive)
  val names = arrays.names()
  val one = name ?: names.singleOrNull()
  if (one == null || one !in names) {
    val asked = if (name == null) "--member=NAME says which one" else "and none is '$name'"
    throw IOException("$archive has the arrays ${names.joinToString()}; $asked")
  }
  return arrays.load(one)
}

private fun raw(file: Path, format: Format, shape: List<Long>?, offset: Long): Exporter {
  val size = format.itemSize()
  require(offset >= 0) { "--offset is 0 or more, not $offset" }
  require(size > 0) { "items of '$format' have no bytes" }
  val extents =
    shape?.toLongArray() ?: longArrayOf((file.fileSize() - offset).coerceAtLeast(0) / size)
  val layout = Layout.contiguous(size, Order.C, *extents).withOffset(offset)
  return MappedFiles.map(file, format, layout)
}

/** How every `.npy` file begins. */
private val NPY = byteArrayOf(0x93.toByte()) + "NUMPY".encodeToByteArray()

private fun picture(view: View): Exporter = if (view.ndim() == 2) ImageFiles.toGray(view) else view
