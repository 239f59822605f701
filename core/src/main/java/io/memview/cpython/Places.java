package io.memview.cpython;

import io.memview.internal.Platform;
import io.memview.internal.Platform.OperatingSystem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a platform has Python, and by which names.
 *
 * @param library the file name of a shared library of CPython 3
 * @param loaded its path, among those of all libraries of a process
 * @param executable the interpreter that is first on the path
 * @param belowHome the interpreter of {@code PYTHONHOME}
 * @param options those that the interpreter is asked with: in isolation, so that no module of the
 *     working directory, a user or a site answers
 * @param answers how it writes its answers; null as all programs here do
 */
record Places(
    Pattern library,
    Pattern loaded,
    Path executable,
    Path belowHome,
    List<String> options,
    @Nullable Charset answers) {

  /** Prints the interpreter's own place, then where its library may lie, a line each. */
  private static final String QUESTION =
      """
      import os, sys, sysconfig
      var = lambda name: str(sysconfig.get_config_var(name) or '')
      print(sys.executable)
      if sys.platform == 'win32':
          import _winapi
          print(_winapi.GetModuleFileName(sys.dllhandle))
      else:
          for folder in (var('LIBDIR'), os.path.join(var('LIBDIR'), var('MULTIARCH')),
                         os.path.join(sys.base_prefix, 'lib'), var('PYTHONFRAMEWORKPREFIX')):
              for name in (var('INSTSONAME'), var('LDLIBRARY')):
                  print(os.path.join(folder, name))
      """;

  private static final List<String> ISOLATED = List.of("-I", "-S", "-c", QUESTION);

  private static final Places LINUX =
      new Places(
          Pattern.compile("libpython3[^/]*\\.so[^/]*"),
          Pattern.compile("/.*/libpython3\\.\\d[^/]*\\.so[^/\\s]*"),
          Path.of("python3"),
          Path.of("bin", "python3"),
          ISOLATED,
          null);

  /** Frameworks have the library by the name of the program. */
  private static final Places MACOS =
      new Places(
          Pattern.compile("libpython3[^/]*\\.dylib|Python3?T?"),
          Pattern.compile(
              "/.*/(libpython3\\.\\d[^/]*\\.dylib|Python3?T?\\.framework/Versions/3[^/]*/Python3?T?)"),
          Path.of("python3"),
          Path.of("bin", "python3"),
          ISOLATED,
          null);

  /** The library that knows all versions, {@code python3.dll}, only leads to the others. */
  private static final Places WINDOWS =
      new Places(
          Pattern.compile("python3\\d+t?(_d)?\\.dll", Pattern.CASE_INSENSITIVE),
          Pattern.compile(".*[\\\\/]python3\\d+t?(_d)?\\.dll", Pattern.CASE_INSENSITIVE),
          Path.of("python"),
          Path.of("python.exe"),
          List.of("-X", "utf8", "-I", "-S", "-c", QUESTION),
          StandardCharsets.UTF_8);

  static Places of(Platform platform) {
    return switch (platform.system()) {
      case MACOS -> MACOS;
      case WINDOWS -> WINDOWS;
      case LINUX, OTHER -> LINUX;
    };
  }

  /** Whether a file has the name of a library. */
  boolean isLibrary(Path file) {
    return library.matcher(String.valueOf(file.getFileName())).matches();
  }

  /** Whether this is where a process with Python has its library. */
  boolean isLoaded(String path) {
    return loaded.matcher(path).matches();
  }

  /** How the platform loads libraries. */
  static Loader loader(Platform platform) {
    return platform.is(OperatingSystem.WINDOWS)
        ? WindowsLoader.ofSystem()
        : new UnixLoader(platform);
  }
}
