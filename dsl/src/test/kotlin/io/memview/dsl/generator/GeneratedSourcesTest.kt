package io.memview.dsl.generator

import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.writeText

private val FOLDER = Path.of("src/generated/kotlin/io/memview/dsl")

private val SOURCES =
  mapOf(
    "ItemOperators.kt" to ItemOperators.source(),
    "SliceOperators.kt" to SliceOperators.source(),
    "EndOperators.kt" to EndOperators.source(),
    "RefusedPositions.kt" to RefusedPositions.source(),
    "TypedLoops.kt" to TypedLoops.source(),
  )

/**
 * The generated sources are what their generators write, but for the formatting. To change them,
 * change the generator, run this test with `-Dgenerate=true`, and format.
 */
class GeneratedSourcesTest :
  StringSpec({
    SOURCES.forEach { (name, source) ->
      name {
        val file = FOLDER.resolve(name)
        if (System.getProperty("generate") == "true") {
          file.writeText(source)
        }
        unformatted(file.readText()) shouldBe unformatted(source)
      }
    }

    "nothing else is in their folder" {
      FOLDER.listDirectoryEntries().map { it.name } shouldContainExactlyInAnyOrder SOURCES.keys
    }
  })

private fun unformatted(source: String) = source.replace(Regex("[\\s,*]+"), "")
