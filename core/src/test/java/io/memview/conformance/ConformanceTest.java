package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.fixture.UsualC;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * What CPython and NumPy answer, memview answers. The questions are the embedded vectors, or with
 * {@code -Dconformance.dir=DIR} those of a folder. The score is printed, and kept in {@code
 * target/conformance.txt}.
 */
class ConformanceTest {
  @TempDir private Path folder;

  @Test
  void answersOfPythonAndNumpy() throws IOException {
    UsualC.assume();
    String given = System.getProperty("conformance.dir");
    VectorFolder vectors =
        given == null ? VectorFolder.embedded() : VectorFolder.of(Path.of(given));
    ConformanceRun run = ConformanceRun.of(vectors);
    run.lines().forEach(System.out::println);
    Files.write(Files.createDirectories(Path.of("target")).resolve("conformance.txt"), run.lines());
    assertTrue(run.hasPassed(), run::failures);
  }

  // ---- the run itself

  private static VectorKind kind(String name, boolean shared) {
    return new VectorKind(
        name,
        name + ".jsonl",
        shared,
        (vector, from) -> {
          switch (vector.string("answer")) {
            case "wrong" -> assertEquals(1, 2);
            case "unable" -> throw new TestAbortedException("not on this machine");
            default -> {}
          }
        });
  }

  private ConformanceRun run(VectorKind... kinds) throws IOException {
    return ConformanceRun.of(VectorFolder.of(folder), List.of(kinds));
  }

  private static String line(String id, String answer) {
    return "{\"id\":\"%s\",\"answer\":\"%s\"}".formatted(id, answer);
  }

  @Test
  void keepsTheScore() throws IOException {
    Files.write(folder.resolve("a.jsonl"), List.of(line("x", "right"), line("y", "right")));
    ConformanceRun right = run(kind("a", true), kind("own", false));
    assertEquals(List.of("conformance a: 2 passed, 0 failed, 0 skipped"), right.lines());
    assertTrue(right.hasPassed(), right::failures);

    Files.write(
        folder.resolve("a.jsonl"),
        List.of(line("x", "right"), line("y", "wrong"), line("z", "unable"), "{broken"));
    ConformanceRun wrong = run(kind("a", true));
    assertEquals(List.of("conformance a: 1 passed, 2 failed, 1 skipped"), wrong.lines());
    assertFalse(wrong.hasPassed());
    List<String> failures = wrong.failures().lines().toList();
    assertTrue(failures.getFirst().startsWith("a y: "), wrong::failures);
    assertTrue(failures.getFirst().contains("expected: <1> but was: <2>"), wrong::failures);
    assertTrue(wrong.failures().contains("a z: skipped, not on this machine"), wrong::failures);
    assertTrue(wrong.failures().contains("a line 4: "), wrong::failures);
  }

  @Test
  void skippedIsNotPassed() throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), line("x", "unable"));
    assertFalse(run(kind("a", true)).hasPassed());
  }

  @Test
  void namesFilesThatAreMissingUnknownOrEmpty() throws IOException {
    Files.writeString(folder.resolve("c.jsonl"), line("x", "right"));
    Files.createFile(folder.resolve("b.jsonl"));
    Files.createDirectory(folder.resolve("other"));
    ConformanceRun run = run(kind("a", true), kind("b", true));
    assertEquals(
        List.of(
            "c.jsonl: no check knows this file", "a.jsonl is missing", "b.jsonl: no vectors in it"),
        run.failures().lines().toList());
    assertEquals(2, run.lines().size());
  }

  @Test
  void tellsTheFirstTwentyFailures() throws IOException {
    Files.write(
        folder.resolve("a.jsonl"),
        IntStream.range(0, 25).mapToObj(i -> line("n" + i, "wrong")).toList());
    String failures = run(kind("a", true)).failures();
    assertTrue(failures.contains("a n19: "), failures);
    assertFalse(failures.contains("a n20: "), failures);
    assertTrue(failures.endsWith("… and 5 more"), failures);
  }

  @Test
  void aFolderThatIsNotThere() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> VectorFolder.of(folder.resolve("none")));
    assertTrue(refusal.getMessage().contains("none"), refusal.getMessage());
  }
}
