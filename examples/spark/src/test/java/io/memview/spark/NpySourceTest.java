package io.memview.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.Timed;
import io.memview.array.PrimitiveArrays;
import io.memview.format.TimeType;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/** Tables of files that NumPy has written, in threads of this process. */
class NpySourceTest {
  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.datetime.java8API.enabled", true)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
    spark.sparkContext().setLogLevel("OFF"); // what fails here is meant to
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = NpySourceTest.class.getResourceAsStream(name)) {
      Files.write(file, Objects.requireNonNull(in, name).readAllBytes());
    }
    return file;
  }

  private static Dataset<Row> table(Object path) {
    return spark.read().format("npy").load(path.toString());
  }

  /** A value as the file of expected answers has it. */
  private static Object said(Object value) {
    return switch (value) {
      case null -> "null";
      case Row row -> IntStream.range(0, row.size()).mapToObj(i -> said(row.get(i))).toList();
      case scala.collection.Seq<?> items ->
          CollectionConverters.asJava(items).stream().map(NpySourceTest::said).toList();
      case byte[] bytes -> IntStream.range(0, bytes.length).mapToObj(i -> "" + bytes[i]).toList();
      case LocalDateTime time ->
          time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS"));
      case Duration duration -> "" + duration.toNanos() / 1000;
      case Float number when number.isInfinite() -> "inf";
      case Double number when number.isInfinite() -> "inf";
      default -> value.toString();
    };
  }

  private static Object said(JsonNode value) {
    if (!value.isArray()) {
      return value.asText();
    }
    List<Object> items = new ArrayList<>();
    value.forEach(item -> items.add(said(item)));
    return items;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  void everyTypeIsWhatNumpySays(int batch) throws IOException {
    JsonNode expected;
    try (InputStream in = NpySourceTest.class.getResourceAsStream("types.json")) {
      expected = new ObjectMapper().readTree(in);
    }
    List<Row> rows =
        spark
            .read()
            .format("npy")
            .option("batch", batch)
            .option("parts", 2)
            .load(resource("types.npy").toString())
            .collectAsList();
    assertEquals(said(expected), rows.stream().map(NpySourceTest::said).toList());
  }

  @Test
  void timesThatAreNotThereAreNull() throws IOException {
    Dataset<Row> table = table(resource("types.npy"));
    for (String column :
        List.of("`M8[D]`", "`M8[M]`", "`M8[ns]`", "`M8[25s]`", "`m8[ms]`", "point.t")) {
      assertEquals(1, table.where(column + " is null").count(), column);
      assertEquals(4, table.where(column + " is not null").count(), column);
    }
    assertFalse(table.schema().apply("i1").nullable());
  }

  @Test
  void onlyTheColumnsThatAreUsedAreRead() throws IOException {
    Dataset<Row> used =
        table(resource("types.npy")).where("i2 > 0").agg(functions.sum("`f8`").as("sum"));
    String plan = used.queryExecution().executedPlan().toString();
    assertTrue(plan.contains("struct<i2:smallint,f8:double>"), plan);
    assertEquals(-1.5 + Double.POSITIVE_INFINITY, used.first().getDouble(0));
  }

  @Test
  void plainArrays() throws IOException {
    Path plain = resource("plain.npy");
    assertEquals("struct<c0:float,c1:float,c2:float>", table(plain).schema().simpleString());
    assertEquals(List.of("0.0", "4.0", "8.0"), said(table(plain).first()));
    Dataset<Row> named =
        spark.read().format("npy").option("columns", "x, y,z").load(plain.toString());
    assertEquals(18.0, named.agg(functions.sum("y")).first().getDouble(0) - 4);
    Dataset<Row> cube = table(resource("cube.npy"));
    assertEquals("struct<value:array<array<smallint>>>", cube.schema().simpleString());
    assertEquals(
        "23", cube.selectExpr("value[2][3] as last").collectAsList().get(1).get(0).toString());
    assertEquals(
        List.of(
            List.of(
                List.of("0", "1", "2", "3"),
                List.of("4", "5", "6", "7"),
                List.of("8", "9", "10", "11"))),
        said(cube.first()));
  }

  @Test
  void archives() throws IOException {
    Path archive = resource("columns.npz");
    assertEquals(
        "struct<a:bigint,b:array<double>,t:timestamp_ntz>", table(archive).schema().simpleString());
    assertEquals(
        List.of("3", List.of("6.0", "7.0"), "1970-01-01T00:00:00.000004"),
        said(table(archive).orderBy(functions.desc("a")).first()));
    Dataset<Row> member = spark.read().format("npy").option("member", "b").load(archive.toString());
    assertEquals("struct<c0:double,c1:double>", member.schema().simpleString());
    assertEquals(4, member.count());
    Dataset<Row> some =
        spark.read().format("npy").option("columns", "t,a").load(archive.toString());
    assertEquals("struct<t:timestamp_ntz,a:bigint>", some.schema().simpleString());
  }

  private List<Path> shards(int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int first = i;
      Path file = folder.resolve("shard-%02d.npy".formatted(i));
      NpyFile.save(
          file,
          PrimitiveArrays.export(IntStream.range(0, i + 1).map(k -> first * 100 + k).toArray()));
      files.add(file);
    }
    return files;
  }

  @Test
  void filesOfAFolderOrAGlobAreOneTable() throws IOException {
    List<Path> files = shards(12);
    Files.writeString(folder.resolve("_SUCCESS.npy"), "no array");
    Files.writeString(folder.resolve(".hidden.npy"), "no array");
    Files.writeString(folder.resolve("notes.txt"), "no array");
    Path hidden = Files.createDirectory(folder.resolve(".writing-1"));
    Files.writeString(hidden.resolve("shard-13.npy"), "no array");
    assertEquals(78, table(folder.resolve("**.npy")).count());
    assertEquals(78, table(folder).count());
    assertEquals(12, table(folder).rdd().getNumPartitions());
    assertEquals(11 + 12, table(folder.resolve("shard-1[01].npy")).count());
    assertEquals(11 + 12, table(folder.resolve("shard-{10,11}.npy")).count());
    assertEquals(66 + 12, table(folder.resolve("*.npy")).count());
    assertEquals(
        1 + 3,
        spark.read().format("npy").load(files.get(0).toString(), "file:" + files.get(2)).count());
    long sum = table(folder).agg(functions.sum("value")).first().getLong(0);
    assertEquals(
        IntStream.range(0, 12).mapToLong(i -> 100L * i * (i + 1) + i * (i + 1) / 2).sum(), sum);
  }

  @Test
  void whatTheHeadersKnowIsNotRead() throws IOException {
    shards(3);
    String counted =
        table(folder)
            .agg(functions.count(functions.lit(1)))
            .queryExecution()
            .executedPlan()
            .toString();
    assertTrue(counted.contains("LocalTableScan"), counted);
    assertEquals(6, table(folder).agg(functions.count(functions.lit(1))).first().getLong(0));
    assertEquals(2, table(folder).limit(2).count());
    assertEquals(6, table(folder).limit(100).count());
    scala.math.BigInt size = table(folder).queryExecution().optimizedPlan().stats().sizeInBytes();
    assertEquals(24, size.toLong());
    assertEquals(2, table(folder).where("value >= 200").limit(2).count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "none.npy | none.npy: no such file or folder",
        "empty | no .npy or .npz file in ",
        "no-*.npy | no .npy or .npz file in ",
        "cut.npy | cut.npy",
        "noise.npy | noise.npy",
        "hdfs://host/x.npy | hdfs://host/x.npy: only files of a file system that can be mapped",
        "unequal.npz | unequal.npz: columns of different lengths: 'a' has 4 rows, 'b' has 3; option"
            + " member names one array",
        "single.npy | single.npy: 'value' is a single item, and no column",
        "grid.npy | grid.npy: records of 2 dimensions are no table",
        "extended.npy | extended.npy: column 'x': Spark has no type for",
      })
  void whatCannotBeReadIsNamed(String name, String message) throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    byte[] whole = Files.readAllBytes(resource("types.npy"));
    Files.write(folder.resolve("cut.npy"), java.util.Arrays.copyOf(whole, whole.length - 1));
    Files.write(folder.resolve("noise.npy"), new byte[100]);
    resource("unequal.npz");
    NpyFile.save(folder.resolve("single.npy"), MemoryExporter.allocate("d"));
    NpyFile.save(folder.resolve("grid.npy"), MemoryExporter.allocate("T{<i:x:}", 2, 2));
    NpyFile.save(folder.resolve("extended.npy"), MemoryExporter.allocate("T{g:x:<i:y:}", 2));
    Object path = name.contains("://") ? name : folder.resolve(name);
    Exception e = assertThrows(IllegalArgumentException.class, () -> table(path).count());
    assertTrue(e.getMessage().contains(message), e::getMessage);
    assertFalse(e.getMessage().contains("Exception"), e::getMessage);
  }

  @Test
  void aColumnWithoutATypeCanBeLeftOut() throws IOException {
    Path file = folder.resolve("extended.npy");
    NpyFile.save(file, MemoryExporter.allocate("T{g:x:<i:y:}", 2));
    assertEquals(
        2,
        spark
            .read()
            .format("npy")
            .option("columns", "y")
            .load(file.toString())
            .collectAsList()
            .size());
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> spark.read().format("npy").option("columns", "y,z").load(file.toString()));
    assertTrue(e.getMessage().endsWith("there is no column 'z', but x, y"), e::getMessage);
  }

  @Test
  void aFileThatDiffersIsNamed() throws IOException {
    shards(2);
    NpyFile.save(folder.resolve("shard-99.npy"), PrimitiveArrays.export(new double[3]));
    Exception e = assertThrows(Exception.class, () -> table(folder).collectAsList());
    String all = e + " " + e.getCause();
    assertTrue(all.contains("shard-99.npy: column 'value' is DOUBLE, and INT in the table"), all);
  }

  @ParameterizedTest
  @CsvSource({"parts, 0", "batch, -1", "batch, many", "width, x"})
  void badOptions(String key, String value) throws IOException {
    Path file = resource("plain.npy");
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> spark.read().format("npy").option(key, value).load(file.toString()).count());
    assertEquals("%s is a positive number, not '%s'".formatted(key, value), e.getMessage());
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Dataset<Row> simple =
        table(resource("types.npy"))
            .selectExpr(
                "i1",
                "i2",
                "`>i4`",
                "`<i8`",
                "`u8`",
                "f2",
                "f8",
                "b",
                "U5",
                "S3",
                "`M8[D]`",
                "`M8[ns]`",
                "`m8[ms]`",
                "struct(i1, f8) as pair");
    Path target = folder.resolve("out");
    simple
        .repartition(3)
        .write()
        .format("npy")
        .mode("append")
        .option("width", 5)
        .save(target.toString());
    assertEquals(said(simple), said(table(target)));
    try (Stream<Path> files = Files.list(target)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertTrue(
          names.stream().allMatch(name -> name.matches("part-0000\\d-[-0-9a-f]+\\.npy")),
          names::toString);
    }
    simple.write().format("npy").mode("append").option("width", 5).save(target.toString());
    assertEquals(10, table(target).count());
    simple
        .limit(1)
        .write()
        .format("npy")
        .mode("overwrite")
        .option("width.u5", 3)
        .option("width.S3", "7")
        .save(target.toString());
    assertEquals(1, table(target).count());
    try (OwnedMemoryOf memory = new OwnedMemoryOf(NpyFile.map(first(target)))) {
      String format = memory.memory().withView(Request.FULL_RO, view -> view.format().toString());
      assertEquals(
          "T{b:i1:<h:i2:i:>i4:q:<i8:Q:u8:f:f2:d:f8:?:b:3w:U5:7s:S3:q:M8[D]:q:M8[ns]:q:m8[ms]:T{b:i1:d:f8:}:pair:}",
          format);
    }
  }

  private record OwnedMemoryOf(OwnedMemory memory) implements AutoCloseable {
    @Override
    public void close() {
      memory.free();
    }
  }

  private static List<Object> said(Dataset<Row> rows) {
    return rows.orderBy("i2").collectAsList().stream().map(row -> said((Object) row)).toList();
  }

  private static Path first(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'abc' as t | column 't' has no width in Spark, and needs one in a .npy file: option width",
        "X'01' as t | column 't' has no width in Spark, and needs one in a .npy file: option width",
        "map(1, 2) as t | column 't' of type MAP<INT, INT> has no counterpart in .npy records",
        "array(1) as t | column 't' of type ARRAY<INT> has no counterpart in .npy records",
        "1.5bd as t | column 't' of type DECIMAL(2,1) has no counterpart in .npy records",
      })
  void whatHasNoCounterpartIsRefusedBeforeATaskStarts(String expression, String message) {
    Path target = folder.resolve("refused");
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                spark
                    .range(3)
                    .selectExpr("id", expression)
                    .write()
                    .format("npy")
                    .mode("append")
                    .save(target.toString()));
    assertTrue(e.getMessage().contains(message), e::getMessage);
    assertFalse(Files.exists(target));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "if(id = 2500, null, id) as n | column 'n' is null in a row, and .npy files have no nulls"
            + " but for times",
        "if(id = 2500, 'wider', 'ok') as n | column 'n' has a value of 5 characters, and is 4 wide;"
            + " option width.n makes it wider",
      })
  void aTaskThatFailsLeavesNothing(String expression, String message) throws IOException {
    Path target = folder.resolve("failed");
    spark
        .range(2)
        .selectExpr("id as n")
        .write()
        .format("npy")
        .mode("append")
        .save(target.toString());
    Exception e =
        assertThrows(
            Exception.class,
            () ->
                spark
                    .range(0, 4000, 1, 4)
                    .selectExpr(expression)
                    .write()
                    .format("npy")
                    .mode("overwrite")
                    .option("width", 4)
                    .save(target.toString()));
    String all = e + " " + e.getCause();
    assertTrue(all.contains(message), all);
    assertEquals(2, table(target).count());
    assertTrue(
        inside(target).stream().noneMatch(file -> file.getFileName().toString().startsWith(".")));
  }

  /** Spark does not wait for the tasks of a job that it gives up. */
  @Test
  void aTaskThatOutlivesItsJobLeavesNothing() throws IOException {
    Path target = folder.resolve("outlived");
    NpyFiles files = new NpyFiles(new CaseInsensitiveStringMap(Map.of("path", target.toString())));
    StructType schema = new StructType().add("n", DataTypes.LongType, false);
    NpyWriteBuilder job = new NpyWriteBuilder(files, schema, "q");
    DataWriterFactory tasks = job.createBatchWriterFactory(() -> 4);
    List<DataWriter<InternalRow>> writers = new ArrayList<>();
    for (int task = 0; task < 4; task++) {
      writers.add(tasks.createWriter(task, task));
      for (long row = 0; row < 1000L * task; row++) {
        writers.getLast().write(new GenericInternalRow(new Object[] {row}));
      }
    }
    WriterCommitMessage done = writers.get(3).commit();

    job.abort(new WriterCommitMessage[] {null, null, null, done});
    assertEquals(List.of(), inside(target));

    writers.get(0).abort();
    writers.get(1).write(new GenericInternalRow(new Object[] {1L}));
    writers.get(1).abort();
    Exception late = assertThrows(IOException.class, () -> writers.get(2).commit());
    assertTrue(late.getMessage().startsWith("the job was given up while "), late::getMessage);
    for (DataWriter<InternalRow> writer : writers) {
      writer.close();
    }
    Exception later = assertThrows(UncheckedIOException.class, () -> tasks.createWriter(5, 5));
    assertTrue(later.getMessage().startsWith("cannot write a shard to "), later::getMessage);
    assertEquals(List.of(), inside(target));
  }

  private static List<Path> inside(Path target) throws IOException {
    try (Stream<Path> all = Files.list(target)) {
      return all.toList();
    }
  }

  @Test
  void timesAreWrittenAsNumpyHasThem() throws IOException {
    Path target = folder.resolve("times");
    spark
        .sql(
            "select date'2024-02-29' as d, timestamp_ntz'2024-02-29 01:02:03.456' as t, interval"
                + " '1' second as s")
        .write()
        .format("npy")
        .mode("append")
        .save(target.toString());
    var array = NpyFile.open(first(target), java.nio.channels.FileChannel.MapMode.READ_ONLY, 0);
    Timed timed = array;
    assertEquals(
        Map.of(
            "d",
            TimeType.parse("M8[D]"),
            "t",
            TimeType.parse("M8[us]"),
            "s",
            TimeType.parse("m8[us]")),
        timed.times());
    array.memory().free();
  }

  @Test
  void nothingIsLeftOpen() throws IOException {
    Path file = resource("types.npy");
    table(file).selectExpr("sum(i2)").collectAsList();
    table(file).limit(1).collectAsList();
    String maps = Files.readString(Path.of("/proc/self/maps"));
    assertFalse(maps.contains(file.toString()), "the file is mapped still");
  }
}
