package io.memview.cpython;

import io.memview.internal.NativeMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shared library of CPython, found and loaded.
 *
 * @param path where it lies
 * @param executable the interpreter that belongs to it and knows its modules, if that is known
 * @param symbols its functions
 */
record Library(Path path, @Nullable Path executable, SymbolLookup symbols) {
  private static final String PROPERTY = "io.memview.python";
  private static final boolean MAC = System.getProperty("os.name", "").startsWith("Mac");
  private static final int RTLD_NOW = 2;
  private static final int RTLD_GLOBAL = MAC ? 0x8 : 0x100;
  private static final long RTLD_DEFAULT = MAC ? -2 : 0;
  private static final Pattern NAME =
      Pattern.compile("libpython3[^/]*\\.(so|dylib)[^/]*|Python|Python3");
  private static final Pattern MAPPED =
      Pattern.compile("\\s(/\\S*/libpython3\\.\\d[^/\\s]*\\.so\\S*)$");

  /** Prints the interpreter's own place, then where its library may lie, a line each. */
  private static final String QUESTION =
      """
      import os, sys, sysconfig
      var = lambda name: str(sysconfig.get_config_var(name) or '')
      print(sys.executable)
      for folder in (var('LIBDIR'), os.path.join(var('LIBDIR'), var('MULTIARCH')),
                     os.path.join(sys.base_prefix, 'lib'), var('PYTHONFRAMEWORKPREFIX')):
          for name in (var('INSTSONAME'), var('LDLIBRARY')):
              print(os.path.join(folder, name))
      """;

  /**
   * Finds and loads the library.
   *
   * @param given an interpreter or a library; null for the one that is running, or named by the
   *     property, or first on the path
   * @param known the library that has been loaded before, if one has
   */
  static Library load(@Nullable Path given, @Nullable Library known) {
    checkPlatform();
    List<String> tried = new ArrayList<>();
    Library here = known == null ? host() : known;
    if (here != null && (given == null || isSame(given, here.path))) {
      return here;
    }
    Path running = here == null ? running() : here.path;
    if (given == null && running != null) {
      return open(running, null);
    }
    Path start = given == null ? configured() : given;
    if (NAME.matcher(String.valueOf(start.getFileName())).matches() && Files.exists(start)) {
      return open(checked(start, running), null);
    }
    List<String> answer = ask(start);
    Path executable = Path.of(answer.getFirst());
    for (String candidate : answer.subList(1, answer.size())) {
      Path path = Path.of(candidate);
      if (path.isAbsolute()
          && NAME.matcher(String.valueOf(path.getFileName())).matches()
          && Files.isRegularFile(path)) {
        return open(checked(path, running), executable);
      }
      tried.add(candidate);
    }
    throw new IllegalStateException(
        "%s has no shared library at any of %s; take a Python that was built with --enable-shared, or install its libpython"
            .formatted(executable, new LinkedHashSet<>(tried)));
  }

  /** Two libraries in one process would share half of their state. */
  private static Path checked(Path path, @Nullable Path running) {
    if (running == null || isSame(path, running)) {
      return path;
    }
    throw new IllegalStateException(
        "%s cannot be used: this process runs the Python of %s, and there can be one only"
            .formatted(path, running));
  }

  private static boolean isSame(Path path, Path other) {
    try {
      return Files.isSameFile(path, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static void checkPlatform() {
    if (System.getProperty("os.name", "").startsWith("Windows")
        || ValueLayout.ADDRESS.byteSize() != 8) {
      throw new IllegalStateException(
          "CPython can be used in this process on 64-bit Linux and macOS, not on %s, %s"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    NativeMemory.check("calling CPython");
  }

  /** The program that this process runs, if it is an interpreter and no library is needed. */
  private static @Nullable Library host() {
    SymbolLookup symbols = Library::global;
    String program = ProcessHandle.current().info().command().orElse("");
    return symbols.find("Py_IsInitialized").isPresent() && running() == null
        ? new Library(Path.of(program), null, symbols)
        : null;
  }

  /** What the program and the libraries that all may see define. */
  private static Optional<MemorySegment> global(String symbol) {
    try (Arena arena = Arena.ofConfined()) {
      long address =
          (long)
              function("dlsym", ValueLayout.JAVA_LONG, ValueLayout.ADDRESS)
                  .invokeExact(RTLD_DEFAULT, arena.allocateFrom(symbol));
      return address == 0 ? Optional.empty() : Optional.of(MemorySegment.ofAddress(address));
    } catch (Throwable e) {
      throw CApi.impossible(e);
    }
  }

  /** The library that this process has loaded already: there can be one only. */
  private static @Nullable Path running() {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return null;
    }
    try (Stream<String> lines = Files.lines(maps, StandardCharsets.ISO_8859_1)) {
      Set<String> found =
          lines
              .map(MAPPED::matcher)
              .filter(Matcher::find)
              .map(matcher -> matcher.group(1))
              .collect(Collectors.toCollection(LinkedHashSet::new));
      return found.isEmpty() ? null : Path.of(found.iterator().next());
    } catch (IOException | UncheckedIOException e) {
      return null;
    }
  }

  private static Path configured() {
    String property = System.getProperty(PROPERTY);
    if (property != null) {
      return Path.of(property);
    }
    String home = System.getenv("PYTHONHOME");
    return home == null ? Path.of("python3") : Path.of(home, "bin", "python3");
  }

  /** Asks in isolation: no module of the working directory, a user or a site answers. */
  private static List<String> ask(Path executable) {
    String advice =
        "name an interpreter or a libpython3 in Python.start(path) or in the property " + PROPERTY;
    Process process;
    try {
      process =
          new ProcessBuilder(executable.toString(), "-I", "-S", "-c", QUESTION)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot run %s to ask for its library; %s".formatted(executable, advice), e);
    }
    try {
      process.getOutputStream().close();
      // The answer is short, and waits in the pipe.
      boolean answered = process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
      List<String> lines = answered ? process.inputReader().lines().toList() : List.of();
      if (lines.size() < 2) {
        throw new IllegalStateException(
            "%s does not say where its library is; %s".formatted(executable, advice));
      }
      return lines;
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalStateException(
          "%s does not say where its library is; %s".formatted(executable, advice), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking %s".formatted(executable), e);
    } finally {
      process.destroy();
    }
  }

  /**
   * The platform loads libraries so that no other library sees their symbols; extension modules
   * such as NumPy's look for those of libpython.
   */
  @SuppressWarnings("restricted")
  private static Library open(Path path, @Nullable Path executable) {
    try (Arena arena = Arena.ofConfined()) {
      long handle;
      try {
        handle =
            (long)
                function("dlopen", ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(arena.allocateFrom(path.toString()), RTLD_NOW | RTLD_GLOBAL);
      } catch (Throwable e) {
        throw CApi.impossible(e);
      }
      if (handle == 0) {
        throw new IllegalStateException("%s cannot be loaded: %s".formatted(path, reason()));
      }
      return new Library(path, executable, SymbolLookup.libraryLookup(path, Arena.global()));
    }
  }

  private static String reason() {
    try {
      long text = (long) function("dlerror").invokeExact();
      return text == 0 ? "no reason given" : CApi.MEMORY.getString(text);
    } catch (Throwable e) {
      throw CApi.impossible(e);
    }
  }

  /** A function of the platform's that gives a pointer. */
  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments));
  }
}
