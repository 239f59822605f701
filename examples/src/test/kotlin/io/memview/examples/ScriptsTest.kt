package io.memview.examples

import io.kotest.core.spec.style.StringSpec
import io.kotest.core.test.Enabled
import io.kotest.inspectors.forAll
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.ints.shouldBeInRange
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import io.memview.View
import io.memview.cpython.Python
import io.memview.cpython.PythonException
import io.memview.dsl.*
import io.memview.npy.NpyFile
import io.memview.npy.NpzFile
import java.awt.image.BufferedImage
import java.io.File
import java.lang.classfile.ClassFile
import java.lang.constant.ClassDesc
import java.lang.constant.MethodTypeDesc
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.file.Path
import java.security.MessageDigest
import java.util.HexFormat
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.jar.JarEntry
import java.util.jar.JarOutputStream
import javax.imageio.ImageIO
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.Path
import kotlin.io.path.appendText
import kotlin.io.path.createTempDirectory
import kotlin.io.path.deleteExisting
import kotlin.io.path.deleteRecursively
import kotlin.io.path.exists
import kotlin.io.path.fileSize
import kotlin.io.path.getLastModifiedTime
import kotlin.io.path.isDirectory
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.outputStream
import kotlin.io.path.readBytes
import kotlin.io.path.readLines
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.math.abs
import kotlin.math.atan
import kotlin.math.hypot
import kotlin.math.max
import kotlin.math.roundToInt
import kotlin.math.sqrt
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray
import org.knowm.xchart.XYChart

