package io.memview.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a process, or lets others in, if the border to Python is not kept. */
@Tag("slow")
final class BorderTest {
  @TempDir private Path folder;

  static List<Path> pythons() throws Exception {
    return PythonsTest.pythons();
  }

  private Jvm.Result run(Path python, Map<String, String> variables, String... arguments)
      throws Exception {
    return Jvm.run(
        folder,
        variables,
        List.of("-Dio.memview.python=" + python, "-XX:TieredStopAtLevel=1"), // it starts sooner
        BorderProgram.class,
        arguments);
  }

  private static void assertAlive(Jvm.Result result) {
    assertTrue(result.output().endsWith("alive\n"), result.output());
    assertEquals(0, result.status(), result.output());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void signalHandlersAreThoseOfTheJvm(Path python) throws Exception {
    TestPython.with();
    for (Map<String, String> variables :
        List.of(Map.of("PYTHONFAULTHANDLER", "1"), Map.of("PYTHONDEVMODE", "1"))) {
      Jvm.Result result =
          run(
              python,
              variables,
              "signals",
              "import faulthandler; print(faulthandler.is_enabled())");
      assertAlive(result);
      assertTrue(result.output().contains("False\n3 nulls"), result.output());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import faulthandler; faulthandler.enable(); print(faulthandler.is_enabled()); False",
        "import faulthandler; faulthandler.enable(file=2, all_threads=False); RuntimeWarning",
        "import faulthandler; faulthandler.enable(); faulthandler.disable(); RuntimeWarning",
        "import signal; signal.signal(signal.SIGSEGV, signal.SIG_DFL); signal 11 is handled by",
        "import signal, _signal; _signal.signal(11, signal.SIG_IGN); signal 11 is handled by",
        "import signal; print(signal.signal(signal.SIGUSR1, print)); 3 nulls",
      })
  void signalHandlersThatPythonCodeInstalls(String line) throws Exception {
    TestPython.with();
    int last = line.lastIndexOf(';');
    String code =
        "try:\n %s\nexcept ValueError as e: print(e, flush=True)"
            .formatted(line.substring(0, last));
    Jvm.Result result = run(Path.of("python3"), Map.of(), "signals", code);
    assertAlive(result);
    assertTrue(result.output().contains(line.substring(last + 1).strip()), result.output());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void callsOfTheJvmWithTheGilGivenAway(Path python) throws Exception {
    TestPython.with("ctypes");
    Jvm.Result result = run(python, Map.of(), "callbacks");
    assertAlive(result);
    for (String line :
        List.of(
            "away(0) 12",
            "kept(0) 12",
            "away(7) 19",
            "kept(7) 19",
            "[15, 15, 15, 15]",
            "held 14")) {
      assertTrue(result.output().contains(line), result.output());
    }
    assertFalse(result.output().contains("Exception"), result.output());
  }

  /** Where the library is, is for the interpreter to say, and for nobody's module of some name. */
  @Test
  void interpretersAreAskedInIsolation() throws Exception {
    TestPython.with();
    for (String module : List.of("sysconfig", "os", "usercustomize", "sitecustomize")) {
      Files.writeString(
          folder.resolve(module + ".py"),
          "open(%r, 'w')".replace("%r", "'" + folder.resolve("ran-" + module) + "'"));
    }
    Jvm.Result result =
        run(
            Path.of("python3"),
            Map.of("PYTHONSTARTUP", folder.resolve("os.py").toString()),
            "signals",
            "import sys; assert '' not in sys.path");
    assertAlive(result);
    // An interpreter that runs later has the modules of its environment, but none that was not
    // imported.
    assertAlive(
        run(
            Path.of("python3"),
            Map.of("PYTHONPATH", folder.resolve("none").toString()),
            "signals",
            ""));
    for (String module : List.of("sysconfig", "os", "usercustomize", "sitecustomize")) {
      assertFalse(Files.exists(folder.resolve("ran-" + module)), module);
    }
  }
}
