package io.memview.nio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.internal.NativeMemory;
import io.memview.internal.Source;
import io.memview.internal.SystemFunctions;
import io.memview.internal.SystemFunctions.Result;
import io.memview.internal.Texts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Windows' mappings of no file, which have names for as long as somebody has them open. Never run
 * on Windows: written from its documentation.
 */
final class WindowsMemory implements NamedMemory {
  private static final long NO_FILE = -1;
  private static final int PAGE_READ_WRITE = 4;
  private static final int MAP_WRITE = 2;
  private static final int MAP_READ = 4;
  private static final int NOT_FOUND = 2;
  private static final int NO_ACCESS = 5;
  private static final int EXISTS = 183;

  private static final FunctionDescriptor CREATE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final FunctionDescriptor OPEN =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS);
  private static final FunctionDescriptor MAP =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final FunctionDescriptor QUERY =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);
  private static final FunctionDescriptor OF_ONE = FunctionDescriptor.of(JAVA_INT, JAVA_LONG);

  /** The bytes of a {@code MEMORY_BASIC_INFORMATION}, and where its {@code RegionSize} lies. */
  private static final int INFORMATION_SIZE = 48;

  private static final int REGION_SIZE_AT = 24;

  private final @Nullable SystemFunctions played;

  WindowsMemory() {
    this.played = null;
  }

  WindowsMemory(SystemFunctions kernel) {
    this.played = kernel;
  }

  private SystemFunctions kernel() {
    NativeMemory.check("shared memory under a name");
    return played == null ? SystemFunctions.ofWindows("kernel32") : played;
  }

  /** What others have, since Windows has no bound of its own. */
  @Override
  public int longestName() {
    return 255;
  }

  /** A backslash would lead to the names of other sessions. */
  @Override
  public void check(String name) {
    NamedMemory.super.check(name);
    if (name.indexOf('\\') >= 0) {
      throw new IllegalArgumentException(
          "\"%s\" is no name for shared memory on Windows: it has a backslash"
              .formatted(Texts.shown(name)));
    }
  }

  @Override
  public Source create(String name, long size, Arena arena) throws IOException {
    SystemFunctions kernel = kernel();
    try (Arena own = Arena.ofConfined()) {
      Result handle =
          kernel.call(
              "CreateFileMappingW",
              CREATE,
              NO_FILE,
              0L,
              PAGE_READ_WRITE,
              (int) (size >>> Integer.SIZE),
              (int) size,
              text(name, own));
      done(handle, "CreateFileMapping", name);
      if (handle.error() == EXISTS) { // what there is was opened
        kernel.call("CloseHandle", OF_ONE, handle.value());
        throw new FileAlreadyExistsException(name);
      }
      MemorySegment all = map(kernel, handle.value(), MAP_READ | MAP_WRITE, name, arena);
      return Source.of(shown(name), all.asSlice(0, size));
    }
  }

  @Override
  public Source open(String name, boolean isReadOnly, Arena arena) throws IOException {
    SystemFunctions kernel = kernel();
    int rights = isReadOnly ? MAP_READ : MAP_READ | MAP_WRITE;
    MemorySegment all = map(kernel, handle(kernel, rights, name), rights, name, arena);
    return Source.of(shown(name), isReadOnly ? all.asReadOnly() : all);
  }

  /** Does nothing: the name is free when nobody has the memory any more. */
  @Override
  public void unlink(String name) throws IOException {
    SystemFunctions kernel = kernel();
    kernel.call("CloseHandle", OF_ONE, handle(kernel, MAP_READ, name));
  }

  private static long handle(SystemFunctions kernel, int rights, String name) throws IOException {
    try (Arena own = Arena.ofConfined()) {
      Result handle = kernel.call("OpenFileMappingW", OPEN, rights, 0, text(name, own));
      return done(handle, "OpenFileMapping", name);
    }
  }

  /** All of a mapping, whose handle keeps the name and is closed with the arena. */
  private static MemorySegment map(
      SystemFunctions kernel, long handle, int rights, String name, Arena arena)
      throws IOException {
    NativeMemory.whenClosed(arena, () -> kernel.call("CloseHandle", OF_ONE, handle));
    long address =
        done(kernel.call("MapViewOfFile", MAP, handle, rights, 0, 0, 0L), "MapViewOfFile", name);
    NativeMemory.whenClosed(arena, () -> kernel.call("UnmapViewOfFile", OF_ONE, address));
    try (Arena own = Arena.ofConfined()) {
      MemorySegment information = own.allocate(INFORMATION_SIZE, Long.BYTES);
      Result got =
          kernel.call("VirtualQuery", QUERY, address, information, (long) INFORMATION_SIZE);
      done(got, "VirtualQuery", name);
      return NativeMemory.segment(address, information.get(JAVA_LONG, REGION_SIZE_AT), arena);
    }
  }

  private static MemorySegment text(String name, Arena arena) {
    return arena.allocateFrom(name, StandardCharsets.UTF_16LE);
  }

  private static String shown(String name) {
    return "shared memory \"%s\"".formatted(name);
  }

  /** The result, which is 0 if it failed. */
  private static long done(Result result, String function, String name) throws IOException {
    if (result.value() != 0) {
      return result.value();
    }
    throw switch (result.error()) {
      case NOT_FOUND -> new NoSuchFileException(name);
      case NO_ACCESS -> new AccessDeniedException(name);
      default ->
          new IOException("%s: %s says error %d".formatted(shown(name), function, result.error()));
    };
  }
}
