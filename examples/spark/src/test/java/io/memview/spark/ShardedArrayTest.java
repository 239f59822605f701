package io.memview.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Index;
import io.memview.layout.Order;
import io.memview.npy.NpyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays in shards, against loops over the same array in one piece. */
class ShardedArrayTest {
  private static final int ROWS = 23;
  private static final int COLUMNS = 17;

  private static JavaSparkContext spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("shards")
                .set("spark.ui.enabled", "false"));
    spark.setLogLevel("OFF"); // what fails here is meant to
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static long item(long i, long j) {
    return i * 100 + j;
  }

  private static MemoryExporter whole(String format) {
    MemoryExporter all = MemoryExporter.allocate(format, ROWS, COLUMNS);
    all.doWithView(
        Request.FULL,
        view -> {
          for (long i = 0; i < ROWS; i++) {
            for (long j = 0; j < COLUMNS; j++) {
              view.setLong(i, j, item(i, j));
            }
          }
        });
    return all;
  }

  private Path npy() throws IOException {
    Path file = folder.resolve("whole.npy");
    NpyFile.save(file, whole("<i"));
    return file;
  }

  private ShardedArray files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (int[] rows : new int[][] {{0, 7}, {7, 8}, {8, 20}, {20, ROWS}}) {
      Path file = folder.resolve("rows-%02d.npy".formatted(rows[0]));
      whole("<i")
          .doWithView(
              Request.FULL_RO,
              view -> NpyFile.save(file, view.slice(Index.range(rows[0], rows[1]))));
      files.add(file);
    }
    return ShardedArray.npyFiles(files);
  }

  /** A Zarr array, written by hand; the chunk at (1, 1) is missing. */
  private ShardedArray zarr(int version, String packing, String order, String format)
      throws IOException {
    Path target = Files.createDirectory(folder.resolve("zarr" + version + packing + order));
    boolean isThird = version == 3;
    String compressor =
        packing.equals("raw") ? "null" : "{\"id\": \"%s\", \"level\": 1}".formatted(packing);
    String codec =
        packing.equals("raw")
            ? ""
            : ", {\"name\": \"%s\", \"configuration\": {\"level\": 1}}".formatted(packing);
    Files.writeString(
        target.resolve(isThird ? "zarr.json" : ".zarray"),
        isThird
            ? """
            {"zarr_format": 3, "node_type": "array", "shape": [%d, %d], "data_type": "int32",
             "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [8, 5]}},
             "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
             "fill_value": -7, "codecs": [{"name": "bytes", "configuration": {"endian": "%s"}}%s]}
            """
                .formatted(ROWS, COLUMNS, format.startsWith(">") ? "big" : "little", codec)
            : """
            {"zarr_format": 2, "shape": [%d, %d], "chunks": [8, 5], "dtype": "%si4", "order": "%s",
             "compressor": %s, "fill_value": -7, "filters": null}
            """
                .formatted(ROWS, COLUMNS, format.substring(0, 1), order, compressor));
    whole(format)
        .doWithView(
            Request.FULL_RO,
            all -> {
              for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 4; b++) {
                  if (a == 1 && b == 1) {
                    continue;
                  }
                  Path file = target.resolve(isThird ? "c/%d/%d".formatted(a, b) : a + "." + b);
                  Files.createDirectories(file.getParent());
                  Files.write(
                      file,
                      pack(
                          packing,
                          chunk(all, a, b, Order.valueOf(order.equals("F") ? "FORTRAN" : "C"))));
                }
              }
            });
    return ShardedArray.zarr(target);
  }

  /** A chunk of 8 x 5 items, of which the last ones of the grid use less. */
  private static byte[] chunk(View all, long a, long b, Order order) {
    MemoryExporter chunk = MemoryExporter.allocate(all.format(), 8, 5);
    return chunk.withView(
        Request.FULL,
        view -> {
          View part = all.slice(Index.range(8 * a, 8 * a + 8), Index.range(5 * b, 5 * b + 5));
          view.slice(Index.range(0, part.shape(0)), Index.range(0, part.shape(1))).copyFrom(part);
          return view.toBytes(order);
        });
  }

  private static byte[] pack(String packing, byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (packing) {
          case "gzip" -> new GZIPOutputStream(packed);
          case "zlib" -> new DeflaterOutputStream(packed);
          default -> packed;
        }) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static boolean isMissing(ShardedArray array, long i, long j) {
    return array.toString().contains("zarr") && i / 8 == 1 && j / 5 == 1;
  }

  /** What each shard with its border holds, looked at item by item; then the sum of all. */
  private static void check(ShardedArray array, long... border) {
    assertArrayEquals(new long[] {ROWS, COLUMNS}, array.shape());
    String text = array.toString();
    List<Long> counts =
        array
            .map(
                spark,
                (shard, items) -> {
                  for (long i = 0; i < items.shape(0); i++) {
                    for (long j = 0; j < items.shape(1); j++) {
                      long row = shard.origin()[0] - shard.before()[0] + i;
                      long column = shard.origin()[1] - shard.before()[1] + j;
                      boolean isMissing = text.contains("zarr") && row / 8 == 1 && column / 5 == 1;
                      long expected = isMissing ? -7 : item(row, column);
                      if (items.getLong(i, j) != expected) {
                        throw new AssertionError(
                            "%s: [%d, %d] is %d".formatted(shard, i, j, items.getLong(i, j)));
                      }
                    }
                  }
                  for (int d = 0; d < 2; d++) {
                    long wanted = border.length == 0 ? 0 : border[d];
                    long end = new long[] {ROWS, COLUMNS}[d];
                    long from = Math.max(0, shard.origin()[d] - wanted);
                    long to = Math.min(end, shard.origin()[d] + shard.shape()[d] + wanted);
                    if (items.shape(d) != to - from) {
                      throw new AssertionError(shard + ": " + Arrays.toString(items.shape()));
                    }
                  }
                  return items.slice(shard.inner()).itemCount();
                },
                border)
            .collect();
    assertEquals(ROWS * COLUMNS, counts.stream().mapToLong(Long::longValue).sum());
    assertEquals(Arrays.stream(array.grid()).reduce(1, (a, b) -> a * b), counts.size());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "3, 0", "100, 100"})
  void everyShardHasItsItemsAndItsBorder(long rows, long columns) throws IOException {
    check(ShardedArray.npy(npy(), 5, 17), rows, columns);
    check(ShardedArray.npy(npy(), 4, 6), rows, columns);
    check(ShardedArray.npy(npy(), 1000, 1000), rows, columns);
    check(files(), rows, columns);
    check(zarr(3, "raw", "C", "<i"), rows, columns);
    check(zarr(3, "gzip", "C", ">i"), rows, columns);
    check(zarr(2, "raw", "F", ">i"), rows, columns);
    check(zarr(2, "zlib", "C", "<i"), rows, columns);
    check(zarr(2, "gzip", "F", "<i"), rows, columns);
  }

  @Test
  void noBorderIsNone() throws IOException {
    check(files());
  }

  @Test
  void anArrayIsMadeOfAnother() throws IOException {
    Path target = folder.resolve("made");
    ShardedArray made =
        zarr(3, "raw", "C", "<i")
            .write(
                spark,
                target,
                "<q",
                (shard, items, result) -> {
                  View inner = items.slice(shard.inner());
                  for (long i = 0; i < result.shape(0); i++) {
                    for (long j = 0; j < result.shape(1); j++) {
                      boolean hasNext = shard.before()[0] + i + 1 < items.shape(0);
                      long below =
                          hasNext
                              ? items.getLong(shard.before()[0] + i + 1, shard.before()[1] + j)
                              : 0;
                      result.setLong(i, j, inner.getLong(i, j) + below);
                    }
                  }
                },
                1,
                1);
    assertEquals("<q", made.format().toString());
    assertArrayEquals(new long[] {3, 4}, made.grid());
    List<Long> sums =
        made.map(
                spark,
                (shard, items) -> {
                  long sum = 0;
                  for (long i = 0; i < items.shape(0); i++) {
                    for (long j = 0; j < items.shape(1); j++) {
                      sum += items.getLong(i, j);
                    }
                  }
                  return sum;
                })
            .collect();
    long expected = 0;
    ShardedArray source = zarr(2, "raw", "C", "<i");
    for (long i = 0; i < ROWS; i++) {
      for (long j = 0; j < COLUMNS; j++) {
        long below = i + 1 == ROWS ? 0 : isMissing(source, i + 1, j) ? -7 : item(i + 1, j);
        expected += (isMissing(source, i, j) ? -7 : item(i, j)) + below;
      }
    }
    assertEquals(expected, sums.stream().mapToLong(Long::longValue).sum());
    OwnedMemory last = NpyFile.map(target.resolve("2.3.npy"));
    assertArrayEquals(new long[] {7, 2}, last.withView(Request.FULL_RO, View::shape));
    last.free();
  }

  @Test
  void aShardThatFailsIsNotThere() throws IOException {
    Path target = folder.resolve("failing");
    ShardedArray array = ShardedArray.npy(npy(), 10, 17);
    Exception e =
        assertThrows(
            Exception.class,
            () ->
                array.write(
                    spark,
                    target,
                    "d",
                    (shard, items, result) -> {
                      if (shard.grid()[0] == 1) {
                        throw new IllegalStateException("no such thing");
                      }
                    }));
    assertTrue(e.toString().contains("no such thing"), e::toString);
    assertTrue(Files.notExists(target.resolve("1.0.npy")));
  }

  @Test
  void whatIsMissingOrDamagedIsNamed() throws IOException {
    Path first = npy();
    assertMessage("none.npy: no such file", () -> ShardedArray.npy(folder.resolve("none.npy"), 1));
    Path noise = Files.write(folder.resolve("noise.npy"), new byte[100]);
    assertMessage("noise.npy", () -> ShardedArray.npy(noise, 1));
    assertMessage(
        "shards of [0, 3]: an array of shape [23, 17] needs 2 positive extents",
        () -> ShardedArray.npy(first, 0, 3));
    assertMessage("an array of no files", () -> ShardedArray.npyFiles(List.of()));
    Path other = folder.resolve("other.npy");
    NpyFile.save(other, MemoryExporter.allocate("d", 3, COLUMNS));
    assertMessage(
        "other.npy is '<d' of shape [3, 17], and does not fit behind",
        () -> ShardedArray.npyFiles(List.of(first, other)));
    assertMessage(
        "is no Zarr array: it has neither zarr.json nor .zarray", () -> ShardedArray.zarr(folder));
    ShardedArray array = files();
    Files.delete(folder.resolve("rows-08.npy"));
    assertMessage("rows-08.npy: no such file", () -> array.map(spark, (shard, items) -> 1).count());
    assertMessage(
        "a border of [1]: an array of 2 dimensions needs as many numbers",
        () -> array.map(spark, (shard, items) -> 1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"compressor\": null | \"compressor\": {\"id\": \"blosc\"} | compressor 'blosc' is not"
            + " read; none, gzip and zlib are",
        "\"filters\": null | \"filters\": [{\"id\": \"delta\"}] | filter 'delta' is not read",
        "\"chunks\": [8, 5] | \"chunks\": [8, 0] | 'chunks' is [8,0]",
        "\"chunks\": [8, 5] | \"chunks\": [8] | chunks of [8] for an array of shape [23, 17]",
        "\"shape\" | \"shap\" | 'shape' is missing",
        "<i4 | <x4 | .zarray",
        "{ | [ | .zarray",
      })
  void stores(String found, String replacement, String message) throws IOException {
    zarr(2, "raw", "C", "<i");
    Path store = folder.resolve("zarr2rawC");
    Path meta = store.resolve(".zarray");
    Files.writeString(meta, Files.readString(meta).replace(found, replacement));
    assertMessage(message, () -> ShardedArray.zarr(store));
  }

  @Test
  void aChunkThatIsCutShortIsNamed() throws IOException {
    ShardedArray array = zarr(2, "zlib", "C", "<i");
    Files.write(folder.resolve("zarr2zlibC/2.0"), new byte[3]);
    assertMessage("zarr2zlibC/2.0: ", () -> array.map(spark, (shard, items) -> 1).count());
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
    Exception e = assertThrows(Exception.class, call);
    String all = e + " " + e.getCause();
    assertTrue(all.contains(part), all);
  }
}
