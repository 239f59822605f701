package io.memview.dsl.notebook

import io.memview.BufferException
import io.memview.Exporter
import io.memview.View
import io.memview.dsl.useView
import io.memview.format.Scalar
import io.memview.format.ScalarType
import io.memview.image.ImageFiles
import io.memview.layout.Index
import java.util.Base64
import org.jetbrains.kotlinx.jupyter.api.FieldValue
import org.jetbrains.kotlinx.jupyter.api.MIME
import org.jetbrains.kotlinx.jupyter.api.MimeTypedResult
import org.jetbrains.kotlinx.jupyter.api.RendererHandler
import org.jetbrains.kotlinx.jupyter.api.ResultHandlerExecution
import org.jetbrains.kotlinx.jupyter.api.libraries.ExecutionHost
import org.jetbrains.kotlinx.jupyter.api.libraries.JupyterIntegration
import org.jetbrains.kotlinx.jupyter.api.textResult

/**
 * What the Kotlin kernel of Jupyter does when memview is on the class path of a notebook: it
 * imports memview's packages, and shows exporters and views that are the result of a cell.
 *
 * Bytes of shape (height, width, 3 or 4), of at least 16 by 16 pixels, are shown as a picture, of
 * which every n-th pixel is drawn if a side has more than 1024; all else is shown as
 * [View.showHtml] has it. An exporter is acquired for as long as that takes. The kernel finds this
 * class by itself; nobody needs to call it.
 */
public class NotebookIntegration : JupyterIntegration() {
  /** Tells the kernel. */
  override fun Builder.onLoaded() {
    import(*IMPORTS)
    addRenderer(ExporterRenderer)
  }

  private companion object {
    val IMPORTS =
      listOf(
          "",
          ".array",
          ".arrow",
          ".cpython",
          ".dlpack",
          ".dsl",
          ".format",
          ".image",
          ".layout",
          ".nio",
          ".npy",
        )
        .map { "io.memview$it.*" }
        .toTypedArray()
  }
}

/** By what a value is, not by its class: the classes of views are hidden from reflection. */
private object ExporterRenderer : RendererHandler {
  override val execution: ResultHandlerExecution = ShowExporter

  override fun accepts(value: Any?): Boolean = value is Exporter

  /**
   * What kernels from 0.12 on ask instead of [accepts], most of them without a body to inherit. No
   * `override`, since the API that this is compiled for does not have it.
   */
  fun acceptsField(result: FieldValue): Boolean = accepts(result.value)

  override fun replaceVariables(mapping: Map<String, String>): RendererHandler = this
}

private object ShowExporter : ResultHandlerExecution {
  override fun execute(host: ExecutionHost, result: FieldValue): FieldValue =
    FieldValue(shown(result.value as Exporter), result.name)

  override fun replaceVariables(mapping: Map<String, String>): ResultHandlerExecution = this
}

private const val LEAST_PIXELS = 16
private const val MOST_PIXELS = 1024

private fun shown(exporter: Exporter): MimeTypedResult =
  try {
    exporter.useView { v ->
      if (v.isPicture()) {
        val png = Base64.getEncoder().encodeToString(ImageFiles.toPng(v.thumbnail()))
        MIME("image/png" to png, "text/plain" to v.toString())
      } else {
        MIME("text/html" to v.showHtml(), "text/plain" to v.show())
      }
    }
  } catch (e: BufferException) {
    textResult("$exporter: ${e.message}")
  }

private fun View.isPicture(): Boolean =
  (format() as? Scalar)?.type() == ScalarType.UINT8 &&
    ndim() == 3 &&
    shape(2) in 3..4 &&
    minOf(shape(0), shape(1)) >= LEAST_PIXELS

private fun View.thumbnail(): View {
  val step = Index.every(Math.ceilDiv(maxOf(shape(0), shape(1)), MOST_PIXELS))
  return slice(step, step)
}
