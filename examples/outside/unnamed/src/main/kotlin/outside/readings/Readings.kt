package outside.readings

import io.memview.MemoryExporter
import io.memview.RecordView
import io.memview.dsl.notebook.NotebookIntegration
import io.memview.dsl.useView
import io.memview.format.Format
import java.lang.reflect.Proxy
import org.jetbrains.kotlinx.jupyter.api.Notebook

/** A data class of Kotlin: its package is open. */
data class Reading(val id: Int, val value: Double)

/** What memview's Kotlin makes of readings, and what it tells a notebook. */
fun readings(): String {
  val memory = MemoryExporter.allocate(Format.parse("=T{i:id:d:value:}"), 1)
  val read = memory.useView { view ->
    val records = RecordView.of(view, Reading::class.java)
    records.set(0, Reading(3, 1.5))
    records.toList()
  }
  val notebook =
    Proxy.newProxyInstance(Notebook::class.java.classLoader, arrayOf(Notebook::class.java)) {
      _,
      method,
      _ ->
      throw AssertionError(method)
    } as Notebook
  val imports = NotebookIntegration().getDefinitions(notebook).single().imports
  return "$read ${imports.single { it == "io.memview.dsl.*" }}"
}