/** Runs every script, and compares what it does with what loops over plain arrays do. */
@OptIn(ExperimentalPathApi::class)
class ScriptsTest :
  StringSpec({
    val folder = createTempDirectory("scripts")
    val photo = resource("chelsea.png", folder)
    val dem = resource("elevation.npy", folder)
    val heights = Grid(dem)
    val picture = ImageIO.read(photo.toFile())
    afterSpec { folder.deleteRecursively() }

    val ran = mutableSetOf<String>()

    fun script(name: String, vararg args: Any, captured: Captured = Captured()): Run {
      ran += name
      return run("scripts/$name.main.kts", *args, captured = captured)
    }

    "a photograph is cropped" {
      val png = folder.resolve("crop.png")
      script("crop", photo, "60:210, 130:330", png) shouldBe
        Run(0, "[150, 200, 3] of [300, 451, 3] pixels\n", "")
      val crop = ImageIO.read(png.toFile())
      crop.pixels() shouldBe picture.getSubimage(130, 60, 200, 150).pixels()
    }

    val withoutNumpy: String? =
      try {
        Python.start().exec("import numpy")
        null
      } catch (e: IllegalStateException) {
        e.message
      } catch (e: PythonException) {
        e.message
      }
    ran += if (withoutNumpy == null) setOf() else setOf("numpy-paints")

    "NumPy paints on a photograph in place, and the counts say who holds it"
      .config(enabledOrReasonIf = { withoutNumpy?.let(Enabled::disabled) ?: Enabled.enabled }) {
        val png = folder.resolve("painted.png")
        script("numpy-paints", photo, png) shouldBe
          Run(
            0,
            """
            |decoded; exports: 0
            |NumPy has an array of it; exports: 1
            |cannot free: 1 export is outstanding; release it first (-Dio.memview.leaks=traced tells where it was acquired)
            |NumPy has painted and let go; exports: 0
            |written, and still looked at; exports: 1
            |done; exports: 0
            |"""
              .trimMargin(),
            "",
          )
        val (height, width) = picture.height to picture.width
        ImageIO.read(png.toFile()).pixels() shouldBe
          List(height) { y ->
            List(width) { x ->
              val old = picture.getRGB(x, y)
              val isFrame = x < 8 || y < 8 || x >= width - 8 || y >= height - 8
              if (isFrame) 0xFFFFC800.toInt()
              else (old and 0xFF00FFFF.toInt()) or ((old shr 16 and 255) / 2 shl 16)
            }
          }
        script("numpy-paints", folder.resolve("no.jpg"), png).err shouldContain "no.jpg"
      }

    "a histogram and a profile are drawn" {
      // With the library that this build has; the script's own words would ask the network for it.
      val jar = fileOf(XYChart::class.java)!!
      val asked =
        "\"org.knowm.xchart:xchart:${jar.parentFile.name}\", options = [\"transitive=false\"]"
      val text = Path("scripts/charts.main.kts").readText()
      text shouldContain asked
      val file = folder.resolve("charts.main.kts")
      file.writeText(text.replace(asked, "\"$jar\""))
      ran += "charts"
      val png = folder.resolve("charts.png")
      val row = List(heights.columns) { heights[100, it] }
      run(file, dem, 100, png) shouldBe
        Run(0, "row 100 goes from ${row.min()} to ${row.max()} m\n", "")
      val charts = ImageIO.read(png.toFile())
      charts.width to charts.height shouldBe (800 to 1200)
      for (top in listOf(0, 600)) {
        val half = charts.getSubimage(0, top, 800, 600).pixels().flatten()
        half.count { it == 0xFF1F618D.toInt() } shouldBeGreaterThan 300 // what is drawn, in blue
      }
    }

    "a contact sheet has six views of a photograph" {
      val png = folder.resolve("sheet.png")
      script("contact-sheet", photo, png) shouldBe Run(0, "6 tiles of 226 x 150 pixels\n", "")
      val (width, height) = 226 to 150
      fun half(y: Int, x: Int) = picture.getRGB(2 * x, 2 * y)
      val tiles =
        listOf<(Int, Int) -> Int>(
          ::half,
          { y, x -> half(height - 1 - y, x) },
          { y, x -> half(y, width - 1 - x) },
          { y, x ->
            half(y, x).let {
              it and 0xFF00FF00.toInt() or (it shr 16 and 0xFF) or (it and 0xFF shl 16)
            }
          },
          { y, x -> half(y, x).let { 0xFF000000.toInt() or (it shr 8 and 0xFF) * 0x10101 } },
          { y, x -> picture.getRGB(width / 2 + x, height / 2 + y) },
        )
      val sheet = ImageIO.read(png.toFile())
      sheet.pixels() shouldBe
        List(2 * height) { y ->
          List(3 * width) { x -> tiles[y / height * 3 + x / width](y % height, x % width) }
        }
    }

    "slopes of the elevation model" {
      val png = folder.resolve("slope.png")
      val slopes = heights.inner { i, j ->
        val east = (heights[i, j + 1] - heights[i, j - 1]) / (2 * 74.4)
        val south = (heights[i + 1, j] - heights[i - 1, j]) / (2 * 92.6)
        Math.toDegrees(atan(hypot(east, south)))
      }
      val all = slopes.flatten()
      val row = slopes.indexOfFirst { all.max() in it } + 1
      script("slope", dem, png) shouldBe
        Run(
          0,
          "mean %.1f degrees\nsteepest %.1f degrees, in row %d\n"
            .format(all.average(), all.max(), row),
          "",
        )
      val (low, high) = all.min() to all.max()
      grays(png)
        .shouldBeNear(
          slopes.map { line -> line.map { (255 * (it - low) / (high - low)).roundToInt() } }
        )
    }

    "the shade of the elevation model" {
      val png = folder.resolve("hillshade.png")
      val shades = heights.inner { i, j ->
        val dx = (heights[i, j + 1] - heights[i, j - 1]) / (2 * 74.4)
        val dy = (heights[i + 1, j] - heights[i - 1, j]) / (2 * 92.6)
        // The normal of the ground, and the direction of the light.
        val normal = doubleArrayOf(-dx, -dy, 1.0)
        val light = doubleArrayOf(-0.5, -0.5, sqrt(0.5))
        val length = sqrt(normal.sumOf { it * it })
        255 * max(0.0, normal.indices.sumOf { normal[it] * light[it] } / length)
      }
      val run = script("hillshade", dem, png)
      run.status shouldBe 0
      val mean = shades.flatten().map { it.toInt() }.average().toInt()
      run.out shouldBe "mean light $mean of 255\n"
      grays(png).shouldBeNear(shades.map { line -> line.map { it.toInt() } })
    }

    "summits are saved as records, which are summarised" {
      val npy = folder.resolve("summits.npy")
      val around = 12
      val summits = buildList {
        for (i in around..<heights.rows - around) for (j in around..<heights.columns - around) {
          val near = -around..around
          if (near.all { y -> near.all { x -> heights[i + y, j + x] <= heights[i, j] } }) {
            add(listOf(i, j, heights[i, j]))
          }
        }
      }
      val (row, column, height) = summits.maxBy { it[2] }
      script("summits", dem, npy) shouldBe
        Run(
          0,
          "${summits.size} summits; the highest: Summit(row=$row, column=$column, height=$height)\n",
          "",
        )
      val data = data(npy)
      val saved =
        List(summits.size) { listOf(data.getInt(), data.getInt(), data.getInt().toShort().toInt()) }
      saved shouldContainExactly summits.sortedByDescending { it[2] }

      val lines =
        listOf("row", "column", "height").mapIndexed { i, name ->
          val values = summits.map { it[i].toDouble() }
          "%-10s %10.1f %10.1f %10.1f\n".format(name, values.min(), values.average(), values.max())
        }
      script("records", npy) shouldBe
        Run(
          0,
          "${summits.size} records of 12 bytes\n" +
            "field           least       mean   greatest\n" +
            lines.joinToString(""),
          "",
        )
    }

    "an elevation model is flooded in place, and compared with what it was" {
      val file = resource("elevation.npy", folder.resolve("flooded").also { it.toFile().mkdir() })
      script("compare", dem, file) shouldBe Run(0, "equal: 138632 items\n", "")

      val flooded = script("flood", file, "100:200, 50:150", 400)
      val after = Grid(file)
      var water = 0
      val changes = mutableListOf<Triple<Int, Int, Int>>()
      for (i in 0..<heights.rows) for (j in 0..<heights.columns) {
        val valley = i in 100..<200 && j in 50..<150
        after[i, j] shouldBe if (valley) max(400, heights[i, j]) else heights[i, j]
        if (valley && after[i, j] == 400) water++
        val change = after[i, j] - heights[i, j]
        if (change != 0) changes += Triple(i, j, change)
      }
      flooded shouldBe Run(0, "$water of 10000 items at 400 m\nthe lowest is at 400 m\n", "")
      file.fileSize() shouldBe dem.fileSize()

      val rows = changes.map { it.first }
      val columns = changes.map { it.second }
      val rises = changes.map { it.third }
      script("compare", dem, file) shouldBe
        Run(
          0,
          "different in rows ${rows.min()}..${rows.max()}, columns ${columns.min()}..${columns.max()}\n" +
            "${changes.size} items, by ${rises.min()} to ${rises.max()}\n",
          "",
        )
    }

    "a log is followed while it grows" {
      val log = folder.resolve("run.log")
      log.writeText("starting\nfirst WARNING\n")
      val captured = Captured()
      val writer = CompletableFuture.runAsync {
        captured.await("first WARNING\n")
        log.appendText("nothing\nsecond WAR")
        Thread.sleep(300) // half a line is no line
        log.appendText("NING, in two parts\n")
        captured.await("two parts\n")
        log.appendText("third WARNING\n")
      }
      val run = script("follow", log, "WARNING", 3, captured = captured)
      writer.join()
      run shouldBe
        Run(
          0,
          "first WARNING\nsecond WARNING, in two parts\nthird WARNING\n${log.fileSize()} bytes\n",
          "",
        )
    }

    "each script has been run, and is short" {
      val scripts = Path.of("scripts").listDirectoryEntries()
      ran shouldBe scripts.map { it.name.removeSuffix(".main.kts") }.toSet()
      scripts.forAll { it.readLines().size shouldBeInRange 8..30 }
    }

    fun wrong(text: String): Run {
      val file = folder.resolve("wrong.main.kts")
      file.writeText(text)
      val run = run(file)
      run.status shouldBe 1
      run.err shouldNotContain "\tat "
      return run.copy(err = run.err.replace(folder.toString(), ""))
    }

    "wrong scripts are told with line and column, a line for each mistake" {
      wrong("val x = 1\nprintln(x\n").err shouldBe
        "/wrong.main.kts:2:10: Syntax error: Expecting ')'.\n"
      wrong("val x: Int = \"a\"\nval y =\n  foo(x)\n").err shouldBe
        "/wrong.main.kts:1:12: Initializer type mismatch: expected 'Int', actual 'String'.\n" +
          "/wrong.main.kts:3:3: Unresolved reference 'foo'.\n"
      wrong("fun f(x: Int) = x\nfun f(x: String) = x\nf(1.5)\n").err shouldBe
        "/wrong.main.kts:3:1: None of the following candidates is applicable\n"
    }

    "a library that a script asks for is looked for" {
      val nowhere = folder.toUri() // no network
      val missing =
        wrong("@file:Repository(\"$nowhere\")\n@file:DependsOn(\"no.such:thing:1\")\n1\n").err
      missing shouldStartWith "/wrong.main.kts:2:1: File 'no.such:thing:1' not found\n"
    }

    "a script's own libraries come before those that the runner carries" {
      val jar = folder.resolve("own.jar")
      library(jar, "io.netty.buffer.Unpooled", "the script's")
      val file = folder.resolve("own.main.kts")
      file.writeText(
        """
        |@file:DependsOn("$jar")
        |println(io.netty.buffer.Unpooled.version())
        |println(runCatching { Class.forName("kotlinx.coroutines.Job") }.isFailure)
        |println(exporterOf(IntArray(3)).useView { it.itemCount() })
        |println(runCatching { exporterOf("text") }.exceptionOrNull()!!.message!!.take(20))
        |"""
          .trimMargin()
      )
      run(file) shouldBe Run(0, "the script's\ntrue\n3\nno provider exports \n", "")
    }

    "a library that a script asks for is of the version that it asks for" {
      val repository = folder.resolve("repository")
      val names =
        listOf(
          "org.jetbrains.kotlinx:kotlinx-coroutines-core-jvm" to "kotlinx.coroutines.Job",
          "org.jspecify:jspecify" to "org.jspecify.annotations.NullMarked",
        )
      for ((library, type) in names) for (version in listOf("0.0.1", "999.0")) {
        publish(repository, library, type, version)
        val file = folder.resolve("asked.main.kts")
        file.writeText(
          """
          |@file:Repository("${repository.toUri()}")
          |@file:DependsOn("$library:$version")
          |println($type.version())
          |"""
            .trimMargin()
        )
        atHome(folder) { run(file) } shouldBe Run(0, "$version\n", "")
      }
    }

    "a script from standard input" {
      fun piped(text: String) = typed(text.encodeToByteArray()) { run("-", "a", "-b") }
      piped("println(args.toList() + zeros<Int>(3).use<Int, _> { it.itemCount })") shouldBe
        Run(0, "[a, -b, 3]\n", "")
      piped("val x = 1\nprintln(x\n").err shouldBe "<stdin>:2:10: Syntax error: Expecting ')'.\n"
      piped("\nerror(\"too bad\")\n").err shouldBe "<stdin>:2: IllegalStateException: too bad\n"
    }

    "a script may say who runs it" {
      val file = folder.resolve("shebang.main.kts")
      file.writeText("#!/usr/bin/env memview\nprintln(1)\n")
      run(file) shouldBe Run(0, "1\n", "")
    }

    "what is kept of a script goes when anything behind it has changed" {
      val cache = folder.resolve("cache").also { it.toFile().mkdir() }
      val memview = folder.resolve("memview").also { copyClasses(View::class.java, it) }
      val jar = folder.resolve("lib.jar")
      val imported = folder.resolve("imported.main.kts")
      val file = folder.resolve("kept.main.kts")
      val text =
        """
        |@file:DependsOn("$jar")
        |@file:Import("imported.main.kts")
        |println(lib.Version.version() + imported() + zeros<Int>(3).use<Int, _> { it.itemCount })
        |"""
          .trimMargin()
      fun kept() = cache.listDirectoryEntries("*.jar").associateWith { it.getLastModifiedTime() }
      fun runs(expected: String, isNew: Boolean) {
        val before = kept()
        val run = inAProcess(cache, memview, file)
        run shouldBe Run(0, expected + "\n", "")
        (kept() != before) shouldBe isNew
      }
      library(jar, "lib.Version", "a")
      imported.writeText("fun imported() = \"b\"")
      file.writeText(text)
      runs("ab3", isNew = true)
      runs("ab3", isNew = false)
      library(jar, "lib.Version", "other")
      runs("otherb3", isNew = true)
      imported.writeText("fun imported() = \"c\"")
      runs("otherc3", isNew = true)
      // What a new build leaves; an older date is another one as well.
      val built = if (memview.isDirectory()) memview.resolve("io/memview/View.class") else memview
      built.toFile().setLastModified(1_000_000_000_000) shouldBe true
      runs("otherc3", isNew = true)
      cache.listDirectoryEntries("*.files").single().deleteExisting()
      runs("otherc3", isNew = true)
      file.writeText(text + "println(1)\n")
      runs("otherc3\n1", isNew = true)
    }

    "an exception in a script is told with the line" {
      val lines = wrong("println(1)\n\nerror(\"too bad\")\n")
      lines.out shouldBe "1\n"
      lines.err shouldBe "/wrong.main.kts:3: IllegalStateException: too bad\n"
      // Brackets and scopes are inlined into the script.
      wrong("zeros<Int>(3).use<Int> { m ->\n  m[0] = 1\n  m[m.shape.size] =\n    m[7]\n}\n")
        .err shouldBe
        "/wrong.main.kts:4: IndexOutOfBoundsException: index (7,) is out of bounds for shape (3,)\n"
      wrong("fun f(n: Int): Int =\n  f(n + 1) + 1\nf(0)\n").err shouldBe
        "/wrong.main.kts:2: StackOverflowError\n"
      wrong(
          "import java.nio.file.*\nclass A {\n  fun f() = Files.size(Path.of(\"none\"))\n}\nA().f()\n"
        )
        .err shouldBe "/wrong.main.kts:3: NoSuchFileException: none\n"
      wrong("\nzeros<Int>(3).use<Double> { m -> m[0] }\n").err shouldBe
        "/wrong.main.kts:2: IllegalArgumentException: items of format 'i' are not of type Double: they are of type Int\n"
    }

    "arguments are passed on as they are" {
      val file = folder.resolve("args.main.kts")
      file.writeText("println(args.toList())")
      run(file, "-h", "@x", "", "show", "--png") shouldBe Run(0, "[-h, @x, , show, --png]\n", "")
    }

    "objects of a script's libraries are exported" {
      val jar = fileOf(NDArray::class.java)
      val file = folder.resolve("multik.main.kts")
      file.writeText(
        """
        |@file:DependsOn("$jar")
        |import org.jetbrains.kotlinx.multik.ndarray.data.*
        |val array = D1Array(MemoryViewIntArray(intArrayOf(1, 2, 3)), 0, intArrayOf(3), dim = D1)
        |println(exporterOf(array).useView { it.toList() })
        |"""
          .trimMargin()
      )
      run(file) shouldBe Run(0, "[1, 2, 3]\n", "")
    }

    "what cannot be run" {
      run("none.main.kts") shouldBe Run(1, "", "none.main.kts: no such file\n")
      folder.resolve("folder.main.kts").toFile().mkdir()
      run(folder.resolve("folder.main.kts")).err shouldBe "$folder/folder.main.kts: no file\n"
      val commands =
        "the commands are show, help and --version, and a script is a file NAME.main.kts, or - for standard input\n"
      for ((args, message) in
        listOf(
          listOf<Any>() to "neither a command nor a script; $commands",
          listOf<Any>("photo.png") to "'photo.png' is neither a command nor a script; $commands",
          listOf<Any>("no.kts") to "'no.kts' is neither a command nor a script; $commands",
          listOf<Any>("--nonsense") to "'--nonsense' is neither a command nor a script; $commands",
          listOf<Any>("help", "me") to
            "no help on 'me': there is 'memview help' and 'memview help show'\n",
        )) {
        run(*args.toTypedArray()) shouldBe Run(2, "", "memview: $message")
      }
    }

    "files are shown" {
      val width = (100..102).maxOf { i -> (0..400 step 200).maxOf { "${heights[i, it]}".length } }
      run("show", dem, "100:103, ::200").out shouldBe
        (100..102).joinToString("\n ", "[", "]\n") { i ->
          listOf(0, 200, 400).joinToString(" ", "[", "]") { "${heights[i, it]}".padStart(width) }
        }
      run("show", dem, "-1,-1").out shouldBe "${heights[343, 402]}\n"
      run("show", photo, "0, 0").out shouldBe
        picture.raster.getPixel(0, 0, IntArray(3)).run {
          joinToString(" ", "[", "]\n") { "$it".padStart(maxOf { n -> "$n".length }) }
        }
    }

    "files are drawn" {
      val png = folder.resolve("shown.png")
      run("show", dem, "::2", "--png", png) shouldBe Run(0, "", "")
      val all = (0..<heights.rows step 2).flatMap { i -> List(heights.columns) { heights[i, it] } }
      val (low, high) = all.min() to all.max()
      grays(png).flatten() shouldBe
        all.map { (255 * (it - low) / (high - low).toDouble()).roundToInt() }
      val svg = folder.resolve("memory.svg")
      run("show", dem, ":6:2, 4::-1", "--svg", svg) shouldBe Run(0, "", "")
      svg.readText().let {
        it shouldStartWith "<svg "
        it shouldContain "stride 1: -2<"
      }
      run("show", photo, "::-1, 10:20", "--png=$png") shouldBe Run(0, "", "")
      ImageIO.read(png.toFile()).pixels() shouldBe
        picture.getSubimage(10, 0, 10, 300).pixels().reversed()
    }

    "arrays of archives, and raw bytes" {
      val npz = folder.resolve("two.npz")
      val ones = floatArrayOf(1f, 2f, 3f).export()
      NpyFile.map(dem).useView { NpzFile.save(npz, mapOf("dem" to it, "ones" to ones)) }
      run("show", npz, "--member=ones") shouldBe Run(0, "[1. 2. 3.]\n", "")
      run("show", npz, "-1,-1", "--member=dem") shouldBe Run(0, "${heights[343, 402]}\n", "")
      run("show", npz).err shouldBe
        "show: $npz has the arrays dem, ones; --member=NAME says which one\n"
      run("show", npz, "--member=two").err shouldBe
        "show: $npz has the arrays dem, ones; and none is 'two'\n"
      run("show", dem, "--member=two").err shouldBe "show: $dem is no archive, and has no members\n"
      NpzFile.save(npz, mapOf("only" to ones))
      run("show", npz, "::-1") shouldBe Run(0, "[3. 2. 1.]\n", "")
      val bytes =
        folder.resolve("raw.bin").also { it.writeBytes(ByteArray(13) { i -> i.toByte() }) }
      run("show", bytes, "--format=>h", "--shape=2,3", "--offset=1") shouldBe
        Run(0, "[[ 258  772 1286]\n [1800 2314 2828]]\n", "")
      run("show", bytes, "::6", "--format=B") shouldBe Run(0, "[ 0  6 12]\n", "")
      run("show", bytes, "--format=<i", "--offset=4") shouldBe Run(0, "[117835012 185207048]\n", "")
      for ((args, message) in
        listOf(
          listOf<Any>("--shape=2") to "--shape and --offset are of raw bytes, and need --format, ",
          listOf<Any>("--format=h", "--shape=9") to "$bytes ",
          listOf<Any>("--format=no") to "bad format: column 2: ",
          listOf<Any>("--format=h", "--offset=-1") to "--offset is 0 or more, not -1",
          listOf<Any>("--format=B", "--member=x") to "a file of raw bytes has no member 'x'",
        )) {
        val run = run("show", bytes, *args.toTypedArray())
        run.status shouldBe 1
        run.err shouldStartWith "show: $message"
      }
      val html = folder.resolve("page.html")
      run("show", dem, ":3, :4", "--html", html) shouldBe Run(0, "", "")
      html.readText().let {
        it shouldStartWith "<!DOCTYPE html>"
        it shouldContain "shape (3, 4), strides (806, 2)"
      }
    }

    "what comes from standard input is shown as a file is" {
      fun piped(bytes: ByteArray, vararg args: Any) = typed(bytes) { run("show", "-", *args) }
      piped(dem.readBytes(), "-1,-1") shouldBe Run(0, "${heights[343, 402]}\n", "")
      piped(photo.readBytes(), "0, 0").out shouldBe run("show", photo, "0, 0").out
      piped(byteArrayOf(1, 2, 3), "--format=B", "--offset=1") shouldBe Run(0, "[2 3]\n", "")
      piped(dem.readBytes().copyOf(1000)).err shouldStartWith "show: standard input is cut short: "
      piped(byteArrayOf()).err shouldStartWith "show: standard input is no picture"
    }

    "help and version" {
      run("help").out shouldContain "memview show FILE [SLICE]"
      run("--help") shouldBe run("help")
      run("help", "show").out shouldContain "--member=NAME"
      run("show", dem, "--help") shouldBe run("help", "show")
      run("--version").out shouldContain ", Kotlin ${KotlinVersion.CURRENT}, Java "
    }

    "a file is what is in it, whatever its name" {
      for ((name, source) in listOf("DEM.NPY" to dem, "dem" to dem, "dem.png" to dem)) {
        val file = folder.resolve(name)
        file.writeBytes(source.readBytes())
        run("show", file, "-1,-1") shouldBe Run(0, "${heights[343, 402]}\n", "")
      }
      val named = folder.resolve("photo.dat")
      named.writeBytes(photo.readBytes())
      run("show", named, "0, 0").status shouldBe 0
    }

    "no argument makes the program wait for somebody, or end without a word" {
      val pipes = listOf("pipe.npy", "pipe.png", "pipe").map { folder.resolve(it) }
      pipes.forEach { ProcessBuilder("mkfifo", "$it").start().waitFor() shouldBe 0 }
      val zip = folder.resolve("a.npz").also { it.writeBytes("PK\u0003\u0004".encodeToByteArray()) }
      val empty = folder.resolve("empty").also { it.writeBytes(byteArrayOf()) }
      val noise = folder.resolve("noise").also { it.writeBytes(ByteArray(99) { i -> i.toByte() }) }
      val isPipe = "is a pipe or a device, and no file"
      for ((args, message) in
        pipes.map { listOf<Any>(it) to "$it $isPipe" } +
          pipes.map { listOf<Any>(dem, "...", "--png", it) to "$it $isPipe" } +
          pipes.map { listOf<Any>(dem, "...", "--svg", it) to "$it $isPipe" } +
          pipes.map { listOf<Any>(dem, "...", "--html", it) to "$it $isPipe" } +
          listOf(
            listOf<Any>("/dev/zero") to "/dev/zero $isPipe",
            listOf<Any>("/dev/null") to "/dev/null $isPipe",
            listOf<Any>(folder) to "$folder is a folder",
            listOf<Any>(zip) to "$zip",
            listOf<Any>(empty) to "$empty is no picture",
            listOf<Any>(noise) to "$noise is no picture",
          )) {
        val run =
          CompletableFuture.supplyAsync { run("show", *args.toTypedArray()) }
            .get(60, TimeUnit.SECONDS) // or it waits for ever
        run.status shouldBe 1
        run.err shouldStartWith "show: $message"
        run.err.lines().size shouldBe 2
      }
      run(pipes.last().resolveSibling("pipe.npy")).status shouldBe 2 // no script
      val script = folder.resolve("pipe.main.kts")
      ProcessBuilder("mkfifo", "$script").start().waitFor() shouldBe 0
      run(script) shouldBe Run(1, "", "$script: no file\n")
    }

    "what cannot be shown" {
      val png = folder.resolve("none.png")
      val pictures = folder.resolve("pictures.png").also { it.toFile().mkdir() }
      val broken = folder.resolve("broken.npy")
      broken.writeBytes(dem.readBytes().copyOf(1000))
      for ((args, message) in
        listOf(
          listOf<Any>("none.npy") to "show: none.npy: no such file or folder\n",
          listOf<Any>("none.png") to "show: none.png: no such file or folder\n",
          listOf<Any>(broken) to "show: $broken is cut short: ",
          listOf<Any>(dem, "344") to "show: position 344 is out of bounds ",
          listOf<Any>(dem, "0", "--png", png) to "show: no picture of '<h', ",
          listOf<Any>(dem, "...", "--png", pictures) to "show: $pictures is a folder",
          listOf<Any>(dem, "...", "--png", folder) to
            "show: only PNG files are written, and $folder is not named .png; ",
          listOf<Any>(dem, "...", "--png", png.resolve("x.png")) to
            "show: $png/x.png: no such file or folder\n",
        )) {
        val run = run("show", *args.toTypedArray())
        run.status shouldBe 1
        run.err shouldStartWith message
        run.err.lines().size shouldBe 2
      }
      png.exists() shouldBe false
      for ((args, message) in
        listOf(
          listOf<Any>() to "which file? 'memview help show' tells more\n",
          listOf<Any>(dem, "1,,2") to
            "bad slice: column 3: expected a position, a range, '...' or 'None', found ','\n  1,,2\n    ^\n",
          listOf<Any>(dem, "0", "1") to "'1' is too much: it takes a FILE and a SLICE\n",
          listOf<Any>(dem, "--nonsense=1") to
            "no option '--nonsense': it takes --member, --format, --shape, --offset, --png, --svg, --html\n",
          listOf<Any>(dem, "--png") to "--png what? 'memview help show' tells more\n",
          listOf<Any>(dem, "--png=a.png", "--png", "b.png") to "--png is there twice\n",
          listOf<Any>(dem, "--format=h", "--shape=1,x") to "'x' in --shape is no number\n",
          listOf<Any>(dem, "--format=h", "--offset=") to "'' in --offset is no number\n",
        )) {
        run("show", *args.toTypedArray()) shouldBe Run(2, "", "show: $message")
      }
    }
  })

