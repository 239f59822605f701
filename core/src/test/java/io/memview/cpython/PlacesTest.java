package io.memview.cpython;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.memview.internal.Platform;
import io.memview.internal.Platform.OperatingSystem;
import io.memview.internal.SystemFunctions;
import io.memview.internal.SystemFunctions.Result;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where other platforms have their Python, and how they load it. */
final class PlacesTest {
  private static final Places LINUX = Places.of(Platform.of("linux-x64"));
  private static final Places MACOS = Places.of(Platform.of("macos-arm64"));
  private static final Places WINDOWS = Places.of(Platform.of("windows-x64"));

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "libpython3.11.so.1.0, linux",
    "libpython3.13t.so, linux",
    "libpython3.so, linux",
    "libpython3.13.dylib, macos",
    "Python, macos",
    "Python3, macos",
    "PythonT, macos",
    "python313.dll, windows",
    "python313t.dll, windows",
    "PYTHON39.DLL, windows",
    "python313_d.dll, windows",
    "python3.dll, none",
    "libpython3.13.a, none",
    "python3, none",
    "python.exe, none",
  })
  void namesOfLibraries(String name, String platform) {
    Path file = Path.of("lib", name);
    assertEquals(platform.equals("linux"), LINUX.isLibrary(file));
    assertEquals(platform.equals("macos"), MACOS.isLibrary(file));
    assertEquals(platform.equals("windows"), WINDOWS.isLibrary(file));
  }

  @Test
  void librariesOfAProcess() {
    assertTrue(LINUX.isLoaded("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0"));
    assertTrue(LINUX.isLoaded("/home/a b/lib/libpython3.14t.so"));
    assertFalse(LINUX.isLoaded("/usr/lib/libpython3.11.so.1.0 (deleted)"));
    assertFalse(LINUX.isLoaded("/usr/lib/libpython3.so"));
    assertTrue(MACOS.isLoaded("/opt/a/lib/libpython3.13.dylib"));
    assertTrue(MACOS.isLoaded("/Library/Frameworks/Python.framework/Versions/3.13/Python"));
    assertTrue(MACOS.isLoaded("/X/Python3.framework/Versions/3.9/Python3"));
    assertFalse(
        MACOS.isLoaded(
            "/F/Python.framework/Versions/3.13/Resources/Python.app/Contents/MacOS/Python"));
    assertTrue(WINDOWS.isLoaded("C:\\Program Files\\Python313\\python313.dll"));
    assertFalse(WINDOWS.isLoaded("C:\\Program Files\\Python313\\python3.dll"));
  }

  @Test
  void interpretersOfHome() {
    assertEquals(Path.of("bin/python3"), LINUX.belowHome());
    assertEquals(Path.of("bin/python3"), MACOS.belowHome());
    assertEquals(Path.of("python.exe"), WINDOWS.belowHome());
    assertEquals(Path.of("python"), WINDOWS.executable());
  }

  /** A program that answers as an interpreter would. */
  private Path interpreter(String... lines) throws IOException {
    assumeFalse(Platform.current().is(OperatingSystem.WINDOWS), "skipped: a script of the shell");
    Path program = folder.resolve("python");
    Files.writeString(
        program, "#!/bin/sh\ncat <<'END'\n%s\nEND\n".formatted(String.join("\n", lines)));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  @ParameterizedTest
  @CsvSource({
    "linux-arm64, libpython3.13.so.1.0, libpython3.13.a",
    "macos-x64, libpython3.13.dylib, libpython3.13.a",
    "macos-arm64, Python, libpython3.13.so",
    "windows-x64, python313.dll, python3.dll",
  })
  void librariesOfInterpreters(String platform, String library, String other) throws IOException {
    Places places = Places.of(Platform.of(platform));
    Path file = Files.createFile(folder.resolve(library));
    Files.createFile(folder.resolve(other));
    Path python =
        interpreter(
            "/é/python",
            library,
            folder.resolve(other).toString(),
            folder.resolve("gone").resolve(library).toString(),
            file.toString());
    assertEquals(new Library.Found(file, Path.of("/é/python")), Library.find(python, places));
    assertEquals(new Library.Found(file, null), Library.find(file, places));
    Path none = interpreter("/é/python", folder.resolve(other).toString());
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Library.find(none, places));
    assertTrue(e.getMessage().contains(other), e::getMessage);
  }

  /** What an interpreter is asked, answered by one that is told to be another platform's. */
  @Test
  void theQuestion() throws Exception {
    String prelude =
        """
        import sys, types
        sys.platform, sys.dllhandle = 'win32', 7
        module = types.ModuleType('_winapi')
        module.GetModuleFileName = lambda handle: 'C:\\\\Python é\\\\python%d.dll' % handle
        sys.modules['_winapi'] = module
        """;
    assertEquals("C:\\Python é\\python7.dll", asked(prelude).get(1));
    List<String> framework =
        asked(
            """
            import sysconfig
            library = 'Python.framework/Versions/3.13/Python'
            values = {'LIBDIR': '/F/Python.framework/Versions/3.13/lib', 'MULTIARCH': 'darwin',
                      'PYTHONFRAMEWORKPREFIX': '/F', 'INSTSONAME': library, 'LDLIBRARY': library}
            sysconfig.get_config_var = values.get
            """);
    Path last = Path.of(framework.getLast());
    assertEquals(Path.of("/F/Python.framework/Versions/3.13/Python"), last);
    assertTrue(MACOS.isLibrary(last));
    assertTrue(MACOS.isLoaded(last.toString()));
  }

  private static List<String> asked(String prelude) throws Exception {
    List<String> command = new ArrayList<>(WINDOWS.options());
    command.set(command.size() - 1, prelude + command.getLast());
    command.addFirst(TestPython.text(TestPython.with(), "__import__('sys').executable"));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    return process.inputReader(StandardCharsets.UTF_8).lines().toList();
  }

  // ---- how they load

  @Test
  void loaders() {
    assertInstanceOf(UnixLoader.class, Places.loader(Platform.of("macos-arm64")));
    UnixLoader linux = new UnixLoader(Platform.of("linux-x64"));
    UnixLoader macos = new UnixLoader(Platform.of("macos-arm64"));
    assertEquals(0x100, linux.global());
    assertEquals(0, linux.everywhere());
    assertEquals(8, macos.global());
    assertEquals(-2, macos.everywhere());
  }

  /** The kernel of a Windows that has loaded one library. */
  private record Kernel(String loaded, List<String> calls) implements SystemFunctions {
    @Override
    public Result call(
        String name, int variadicFrom, FunctionDescriptor type, Object... arguments) {
      assertEquals(type.argumentLayouts().size(), arguments.length);
      return switch (name) {
        case "GetModuleHandleW" ->
            new Result(loaded.endsWith("\\" + text(arguments[0])) ? 77 : 0, 126);
        case "GetModuleFileNameW" -> {
          assertEquals(77L, arguments[0]);
          MemorySegment path = (MemorySegment) arguments[1];
          assertEquals(path.byteSize(), 2L * (int) arguments[2]);
          path.setString(0, loaded, StandardCharsets.UTF_16LE);
          yield new Result(loaded.length(), 0);
        }
        case "LoadLibraryExW" -> {
          calls.add(text(arguments[0]) + " " + arguments[1] + " " + arguments[2]);
          yield text(arguments[0]).equals(loaded) ? new Result(77, 0) : new Result(0, 193);
        }
        default -> throw new AssertionError(name);
      };
    }

    private static String text(Object argument) {
      return ((MemorySegment) argument).getString(0, StandardCharsets.UTF_16LE);
    }
  }

  @Test
  void loaderOfWindows() {
    for (String library : List.of("python39.dll", "python313t.dll", "python314_d.dll")) {
      Kernel kernel = new Kernel("C:\\P\\" + library, new ArrayList<>());
      WindowsLoader loader = new WindowsLoader(kernel);
      assertEquals(Path.of("C:\\P\\" + library), loader.running(WINDOWS));
      assertNull(loader.load(Path.of("C:\\P\\" + library)));
      assertEquals("LoadLibraryEx says error 193", loader.load(Path.of("C:\\other.dll")));
      assertNull(loader.program());
      assertEquals(List.of("C:\\P\\" + library + " 0 8", "C:\\other.dll 0 8"), kernel.calls());
    }
    assertNull(new WindowsLoader(new Kernel("none", new ArrayList<>())).running(WINDOWS));
  }

  // ---- how the interpreter is told its name

  @Test
  void wideCharacters() {
    String name = "é🐍";
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment windows =
          arena.allocateFrom(name, Interpreter.wideCharacters(Platform.of("windows-x64")));
      assertArrayEquals(
          (name + "\0").toCharArray(), windows.toArray(ValueLayout.JAVA_CHAR_UNALIGNED));
      MemorySegment unix =
          arena.allocateFrom(name, Interpreter.wideCharacters(Platform.of("macos-arm64")));
      assertArrayEquals(new int[] {'é', 0x1F40D, 0}, unix.toArray(ValueLayout.JAVA_INT_UNALIGNED));
    }
  }
}
