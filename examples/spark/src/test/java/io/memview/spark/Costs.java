package io.memview.spark;

import io.memview.MemoryExporter;
import io.memview.npy.NpyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** What descriptions of many files cost the driver. */
final class Costs {
  private static final String LONG_PATH = "/data/surveys/2026/heights-by-sonar/part-%07d.npy";

  private Costs() {}

  /** Makes something of files, which is not used. */
  @FunctionalInterface
  private interface Opening {
    Object open() throws IOException;
  }

  /**
   * Bytes of descriptions as they are shipped, and microseconds for each file in which they are
   * made.
   *
   * @param folder takes small files
   */
  static SequencedMap<String, Double> of(Path folder, int files) throws IOException {
    SequencedMap<String, Double> costs = new LinkedHashMap<>();
    long[][] line = {IntStream.rangeClosed(0, files).asLongStream().toArray()};
    List<String> paths = IntStream.range(0, files).mapToObj(LONG_PATH::formatted).toList();
    costs.put(
        "`npyFiles`, bytes", size(new ShardedArray("<d", line, line, new NpyChunks.Files(paths))));
    costs.put(
        "`npyGrid` of one row, bytes",
        size(new ShardedArray("<d", line, line, new NpyChunks.Grid("/data/surveys/2026/heights"))));
    int side = (int) Math.sqrt(files);
    long[][] square = new long[2][];
    square[0] = IntStream.rangeClosed(0, side).asLongStream().toArray();
    square[1] = square[0];
    costs.put(
        "`npyGrid` of a square, bytes",
        size(
            new ShardedArray(
                "<d", square, square, new NpyChunks.Grid("/data/surveys/2026/heights"))));
    costs.put("a part of a table, bytes", size(new NpyScan.Part(paths.getFirst(), 0, 1L << 40)));
    for (int i = 0; i < files; i++) {
      NpyFile.save(folder.resolve(i + ".npy"), MemoryExporter.allocate("d", 1));
    }
    List<Path> all = NpyFiles.inFolder(folder);
    NpyFiles table = new NpyFiles(new CaseInsensitiveStringMap(Map.of("path", folder.toString())));
    StructType type = table.schema();
    costs.put("`npyFiles`, us a file", us(files, () -> ShardedArray.npyFiles(all)));
    costs.put("`npyGrid` of one row, us a file", us(files, () -> ShardedArray.npyGrid(folder)));
    costs.put("a table, us a file", us(files, () -> NpyScan.of(table, type, Long.MAX_VALUE)));
    for (Path file : all) {
      Files.delete(file);
    }
    return costs;
  }

  private static double us(int files, Opening opening) throws IOException {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      if (opening.open().toString().isEmpty()) {
        throw new IllegalStateException();
      }
      best = Math.min(best, (System.nanoTime() - start) / 1e3 / files);
    }
    return best;
  }

  private static double size(Object description) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(description);
    }
    return bytes.size();
  }
}
