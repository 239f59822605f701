package io.memview.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.launcher.Command.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as it is packaged: found by links, in folders of any name, with any Java. */
class LauncherTest {
  private static final Path DEM =
      Path.of("../src/main/resources/io/memview/examples/elevation.npy").toAbsolutePath();
  private static final String VERSION = System.getProperty("memview.version");

  @TempDir private Path folder;

  @BeforeAll
  static void needsShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
  }

  @Test
  void isFoundByLinksFromAnywhereInFoldersOfAnyName() throws Exception {
    Path moved = Command.copy(folder.resolve("a folder of 'mine' $x &\u00e9"));
    Path one = Files.createDirectories(folder.resolve("one/bin"));
    Path two = Files.createDirectories(folder.resolve("two"));
    Files.createSymbolicLink(one.resolve("memview"), moved.resolve("bin/memview"));
    Files.createSymbolicLink(two.resolve("memview"), Path.of("../one/bin/memview"));
    Command command = new Command(Path.of("memview")).in(DEM.getParent());
    command.environment().put("PATH", two + ":" + System.getenv("PATH"));
    assertEquals(
        new Run(0, "[[[491 493]]]\n", ""),
        command.run("show", "elevation.npy", "None, 0, None, 2:4"));
  }

  @Test
  void tellsVersionAndHelp() throws Exception {
    Run version = installed().run("--version");
    assertEquals(0, version.status());
    assertTrue(version.out().startsWith("memview " + VERSION + ", Kotlin "), version.out());
    assertTrue(version.out().endsWith(", Java " + Runtime.version() + "\n"), version.out());
    Run help = installed().run("help");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("memview show FILE [SLICE]"), help.out());
  }

  @Test
  void statusAndErrors() throws Exception {
    assertEquals(
        new Run(1, "", "show: none.npy: no such file or folder\n"),
        installed().run("show", "none.npy"));
    Run run = installed().run("nonsense");
    assertEquals(2, run.status());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("memview: 'nonsense' is neither a command nor a script; "));
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void readsStandardInput() throws Exception {
    assertEquals(new Run(0, "[491 493]\n", ""), installed().from(DEM).run("show", "-", "0, 2:4"));
  }

  @Test
  void pipesThatBreakAreNoFailureAndFullDisksAre() throws Exception {
    String shows = "'" + Command.INSTALLED + "' show '" + DEM + "' ::2,::2";
    Command shell = new Command(Path.of("/bin/sh"));
    assertEquals(1, shell.run("-c", shows + " | head -n 1").out().lines().count());
    assertEquals("", shell.run("-c", shows + " | head -n 1").err());
    assertEquals(new Run(0, "", ""), shell.run("-c", shows + " | :"));
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full");
    Run full = shell.run("-c", shows + " >/dev/full");
    assertEquals(1, full.status());
    assertTrue(full.err().startsWith("memview: standard output: "), full.err());
  }

  @Test
  void saysWhichJavaItNeedsAndWhatThereIs() throws Exception {
    Path old = java("old", "17.0.15", true);
    Path mute = java("mute", "1.8.0_402", false);
    Path other = Files.writeString(folder.resolve("other"), "");
    Command command = installed();
    command.environment().put("MEMVIEW_JAVA", "" + old);
    assertRefused("MEMVIEW_JAVA is Java 17.0.15 (" + old + "/bin/java)", command);
    command.environment().put("MEMVIEW_JAVA", old + "/bin/java");
    assertRefused("MEMVIEW_JAVA is Java 17.0.15 (" + old + "/bin/java)", command);
    command.environment().put("MEMVIEW_JAVA", "" + other);
    assertRefused("MEMVIEW_JAVA is no Java (" + other + ")", command);
    command.environment().remove("MEMVIEW_JAVA");
    command.environment().put("JAVA_HOME", "" + mute);
    command.environment().put("PATH", old + "/bin:" + System.getenv("PATH"));
    assertRefused(
        "JAVA_HOME is Java 1.8.0_402 (%s/bin/java); java on the path is Java 17.0.15 (%s/bin/java)"
            .formatted(mute, old),
        command);
    command.environment().remove("JAVA_HOME");
    command
        .environment()
        .put("PATH", Files.createDirectories(folder.resolve("nothing")).toString());
    assertRefused("there is no java on the path", command);
  }

  private static void assertRefused(String what, Command command) throws Exception {
    assertEquals(
        new Run(
            1,
            "",
            "memview needs Java 25 or newer: "
                + what
                + "; set MEMVIEW_JAVA to the folder of a JDK 25\n"),
        command.run("show", "-"));
  }

  /** A folder that looks like a JDK, and whose java tells its version, if it is asked at all. */
  private Path java(String name, String version, boolean hasRelease) throws IOException {
    Path home = folder.resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java, "#!/bin/sh\necho 'openjdk version \"%s\" 2025-04-15' >&2\n".formatted(version));
    assertTrue(java.toFile().setExecutable(true));
    if (hasRelease) {
      Files.write(
          home.resolve("release"),
          List.of(
              "IMPLEMENTOR=\"Nobody\"", "JAVA_VERSION=\"" + version + "\"", "OS_ARCH=\"none\""));
    }
    return home;
  }

  @Test
  void takesTheJavaOfThePathIfThatOfTheHomeIsOld() throws Exception {
    Command command = installed();
    command.environment().remove("MEMVIEW_JAVA");
    command.environment().put("JAVA_HOME", "" + java("old", "21.0.2", true));
    String java = System.getProperty("java.home") + "/bin";
    command.environment().put("PATH", java + ":" + System.getenv("PATH"));
    assertEquals(new Run(0, "491\n", ""), command.run("show", "" + DEM, "0,2"));
  }

  @Test
  void optionsForJavaArePassedOn() throws Exception {
    Command command = installed();
    command.environment().put("MEMVIEW_JAVA_OPTIONS", "-Xmx64m -XX:+PrintFlagsFinal");
    String out = command.run("show", "" + DEM, "0,2").out();
    assertTrue(out.lines().anyMatch(line -> line.matches(" *size_t MaxHeapSize += 67108864 .*")));
  }

  /** The command as the build has made it. */
  private static Command installed() {
    return new Command(Command.INSTALLED);
  }
}
