package io.memview.spark;

import static io.memview.layout.Index.every;
import static io.memview.layout.Index.range;

import io.memview.Exporter;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.image.ImageFiles;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Lights a mosaic of elevation tiles from the north-west, a task for each tile, and draws it.
 *
 * <p>{@code Mosaic DEM.npy FOLDER [MASTER]}: the tiles are the elevation model, a hundred times,
 * every other one mirrored so that they fit each other. Tiles, shades and {@code mosaic.png} go to
 * the folder.
 */
final class Mosaic {
  private static final int SIDE = 10;
  private static final int STEP = 4;

  // Metres from item to item: 3 seconds of arc at 36.6 degrees north.
  private static final double ACROSS = 74.4;
  private static final double DOWN = 92.6;

  private Mosaic() {}

  public static void main(String... args) throws IOException {
    String master = args.length > 2 ? args[2] : "local[*]";
    SparkConf conf =
        new SparkConf().setMaster(master).setAppName("mosaic").set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      draw(spark, Path.of(args[0]), Path.of(args[1]));
    }
  }

  static ShardedArray draw(JavaSparkContext spark, Path model, Path folder) throws IOException {
    ShardedArray heights = tile(model, Files.createDirectories(folder.resolve("tiles")));
    System.out.println(heights);
    AtomicInteger done = new AtomicInteger();
    SparkListener progress =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            int count = done.incrementAndGet();
            if (count % SIDE == 0) {
              System.out.printf("%d of %d tiles are lit%n", count, SIDE * SIDE);
            }
          }
        };
    spark.sc().addSparkListener(progress);
    ShardedArray shades = heights.write(spark, folder.resolve("shades"), "B", Mosaic::light, 1, 1);
    spark.sc().removeSparkListener(progress);
    Path png = folder.resolve("mosaic.png");
    ImageFiles.write(png, picture(folder.resolve("shades"), shades));
    System.out.println("the picture: " + png);
    return shades;
  }

  private static ShardedArray tile(Path model, Path folder) throws IOException {
    OwnedMemory memory = NpyFile.map(model);
    try {
      memory.doWithView(
          Request.FULL_RO,
          tile -> {
            for (int i = 0; i < SIDE; i++) {
              for (int j = 0; j < SIDE; j++) {
                View upright = i % 2 == 0 ? tile : tile.flip(0);
                NpyFile.save(
                    folder.resolve(i + "." + j + ".npy"), j % 2 == 0 ? upright : upright.flip(1));
              }
            }
          });
    } finally {
      memory.free();
    }
    return ShardedArray.npyGrid(folder);
  }

  /** Lights a tile; where the mosaic ends, an item is its own neighbour. */
  private static void light(Shard shard, View items, View result) {
    long top = shard.before()[0];
    long left = shard.before()[1];
    for (long i = 0; i < result.shape(0); i++) {
      long up = Math.max(0, top + i - 1);
      long down = Math.min(items.shape(0) - 1, top + i + 1);
      for (long j = 0; j < result.shape(1); j++) {
        long west = Math.max(0, left + j - 1);
        long east = Math.min(items.shape(1) - 1, left + j + 1);
        double dx =
            (items.getLong(top + i, east) - items.getLong(top + i, west))
                / ((east - west) * ACROSS);
        double dy =
            (items.getLong(down, left + j) - items.getLong(up, left + j)) / ((down - up) * DOWN);
        double light = ((dx + dy) / 2 + Math.sqrt(0.5)) / Math.sqrt(dx * dx + dy * dy + 1);
        result.setLong(i, j, (long) (255 * Math.max(0, light)));
      }
    }
  }

  /** Every fourth item of all shards. */
  private static Exporter picture(Path folder, ShardedArray shades) throws IOException {
    long[] grid = shades.grid();
    long height = shades.shape()[0] / grid[0] / STEP;
    long width = shades.shape()[1] / grid[1] / STEP;
    MemoryExporter picture = MemoryExporter.allocate("B", grid[0] * height, grid[1] * width);
    picture.doWithView(
        Request.FULL,
        pixels -> {
          for (long i = 0; i < grid[0]; i++) {
            for (long j = 0; j < grid[1]; j++) {
              View slot =
                  pixels.slice(
                      range(i * height, (i + 1) * height), range(j * width, (j + 1) * width));
              OwnedMemory shade = NpyFile.map(folder.resolve(i + "." + j + ".npy"));
              shade.doWithView(
                  Request.FULL_RO,
                  view ->
                      slot.copyFrom(
                          view.slice(every(STEP), every(STEP))
                              .slice(range(0, height), range(0, width))));
              shade.free();
            }
          }
        });
    return picture;
  }
}