/** Runs a script as `java @memview` does, with another copy of memview. */
private fun inAProcess(cache: Path, memview: Path, script: Path): Run {
  val core = fileOf(View::class.java)!!.path
  val classPath =
    System.getProperty("java.class.path").split(File.pathSeparator).joinToString(
      File.pathSeparator
    ) {
      if (File(it).absolutePath == core) "$memview" else it
    }
  val java =
    ProcessBuilder(
      Path(System.getProperty("java.home"), "bin", "java").toString(),
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "-Dkotlin.main.kts.compiled.scripts.cache.dir=$cache",
      "-cp",
      classPath,
      "io.memview.examples.MemviewKt",
      "$script",
    )
  val err = cache.resolveSibling("err").toFile()
  val process = java.redirectError(err).start()
  val out = process.inputReader().readText()
  return Run(process.waitFor(), out, err.readText())
}

/** Runs something with a standard input. */
private fun typed(bytes: ByteArray, action: () -> Run): Run {
  val stdin = System.`in`
  System.setIn(bytes.inputStream())
  try {
    return action()
  } finally {
    System.setIn(stdin)
  }
}

/** Runs something with another local repository, which what a script asks for goes to. */
private fun atHome(folder: Path, action: () -> Run): Run {
  val home = System.setProperty("user.home", "$folder")
  try {
    return action()
  } finally {
    System.setProperty("user.home", home)
  }
}

