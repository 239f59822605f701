package io.memview.nio;

import io.memview.internal.Platform;
import io.memview.internal.Source;
import io.memview.internal.Texts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** How a system has memory under names. Names have been checked for what none allows. */
interface NamedMemory {

  /** The way of a platform. */
  static NamedMemory of(Platform platform) {
    return switch (platform.system()) {
      case MACOS -> new PosixMemory(PosixMemory.Headers.of(platform));
      case WINDOWS -> new WindowsMemory();
      case LINUX, OTHER -> new MemoryFolder();
    };
  }

  /** The bytes that a name may have, in UTF-8. */
  int longestName();

  /**
   * Makes memory, all zero. If that fails, the name is free.
   *
   * @param arena what is mapped stays so until it is closed
   * @return the memory, which the caller closes
   * @throws java.nio.file.FileAlreadyExistsException if the name is in use
   */
  Source create(String name, long size, Arena arena) throws IOException;

  /**
   * All of the memory that there is.
   *
   * @param arena what is mapped stays so until it is closed
   * @return the memory, which the caller closes; systems that count in pages may give some bytes
   *     more than there were asked for when it was made
   * @throws java.nio.file.NoSuchFileException if there is no memory of that name
   */
  Source open(String name, boolean isReadOnly, Arena arena) throws IOException;

  /**
   * Frees a name.
   *
   * @throws java.nio.file.NoSuchFileException if there is no memory of that name
   */
  void unlink(String name) throws IOException;

  /** Frees a name after a failure. */
  static void unlink(NamedMemory names, String name, Throwable failure) {
    try {
      names.unlink(name);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Checks a name.
   *
   * @throws IllegalArgumentException if no system, or not this one, has such names
   */
  default void check(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty()
        || name.getBytes(StandardCharsets.UTF_8).length > longestName()
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0
        || name.equals(".")
        || name.equals("..")) {
      throw new IllegalArgumentException(
          "\"%s\" is no name for shared memory: 1 to %d bytes of UTF-8, and no slash or NUL"
              .formatted(Texts.shown(name), longestName()));
    }
  }
}
