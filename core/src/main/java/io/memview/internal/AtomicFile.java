package io.memview.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes a file that is there as a whole or not at all: what every file that memview writes is made
 * by.
 *
 * <p>What is written lies next to the file until it is complete, in {@code .NAME.memview-….tmp}. A
 * process that is killed leaves that, and it can be deleted. No other folder is used. On Windows, a
 * file that is mapped when it is replaced is left beside the new one, in {@code
 * .NAME.memview-….old}, until it is replaced once more.
 */
public final class AtomicFile {
  /** Linux follows as many. */
  private static final int MOST_LINKS = 40;

  /** The longest part of a name that a temporary one repeats: most systems allow 255 bytes. */
  private static final int MOST_NAME_BYTES = 100;

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final Set<OpenOption> FORCING =
      Set.of(StandardOpenOption.SYNC, StandardOpenOption.DSYNC);
  private static final FileAttribute<?> FOR_ITS_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private AtomicFile() {}

  /** Writes what the file is to hold. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it.
     *
     * @param channel at the start of an empty file; a {@link FileChannel} if the path is of the
     *     default file system
     * @throws IOException if it cannot be written
     */
    void writeTo(SeekableByteChannel channel) throws IOException;
  }

  /**
   * Writes a file next to the path and moves it there. Links are followed. The permissions of a
   * file that was at the path are kept, and its owner and group if the system lets. If anything is
   * thrown, that file is as it was, and nothing lies beside it.
   *
   * @param path the file, of any file system that can be written
   * @param content what the file is to hold
   * @param options none, and the system writes to the disk when it likes; or {@link
   *     StandardOpenOption#SYNC} or {@code DSYNC}, and the new file is forced to the disk before it
   *     takes the old one's place, and its folder after that
   * @throws IOException if the path is a folder, pipe or device, or cannot be written
   * @throws IllegalArgumentException if there are other options
   * @throws UnsupportedOperationException if the path is of another file system than the default
   *     one, and there are options
   */
  public static void write(Path path, Content content, OpenOption... options) throws IOException {
    for (OpenOption option : options) {
      Objects.requireNonNull(option, "option");
      if (!FORCING.contains(option)) {
        throw new IllegalArgumentException(
            "a file is written as a whole: the options are SYNC, DSYNC or none, not " + option);
      }
    }
    if (options.length > 0 && path.getFileSystem() != FileSystems.getDefault()) {
      throw new UnsupportedOperationException(
          "only files of the default file system can be forced to the disk, and %s is none; write it without %s"
              .formatted(path, options[0]));
    }
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(
          path
              + " is a pipe, device or socket, and would be replaced by a file; write to a stream");
    }
    if (Files.exists(path) && !Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString());
    }
    Path target = target(path);
    Path next = target.resolveSibling(temporary(target));
    try {
      replace(target, next, content, Set.of(options));
    } catch (FileSystemException e) {
      throw next.toString().equals(e.getFile()) ? named(path, e) : e;
    }
  }

  private static String temporary(Path target) {
    return start(target) + "%016x.tmp".formatted(ThreadLocalRandom.current().nextLong());
  }

  /** How the names start of what lies beside a file for a while: whose it is, if not too long. */
  static String start(Path target) {
    StringBuilder name = new StringBuilder(".");
    int bytes = 0;
    for (int point : String.valueOf(target.getFileName()).codePoints().toArray()) {
      String character = Character.toString(point);
      bytes += character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MOST_NAME_BYTES) {
        break;
      }
      name.append(character);
    }
    return name + ".memview-";
  }

  /** Where links lead, if there is a file or not. */
  private static Path target(Path path) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    Path target = path;
    for (int i = 0; Files.isSymbolicLink(target); i++) {
      if (i == MOST_LINKS) {
        throw new FileSystemLoopException(path.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  private static void replace(Path target, Path next, Content content, Set<OpenOption> forcing)
      throws IOException {
    PosixFileAttributes old = attributes(target);
    boolean isMade = false;
    try {
      try (SeekableByteChannel channel =
          old == null
              ? Files.newByteChannel(next, NEW)
              : Files.newByteChannel(next, NEW, FOR_ITS_OWNER)) {
        isMade = true;
        content.writeTo(channel);
      }
      if (!forcing.isEmpty()) {
        force(next, forcing.contains(StandardOpenOption.SYNC));
      }
      if (old != null) {
        keep(old, Files.getFileAttributeView(next, PosixFileAttributeView.class));
      }
      Replacement.of(Platform.current()).put(next, target);
    } catch (Throwable failure) {
      if (isMade) {
        delete(next, failure);
      }
      throw failure;
    }
    if (!forcing.isEmpty()) {
      forceFolder(target);
    }
  }

  private static void delete(Path next, Throwable failure) {
    try {
      Files.deleteIfExists(next);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  // ---- what is on the disk

  /** The content may have closed its channel, and any other serves as well. */
  private static void force(Path file, boolean withMetadata) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(withMetadata);
    }
  }

  /** The file's new name. Systems that open no folders have no need of it. */
  private static void forceFolder(Path target) throws IOException {
    FileChannel channel;
    try {
      Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent());
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  // ---- who may read it

  /** Those of a file that is there, on a system that has them. Refuses what can be no file. */
  private static @Nullable PosixFileAttributes attributes(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      return view == null ? null : view.readAttributes();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static void keep(PosixFileAttributes old, PosixFileAttributeView next)
      throws IOException {
    Set<PosixFilePermission> permissions = new HashSet<>(old.permissions());
    if (!isDone(() -> next.setGroup(old.group()))) {
      // What the old group might do is nothing for another one.
      for (String right : List.of("READ", "WRITE", "EXECUTE")) {
        if (!permissions.contains(PosixFilePermission.valueOf("OTHERS_" + right))) {
          permissions.remove(PosixFilePermission.valueOf("GROUP_" + right));
        }
      }
    }
    next.setPermissions(permissions);
    isDone(() -> next.setOwner(old.owner()));
  }

  private interface Change {
    void make() throws IOException;
  }

  /** Most users give no files away. */
  private static boolean isDone(Change change) {
    try {
      change.make();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  // ---- messages

  /** The same failure of the file that was asked for. */
  private static FileSystemException named(Path path, FileSystemException e) {
    String name = path.toString();
    FileSystemException named =
        switch (e) {
          case NoSuchFileException _ -> new NoSuchFileException(name);
          case AccessDeniedException _ -> new AccessDeniedException(name);
          default -> new FileSystemException(name, null, e.getReason());
        };
    named.initCause(e);
    return named;
  }
}