/** Copies the classes that a type has been loaded with. */
private fun copyClasses(type: Class<*>, folder: Path) {
  fileOf(type)!!.copyRecursively(folder.toFile())
}

/** Writes a library of one class, which says its version. */
private fun library(jar: Path, type: String, version: String) {
  val string = ClassDesc.of("java.lang.String")
  val bytes =
    ClassFile.of().build(ClassDesc.of(type)) { c ->
      c.withFlags(ClassFile.ACC_PUBLIC)
      c.withMethodBody(
        "version",
        MethodTypeDesc.of(string),
        ClassFile.ACC_PUBLIC or ClassFile.ACC_STATIC,
      ) { code ->
        code.ldc(code.constantPool().stringEntry(version)).areturn()
      }
    }
  JarOutputStream(jar.outputStream()).use { out ->
    out.putNextEntry(JarEntry(type.replace('.', '/') + ".class"))
    out.write(bytes)
  }
}

/** Writes such a library where a Maven repository has it. */
private fun publish(repository: Path, name: String, type: String, version: String) {
  val (group, artifact) = name.split(':')
  val folder = repository.resolve(group.replace('.', '/')).resolve(artifact).resolve(version)
  folder.toFile().mkdirs()
  val jar = folder.resolve("$artifact-$version.jar")
  library(jar, type, version)
  val pom = folder.resolve("$artifact-$version.pom")
  pom.writeText(
    """
    |<project>
    |  <modelVersion>4.0.0</modelVersion>
    |  <groupId>$group</groupId>
    |  <artifactId>$artifact</artifactId>
    |  <version>$version</version>
    |</project>
    |"""
      .trimMargin()
  )
  for (file in listOf(jar, pom)) {
    val sum = MessageDigest.getInstance("SHA-1").digest(file.readBytes())
    Path("$file.sha1").writeText(HexFormat.of().formatHex(sum))
  }
}

