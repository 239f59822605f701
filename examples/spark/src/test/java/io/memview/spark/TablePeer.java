package io.memview.spark;

import io.memview.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Asks one table, which lies in several formats, the same things: {@code TablePeer FOLDER}. Its
 * numbers are multiples of powers of two, so that their sums are exact in any order.
 */
final class TablePeer {
  static final int KINDS = 16;

  private static final int FILES = 8;
  private static final StructType SCHEMA =
      StructType.fromDDL("id BIGINT, x DOUBLE, y DOUBLE, kind SMALLINT");

  private final SparkSession spark;
  private final Path folder;

  private TablePeer(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  public static void main(String... args) throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      Peer.serve(new TablePeer(spark, Path.of(args[0]))::answer);
    }
  }

  /** {@code write FORMAT TABLE ROWS}, or {@code read WAY TABLE QUERY}. */
  private double[] answer(String... question) throws IOException {
    String table = question[2];
    if (question[0].equals("write")) {
      write(question[1], table, Long.parseLong(question[3]));
      return new double[0];
    }
    return switch (question[1]) {
      case "view" -> byViews(table, question[3]);
      case "npy1" -> query(read("npy", table).coalesce(1), question[3]);
      default -> query(read(question[1], table), question[3]);
    };
  }

  private String path(String format, String table) {
    return folder.resolve(table + "." + format).toString();
  }

  private void write(String format, String table, long rows) {
    spark
        .range(0, rows, 1, FILES)
        .selectExpr(
            "id",
            "pmod(xxhash64(id), 1048576) / 1048576D as x",
            "pmod(xxhash64(id, 1), 1048576) / 1024D - 512 as y",
            "cast(pmod(xxhash64(id, 2), %d) as smallint) as kind".formatted(KINDS))
        .write()
        .format(format)
        .mode("append")
        .save(path(format, table));
  }

  private Dataset<Row> read(String format, String table) {
    return spark.read().format(format).schema(SCHEMA).load(path(format, table));
  }

  private static double[] query(Dataset<Row> table, String query) {
    List<Row> rows =
        switch (query) {
          case "sum" -> table.selectExpr("sum(x)").collectAsList();
          case "filter" ->
              table
                  .where("x > 0.5")
                  .selectExpr("sum(id)", "sum(x)", "sum(y)", "sum(kind)")
                  .collectAsList();
          default ->
              table
                  .groupBy("kind")
                  .agg(java.util.Map.of("x", "sum"))
                  .orderBy("kind")
                  .collectAsList();
        };
    return rows.stream()
        .flatMap(row -> IntStream.range(0, row.size()).mapToObj(row::get))
        .mapToDouble(number -> ((Number) number).doubleValue())
        .toArray();
  }

  /** The same by one thread, and without Spark. */
  private double[] byViews(String table, String query) throws IOException {
    double[] sums = new double[query.equals("sum") ? 1 : query.equals("filter") ? 4 : KINDS];
    for (Path path : NpyFiles.inFolder(Path.of(path("npy", table)))) {
      try (NpyColumns file = NpyColumns.open(path, null, null)) {
        View[] columns =
            Stream.of(SCHEMA.fieldNames())
                .map(name -> file.column(name).view())
                .toArray(View[]::new);
        switch (query) {
          case "sum" -> sums[0] += columns[1].doubleSum();
          case "filter" -> filter(columns, sums);
          default -> group(columns, sums);
        }
      }
    }
    return query.equals("group")
        ? IntStream.range(0, KINDS)
            .boxed()
            .flatMapToDouble(k -> Arrays.stream(new double[] {k, sums[k]}))
            .toArray()
        : sums;
  }

  private static void filter(View[] columns, double... sums) {
    View ids = columns[0];
    View xs = columns[1];
    View ys = columns[2];
    View kinds = columns[3];
    long id = 0;
    double x = 0;
    double y = 0;
    long kind = 0;
    long rows = xs.shape(0);
    for (long i = 0; i < rows; i++) {
      double value = xs.getDouble(i);
      if (value > 0.5) {
        id += ids.getLong(i);
        x += value;
        y += ys.getDouble(i);
        kind += kinds.getLong(i);
      }
    }
    sums[0] += id;
    sums[1] += x;
    sums[2] += y;
    sums[3] += kind;
  }

  private static void group(View[] columns, double... sums) {
    View xs = columns[1];
    View kinds = columns[3];
    long rows = xs.shape(0);
    for (long i = 0; i < rows; i++) {
      sums[(int) kinds.getLong(i)] += xs.getDouble(i);
    }
  }
}
