package io.memview.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What differs between the versions of CPython, asked of all from 3.9 on that the machine has:
 * those of pyenv, and the one of the other tests.
 */
final class PythonsTest {
  private static final String RANDOM_TYPES = "150";

  @TempDir private Path folder;

  static List<Path> pythons() throws IOException {
    List<Path> found = TestPython.installed();
    return found.isEmpty() ? List.of(Path.of("python3")) : found;
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void objectsOfCtypes(Path python) throws Exception {
    TestPython.with("ctypes");
    Jvm.Result result =
        Jvm.run(folder, List.of(), CtypesProgram.class, python.toString(), RANDOM_TYPES);
    if (result.output().contains("has no shared library")) {
      abort("skipped: " + python + " has no shared library");
    }
    assertEquals(0, result.status(), result.output());
    assertTrue(result.output().contains(" 0 failures"), result.output());
    int values =
        Integer.parseInt(result.output().replaceAll("(?s).*?(\\d+) values by field.*", "$1"));
    int opaque = Integer.parseInt(result.output().replaceAll("(?s).*?(\\d+) opaque.*", "$1"));
    assertTrue(values > opaque, result.output());
  }
}
