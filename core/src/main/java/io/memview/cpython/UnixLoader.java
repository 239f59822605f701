package io.memview.cpython;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.internal.Platform;
import io.memview.internal.Platform.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code dlopen} and what belongs to it. The JVM's own way loads libraries so that no other library
 * sees their symbols; extension modules such as NumPy's look for those of libpython.
 */
final class UnixLoader implements Loader {
  private static final int RTLD_NOW = 2;

  /** {@code /proc/self/maps} has five fields before the path, which may have blanks in it. */
  private static final int MAPPED_PATH = 5;

  private final boolean isMac;

  UnixLoader(Platform platform) {
    this.isMac = platform.is(OperatingSystem.MACOS);
  }

  /** {@code RTLD_GLOBAL}. */
  int global() {
    return isMac ? 0x8 : 0x100;
  }

  /** {@code RTLD_DEFAULT}. */
  long everywhere() {
    return isMac ? -2 : 0;
  }

  @Override
  public @Nullable String load(Path library) {
    try (Arena arena = Arena.ofConfined()) {
      long handle =
          (long)
              symbol("dlopen", ADDRESS, JAVA_INT)
                  .invokeExact(arena.allocateFrom(library.toString()), RTLD_NOW | global());
      return handle == 0 ? reason() : null;
    } catch (Throwable e) {
      throw CApi.impossible(e);
    }
  }

  private static String reason() throws Throwable {
    long text = (long) symbol("dlerror").invokeExact();
    return text == 0 ? "no reason given" : CApi.MEMORY.getString(text);
  }

  @Override
  public @Nullable Path running(Places places) {
    try (Stream<String> paths = isMac ? images() : mapped()) {
      return paths.filter(places::isLoaded).findFirst().map(Path::of).orElse(null);
    } catch (IOException | UncheckedIOException e) {
      return null;
    }
  }

  private static Stream<String> mapped() throws IOException {
    return Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)
        .map(line -> line.split("\\s+", MAPPED_PATH + 1))
        .filter(fields -> fields.length > MAPPED_PATH)
        .map(fields -> fields[MAPPED_PATH]);
  }

  /** What macOS has loaded. */
  private static Stream<String> images() {
    try {
      int count = (int) (long) symbol("_dyld_image_count").invokeExact();
      MethodHandle name = symbol("_dyld_get_image_name", JAVA_INT);
      return IntStream.range(0, count).mapToObj(i -> text(name, i));
    } catch (Throwable e) {
      throw CApi.impossible(e);
    }
  }

  private static String text(MethodHandle function, int argument) {
    try {
      long text = (long) function.invokeExact(argument);
      return text == 0 ? "" : CApi.MEMORY.getString(text); // of a library that is gone meanwhile
    } catch (Throwable e) {
      throw CApi.impossible(e);
    }
  }

  @Override
  public SymbolLookup program() {
    MethodHandle dlsym = symbol("dlsym", JAVA_LONG, ADDRESS); // once, and not for each name
    return name -> find(dlsym, name);
  }

  private Optional<MemorySegment> find(MethodHandle dlsym, String name) {
    try (Arena arena = Arena.ofConfined()) {
      long address = (long) dlsym.invokeExact(everywhere(), arena.allocateFrom(name));
      return address == 0 ? Optional.empty() : Optional.of(MemorySegment.ofAddress(address));
    } catch (Throwable e) {
      throw CApi.impossible(e);
    }
  }

  /** A function of the platform's that gives a pointer. */
  @SuppressWarnings("restricted")
  private static MethodHandle symbol(String name, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, arguments));
  }
}
