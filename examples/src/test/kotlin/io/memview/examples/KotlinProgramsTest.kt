package io.memview.examples

import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.memview.Request
import java.io.ByteArrayOutputStream
import java.io.PrintStream

/** Runs the Kotlin programs and checks what they print. */
class KotlinProgramsTest :
  StringSpec({
    fun printed(program: () -> Unit): String {
      val stdout = System.out
      val bytes = ByteArrayOutputStream()
      System.setOut(PrintStream(bytes, true, Charsets.UTF_8))
      try {
        program()
      } finally {
        System.setOut(stdout)
      }
      return bytes.toString(Charsets.UTF_8)
    }

    "the first steps" {
      printed(::firstSteps) shouldBe
        """
        |[[1.  4. ]
        | [2.  5. ]
        | [9.5 9.5]]
        |[1.0, 2.0, 9.5, 4.0, 5.0, 9.5]
        |"""
          .trimMargin()
    }

    "slices" {
      printed(::slicing) shouldBe
        """
        |[3, 4, 5]
        |[[10, 11], [22, 23]]
        |[23, 19, 15]
        |shape (1, 2), strides (0, 48), offset 0, item size 4
        |[[101   1   0   3   0   5   0   7   0   9   0  11]
        | [101   1   0   3   0   5   0   7   0   9   0  11]]
        |"""
          .trimMargin()
    }

    "flows" { printed(::flows) shouldBe "[3.0, 12.0]\n" }

    "a log does not grow under its reader" {
      // one lease in 128 is watched, and then its place is told
      printed(::growingLog)
        .replace(
          Regex("first\\R  1 acquired at .*"),
          "first (-Dio.memview.leaks=traced tells where it was acquired)",
        ) shouldBe
        """
        |11 bytes
        |cannot append: 1 export is outstanding; release it first (-Dio.memview.leaks=traced tells where it was acquired)
        |ByteStore[23 bytes, 0 exports]
        |"""
          .trimMargin()
    }

    "buffers, segments and files" {
      printed(::interop) shouldBe
        """
        |7 7
        |[[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]
        |[[3 2 1]
        | [6 5 4]]
        |"""
          .trimMargin()
    }

    "threads fill rows of their own" {
      fillInThreads(5, 2, 3).toList() shouldContainExactly listOf(0, 0, 1, 1, 1, 1, 3, 3, 3, 3)
    }

    "an image of planes lends them" {
      val image = PlaneImage(4, 2)
      image.acquire(Request.FULL).use { lease ->
        val view = lease.view()
        view.shape().toList() shouldContainExactly listOf(3L, 2L, 4L)
        view.layout().suboffsets().toList() shouldContainExactly listOf(0L, -1L, -1L)
        view.setLong(2, 1, 0, 255)
      }
      image.planes[2].toList() shouldContainExactly listOf<Byte>(0, 0, 0, 0, -1, 0, 0, 0)
    }
  })
