package io.memview.npy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes a file that is there as a whole or not at all. */
final class NewFile {
  /** Linux follows as many. */
  private static final int MOST_LINKS = 40;

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final FileAttribute<?> FOR_ITS_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private NewFile() {}

  /** Writes what the file is to hold. */
  @FunctionalInterface
  interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file next to the path and moves it there. Links are followed. The permissions of a
   * file that was at the path are kept, and its owner and group if the system lets. If anything is
   * thrown, that file is as it was.
   */
  static void write(Path path, Content content) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(path + " is no regular file, and would be replaced by one");
    }
    if (Files.exists(path) && !Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString());
    }
    Path target = target(path);
    Path next =
        target.resolveSibling(".npy-%016x".formatted(ThreadLocalRandom.current().nextLong()));
    try {
      replace(target, next, content);
    } catch (FileSystemException e) {
      throw next.toString().equals(e.getFile()) ? named(path, e) : e;
    }
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

  private static void replace(Path target, Path next, Content content) throws IOException {
    PosixFileAttributes old = attributes(target);
    try {
      try (FileChannel channel =
          old == null ? FileChannel.open(next, NEW) : FileChannel.open(next, NEW, FOR_ITS_OWNER)) {
        content.writeTo(channel);
      }
      if (old != null) {
        keep(old, Files.getFileAttributeView(next, PosixFileAttributeView.class));
      }
      Files.move(next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable failure) {
      try {
        Files.deleteIfExists(next);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
      throw failure;
    }
  }

  // ---- who may read it

  /** Those of a file that is there, on a system that has them. */
  private static @Nullable PosixFileAttributes attributes(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view == null || !Files.exists(file) ? null : view.readAttributes();
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
