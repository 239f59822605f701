package io.memview.spark;

import io.memview.View;
import io.memview.layout.Index;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the page of this module shows: compiled, and not run, since nobody has the files. */
final class Shown {
  private Shown() {}

  static void table(SparkSession spark) {
    // @start region="table"
    Dataset<Row> t = spark.read().format("npy").load("/data/events/*.npy"); // or .npz, or a folder
    t.where("energy > 3").groupBy("sensor").avg("energy").show();
    t.select("sensor", "energy").write().format("npy").mode("append").save("/data/strong");
    // @end
  }

  static void array(JavaSparkContext spark) throws IOException {
    // @start region="array"
    ShardedArray heights =
        ShardedArray.zarr(Path.of("/data/heights.zarr")); // npy, npyFiles, npyGrid
    double highest =
        heights.map(spark, (shard, items) -> items.doubleStatistics().getMax()).reduce(Math::max);
    ShardedArray smooth =
        heights.write(
            spark,
            Path.of("/data/smooth"),
            "<f",
            (shard, items, result) -> smooth(items, shard.inner(), result),
            1,
            1); // sees one item around each shard
    // @end
    IO.println(smooth + " of " + heights + ", at most " + highest);
  }

  private static void smooth(View items, Index[] inner, View result) {
    result.copyFrom(items.slice(inner));
  }
}
