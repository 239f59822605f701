package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyVectorsTest {
  @TempDir private Path scratch;

  private static Path folder() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(NpyVectorsTest.class.getResource("/vectors/npy")).toURI());
  }

  @Test
  void filesOfNumpy() throws Exception {
    NpyVectors.Outcome outcome = NpyVectors.check(folder(), scratch);
    assertEquals(List.of(), outcome.failures());
    assertEquals("conformance npy: 24 passed, 0 failed, 0 skipped", outcome.line());
  }

  /** The check can fail: files under each other's names. */
  @Test
  void wrongFilesAreSeen() throws Exception {
    Path wrong = Files.createDirectory(scratch.resolve("wrong"));
    List<String> index = Files.readAllLines(folder().resolve("index.jsonl"));
    Files.write(wrong.resolve("index.jsonl"), index);
    for (int i = 0; i < index.size(); i++) {
      String name = Vector.parse(index.get(i)).string("file");
      String other = Vector.parse(index.get((i + 1) % index.size())).string("file");
      copy(folder().resolve(other), wrong.resolve(name));
    }
    NpyVectors.Outcome outcome = NpyVectors.check(wrong, scratch);
    assertEquals(0, outcome.skipped());
    assertTrue(
        outcome.failures().size() >= index.size() - 2,
        () -> "only %s".formatted(outcome.failures()));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
