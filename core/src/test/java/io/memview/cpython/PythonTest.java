package io.memview.cpython;

import static io.memview.Refusals.assertRefused;
import static io.memview.cpython.TestPython.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values, errors, and finding the interpreter. */
final class PythonTest {
  @TempDir private Path folder;

  @Test
  void valuesGoAndComeBack() {
    Python python = TestPython.with();
    Object[] values = {
      null, true, false, (byte) -1, (short) 300, 7, Long.MIN_VALUE, 0.5f, -0.0, "", "aé😀\ud800x\0y"
    };
    String[] expected = {
      "None",
      "True",
      "False",
      "-1",
      "300",
      "7",
      "-9223372036854775808",
      "0.5",
      "-0.0",
      "''",
      "'aé😀\\ud800x\\x00y'"
    };
    for (int i = 0; i < values.length; i++) {
      python.set("value", values[i]);
      assertEquals(expected[i], text(python, "repr(value)"));
    }
    assertEquals("aé😀\ud800x\0y", text(python, "value"));
    python.exec("del value");
    try (PyObject n = python.eval("-2**63");
        PyObject x = python.eval("2.5");
        PyObject max = python.eval("max");
        PyObject big = python.eval("2**63")) {
      assertEquals(Long.MIN_VALUE, n.toLong());
      assertEquals(2.5, x.toDouble());
      assertEquals(0x1p63, big.toDouble());
      assertPython("OverflowError", big::toLong);
      assertPython("TypeError", x::toLong);
      assertPython("TypeError", max::toDouble);
      try (PyObject best = max.call(3, n, 8.5)) {
        assertEquals("8.5", best.toString());
      }
      assertPython("TypeError", () -> max.call());
      assertPython("AttributeError", () -> max.attribute("none"));
    }
    assertRefused(
        IllegalArgumentException.class,
        () -> python.set("value", new Object()),
        "Object",
        "String");
    for (String nul : List.of("a\0b")) {
      assertRefused(IllegalArgumentException.class, () -> python.set(nul, 1), "NUL");
      assertRefused(IllegalArgumentException.class, () -> python.exec(nul), "NUL");
      assertRefused(IllegalArgumentException.class, () -> python.eval(nul), "NUL");
    }
  }

  private static PythonException assertPython(String type, Supplier<?> action) {
    PythonException thrown = assertThrows(PythonException.class, action::get);
    assertEquals(type, thrown.type());
    assertTrue(thrown.getMessage().startsWith(type), thrown.getMessage());
    return thrown;
  }

  @Test
  void errorsOfPython() {
    Python python = TestPython.with();
    PythonException error = assertPython("ZeroDivisionError", () -> python.eval("1 / 0"));
    assertEquals("ZeroDivisionError: division by zero", error.getMessage());
    assertTrue(error.traceback().startsWith("Traceback (most recent call last):"));
    assertTrue(error.traceback().contains("File \"<java>\", line 1"), error.traceback());
    assertPython("SyntaxError", () -> python.eval("1 +"));
    assertPython("SyntaxError", () -> python.eval("x = 1"));
    assertPython("NameError", () -> python.eval("no_such_name"));
    assertPython("SystemExit", () -> raise(python, "SystemExit(3)"));
    assertPython("KeyboardInterrupt", () -> raise(python, "KeyboardInterrupt"));
    assertPython("RecursionError", () -> run(python, "def f(): f()\nf()"));
    // An exception that cannot even say what it is.
    python.exec("class Mute(Exception):\n  def __str__(self): raise ValueError");
    assertEquals("Mute", assertPython("Mute", () -> raise(python, "Mute()")).getMessage());
    // One that raises itself instead, and an object that does.
    python.exec(
        """
        class Odd(Exception):
          def __str__(self): raise self
        class Thing:
          def __str__(self): raise Odd()
        """);
    assertEquals("Odd", assertPython("Odd", () -> raise(python, "Odd()")).getMessage());
    try (PyObject thing = python.eval("Thing()")) {
      assertTrue(thing.toString().contains("Odd"), thing.toString());
    }
    python.exec("del Mute, Odd, Thing");
    // None of it is left behind.
    assertEquals("2", text(python, "1 + 1"));
  }

  private static Object raise(Python python, String what) {
    return run(python, "raise " + what);
  }

