package io.memview.benchmarks.scoreboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.benchmarks.Copies;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class RowsTest {
  private static final String PACKAGE = "io.memview.benchmarks.";
  private static final Set<String> COPIES =
      Arrays.stream(Copies.Row.values()).map(Enum::name).collect(Collectors.toSet());

  private static <W extends Work> Set<W> works(Class<W> kind) throws IOException {
    return Row.all().stream()
        .flatMap(row -> Stream.of(row.ours(), row.reference()))
        .filter(kind::isInstance)
        .map(kind::cast)
        .collect(Collectors.toSet());
  }

  private static Map<String, Map<String, String[]>> benchmarks() {
    Map<String, Map<String, String[]>> parameters = new TreeMap<>();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    for (BenchmarkListEntry entry :
        BenchmarkList.defaultList()
            .find(
                OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT),
                List.of(".*"),
                List.of())) {
      parameters.put(
          entry.getUsername().substring(PACKAGE.length()), entry.getParams().orElse(Map.of()));
    }
    return parameters;
  }

  @Test
  void everyRowHasANameOfItsOwn() throws IOException {
    Set<String> ids = new HashSet<>();
    for (Row row : Row.all()) {
      assertTrue(ids.add(row.id()), row.id());
    }
  }

  @Test
  void everySideOfARowIsOneBenchmarkWithValuesForItsParameters() throws IOException {
    Map<String, Map<String, String[]>> benchmarks = benchmarks();
    for (Work.Jmh work : works(Work.Jmh.class)) {
      Map<String, String[]> parameters = benchmarks.get(work.method());
      assertNotNull(parameters, work.toString());
      assertTrue(Set.of("", "ours", "reference").contains(work.side()), work.toString());
      assertEquals(parameters.keySet(), work.parameters().keySet(), work.toString());
      work.parameters()
          .forEach(
              (name, value) -> {
                List<String> values = Arrays.asList(parameters.get(name));
                // JMH leaves the values of an enum to the run.
                assertTrue(values.contains(value) || COPIES.contains(value), work.toString());
              });
    }
  }

  @Test
  void everyBenchmarkIsOnTheScoreboard() throws IOException {
    Set<String> measured =
        works(Work.Jmh.class).stream()
            .map(Work.Jmh::method)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(benchmarks().keySet(), measured);
  }

  @Test
  void theScriptHasEveryRowOfPython() throws IOException {
    String script = Files.readString(Path.of("src/main/python/peers.py"));
    for (Work.Python work : works(Work.Python.class)) {
      assertTrue(script.contains("(\"" + work.row() + "\""), work.toString());
    }
  }

  private static Row row(Unit unit, double items, String goal) {
    return new Row(
        "x", unit, items, Work.parse("A.b k=v"), Work.parse("python c"), "C", Goal.parse(goal));
  }

  @Test
  void aRowIsHeldAgainstItsReference() {
    Map<Work, Figure> figures =
        Map.of(
            new Work.Jmh("A.b", "", Map.of("k", "v")), new Figure(3000, 8),
            new Work.Python("c"), new Figure(2000, Double.NaN));
    Result slower = Result.of(row(Unit.MICROSECONDS, 10, "<= 1.4"), figures);
    assertEquals(new Result("x", 0.3, 0.2, "C", "us/item", 0.3 / 0.2, 1.4, false), slower);
    assertEquals(Boolean.TRUE, Result.of(row(Unit.NANOSECONDS, 1, "<= 1.5"), figures).met());
    Result throughput = Result.of(row(Unit.OPERATIONS, 1, ">= 0.6"), figures);
    assertEquals(1 / 3.0, throughput.ours());
    assertEquals(Boolean.TRUE, throughput.met());
    assertEquals(Boolean.FALSE, Result.of(row(Unit.OPERATIONS, 1, ">= 0.7"), figures).met());
  }

  @Test
  void whatIsNotThereIsAbsent() {
    Row row = row(Unit.NANOSECONDS, 1, "<= 1.0");
    Result result = Result.of(row, Map.of(row.ours(), new Figure(3000, 8)));
    assertEquals(3000, result.ours());
    assertNull(result.reference());
    assertNull(result.ratio());
    assertNull(result.met());
    String table = Table.of(List.of(row), List.of(result));
    assertTrue(table.contains("absent"), table);
    assertFalse(table.contains("yes"), table);
  }

  @Test
  void worksThatTakeTurnsHaveTwoFigures() throws Exception {
    Work.Jmh ours = (Work.Jmh) Work.parse("Copies.copy/ours row=STEP2");
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Map<Work.Jmh, Figure> figures = new JmhRunner(true, nowhere).run(ours);
    assertEquals(Set.of(ours, ours.side("reference")), figures.keySet());
    assertTrue(figures.get(ours).nanoseconds() > 1000, figures.toString());
  }

  @Test
  void mistakesInTheTableAreTold() {
    assertThrows(IllegalArgumentException.class, () -> Unit.of("hours"));
    assertThrows(IllegalArgumentException.class, () -> Goal.parse("1.1"));
    assertThrows(IllegalArgumentException.class, () -> Work.parse("A.b c"));
    assertThrows(IllegalArgumentException.class, () -> Work.parse("A.b =c"));
  }
}
