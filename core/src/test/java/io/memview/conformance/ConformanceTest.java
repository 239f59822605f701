package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What CPython and NumPy answer, memview answers. The questions are the embedded vectors, or with
 * {@code -Dconformance.dir=DIR} those of a folder.
 */
class ConformanceTest {
  private static final int REPORTED = 20;

  private final List<String> lines = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @Test
  void answersOfPythonAndNumpy() throws IOException {
    String folder = System.getProperty("conformance.dir");
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (String name : Checks.all().keySet()) {
      files.put(name, folder == null ? embedded(name) : read(Path.of(folder), name));
    }
    files.forEach((name, vectors) -> run(name, vectors, Checks.all().get(name)));
    lines.forEach(System.out::println);
    Files.write(Path.of("target", "conformance.txt"), lines);
    assertTrue(
        failures.isEmpty(),
        () ->
            "%s%n%d failures; the first are%n%s"
                .formatted(
                    String.join(System.lineSeparator(), lines),
                    failures.size(),
                    String.join(
                        System.lineSeparator(),
                        failures.subList(0, Math.min(REPORTED, failures.size())))));
  }

  private static List<String> read(Path folder, String name) throws IOException {
    return Files.readAllLines(folder.resolve(name + ".jsonl"));
  }

  private static List<String> embedded(String name) {
    try (InputStream in =
        ConformanceTest.class.getResourceAsStream("/vectors/" + name + ".jsonl")) {
      assertTrue(in != null, () -> "no vectors " + name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String name, List<String> vectors, Consumer<Vector> check) {
    int failed = 0;
    for (String line : vectors) {
      Vector vector = Vector.parse(line);
      try {
        check.accept(vector);
      } catch (RuntimeException | AssertionError failure) {
        failed++;
        failures.add("%s: %s in %s".formatted(vector.id(), failure, line));
      }
    }
    lines.add(
        "conformance %s: %d passed, %d failed, 0 skipped"
            .formatted(name, vectors.size() - failed, failed));
    assertEquals(false, vectors.isEmpty(), () -> "no vectors in " + name);
  }
}
