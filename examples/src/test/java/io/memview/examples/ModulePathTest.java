package io.memview.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.View;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's module on the module path; all other tests of the examples run on the class path. */
class ModulePathTest {
  @TempDir private Path folder;

  @Test
  void modulesAreFoundOnTheModulePath() throws IOException, InterruptedException {
    Path sources = Files.createDirectories(folder.resolve("src/app"));
    Path declaration =
        Files.writeString(
            folder.resolve("src/module-info.java"), "module app { requires io.memview.core; }");
    Path program =
        Files.writeString(
            sources.resolve("Main.java"),
            """
            package app;

            public class Main {
              public static void main(String[] args) {
                var exporter = io.memview.array.PrimitiveArrays.export(new int[] {1, 2, 3});
                try (var lease = exporter.acquire(io.memview.Request.FULL)) {
                  IO.println(Main.class.getModule() + " " + lease.view().flip().toList());
                }
              }
            }
            """);
    String core = place(View.class);
    Path classes = folder.resolve("classes");
    // Nothing else is needed, neither to compile nor to run: not even the annotations for
    // compilers.
    run("javac", "-p", core, "-d", classes + "", declaration + "", program + "");
    String running = core + File.pathSeparator + classes;
    assertEquals("module app [3, 2, 1]\n", run("java", "-p", running, "-m", "app/app.Main"));
  }

  private static String place(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  /** Runs a tool of this JDK and returns what it printed. */
  private String run(String tool, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(args));
    command.addFirst(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    } finally {
      process.destroy();
    }
    assertEquals(0, process.exitValue(), Files.readString(out));
    return Files.readString(out);
  }
}
