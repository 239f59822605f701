package io.memview.nio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.internal.NativeMemory;
import io.memview.internal.Platform;
import io.memview.internal.Platform.OperatingSystem;
import io.memview.internal.Source;
import io.memview.internal.SystemFunctions;
import io.memview.internal.SystemFunctions.Result;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/**
 * POSIX shared memory by {@code shm_open}, where it lies in no folder: on macOS. What it does is
 * tested on Linux, which has the same functions; it was never run on macOS.
 */
final class PosixMemory implements NamedMemory {
  private static final int READ_WRITE = 2;
  private static final int OF_THIS_USER = 0600;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private static final int NO_ENTRY = 2;
  private static final int NO_ACCESS = 13;
  private static final int EXISTS = 17;

  private static final FunctionDescriptor OPEN =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor UNLINK = FunctionDescriptor.of(JAVA_INT, ADDRESS);
  private static final FunctionDescriptor TRUNCATE =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final FunctionDescriptor STATUS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS);
  private static final FunctionDescriptor MAP =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final FunctionDescriptor UNMAP =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final FunctionDescriptor CLOSE = FunctionDescriptor.of(JAVA_INT, JAVA_INT);

  /**
   * What a system's headers say.
   *
   * @param create {@code O_CREAT}
   * @param exclusive {@code O_EXCL}
   * @param status the function {@code fstat}
   * @param statusSize the bytes of a {@code struct stat}, at most
   * @param sizeAt where its {@code st_size} lies
   * @param longestName in bytes, without the slash before it
   */
  record Headers(
      int create, int exclusive, String status, int statusSize, int sizeAt, int longestName) {
    static Headers of(Platform platform) {
      if (platform.is(OperatingSystem.MACOS)) {
        // On x64, fstat itself is of the time when files had numbers of 32 bits.
        String status = platform.architecture().equals("x64") ? "fstat$INODE64" : "fstat";
        return new Headers(0x200, 0x800, status, 144, 96, 30);
      }
      return new Headers(0x40, 0x80, "fstat", 144, 48, 254); // of 64-bit Linux
    }
  }

  private final Headers headers;
  private final SystemFunctions c;

  PosixMemory(Headers headers) {
    this(headers, SystemFunctions.ofC());
  }

  PosixMemory(Headers headers, SystemFunctions c) {
    this.headers = headers;
    this.c = c;
  }

  @Override
  public int longestName() {
    return headers.longestName;
  }

  @Override
  public Source create(String name, long size, Arena arena) throws IOException {
    int file = open(name, headers.create | headers.exclusive | READ_WRITE);
    try {
      done(c.call("ftruncate", TRUNCATE, file, size), "ftruncate", name);
      return Source.of(shown(name), map(file, name, size, false, arena));
    } catch (Throwable failure) {
      NamedMemory.unlink(this, name, failure);
      throw failure;
    } finally {
      c.call("close", CLOSE, file);
    }
  }

  @Override
  public Source open(String name, boolean isReadOnly, Arena arena) throws IOException {
    int file = open(name, isReadOnly ? 0 : READ_WRITE);
    try {
      return Source.of(shown(name), map(file, name, size(file, name), isReadOnly, arena));
    } finally {
      c.call("close", CLOSE, file);
    }
  }

  @Override
  public void unlink(String name) throws IOException {
    NativeMemory.check("shared memory under a name");
    try (Arena arena = Arena.ofConfined()) {
      done(c.call("shm_unlink", UNLINK, path(name, arena)), "shm_unlink", name);
    }
  }

  private int open(String name, int flags) throws IOException {
    NativeMemory.check("shared memory under a name");
    try (Arena arena = Arena.ofConfined()) {
      // The mode is a variadic argument, which arm64 hands over elsewhere.
      Result file = c.call("shm_open", 2, OPEN, path(name, arena), flags, OF_THIS_USER);
      return (int) done(file, "shm_open", name);
    }
  }

  private long size(int file, String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(headers.statusSize, Long.BYTES);
      done(c.call(headers.status, STATUS, file, status), "fstat", name);
      return status.get(JAVA_LONG, headers.sizeAt);
    }
  }

  private MemorySegment map(int file, String name, long size, boolean isReadOnly, Arena arena)
      throws IOException {
    if (size == 0) {
      return arena.allocate(0); // nothing can be mapped, and the caller says so
    }
    int rights = isReadOnly ? PROT_READ : PROT_READ | PROT_WRITE;
    long address = done(c.call("mmap", MAP, 0L, size, rights, MAP_SHARED, file, 0L), "mmap", name);
    NativeMemory.whenClosed(arena, () -> c.call("munmap", UNMAP, address, size));
    MemorySegment all = NativeMemory.segment(address, size, arena);
    return isReadOnly ? all.asReadOnly() : all;
  }

  private static MemorySegment path(String name, Arena arena) {
    return arena.allocateFrom("/" + name);
  }

  private static String shown(String name) {
    return "shared memory \"%s\"".formatted(name);
  }

  /** The result, which is -1 if it failed. */
  private static long done(Result result, String function, String name) throws IOException {
    if (result.value() != -1) {
      return result.value();
    }
    throw switch (result.error()) {
      case NO_ENTRY -> new NoSuchFileException(name);
      case NO_ACCESS -> new AccessDeniedException(name);
      case EXISTS -> new FileAlreadyExistsException(name);
      default ->
          new IOException("%s: %s says error %d".formatted(shown(name), function, result.error()));
    };
  }
}