  private static Object run(Python python, String what) {
    python.exec(what);
    return what;
  }

  @Test
  void oneInterpreter() {
    Python python = TestPython.with("sys");
    assertSame(python, Python.start());
    assertTrue(python.toString().startsWith("Python 3."), python.toString());
    Path executable = Path.of(text(python, "sys.executable"));
    if (Files.isExecutable(executable)) {
      assertSame(python, Python.start(executable));
    }
    assertRefused(
        IllegalStateException.class,
        () -> Python.start(folder.resolve("python3")),
        "cannot run",
        "io.memview.python");
  }

  @Test
  void anotherLibraryIsRefused() throws Exception {
    TestPython.with();
    Path library = Files.createFile(folder.resolve("libpython3.99.so"));
    assertRefused(
        IllegalStateException.class, () -> Python.start(library), "libpython3.99", "one only");
  }

  @Test
  void programThatDoesNotAnswer() throws Exception {
    TestPython.with();
    Path program = Files.writeString(folder.resolve("python3"), "#!/bin/sh\nexit 1\n");
    assertTrue(program.toFile().setExecutable(true));
    assertRefused(IllegalStateException.class, () -> Python.start(program), "does not say");
  }

  @Test
  void libraryThatIsNone() throws Exception {
    TestPython.with();
    String out = java("libpython3.99.so", List.of("--enable-native-access=ALL-UNNAMED"));
    assertTrue(out.contains("IllegalStateException"), out);
    assertTrue(out.contains("libpython3.99.so cannot be loaded"), out);
  }

  @Test
  void withoutNativeAccess() throws Exception {
    TestPython.with();
    String out = java("libpython3.99.so", List.of("--illegal-native-access=deny"));
    assertTrue(out.contains("start java with --enable-native-access=ALL-UNNAMED"), out);
  }

  /** An exporter that leaves no memory to say so. */
  @Test
  void exporterThatTakesAllMemory() throws Exception {
    TestPython.with();
    String out =
        run(
            """
            import io.memview.*;
            import io.memview.cpython.*;
            import io.memview.format.*;

            class Full {
              static Object[] all;

              public static void main(String[] args) {
                try {
                  run();
                } catch (Throwable e) { // the launcher cannot tell of all of them
                  all = null;
                  e.printStackTrace(System.out);
                }
              }

              static void run() {
                Python python = Python.start();
                OwnedMemory memory = OwnedMemory.allocate("B", 8);
                int[] calls = {0};
                python.set("x", (Exporter) request -> {
                  for (int size = 1 << 20; calls[0]++ > 0; ) {
                    try {
                      all = new Object[][] {all, new Object[size]};
                    } catch (OutOfMemoryError e) {
                      if (size < 4) throw e;
                      size /= 2;
                    }
                  }
                  return memory.acquire(request);
                });
                Throwable heard = null;
                try {
                  python.exec("memoryview(x)");
                } catch (Throwable e) {
                  heard = e;
                }
                all = null;
                for (int tries = 0; ; tries++) { // the collector may be late
                  try {
                    System.gc();
                    String text = heard + "; 1 + 1 = " + python.eval("1 + 1");
                    System.out.println(text);
                    return;
                  } catch (OutOfMemoryError e) {
                    if (tries == 100) throw e;
                  }
                }
              }
            }
            """,
            List.of("--enable-native-access=ALL-UNNAMED", "-Xmx40m"));
    assertTrue(out.contains("Error"), out);
    assertTrue(out.contains("1 + 1 = 2"), out);
  }

  /** Starts the library at a path in a process of its own, on the class path. */
  private String java(String library, List<String> options) throws Exception {
    Path path = Files.createFile(folder.resolve(library));
    return run(
        """
        class Start {
          public static void main(String[] args) {
            System.out.println(io.memview.cpython.Python.start(java.nio.file.Path.of(args[0])));
          }
        }
        """,
        options,
        path.toString());
  }

  private String run(String program, List<String> options, String... arguments) throws Exception {
    Path file = Files.writeString(folder.resolve("Program.java"), program);
    Path classes =
        Path.of(Python.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classes.toString(), file.toString()));
    command.addAll(List.of(arguments));
    File out = folder.resolve("out").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out).start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    return Files.readString(out.toPath());
  }
}
