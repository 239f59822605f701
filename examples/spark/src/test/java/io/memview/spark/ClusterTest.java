package io.memview.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.OwnedMemory;
import io.memview.Reduction;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Order;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work on two workers, whose executors are processes of their own. */
class ClusterTest {
  @TempDir private static Path home;

  private static Cluster cluster;
  private static JavaSparkContext spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new Cluster(home, 2);
    spark = new JavaSparkContext(cluster.conf("memview"));
    spark.setLogLevel("OFF"); // an executor is killed, which Spark says at length
    Cluster.await(spark, 2);
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    if (spark != null) {
      spark.stop();
    }
    if (cluster != null) {
      cluster.stop();
    }
  }

  /** A file of zeros that takes no room, but for some items. */
  private Path sparse(long rows, long columns) throws IOException {
    Path file = folder.resolve("sparse.npy");
    OwnedMemory memory = NpyFile.create(file, "<d", Order.C, rows, columns);
    try {
      memory.doWithView(
          Request.FULL,
          view -> {
            for (long i = 0; i < rows; i += 97) {
              view.setDouble(i, i % columns, i);
            }
          });
    } finally {
      memory.free();
    }
    return file;
  }

  @Test
  void anArrayLargerThanAllExecutorsIsReduced() throws IOException {
    long rows = 1 << 15;
    long columns = 1 << 13; // 2 GiB
    ShardedArray array = ShardedArray.npy(sparse(rows, columns), rows / 16, columns);
    List<double[]> parts =
        array
            .map(
                spark,
                (shard, items) ->
                    new double[] {
                      items.doubleSum(),
                      (double) items.reduce(Reduction.MAX),
                      ProcessHandle.current().pid(),
                      Runtime.getRuntime().maxMemory()
                    })
            .collect();
    double sum = 0;
    double max = 0;
    for (long i = 0; i < rows; i += 97) {
      sum += i;
      max = i;
    }
    assertEquals(sum, parts.stream().mapToDouble(part -> part[0]).sum());
    assertEquals(max, parts.stream().mapToDouble(part -> part[1]).max().orElseThrow());
    Set<Double> processes = new TreeSet<>(parts.stream().map(part -> part[2]).toList());
    assertEquals(2, processes.size());
    assertFalse(processes.contains((double) ProcessHandle.current().pid()));
    assertTrue(parts.stream().allMatch(part -> part[3] <= 512 << 20));
  }

  @Test
  void anExecutorThatIsKilledIsMadeUpFor() throws Exception {
    ShardedArray array = ShardedArray.npy(sparse(2000, 100), 50, 100);
    Path running = Files.createFile(folder.resolve("running"));
    String path = running.toString();
    CompletableFuture<ProcessHandle> killer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                while (Files.readAllLines(running).size() < 5) {
                  Thread.sleep(20);
                }
                long pid = Long.parseLong(Files.readAllLines(running).getFirst());
                ProcessHandle executor = ProcessHandle.of(pid).orElseThrow();
                executor.destroyForcibly();
                return executor;
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Path target = folder.resolve("doubled");
    array.write(
        spark,
        target,
        "<d",
        (shard, items, result) -> {
          Files.writeString(
              Path.of(path), ProcessHandle.current().pid() + "\n", StandardOpenOption.APPEND);
          Thread.sleep(100);
          result.copyFrom(items);
        });
    assertFalse(killer.join().isAlive());
    assertTrue(Files.readAllLines(running).size() >= 40, "each shard was begun, some twice");
    ShardedArray written = ShardedArray.npyGrid(target);
    assertEquals(40, written.grid()[0]);
    double sum = written.map(spark, (shard, items) -> items.doubleSum()).reduce(Double::sum);
    assertEquals(IntStream.range(0, 2000).filter(i -> i % 97 == 0).sum(), sum);
    try (var files = Files.list(target)) {
      assertEquals(40, files.count());
    }
  }

  @Test
  void aTableIsReadAndWrittenByExecutors() {
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    Path table = folder.resolve("table");
    session
        .range(0, 100_000, 1, 4)
        .selectExpr("id", "cast(id % 3 as int) as kind", "id / 2 as value")
        .write()
        .format("npy")
        .mode("append")
        .save(table.toString());
    List<Row> rows =
        session
            .read()
            .format("npy")
            .load(table.toString())
            .groupBy("kind")
            .agg(org.apache.spark.sql.functions.sum("value"))
            .orderBy("kind")
            .collectAsList();
    for (int kind = 0; kind < 3; kind++) {
      int k = kind;
      double expected =
          IntStream.range(0, 100_000).filter(i -> i % 3 == k).mapToDouble(i -> i / 2.0).sum();
      assertEquals(expected, rows.get(kind).getDouble(1));
    }
  }

  /** The view is the lambda's; it cannot be kept. */
  @Test
  void whatIsLentToATaskEndsWithIt() throws IOException {
    ShardedArray array = ShardedArray.npy(sparse(10, 10), 10, 10);
    boolean released =
        array
            .map(
                spark,
                (shard, items) -> {
                  Kept.view = items;
                  return true;
                })
            .map(done -> Kept.view == null || Kept.view.isReleased())
            .reduce(Boolean::logicalAnd);
    assertTrue(released);
  }

  /** What a careless function keeps. */
  private static final class Kept {
    private static View view;
  }
}
