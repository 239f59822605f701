package io.memview.dsl.notebook

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import io.kotest.matchers.types.shouldBeInstanceOf
import io.memview.ByteStore
import io.memview.Exporter
import io.memview.Memory
import io.memview.MemoryExporter
import io.memview.View
import io.memview.dsl.all
import io.memview.dsl.get
import io.memview.dsl.typed
import io.memview.dsl.useView
import java.io.ByteArrayInputStream
import java.lang.module.ModuleDescriptor
import java.lang.reflect.Proxy
import java.util.Base64
import javax.imageio.ImageIO
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.jetbrains.kotlinx.jupyter.api.FieldValue
import org.jetbrains.kotlinx.jupyter.api.MimeTypedResult
import org.jetbrains.kotlinx.jupyter.api.Notebook
import org.jetbrains.kotlinx.jupyter.api.RendererHandler
import org.jetbrains.kotlinx.jupyter.api.libraries.ExecutionHost
import org.jetbrains.kotlinx.jupyter.api.libraries.KOTLIN_JUPYTER_LIBRARIES_FILE_NAME
import org.jetbrains.kotlinx.jupyter.api.libraries.KOTLIN_JUPYTER_RESOURCES_PATH
import org.jetbrains.kotlinx.jupyter.api.libraries.LibraryDefinitionProducer

/** The kernel's side is its own API: the descriptor is found and asked as the kernel does it. */
class NotebookIntegrationTest :
  FunSpec({
    val definition = producer().getDefinitions(unused<Notebook>()).single()

    fun renderers(value: Any?): List<RendererHandler> =
      definition.renderers.filter { it.accepts(value) }

    fun shown(value: Any): MimeTypedResult =
      renderers(value)
        .single()
        .execution
        .execute(unused<ExecutionHost>(), FieldValue(value, "res"))
        .value
        .shouldBeInstanceOf<MimeTypedResult>()

    test("the packages are imported") {
      definition.imports shouldBe exported().map { "$it.*" }
    }

    test("a view, a typed view and an exporter are tables by themselves") {
      val exporter = MemoryExporter.of(Memory.ofArray(doubleArrayOf(1.5, 2.0)))
      exporter.useView { v ->
        for (value in listOf<Exporter>(v, v.typed<Double>(), exporter)) {
          val result = shown(value)
          result.getValue("text/html") shouldContain "<td>1.5</td><td>2. </td>"
          result.getValue("text/plain") shouldBe "[1.5 2. ]"
        }
      }
      val store = ByteStore(3)
      shown(store).getValue("text/plain") shouldBe "[0 0 0]"
      store.exports() shouldBe 0
      renderers(listOf(1.5)) shouldBe emptyList()
      renderers(null) shouldBe emptyList()
    }

    test("kernels that ask about fields are answered") {
      val renderer = definition.renderers.single()
      val acceptsField = renderer.javaClass.getMethod("acceptsField", FieldValue::class.java)
      acceptsField.isAccessible = true
      acceptsField(renderer, FieldValue(ByteStore(3), "res")) shouldBe true
      acceptsField(renderer, FieldValue(1.5, null)) shouldBe false
    }

    test("bytes of red, green and blue are a picture") {
      val pixels = bytes(30, 3000, 3)
      pixels.useView { v ->
        v.setObject(3, 6, 1, 200)
        val result = shown(v[all, all])
        val png = Base64.getDecoder().decode(result.getValue("image/png"))
        val image = ImageIO.read(ByteArrayInputStream(png))
        listOf(image.width, image.height) shouldBe listOf(1000, 10)
        image.getRGB(2, 1) shouldBe 0xFF00C800.toInt()
        png.size.toLong() shouldBeLessThan 10_000
      }
      for (shape in listOf(longArrayOf(5, 30, 3), longArrayOf(30, 30, 2), longArrayOf(30, 30))) {
        shown(bytes(*shape)).keys shouldContain "text/html"
      }
    }

    test("what cannot be shown says why") {
      lateinit var kept: View
      bytes(2).useView { kept = it }
      shown(kept).getValue("text/plain") shouldStartWith "View['B'"
      shown(kept).getValue("text/plain") shouldContain "released"
    }
  })

/** The packages that memview's modules export, but for the one of the notebooks. */
private fun exported(): List<String> =
  View::class
    .java
    .classLoader
    .getResources("module-info.class")
    .asSequence()
    .map { file -> file.openStream().use { ModuleDescriptor.read(it) } }
    .filter { it.name() in setOf("io.memview.core", "io.memview.dsl") }
    .flatMap { module -> module.exports().map { it.source() } }
    .filter { !it.endsWith(".notebook") }
    .sorted()
    .toList()

private fun bytes(vararg shape: Long): MemoryExporter =
  MemoryExporter.of(
    Memory.ofUnsigned(ByteArray(shape.fold(1L, Long::times).toInt())).withShape(*shape)
  )

/** Reads the file that the kernel looks for on the class path, and makes what it names. */
private fun producer(): LibraryDefinitionProducer {
  val name = "$KOTLIN_JUPYTER_RESOURCES_PATH/$KOTLIN_JUPYTER_LIBRARIES_FILE_NAME"
  val text =
    checkNotNull(NotebookIntegration::class.java.classLoader.getResource(name)) { name }.readText()
  val producers = Json.parseToJsonElement(text).jsonObject.getValue("producers").jsonArray
  val type = producers.single().jsonObject.getValue("fqn").jsonPrimitive.content
  return Class.forName(type).getConstructor().newInstance() as LibraryDefinitionProducer
}

/** What the integration must not need. */
private inline fun <reified T> unused(): T =
  Proxy.newProxyInstance(T::class.java.classLoader, arrayOf(T::class.java)) { _, method, _ ->
    throw AssertionError(method)
  } as T
