package io.memview.spark;

import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Order;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Works on arrays in shards: {@code ArrayPeer FOLDER WORKERS}, on a cluster of its own, or without
 * Spark if there are no workers.
 */
final class ArrayPeer {
  private static final int COLUMNS = 1 << 13;
  private static final int STEP = 97;

  /** Runs a function on all shards. */
  @FunctionalInterface
  private interface Runner {
    List<Double> run(ShardedArray array, ShardFunction<Double> function, long... border)
        throws Exception;
  }

  private ArrayPeer() {}

  public static void main(String... args) throws Exception {
    int workers = Integer.parseInt(args[1]);
    if (workers == 0) {
      Peer.serve(question -> answer(threads(Integer.parseInt(question[0])), question));
      return;
    }
    Cluster cluster = new Cluster(Path.of(args[0]), workers);
    try (JavaSparkContext spark = new JavaSparkContext(cluster.conf("shards"))) {
      spark.setLogLevel("ERROR");
      Cluster.await(spark, workers);
      Peer.serve(
          question ->
              answer(
                  (array, function, border) -> array.map(spark, function, border).collect(),
                  question));
    } finally {
      cluster.stop();
    }
  }

  private static Runner threads(int count) {
    return (array, function, border) -> {
      long shards = Arrays.stream(array.grid()).reduce(1, (a, b) -> a * b);
      List<Future<Double>> results = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
        for (long i = 0; i < shards; i++) {
          long number = i;
          results.add(threads.submit(() -> array.apply(number, function, border)));
        }
      }
      List<Double> all = new ArrayList<>();
      for (Future<Double> result : results) {
        all.add(result.get());
      }
      return all;
    };
  }

  /**
   * {@code THREADS JOB PATH ROWS}: one number, and how many shards there were; or {@code THREADS
   * heap}: the bytes that are used.
   */
  private static double[] answer(Runner runner, String... question) throws Exception {
    if (question[1].equals("heap")) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      return new double[] {runtime.totalMemory() - runtime.freeMemory()};
    }
    Path path = Path.of(question[2]);
    long rows = Long.parseLong(question[3]);
    ShardedArray array =
        Files.isDirectory(path)
            ? ShardedArray.npyFiles(NpyFiles.inFolder(path))
            : ShardedArray.npy(path, rows, COLUMNS);
    List<Double> parts =
        switch (question[1]) {
          case "sum" -> runner.run(array, (shard, items) -> items.doubleSum());
          case "stencil" -> runner.run(array, (shard, items) -> stencil(shard, items), 1, 1);
          default -> runner.run(array, (shard, items) -> 0.0);
        };
    return new double[] {parts.stream().mapToDouble(Double::doubleValue).sum(), parts.size()};
  }

  /** The squares of all sums of 3 x 3 items; what is outside of the array is as its edge is. */
  private static double stencil(Shard shard, View items) {
    long first = shard.before()[0];
    long last = items.shape(0) - 1;
    long columns = items.shape(1);
    double squares = 0;
    for (long i = first; i < first + shard.shape()[0]; i++) {
      long above = Math.max(0, i - 1);
      long below = Math.min(last, i + 1);
      double left = items.getDouble(above, 0) + items.getDouble(i, 0) + items.getDouble(below, 0);
      double middle = left;
      for (long j = 1; j <= columns; j++) {
        long k = Math.min(columns - 1, j);
        double right =
            items.getDouble(above, k) + items.getDouble(i, k) + items.getDouble(below, k);
        double sum = left + middle + right;
        squares += sum * sum;
        left = middle;
        middle = right;
      }
    }
    return squares;
  }

  /**
   * Rows of an array in a file that takes no room, but for some items.
   *
   * @param from which rows
   */
  static void sparse(Path file, long from, long to) throws IOException {
    OwnedMemory memory = NpyFile.create(file, "<d", Order.C, to - from, COLUMNS);
    try {
      memory.doWithView(
          Request.FULL,
          view -> {
            for (long i = Math.ceilDiv(from, STEP) * STEP; i < to; i += STEP) {
              view.setDouble(i - from, i % COLUMNS, 1 + i % 1000);
            }
          });
    } finally {
      memory.free();
    }
  }

  /** What all items are together. */
  static double sum(long rows) {
    double sum = 0;
    for (long i = 0; i < rows; i += STEP) {
      sum += 1 + i % 1000;
    }
    return sum;
  }

  static long rows(long bytes) {
    return bytes / COLUMNS / Double.BYTES;
  }
}
