package io.memview.cpython;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.internal.SystemFunctions;
import io.memview.internal.SystemFunctions.Result;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code LoadLibraryEx} and what belongs to it. All libraries of a process see each other, by their
 * names. Never run on Windows: written from its documentation.
 */
final class WindowsLoader implements Loader {
  /** {@code LOAD_WITH_ALTERED_SEARCH_PATH}: what the library needs lies beside it. */
  private static final int BESIDE = 8;

  private static final FunctionDescriptor LOAD =
      FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final FunctionDescriptor MODULE = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
  private static final FunctionDescriptor NAME =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT);

  /** Of a path, in UTF-16, with the NUL at its end. */
  private static final int LONGEST_PATH = 1 << 15;

  private static final int OLDEST = 9;
  private static final int NEWEST = 30;

  private final SystemFunctions kernel;

  WindowsLoader(SystemFunctions kernel) {
    this.kernel = kernel;
  }

  static WindowsLoader ofSystem() {
    return new WindowsLoader(SystemFunctions.ofWindows("kernel32"));
  }

  @Override
  public @Nullable String load(Path library) {
    try (Arena arena = Arena.ofConfined()) {
      Result module =
          kernel.call("LoadLibraryExW", LOAD, text(arena, library.toString()), 0L, BESIDE);
      return module.value() == 0 ? "LoadLibraryEx says error " + module.error() : null;
    }
  }

  /** Only one that is asked for by its name is told from others. */
  @Override
  public @Nullable Path running(Places places) {
    try (Arena arena = Arena.ofConfined()) {
      for (int version = OLDEST; version <= NEWEST; version++) {
        for (String kind : List.of("", "t", "_d", "t_d")) { // free-threaded, for debugging
          String library = "python3%d%s.dll".formatted(version, kind);
          long module = kernel.call("GetModuleHandleW", MODULE, text(arena, library)).value();
          if (module != 0) {
            return path(module, arena);
          }
        }
      }
      return null;
    }
  }

  private Path path(long module, Arena arena) {
    MemorySegment path = arena.allocate(2L * LONGEST_PATH);
    Result length = kernel.call("GetModuleFileNameW", NAME, module, path, LONGEST_PATH);
    if (length.value() <= 0 || length.value() >= LONGEST_PATH) {
      throw new IllegalStateException(
          "this process runs a Python whose library has no path: GetModuleFileName says error %d"
              .formatted(length.error()));
    }
    return Path.of(path.getString(0, StandardCharsets.UTF_16LE));
  }

  /** Windows has no interpreters without a library. */
  @Override
  public @Nullable SymbolLookup program() {
    return null;
  }

  private static MemorySegment text(Arena arena, String value) {
    return arena.allocateFrom(value, StandardCharsets.UTF_16LE);
  }
}
