package io.memview.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark, in small: that it runs, and that all ways agree. */
class SparkBenchmarkTest {
  @TempDir private Path folder;

  @Test
  void allWaysAgree() throws Exception {
    String tables =
        SparkBenchmark.run(folder, 10_000, List.of(4L << 20), List.of(10, 20), 1, line -> {});
    assertEquals(23, tables.lines().filter(line -> line.startsWith("|")).count(), tables);
    assertTrue(tables.contains("| group | "), tables);
    assertTrue(Files.notExists(folder.resolve("data")));
  }
}
