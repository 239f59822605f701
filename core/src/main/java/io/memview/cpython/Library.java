package io.memview.cpython;

import io.memview.internal.NativeMemory;
import io.memview.internal.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

  /**
   * Finds and loads the library.
   *
   * @param given an interpreter or a library; null for the one that is running, or named by the
   *     property, or first on the path
   * @param known the library that has been loaded before, if one has
   */
  static Library load(@Nullable Path given, @Nullable Library known) {
    checkPlatform();
    Places places = Places.of(Platform.current());
    Loader loader = Places.loader(Platform.current());
    Library here = known == null ? host(places, loader) : known;
    if (here != null && (given == null || isSame(given, here.path))) {
      return here;
    }
    Path running = here == null ? loader.running(places) : here.path;
    Found found =
        given == null && running != null
            ? new Found(running, null)
            : find(given == null ? configured(places) : given, places);
    return open(checked(found.library, running), found.executable, loader);
  }

  /**
   * A library, and the interpreter that belongs to it.
   *
   * @param executable null if it is not known
   */
  record Found(Path library, @Nullable Path executable) {}

  /** Finds the library of an interpreter, or that it is one itself. */
  static Found find(Path start, Places places) {
    if (places.isLibrary(start) && Files.exists(start)) {
      return new Found(start, null);
    }
    List<String> answer = ask(start, places);
    Path executable = Path.of(answer.getFirst());
    Set<String> tried = new LinkedHashSet<>();
    for (String candidate : answer.subList(1, answer.size())) {
      Path path = Path.of(candidate);
      if (path.isAbsolute() && places.isLibrary(path) && Files.isRegularFile(path)) {
        return new Found(path, executable);
      }
      tried.add(candidate);
    }
    throw new IllegalStateException(
        "%s has no shared library at any of %s; take a Python that was built with --enable-shared, or install its libpython"
            .formatted(executable, tried));
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
    if (ValueLayout.ADDRESS.byteSize() != 8) {
      throw new IllegalStateException(
          "CPython can be used in this process on 64-bit systems, not on %s, %s"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    NativeMemory.check("calling CPython");
  }

  /** The program that this process runs, if it is an interpreter and no library is needed. */
  private static @Nullable Library host(Places places, Loader loader) {
    SymbolLookup symbols = loader.program();
    String program = ProcessHandle.current().info().command().orElse("");
    return symbols != null
            && symbols.find("Py_IsInitialized").isPresent()
            && loader.running(places) == null
        ? new Library(Path.of(program), null, symbols)
        : null;
  }

  private static Path configured(Places places) {
    String property = System.getProperty(PROPERTY);
    if (property != null) {
      return Path.of(property);
    }
    String home = System.getenv("PYTHONHOME");
    return home == null ? places.executable() : Path.of(home).resolve(places.belowHome());
  }

  private static List<String> ask(Path executable, Places places) {
    String advice =
        "name an interpreter or a libpython3 in Python.start(path) or in the property " + PROPERTY;
    List<String> command = new ArrayList<>(places.options());
    command.addFirst(executable.toString());
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot run %s to ask for its library; %s".formatted(executable, advice), e);
    }
    try {
      process.getOutputStream().close();
      // The answer is short, and waits in the pipe.
      boolean answered = process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
      Charset charset = places.answers();
      BufferedReader output =
          charset == null ? process.inputReader() : process.inputReader(charset);
      List<String> lines = answered ? output.lines().toList() : List.of();
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

  @SuppressWarnings("restricted")
  private static Library open(Path path, @Nullable Path executable, Loader loader) {
    String reason = loader.load(path);
    if (reason != null) {
      throw new IllegalStateException("%s cannot be loaded: %s".formatted(path, reason));
    }
    return new Library(path, executable, SymbolLookup.libraryLookup(path, Arena.global()));
  }
}
