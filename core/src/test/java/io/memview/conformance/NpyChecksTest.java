package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyChecksTest {
  @TempDir private Path folder;

  /** The check can fail: files under each other's names. */
  @Test
  void wrongFilesAreSeen() throws Exception {
    VectorFolder embedded = VectorFolder.embedded();
    byte[] index = embedded.bytes("npy/index.jsonl");
    List<String> lines = new String(index, StandardCharsets.UTF_8).lines().toList();
    Path npy = Files.createDirectory(folder.resolve("npy"));
    Files.copy(new ByteArrayInputStream(index), npy.resolve("index.jsonl"));
    for (int i = 0; i < lines.size(); i++) {
      String name = Vector.parse(lines.get(i)).string("file");
      String other = Vector.parse(lines.get((i + 7) % lines.size())).string("file");
      Files.write(npy.resolve(name), embedded.bytes("npy/" + other));
    }
    ConformanceRun run =
        ConformanceRun.of(
            VectorFolder.of(folder),
            List.of(new VectorKind("npy", "npy/index.jsonl", true, NpyChecks::check)));
    assertFalse(run.hasPassed());
    assertEquals(List.of("conformance npy: 0 passed, 24 failed, 0 skipped"), run.lines());
  }
}
