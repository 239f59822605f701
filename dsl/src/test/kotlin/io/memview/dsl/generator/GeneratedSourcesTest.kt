package io.memview.dsl.generator

import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.readText
import kotlin.io.path.writeText

/**
 * The generated sources are what their generator writes, but for the formatting. To change them,
 * change the generator, run this test with `-Dgenerate=true`, and format.
 */
class GeneratedSourcesTest :
  StringSpec({
    mapOf(
        "Items.kt" to Operators.items(),
        "Ends.kt" to Operators.ends(),
        "Loops.kt" to Operators.loops(),
        "Slices.kt" to Operators.slices(),
      )
      .forEach { (name, source) ->
        name {
          val file = Path.of("src/main/kotlin/io/memview/dsl", name)
          if (System.getProperty("generate") == "true") {
            file.writeText(source)
          }
          unformatted(file.readText()) shouldBe unformatted(source)
        }
      }
  })

private fun unformatted(source: String) = source.replace(Regex("[\\s,*]+"), "")
