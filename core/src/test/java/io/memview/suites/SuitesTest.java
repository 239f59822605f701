package io.memview.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.memview.Json;
import io.memview.cpython.Jvm;
import io.memview.cpython.TestPython;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests that CPython and NumPy have of their own buffers, with memview in the place of what
 * they test. They are imported from the installed Pythons; {@code cpython.py} and {@code numpys.py}
 * replace the names that they look up. What does not apply is in {@code SUITES.md}, with the
 * reason; {@code -Dsuites.update=true} writes that page, {@code -Dsuites.all=true} takes every
 * Python from 3.11 on and not only the oldest and the newest.
 */
@Tag("suites")
final class SuitesTest {
  private static final PrintStream OUT = System.out;
  private static final Path PAGE = Path.of("SUITES.md");
  private static final int AT_ONCE = 2;
  private static final int LONGEST_MINUTES = 15;

  /**
   * The JVM sets the process's locale, and NumPy's tests cannot go back to C.UTF-8. Python's
   * handler of faults would take away the JVM's, which finds the end of its stacks by them.
   */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "LC_ALL", "C",
          "PYTHONDONTWRITEBYTECODE", "1",
          "PYTHONFAULTHANDLER", "",
          "PYTHONHOME", "",
          "PYTHONPATH", "");

  private static final String TESTS = "_core/tests/test_multiarray.py";
  private static final String HEAD =
      """
      # Tests of CPython and NumPy that do not apply

      `mvn -q -Psuites -pl core verify` runs `test_buffer` and `test_memoryview` of CPython, and NumPy's tests of buffers, DLPack and files, with memview in the place of what they test. These are left out, each for its reason; "departure" is a row of the table of departures in `DESIGN.md`.

      | suite | mode | test | reason |
      | --- | --- | --- | --- |
      """;

  @TempDir private Path folder;

  /** A suite in one mode, and the test files if they are not the whole module. */
  private record Suite(String script, String name, String mode, List<String> targets) {}

  private static final List<Suite> CPYTHON =
      List.of(
          new Suite("cpython.py", "test_buffer", "export", List.of()),
          new Suite("cpython.py", "test_buffer", "roundtrip", List.of()),
          new Suite("cpython.py", "test_buffer", "import", List.of()),
          new Suite("cpython.py", "test_buffer", "view", List.of()),
          new Suite("cpython.py", "test_memoryview", "roundtrip", List.of()),
          new Suite("cpython.py", "test_memoryview", "view", List.of()));

  private static final List<Suite> NUMPY =
      List.of(
          new Suite(
              "numpys.py",
              "numpy",
              "arrays",
              Stream.concat(
                      Stream.of(
                              "TestFlags TestAttributes TestArrayConstruction TestAssignment"
                                  + " TestDtypedescr TestZeroRank TestScalarIndexing TestCreation"
                                  + " TestStructured TestBool TestZeroSizeFlexible TestResize"
                                  + " TestRecord TestView TestNewBufferProtocol TestArrayInterface"
                                  + " TestConversion TestViewDtype TestStringCompare"
                                  + " TestUnicodeEncoding TestFromBuffer TestFlat TestAlignment"
                                  + " TestNewaxis TestArrayAttributeDeletion")
                          .flatMap(names -> Stream.of(names.split(" ")))
                          .map(name -> TESTS + "::" + name),
                      Stream.of(
                          "_core/tests/test_indexing.py",
                          "_core/tests/test_records.py",
                          "lib/tests/test_stride_tricks.py"))
                  .toList()),
          new Suite("numpys.py", "numpy", "npy", List.of("lib/tests/test_format.py")),
          new Suite(
              "numpys.py",
              "numpy",
              "buffers",
              List.of(
                  TESTS + "::TestNewBufferProtocol",
                  TESTS + "::TestPEP3118Dtype",
                  TESTS + "::TestFromBuffer",
                  TESTS + "::TestFlags",
                  TESTS + "::TestArrayCreationCopyArgument",
                  "_core/tests/test_scalarbuffer.py")),
          new Suite("numpys.py", "numpy", "dlpack", List.of("_core/tests/test_dlpack.py")));

  /** What a suite said. */
  private record Report(
      String title,
      long passed,
      Map<String, String> failed,
      Map<String, String> inapplicable,
      Map<String, String> skipped) {}

  @TestFactory
  Stream<DynamicTest> ofCpythonAndNumpy() throws IOException, InterruptedException {
    List<Path> pythons = pythons();
    assumeFalse(pythons.isEmpty(), "skipped: no Python with its own tests from 3.11 on");
    List<DynamicTest> tests = new ArrayList<>();
    SortedSet<String> rows = new TreeSet<>();
    ExecutorService processes = Executors.newFixedThreadPool(AT_ONCE);
    for (Path python : pythons) {
      List<Suite> suites = new ArrayList<>(CPYTHON);
      if (has(python, "numpy, pytest")) {
        suites.addAll(NUMPY);
      }
      for (Suite suite : suites) {
        Future<Report> report = processes.submit(() -> run(python, suite));
        String name = version(python) + " " + suite.name;
        tests.add(dynamicTest(name + " " + suite.mode, () -> check(suite, report.get(), rows)));
      }
    }
    processes.shutdown();
    tests.add(dynamicTest("the page of what does not apply", () -> checkPage(rows)));
    return tests.stream();
  }

  /**
   * Those that have {@code _testbuffer} and {@code test.test_buffer}: the oldest and the newest.
   */
  private static List<Path> pythons() throws IOException, InterruptedException {
    List<Path> found = new ArrayList<>();
    for (Path python : TestPython.installed()) {
      if (version(python).matches("3\\.1[1-9]\\..*")
          && has(python, "_testbuffer, test.test_buffer")) {
        found.add(python);
      }
    }
    return found.size() < 3 || Boolean.getBoolean("suites.all")
        ? found
        : List.of(found.getFirst(), found.getLast());
  }

  private static String version(Path python) {
    return python.getParent().getParent().getFileName().toString();
  }

  private static boolean has(Path python, String modules) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(python.toString(), "-c", "import " + modules)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }

  private Report run(Path python, Suite suite) throws IOException, InterruptedException {
    Path report = Files.createTempFile(folder, "report", ".json");
    Path script = Path.of("target/test-classes/io/memview/suites", suite.script).toAbsolutePath();
    List<String> arguments = new ArrayList<>(List.of(python.toString(), script.toString()));
    arguments.addAll(List.of(suite.name, suite.mode, report.toString()));
    arguments.addAll(suite.targets);
    Jvm.Result result =
        Jvm.run(
            folder,
            LONGEST_MINUTES,
            ENVIRONMENT,
            List.of("-Xmx1g"),
            SuiteProgram.class,
            arguments.toArray(String[]::new));
    assertEquals(0, result.status(), result.output());
    Map<?, ?> read = (Map<?, ?>) Json.parse(Files.readString(report));
    return new Report(
        "suite %s, Python %s".formatted(read.get("suite"), read.get("python")),
        (Long) read.get("passed"),
        texts(read, "failed"),
        texts(read, "inapplicable"),
        texts(read, "skipped"));
  }

  @SuppressWarnings("unchecked") // as cpython.py and numpys.py write it
  private static Map<String, String> texts(Map<?, ?> report, String key) {
    return (Map<String, String>) report.get(key);
  }

  private static void check(Suite suite, Report report, SortedSet<String> rows) {
    OUT.printf(
        "%s: %d passed, %d failed, %d not applicable, %d skipped by the suite%n",
        report.title,
        report.passed,
        report.failed.size(),
        report.inapplicable.size(),
        report.skipped.size());
    report.inapplicable.forEach(
        (test, reason) ->
            rows.add(
                "| %s | %s | %s | %s |"
                    .formatted(suite.name, suite.mode, withoutArguments(test), reason)));
    assertTrue(report.passed > 0, report.title);
    assertEquals(Map.of(), report.failed, report.title);
  }

  private static String withoutArguments(String test) {
    return test.replaceFirst("\\[.*", "");
  }

  private static void checkPage(SortedSet<String> rows) throws IOException {
    String page = HEAD + String.join("\n", rows) + "\n";
    if (Boolean.getBoolean("suites.update")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.readString(PAGE), "-Dsuites.update=true writes it anew");
  }
}
