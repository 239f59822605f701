package io.memview.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.launcher.Command.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches of loaded classes are made by first starts, beside them, and read by all others. */
class CacheTest {
  private static final Path DEM =
      Path.of("../src/main/resources/io/memview/examples/elevation.npy").toAbsolutePath();

  @TempDir private Path folder;

  /** A start with a folder of its own for caches. */
  private Command command(Path program) {
    Command command = new Command(program);
    command.environment().remove("MEMVIEW_AOT");
    command.environment().put("XDG_CACHE_HOME", "" + folder.resolve("a cache"));
    return command;
  }

  private List<Path> caches() throws IOException {
    Path caches = folder.resolve("a cache/memview");
    if (!Files.exists(caches)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(caches)) {
      return files.toList();
    }
  }

  /** Waits until nobody makes a cache any more. */
  private Path made() throws IOException, InterruptedException {
    for (int i = 0; i < 6000; i++) {
      List<Path> caches = caches();
      if (caches.size() == 1 && caches.getFirst().toString().endsWith(".aot")) {
        return caches.getFirst();
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no cache, but " + caches());
  }

  @Test
  void whereNoCacheCanBeNoneIs() throws Exception {
    Command command = command(Command.INSTALLED);
    for (String nowhere : List.of("/dev/null/none", "not/absolute")) {
      command.environment().put("XDG_CACHE_HOME", nowhere);
      assertEquals(new Run(0, "491\n", ""), command.run("show", "" + DEM, "0,2"));
    }
    assertFalse(Files.exists(Path.of("not")));
  }

  @Test
  @Tag("slow")
  void isMadeOnceAndReadAndMadeAnewForOtherJars() throws Exception {
    Path memview = Command.copy(folder.resolve("mem view"));
    Path program = memview.resolve("bin/memview");
    Run shown = new Run(0, "491\n", "");
    Process other = command(program).start("show", "" + DEM, "0,2"); // two first starts at once
    assertEquals(shown, command(program).run("show", "" + DEM, "0,2"));
    assertEquals(0, other.waitFor());
    Path first = made();
    assertEquals(shown, command(program).run("show", "" + DEM, "0,2"));
    assertTrue(isRead(program));

    Path jar = memview.resolve("lib/memview.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH.plusSeconds(1_000_000_000)));
    assertEquals(shown, command(program).run("show", "" + DEM, "0,2"));
    while (made().equals(first)) {
      Thread.sleep(50);
    }
    assertTrue(isRead(program));

    Files.write(made(), new byte[100]); // a cache that is none
    assertEquals(shown, command(program).run("show", "" + DEM, "0,2"));
  }

  private boolean isRead(Path program) throws Exception {
    Command command = command(program);
    command.environment().put("MEMVIEW_JAVA_OPTIONS", "-Xlog:class+load");
    String loaded = command.run("show", "" + DEM, "0,2").out();
    return loaded.lines().anyMatch(line -> line.contains("MemviewKt source: shared objects file"));
  }

  @Test
  @Tag("slow")
  void scriptsHaveOneOfTheirOwn() throws Exception {
    Path script = Files.writeString(folder.resolve("a script.main.kts"), "println(args.toList())");
    Run ran = new Run(0, "[1, 2 3]\n", "");
    assertEquals(ran, command(Command.INSTALLED).run("" + script, "1", "2 3"));
    assertTrue(made().getFileName().toString().startsWith("script-"));
    assertEquals(ran, command(Command.INSTALLED).from(script).run("-", "1", "2 3"));
  }
}
