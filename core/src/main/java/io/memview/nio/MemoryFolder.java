package io.memview.nio;

import io.memview.internal.Source;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The folder where Linux keeps POSIX shared memory. It needs no native access. */
final class MemoryFolder implements NamedMemory {
  private static final Path FOLDER = Path.of("/dev/shm");

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  /** Where a name leads elsewhere, or comes to do so meanwhile, opening it fails. */
  private static final Set<OpenOption> OLD =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private static final Set<OpenOption> OLD_READ_ONLY =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** Longer ones are no file names on Linux. */
  @Override
  public int longestName() {
    return 255;
  }

  @Override
  public Source create(String name, long size, Arena arena) throws IOException {
    Path file = file(name);
    FileChannel channel = FileChannel.open(file, NEW, ofThisUser());
    try {
      reserve(channel, size);
      return Source.of(file, MapMode.READ_WRITE, channel);
    } catch (Throwable failure) {
      channel.close();
      Files.deleteIfExists(file);
      throw failure;
    }
  }

  @Override
  public Source open(String name, boolean isReadOnly, Arena arena) throws IOException {
    Path file = existing(name);
    return isReadOnly
        ? Source.of(file, MapMode.READ_ONLY, openReadOnly(file))
        : Source.of(file, MapMode.READ_WRITE, FileChannel.open(file, OLD));
  }

  @Override
  public void unlink(String name) throws IOException {
    Files.delete(existing(name));
  }

  /**
   * For writing if that is allowed: a pipe that has taken the name does not wait for anybody then.
   */
  private static FileChannel openReadOnly(Path file) throws IOException {
    try {
      return FileChannel.open(file, OLD);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      return FileChannel.open(file, OLD_READ_ONLY);
    }
  }

  private static FileAttribute<?> ofThisUser() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  /** A name may stand for a pipe, which would block, or lead elsewhere: neither is memory. */
  private static Path existing(String name) throws IOException {
    Path file = file(name);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is no shared memory, but a folder, link or device");
    }
    return file;
  }

  private static Path file(String name) throws IOException {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        || !Files.isDirectory(FOLDER)) {
      throw new IOException(
          "this system has no folder %s for shared memory; share a file, see MappedFiles"
              .formatted(FOLDER));
    }
    return FOLDER.resolve(name);
  }

  /** Writes zeros, since memory that is only promised ends the process when there is no more. */
  private static void reserve(FileChannel channel, long size) throws IOException {
    long free = Files.getFileStore(FOLDER).getUsableSpace();
    if (size > free) {
      throw new IOException(
          "%d bytes of shared memory asked for, but %s has %d left".formatted(size, FOLDER, free));
    }
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(size, 1 << 20));
    for (long at = 0; at < size; ) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
      at += channel.write(zeros, at);
    }
  }
}
