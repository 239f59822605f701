package io.memview.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.npy.NpyFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mosaic, against the elevation model that it is made of. */
class MosaicTest {
  private static final Path MODEL =
      Path.of("../src/main/resources/io/memview/examples/elevation.npy");

  @TempDir private Path folder;

  @Test
  void everyTileIsLitAsItsNeighboursStand() throws IOException {
    SparkConf conf =
        new SparkConf().setMaster("local[2]").setAppName("mosaic").set("spark.ui.enabled", "false");
    ShardedArray shades;
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      shades = Mosaic.draw(spark, MODEL, folder);
    }
    assertArrayEquals(new long[] {3440, 4030}, shades.shape());
    BufferedImage picture = ImageIO.read(folder.resolve("mosaic.png").toFile());
    assertEquals(1000, picture.getWidth());
    assertEquals(860, picture.getHeight());
    short[][] model = model();
    for (int y = 0; y < 860; y++) {
      for (int x = 0; x < 1000; x++) {
        int i = y / 86 * 344 + y % 86 * 4;
        int j = x / 100 * 403 + x % 100 * 4;
        int expected = shade(model, i, j);
        assertEquals(expected, picture.getRaster().getSample(x, y, 0), "%d, %d".formatted(i, j));
      }
    }
  }

  private static short[][] model() throws IOException {
    short[][] rows = new short[344][403];
    OwnedMemory memory = NpyFile.map(MODEL);
    memory.doWithView(
        Request.FULL_RO,
        view -> {
          for (int i = 0; i < 344; i++) {
            for (int j = 0; j < 403; j++) {
              rows[i][j] = (short) view.getLong(i, j);
            }
          }
        });
    memory.free();
    return rows;
  }

  /** The height in the whole mosaic. */
  private static int height(short[][] model, int i, int j) {
    int row = i / 344 % 2 == 0 ? i % 344 : 343 - i % 344;
    int column = j / 403 % 2 == 0 ? j % 403 : 402 - j % 403;
    return model[row][column];
  }

  private static int shade(short[][] model, int i, int j) {
    int up = Math.max(0, i - 1);
    int down = Math.min(3439, i + 1);
    int west = Math.max(0, j - 1);
    int east = Math.min(4029, j + 1);
    double dx = (height(model, i, east) - height(model, i, west)) / ((east - west) * 74.4);
    double dy = (height(model, down, j) - height(model, up, j)) / ((down - up) * 92.6);
    double light = ((dx + dy) / 2 + Math.sqrt(0.5)) / Math.sqrt(dx * dx + dy * dy + 1);
    return (int) (255 * Math.max(0, light));
  }
}
