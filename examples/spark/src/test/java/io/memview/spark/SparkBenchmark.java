package io.memview.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds tables and arrays in shards against what else reads them, and prints tables in Markdown:
 * {@code SparkBenchmark FOLDER ROWS GIB,GIB,… TURNS}. Each way is a process of its own; they take
 * turns, their answers must be the same, and the median turn counts, without the first.
 */
final class SparkBenchmark {
  private static final long GIB = 1L << 30;
  private static final int BYTES_OF_A_ROW = 26;

  /** How many times the rows' bytes all formats and the arrays need, at most. */
  private static final int ROOM = 6;

  private static final List<String> FORMATS = List.of("npy", "parquet", "csv");
  private static final List<String> QUERIES = List.of("sum", "filter", "group");
  private static final List<String> JOBS = List.of("sum", "stencil");

  private final Path folder;
  private final Path data;
  private final int turns;
  private final Consumer<String> progress;

  /**
   * What is asked for.
   *
   * @param peer whom
   * @param question what
   */
  private record Way(Peer peer, String question) {}

  private SparkBenchmark(Path folder, int turns, Consumer<String> progress) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.turns = turns;
    this.progress = progress;
  }

  public static void main(String... args) throws Exception {
    List<Long> sizes =
        Arrays.stream(args[2].split(",", -1)).map(gib -> Long.parseLong(gib) * GIB).toList();
    System.out.println(
        run(
            Path.of(args[0]),
            Long.parseLong(args[1]),
            sizes,
            List.of(1_000, 10_000),
            Integer.parseInt(args[3]),
            System.out::println));
  }

  /**
   * Measures all.
   *
   * @param folder takes the data, which is deleted in the end, and logs
   * @param rows of the table
   * @param sizes of the arrays, in bytes
   * @param shards how many of them descriptions are made of
   * @param turns how many count
   * @param progress is told what is done
   * @return the tables
   */
  static String run(
      Path folder,
      long rows,
      List<Long> sizes,
      List<Integer> shards,
      int turns,
      Consumer<String> progress)
      throws IOException {
    SparkBenchmark benchmark = new SparkBenchmark(folder, turns, progress);
    Files.createDirectories(folder);
    delete(benchmark.data);
    Files.createDirectory(benchmark.data);
    if (Files.getFileStore(folder).getUsableSpace() < ROOM * rows * BYTES_OF_A_ROW) {
      throw new IOException(
          "less than %d GB are free".formatted((ROOM * rows * BYTES_OF_A_ROW) >> 30));
    }
    try {
      String load = load();
      String tables = benchmark.table(rows) + "\n" + benchmark.arrays(sizes, shards);
      String result =
          "%d turns; load before and after %s and %s%n%n%s".formatted(turns, load, load(), tables);
      Files.writeString(folder.resolve("result.md"), result);
      return result;
    } finally {
      delete(benchmark.data);
    }
  }

  private static String load() {
    return number(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Million rows a second. */
  private String table(long rows) throws IOException {
    SequencedMap<String, Peer> peers = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    try (Peer spark =
            Peer.java(folder.resolve("table.log"), "2g", TablePeer.class, data.toString());
        Peer numpy = numpy()) {
      for (String way : List.of("npy", "parquet", "csv", "npy1", "view")) {
        peers.put(way, spark);
      }
      if (numpy != null) {
        peers.put("numpy", numpy);
      }
      text.append(row("million rows a second", peers.keySet()));
      text.append("| --- ").append("| ---: ".repeat(peers.size())).append("|\n");
      Map<String, String> written = new HashMap<>();
      Map<String, String> sizes = new HashMap<>();
      for (String format : FORMATS) {
        spark.ask("write %s small %d".formatted(format, Math.max(1, rows / 50)));
        progress.accept("writes " + format);
        double ms = spark.ask("write %s big %d".formatted(format, rows)).ms();
        written.put(format, number(rows / ms / 1000));
        sizes.put(format, number(size(data.resolve("big." + format)) / 1e9) + " GB");
      }
      text.append(
          row("size", peers.keySet().stream().map(way -> sizes.getOrDefault(way, "")).toList()));
      for (String query : QUERIES) {
        SequencedMap<String, Way> small = new LinkedHashMap<>();
        SequencedMap<String, Way> big = new LinkedHashMap<>();
        peers.forEach(
            (way, peer) -> {
              small.put(way, new Way(peer, "read %s small %s".formatted(way, query)));
              big.put(way, new Way(peer, "read %s big %s".formatted(way, query)));
            });
        ask(small); // until the compiler knows it
        progress.accept("reads: " + query);
        text.append(row(query, ask(big).stream().map(ms -> number(rows / ms / 1000)).toList()));
      }
      text.append(
          row(
              "write, once",
              peers.keySet().stream().map(way -> written.getOrDefault(way, "")).toList()));
    }
    return text.toString();
  }

  /** NumPy, where it is installed. */
  private @Nullable Peer numpy() throws IOException {
    ProcessBuilder look = new ProcessBuilder("env", "python3", "-c", "import numpy");
    try {
      if (look.redirectErrorStream(true).start().waitFor() != 0) {
        return null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    return new Peer(
        folder.resolve("numpy.log"),
        List.of(
            "env",
            "OMP_NUM_THREADS=1",
            "python3",
            Path.of("src/test/python/table.py").toAbsolutePath().toString(),
            data.toString()));
  }

  /** Milliseconds. */
  private String arrays(List<Long> sizes, List<Integer> shards) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Peer plain = array(0);
        Peer one = array(1);
        Peer two = array(2)) {
      SequencedMap<String, Peer> peers = new LinkedHashMap<>();
      peers.put("1 thread", plain);
      peers.put("2 threads", plain);
      peers.put("1 worker", one);
      peers.put("2 workers", two);
      text.append(row("ms", peers.keySet()));
      text.append("| --- ").append("| ---: ".repeat(peers.size())).append("|\n");
      long shard = Math.min(2048, ArrayPeer.rows(sizes.getFirst()) / 8);
      for (long size : sizes) {
        long rows = ArrayPeer.rows(size);
        Path files = Files.createDirectory(data.resolve("files" + size));
        for (long from = 0; from < rows; from += shard) {
          ArrayPeer.sparse(
              files.resolve("%09d.npy".formatted(from)), from, Math.min(rows, from + shard));
        }
        if (plain.ask("2 sum %s %d".formatted(files, shard)).numbers().getFirst()
            != ArrayPeer.sum(rows)) {
          throw new IllegalStateException("the sum of %s is wrong".formatted(gib(size)));
        }
        for (String job : JOBS) {
          array(text, "%s, %s".formatted(job, gib(size)), peers, job, files, shard);
        }
        if (size == sizes.getFirst()) {
          Path file = data.resolve("whole.npy");
          ArrayPeer.sparse(file, 0, rows);
          array(text, "stencil, one file, " + gib(size), peers, "stencil", file, shard);
        }
        delete(files);
      }
      text.append("\n").append(costs(shards, two));
    }
    return text.toString();
  }

  /** What the driver has to do and to keep. */
  private String costs(List<Integer> shards, Peer cluster) throws IOException {
    progress.accept("costs of descriptions and tasks");
    SequencedMap<String, List<String>> rows = new LinkedHashMap<>();
    for (int count : shards) {
      SequencedMap<String, Double> costs =
          Costs.of(Files.createDirectory(data.resolve("small" + count)), count);
      Path file = data.resolve("flat%d.npy".formatted(count));
      ArrayPeer.sparse(file, 0, count);
      cluster.ask("2 nothing %s %d".formatted(file, count / 10)); // until the compiler knows it
      double before = cluster.ask("2 heap").numbers().getFirst();
      double ms = cluster.ask("2 nothing %s 1".formatted(file)).ms();
      double after = cluster.ask("2 heap").numbers().getFirst();
      costs.put("a task that does nothing, two workers, us", ms * 1000 / count);
      costs.put("what the driver keeps of it, bytes", (after - before) / count);
      costs.forEach(
          (name, cost) -> rows.computeIfAbsent(name, n -> new ArrayList<>()).add(number(cost)));
    }
    StringBuilder text = new StringBuilder();
    text.append(row("shards", shards.stream().map(String::valueOf).toList()));
    text.append("| --- ").append("| ---: ".repeat(shards.size())).append("|\n");
    rows.forEach((name, costs) -> text.append(row(name, costs)));
    return text.toString();
  }

  private Peer array(int workers) throws IOException {
    return Peer.java(
        folder.resolve("workers%d.log".formatted(workers)),
        "512m",
        ArrayPeer.class,
        Files.createDirectories(folder.resolve("cluster" + workers)).toString(),
        "" + workers);
  }

  private void array(
      StringBuilder text,
      String name,
      SequencedMap<String, Peer> peers,
      String job,
      Path path,
      long shard)
      throws IOException {
    progress.accept("array: " + name);
    SequencedMap<String, Way> ways = new LinkedHashMap<>();
    peers.forEach(
        (way, peer) ->
            ways.put(
                way,
                new Way(
                    peer, "%s %s %s %d".formatted(way.startsWith("2") ? 2 : 1, job, path, shard))));
    text.append(row(name, ask(ways).stream().map(SparkBenchmark::number).toList()));
  }

  /** Takes turns. */
  private List<Double> ask(SequencedMap<String, Way> ways) throws IOException {
    Map<String, List<Double>> times = new HashMap<>();
    Map<String, List<Double>> answers = new LinkedHashMap<>();
    for (int turn = 0; turn <= turns; turn++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        Peer.Answer answer = way.getValue().peer().ask(way.getValue().question());
        answers.put(way.getKey(), answer.numbers());
        if (turn > 0) {
          times.computeIfAbsent(way.getKey(), name -> new ArrayList<>()).add(answer.ms());
        }
      }
      if (answers.values().stream().distinct().count() > 1) {
        throw new IllegalStateException("they do not agree: " + answers);
      }
    }
    return ways.keySet().stream().map(way -> median(times.get(way))).toList();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static String gib(long bytes) {
    return bytes < GIB ? (bytes >> 10) + " KiB" : (bytes >> 30) + " GiB";
  }

  /** Three digits. */
  private static String number(double value) {
    int digits = (int) Math.clamp(2 - Math.floor(Math.log10(value)), 0, 3);
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String row(String name, Iterable<String> cells) {
    return "| %s | %s |%n".formatted(name, String.join(" | ", cells));
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
