package io.memview.benchmarks.scoreboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTest {
  private static final double NONE = Double.NaN;

  private static Row row(String id, Unit unit, String ours, String reference, String goal) {
    return new Row(
        id,
        unit,
        1,
        Work.parse(ours),
        Work.parse(reference),
        "C",
        goal.isEmpty() ? null : Goal.parse(goal));
  }

  private static Row row(Unit unit, String goal) {
    return row("x", unit, "A.b k=v", "python c", goal);
  }

  private static Result result(Row row, Figure ours, Figure reference) {
    return Result.of(row, Map.of(row.ours(), ours, row.reference(), reference), Collector.G1);
  }

  @Test
  void aRowIsHeldAgainstItsReference() {
    Figure ours = new Figure(3000, 8);
    Figure theirs = new Figure(2000, NONE);
    Row items =
        new Row(
            "x",
            Unit.MICROSECONDS,
            10,
            Work.parse("A.b"),
            Work.parse("python c"),
            "C",
            Goal.parse("<= 1.4"));
    assertEquals(
        new Result(
            "x",
            0.3,
            0.2,
            "C",
            "us/item",
            0.3 / 0.2,
            1.4,
            Result.Better.lower,
            false,
            true,
            null,
            Collector.G1),
        result(items, ours, theirs));
    assertEquals(Boolean.TRUE, result(row(Unit.NANOSECONDS, "<= 1.5"), ours, theirs).met());
    Result throughput = result(row(Unit.OPERATIONS, ">= 0.6"), ours, theirs);
    assertEquals(1 / 3.0, throughput.ours());
    assertEquals(Result.Better.higher, throughput.better());
    assertEquals(Boolean.TRUE, throughput.met());
    assertEquals(Boolean.FALSE, result(row(Unit.OPERATIONS, ">= 0.7"), ours, theirs).met());
  }

  @Test
  void aGoalGoesTheWayOfItsUnit() {
    assertThrows(IllegalArgumentException.class, () -> row(Unit.OPERATIONS, "<= 1.0"));
    assertThrows(IllegalArgumentException.class, () -> row(Unit.BYTES, ">= 1.0"));
  }

  @Test
  void whatIsNotThereIsAbsent() {
    Row row = row(Unit.NANOSECONDS, "<= 1.0");
    Result result = Result.of(row, Map.of(row.ours(), new Figure(3000, 8)), Collector.Z);
    assertEquals(3000, result.ours());
    assertNull(result.reference());
    assertNull(result.ratio());
    assertNull(result.met());
    assertFalse(result.measured());
    String table = Table.of(List.of(row), List.of(result));
    assertTrue(table.contains("absent"), table);
    assertFalse(table.contains("yes"), table);
  }

  @Test
  void whatDidNotSettleIsNotGiven() {
    Row row = row(Unit.NANOSECONDS, "<= 1.0");
    Figure settled = Figure.of(new Samples(10, 10, 11, 11, 50));
    Figure falling = Figure.of(new Samples(50, 40, 30, 20, 10));
    assertEquals(11, result(row, settled, settled).ours());
    Result result = result(row, settled, falling);
    assertEquals(11, result.ours());
    assertNull(result.reference());
    assertFalse(result.measured());
    assertEquals("not settled", result.why());
    assertTrue(Table.of(List.of(row), List.of(result)).contains("not settled"));
    Row bytes = row("x", Unit.BYTES, "A.b", "16", "<= 1.0");
    Figure allocating = new Figure(20, 24, 3);
    assertEquals(1.5, Result.of(bytes, Map.of(bytes.ours(), allocating), Collector.G1).ratio());
  }

  @Test
  void workThatTakesAMinuteIsOfFullRunsOnly() {
    Row row = row("x", Unit.MILLISECONDS, "process A/once b", "process A/once c", "");
    assertEquals("full run only", Result.of(row, Map.of(), Collector.G1).why());
  }

  @Test
  void samplesAreSorted() {
    Samples samples = new Samples(9, 1, 5);
    assertEquals(
        List.of(1.0, 5.0, 9.0), List.of(samples.least(), samples.median(), samples.most()));
    assertEquals(7.0 / 3, samples.spread());
    assertEquals(2.5, new Samples(1, 2, 3, 4).median());
  }

  @Test
  void ofTurnsTheIterationInTheMiddleCounts() {
    // The machine is now fast and now slow, which is no matter.
    Turns.Pair pair = Turns.of(new double[] {10, 220, 35}, new double[] {10, 200, 30});
    assertEquals(220, pair.ours().nanoseconds());
    assertEquals(200, pair.reference().nanoseconds());
    assertTrue(pair.ours().isSettled() && pair.reference().isSettled());
    assertFalse(Turns.of(new double[] {1, 2, 3}, new double[] {1, 1, 1}).ours().isSettled());
    Turns.Pair alone = Turns.of(new double[] {3, 4, 5}, new double[] {NONE, NONE, NONE});
    assertEquals(4, alone.ours().nanoseconds());
    assertTrue(Double.isNaN(alone.reference().nanoseconds()));
  }

  @Test
  void theFileHasTheseKeysAndIsReadAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("scoreboard.json");
    Row row = row(Unit.NANOSECONDS, "<= 1.0");
    List<Result> results =
        List.of(
            result(row, new Figure(3, 8), new Figure(2, NONE)),
            Result.of(row, Map.of(), Collector.Z));
    Results.write(file, results);
    assertEquals(results, Results.read(file));
    JsonNode first = new JsonMapper().readTree(file.toFile()).get(0);
    Set<String> keys = new TreeSet<>();
    first.fieldNames().forEachRemaining(keys::add);
    assertEquals(
        new TreeSet<>(
            List.of(
                "id",
                "ours",
                "reference",
                "referenceName",
                "unit",
                "ratio",
                "goal",
                "better",
                "met",
                "measured",
                "why",
                "collector")),
        keys);
    assertEquals("lower", first.get("better").asText());
    assertEquals("G1", first.get("collector").asText());
  }

  private static List<Result> run(double ours, double reference) {
    Figure mine = new Figure(ours, ours);
    Figure theirs = new Figure(reference, NONE);
    return List.of(
        result(row("time", Unit.NANOSECONDS, "A.b", "A.c", ""), mine, theirs),
        result(row("calls", Unit.OPERATIONS, "A.b", "A.c", ""), mine, theirs),
        Result.of(
            row("alone", Unit.NANOSECONDS, "A.b", "python c", ""),
            Map.of(Work.parse("A.b"), mine),
            Collector.G1),
        Result.of(
            row("bytes", Unit.BYTES, "A.b", "16", ""),
            Map.of(Work.parse("A.b"), mine),
            Collector.G1));
  }

  private static Set<String> worse(List<Result> before, List<Result> now) {
    return Comparison.worse(before, now, 1.25).stream()
        .map(Comparison.Worse::id)
        .collect(Collectors.toSet());
  }

  @Test
  void whatGotWorseIsTold() {
    assertEquals(Set.of(), worse(run(10, 5), run(12, 5)));
    assertEquals(Set.of("time", "calls", "alone"), worse(run(10, 5), run(13, 5)));
    assertEquals(Set.of(), worse(run(13, 5), run(10, 5)));
    // Slower for everybody: only where nobody else is there to be compared with.
    assertEquals(Set.of("alone"), worse(run(8, 5), run(16, 10)));
    // All bytes that are allowed are as good as none.
    assertEquals(Set.of("time", "calls", "alone", "bytes"), worse(run(8, 1), run(24, 1)));
    String text = Comparison.text("earlier.json", run(10, 5), run(20, 5), 1.25);
    assertTrue(text.contains("earlier.json: 3 rows"), text);
    assertTrue(text.contains("time") && text.contains("2.00 times"), text);
  }

  @Test
  void chancesAreNotComparedWithTheirOwnBest() {
    Row row = row("chance.x", Unit.NANOSECONDS, "A.b", "A.c", "");
    List<Result> before = List.of(result(row, new Figure(3, 8), new Figure(2, NONE)));
    List<Result> now = List.of(result(row, new Figure(30, 8), new Figure(20, NONE)));
    assertEquals(Set.of("chance.x"), worse(before, now));
  }

  @Test
  void whatIsNotMeasuredAnyMoreIsTold() {
    Row row = row("x", Unit.NANOSECONDS, "A.b", "A.c", "");
    List<Result> before = List.of(result(row, new Figure(3, 8), new Figure(2, NONE)));
    List<Result> now = List.of(result(row, new Figure(3, 8, 2), new Figure(2, NONE)));
    assertEquals(Set.of(), worse(before, now));
    String text = Comparison.text("earlier.json", before, now, 1.25);
    assertTrue(text.contains("x ") && text.contains("not settled"), text);
  }

  @Test
  void eachCollectorHasATouchedHeapOfItsOwn() {
    for (Collector collector : Collector.values()) {
      assertTrue(collector.options().contains("-XX:+AlwaysPreTouch"), collector.name());
      assertTrue(collector.options().contains("-XX:+Use" + collector + "GC"), collector.name());
    }
  }

  @Test
  void worksThatTakeTurnsHaveTwoFigures() throws Exception {
    Work.Jmh ours = (Work.Jmh) Work.parse("BlockCopies.copy/ours bytes=8000000 kind=heap");
    Effort least = new Effort(1, 1, 50, 3, 50, 0.1, 1, false, 0);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Map<Work.Jmh, Figure> figures = new JmhRunner(Collector.Serial, nowhere).run(ours, least);
    assertEquals(Set.of(ours, ours.side("reference")), figures.keySet());
    assertTrue(figures.get(ours).nanoseconds() > 1000, figures.toString());
  }
}
