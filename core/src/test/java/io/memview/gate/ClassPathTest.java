package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Exporter;
import io.memview.fixture.PlainProgram;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One program, on the module path (as all tests are) and on the class path. */
final class ClassPathTest {
  private static final String EXPECTED =
      "[[0, 3], [1, 4], [2, 5]] [[7.0, 7.0]] refused 20 [1, 2, 3]";

  @TempDir private Path folder;

  @Test
  @Tag("class-files") // a loader has no named module
  void worksOnTheModulePath() {
    assertTrue(Exporter.class.getModule().isNamed());
    assertEquals("named " + EXPECTED, PlainProgram.run());
  }

  @Test
  void worksOnTheClassPath() throws Exception {
    Path tests = Path.of("target/test-classes");
    assertTrue(Files.isDirectory(tests), tests.toAbsolutePath().toString());
    Path output = folder.resolve("output");
    Process java =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "--illegal-native-access=deny",
                    "-cp",
                    Classes.root() + File.pathSeparator + tests,
                    PlainProgram.class.getName()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(java.waitFor(60, TimeUnit.SECONDS));
    assertEquals("unnamed " + EXPECTED, Files.readString(output).strip());
    assertEquals(0, java.exitValue());
  }
}