private fun resource(name: String, folder: Path): Path {
  val file = folder.resolve(name)
  ScriptsTest::class.java.getResourceAsStream(name)!!.use { file.writeBytes(it.readAllBytes()) }
  return file
}

/** What follows the header of a `.npy` file of version 1. */
private fun data(npy: Path): ByteBuffer {
  val bytes = ByteBuffer.wrap(npy.readBytes()).order(ByteOrder.LITTLE_ENDIAN)
  return bytes.position(10 + bytes.getShort(8))
}

/** The elevation model, read without memview. */
private class Grid(npy: Path) {
  val rows = 344
  val columns = 403
  private val items = ShortArray(rows * columns).also { data(npy).asShortBuffer().get(it) }

  operator fun get(i: Int, j: Int): Int = items[i * columns + j].toInt()

  /** What is computed for each item but those at the border. */
  fun inner(value: (Int, Int) -> Double): List<List<Double>> =
    (1..<rows - 1).map { i -> (1..<columns - 1).map { j -> value(i, j) } }
}

private fun BufferedImage.pixels(): List<List<Int>> =
  List(height) { y -> List(width) { x -> getRGB(x, y) } }

private fun grays(png: Path): List<List<Int>> {
  val raster = ImageIO.read(png.toFile()).raster
  raster.numBands shouldBe 1
  return List(raster.height) { y -> List(raster.width) { x -> raster.getSample(x, y, 0) } }
}

/** Equal, but for one step of gray where rounding differs. */
private fun List<List<Int>>.shouldBeNear(other: List<List<Int>>) {
  map { it.size } shouldBe other.map { it.size }
  flatten().zip(other.flatten()).maxOf { (a, b) -> abs(a - b) } shouldBeInRange 0..1
}
