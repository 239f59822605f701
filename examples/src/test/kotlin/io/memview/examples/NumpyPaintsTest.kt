package io.memview.examples

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.StringSpec
import io.kotest.core.test.Enabled
import io.kotest.matchers.shouldBe
import io.memview.cpython.Python
import io.memview.cpython.PythonException
import java.awt.image.BufferedImage
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import javax.imageio.ImageIO
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.fileSize

/** NumPy in this process; skipped with a message where there is none. */
class NumpyPaintsTest :
  StringSpec({
    val missing: String? =
      try {
        Python.start().exec("import numpy")
        null
      } catch (e: IllegalStateException) {
        e.message
      } catch (e: PythonException) {
        e.message
      }

    fun photo() = checkNotNull(ContactSheet::class.java.getResourceAsStream("chelsea.png"))

    "NumPy paints in place, and the counts say who holds the picture"
      .config(enabledOrReasonIf = { missing?.let(Enabled::disabled) ?: Enabled.enabled }) {
        val target = createTempFile("painted", ".png")
        val stdout = System.out
        val printed = ByteArrayOutputStream()
        try {
          System.setOut(PrintStream(printed, true, Charsets.UTF_8))
          photo().use { numpyPaints(it, target) }
          System.setOut(stdout)
          printed.toString(Charsets.UTF_8) shouldBe
            """
            |decoding 300 x 451 pixels: 1 export while ImageIO writes
            |decoded: 0 exports
            |NumPy has an array of it: 1 export
            |cannot free: 1 export is outstanding; release it first
            |NumPy has painted and let go: 0 exports
            |written: 1 export while ImageIO reads it
            |done: 0 exports
            |"""
              .trimMargin()
          val before = photo().use { ImageIO.read(it) }
          val after = ImageIO.read(target.toFile())
          after.width shouldBe before.width
          after.height shouldBe before.height
          var wrong = 0
          for (y in 0..<after.height) for (x in 0..<after.width) {
            val old = before.getRGB(x, y)
            val isFrame = x < 8 || y < 8 || x >= after.width - 8 || y >= after.height - 8
            val expected =
              if (isFrame) 0xFFFFC800.toInt()
              else (old and 0xFF00FFFF.toInt()) or ((old shr 16 and 255) / 2 shl 16)
            if (after.getRGB(x, y) != expected) wrong++
          }
          wrong shouldBe 0
        } finally {
          System.setOut(stdout)
          target.deleteExisting()
        }
      }

    "a picture of another kind is refused before anything is written"
      .config(enabledOrReasonIf = { missing?.let(Enabled::disabled) ?: Enabled.enabled }) {
        val gray = ByteArrayOutputStream()
        ImageIO.write(BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png", gray)
        val target = createTempFile("painted", ".png")
        try {
          shouldThrow<IllegalArgumentException> {
              numpyPaints(ByteArrayInputStream(gray.toByteArray()), target)
            }
            .message shouldBe "red, green and blue are wanted, and the picture has 1 bands"
          shouldThrow<IllegalArgumentException> {
            numpyPaints(ByteArrayInputStream(byteArrayOf(1, 2, 3)), target)
          }
          target.fileSize() shouldBe 0
        } finally {
          target.deleteExisting()
        }
      }
  })
