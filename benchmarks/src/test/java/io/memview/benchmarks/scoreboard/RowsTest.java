package io.memview.benchmarks.scoreboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.benchmarks.Copies;
import io.memview.benchmarks.Results;
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

  /** JMH leaves the values of an enum to the run. */
  private static final Set<String> OF_ENUMS =
      Stream.of(Copies.Row.values(), Results.Operation.values())
          .flatMap(Arrays::stream)
          .map(Enum::name)
          .collect(Collectors.toSet());

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
                assertTrue(values.contains(value) || OF_ENUMS.contains(value), work.toString());
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

  @Test
  void everyProcessIsAProgramThatPrintsTheFigure() throws Exception {
    Path sources = Path.of("src/main/java/io/memview/benchmarks/process");
    for (Work.Process work : works(Work.Process.class)) {
      Class<?> main = Class.forName(PACKAGE + "process." + work.main());
      assertNotNull(main.getDeclaredMethod("main", String[].class), work.toString());
      String source =
          Files.readString(sources.resolve(main.getNestHost().getSimpleName() + ".java"));
      String name = work.figure().split("[.]segment", -1)[0];
      assertTrue(name.isEmpty() || source.contains('"' + name + '"'), work.toString());
    }
  }

  @Test
  void mistakesInTheTableAreTold() {
    assertThrows(IllegalArgumentException.class, () -> Unit.of("hours"));
    assertThrows(IllegalArgumentException.class, () -> Goal.parse("1.1"));
    assertThrows(IllegalArgumentException.class, () -> Work.parse("A.b c"));
    assertThrows(IllegalArgumentException.class, () -> Work.parse("A.b =c"));
    assertThrows(IllegalArgumentException.class, () -> Work.parse("process Main figure"));
    assertThrows(IllegalArgumentException.class, () -> Work.parse("process Main/often figure"));
  }
}
