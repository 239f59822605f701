package io.memview.spark

import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import io.memview.Reduction
import io.memview.array.PrimitiveArrays
import io.memview.npy.NpyFile
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.createTempDirectory
import kotlin.io.path.deleteRecursively
import org.apache.spark.SparkConf
import org.apache.spark.api.java.JavaSparkContext

/** Lambdas of Kotlin are shipped as those of Java are. */
@OptIn(ExperimentalPathApi::class)
class KotlinShardsTest :
  StringSpec({
    val folder = createTempDirectory("shards")
    afterSpec { folder.deleteRecursively() }

    "shards are mapped and written from Kotlin" {
      val file = folder.resolve("numbers.npy")
      NpyFile.save(file, PrimitiveArrays.export(IntArray(100) { it }))
      val conf =
        SparkConf().setMaster("local[2]").setAppName("kotlin").set("spark.ui.enabled", "false")
      JavaSparkContext(conf).use { spark ->
        spark.setLogLevel("ERROR")
        val numbers = ShardedArray.npy(file, 30)
        val factor = 3L
        val tripled =
          numbers.write(
            spark,
            folder.resolve("tripled"),
            "<q",
            { _, items, result ->
              for (i in 0..<items.shape(0)) result.setLong(i, factor * items.getLong(i))
            },
          )
        tripled.grid() shouldBe longArrayOf(4)
        val sums =
          tripled.map(
            spark,
            { shard, items -> shard.origin()[0] to items.reduce(Reduction.SUM) as Long },
          )
        sums.collect().map { it.first } shouldBe listOf(0L, 30L, 60L, 90L)
        sums.map { it.second }.reduce { a, b -> a + b } shouldBe 3L * (99 * 100 / 2)
      }
    }
  })
