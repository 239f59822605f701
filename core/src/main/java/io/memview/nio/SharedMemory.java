package io.memview.nio;

import io.memview.OwnedMemory;
import io.memview.format.Format;
import io.memview.internal.Source;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
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
import java.util.Objects;
import java.util.Set;

/**
 * Memory shared with other processes under a name. Counterpart of {@code
 * multiprocessing.shared_memory.SharedMemory}, which finds it by the same name.
 *
 * <p>One process creates the memory, others attach to it; all see the same bytes at once. A name
 * stays until {@link #unlink}, also when all processes have ended; who has the memory keeps it
 * beyond that. What an item is, the processes agree on by other means, and also who writes when.
 *
 * <p>Who may write the memory can also cut it short; access to the lost bytes is then as {@link
 * MappedFiles} says.
 *
 * <p>A name lasts in the folder {@code /dev/shm}, where Linux keeps POSIX shared memory. Other
 * systems have no such folder: there, all methods throw {@link IOException}, and processes can
 * share a file with {@link MappedFiles#mapWritable}.
 *
 * <p><b>Python's own rule.</b> Before Python 3.13, a process that only attaches unlinks the name
 * when it ends; {@code multiprocessing.resource_tracker.unregister} keeps it from that, {@code
 * track=False} later.
 */
public final class SharedMemory {
  private static final Path FOLDER = Path.of("/dev/shm");

  /** Longer ones are no file names on Linux, which counts bytes. */
  private static final int LONGEST_NAME = 255;

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  /** Where a name leads elsewhere, or comes to do so meanwhile, opening it fails. */
  private static final Set<OpenOption> OLD =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private static final Set<OpenOption> OLD_READ_ONLY =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private SharedMemory() {}

  /**
   * Creates shared memory, all zero, which only this user can open. Counterpart of {@code
   * SharedMemory(name, create=True, size=…)}.
   *
   * @param name the name, without a slash
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws FileAlreadyExistsException if the name is in use
   * @throws IOException if the system has no folder for shared memory, or not so much memory; the
   *     name is not in use then
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL, or
   *     if there is no byte to share
   */
  public static OwnedMemory create(String name, Format format, long... shape) throws IOException {
    Path file = file(name);
    long size = Layout.contiguous(format.itemSize(), Order.C, shape).byteLength();
    if (size == 0) {
      throw new IllegalArgumentException("shared memory has at least one byte, not 0");
    }
    try (FileChannel channel = FileChannel.open(file, NEW, ofThisUser())) {
      try {
        reserve(channel, size);
        return map(file, channel, MapMode.READ_WRITE, format, shape);
      } catch (Throwable failure) {
        Files.deleteIfExists(file);
        throw failure;
      }
    }
  }

  /**
   * Creates shared memory, as {@link #create(String, Format, long...)} does.
   *
   * @param name the name, without a slash
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws IOException if that fails
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL
   */
  public static OwnedMemory create(String name, String format, long... shape) throws IOException {
    return create(name, Format.parse(format), shape);
  }

  /**
   * Attaches to shared memory that another process has created, for reading and writing.
   * Counterpart of {@code SharedMemory(name)}.
   *
   * @param name the name, without a slash
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws NoSuchFileException if there is no memory of that name
   * @throws IOException if the system has no folder for shared memory, if the name is that of a
   *     link, which is not followed, or of something else that is no memory, or if the memory is
   *     smaller than the items
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL
   */
  public static OwnedMemory attach(String name, Format format, long... shape) throws IOException {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(shape, "shape");
    Path file = existing(name);
    try (FileChannel channel = FileChannel.open(file, OLD)) {
      return map(file, channel, MapMode.READ_WRITE, format, shape);
    }
  }

  /**
   * Attaches to shared memory for reading and writing, as {@link #attach(String, Format, long...)}
   * does.
   *
   * @param name the name, without a slash
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws IOException if that fails
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL
   */
  public static OwnedMemory attach(String name, String format, long... shape) throws IOException {
    return attach(name, Format.parse(format), shape);
  }

  /**
   * Attaches to shared memory that another process has created, for reading and writing, all of it
   * in one dimension.
   *
   * @param name the name, without a slash
   * @param format what an item is
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws NoSuchFileException if there is no memory of that name
   * @throws IOException if it cannot be attached to, as {@link #attach(String, Format, long...)}
   *     says
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL, or
   *     if the bytes are not a whole number of items
   */
  public static OwnedMemory attach(String name, Format format) throws IOException {
    Objects.requireNonNull(format, "format");
    Path file = existing(name);
    try (FileChannel channel = FileChannel.open(file, OLD)) {
      checkHasBytes(file, channel);
      return MappedFiles.whole(Source.of(file, MapMode.READ_WRITE, channel), format);
    }
  }

  /**
   * Attaches to shared memory that another process has created, for reading and writing, all of it
   * in one dimension.
   *
   * @param name the name, without a slash
   * @param format what an item is, as {@link Format#parse} reads it
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws NoSuchFileException if there is no memory of that name
   * @throws IOException if it cannot be attached to, as {@link #attach(String, Format, long...)}
   *     says
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL, or
   *     if the bytes are not a whole number of items
   */
  public static OwnedMemory attach(String name, String format) throws IOException {
    return attach(name, Format.parse(format));
  }

  /**
   * Attaches to shared memory that another process has created, for reading.
   *
   * @param name the name, without a slash
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws NoSuchFileException if there is no memory of that name
   * @throws IOException if the system has no folder for shared memory, if the name is that of a
   *     link, which is not followed, or of something else that is no memory, or if the memory is
   *     smaller than the items
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL
   */
  public static OwnedMemory attachReadOnly(String name, Format format, long... shape)
      throws IOException {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(shape, "shape");
    Path file = existing(name);
    try (FileChannel channel = openReadOnly(file)) {
      return map(file, channel, MapMode.READ_ONLY, format, shape);
    }
  }

  /**
   * Attaches to shared memory for reading, as {@link #attachReadOnly(String, Format, long...)}
   * does.
   *
   * @param name the name, without a slash
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws IOException if that fails
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL
   */
  public static OwnedMemory attachReadOnly(String name, String format, long... shape)
      throws IOException {
    return attachReadOnly(name, Format.parse(format), shape);
  }

  /**
   * Attaches to shared memory that another process has created, for reading, all of it in one
   * dimension.
   *
   * @param name the name, without a slash
   * @param format what an item is
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws NoSuchFileException if there is no memory of that name
   * @throws IOException if it cannot be attached to, as {@link #attachReadOnly(String, Format,
   *     long...)} says
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL, or
   *     if the bytes are not a whole number of items
   */
  public static OwnedMemory attachReadOnly(String name, Format format) throws IOException {
    Objects.requireNonNull(format, "format");
    Path file = existing(name);
    try (FileChannel channel = openReadOnly(file)) {
      checkHasBytes(file, channel);
      return MappedFiles.whole(Source.of(file, MapMode.READ_ONLY, channel), format);
    }
  }

  /**
   * Attaches to shared memory that another process has created, for reading, all of it in one
   * dimension.
   *
   * @param name the name, without a slash
   * @param format what an item is, as {@link Format#parse} reads it
   * @return a new exporter, which the caller must free; that does not unlink the name
   * @throws NoSuchFileException if there is no memory of that name
   * @throws IOException if it cannot be attached to, as {@link #attachReadOnly(String, Format,
   *     long...)} says
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL, or
   *     if the bytes are not a whole number of items
   */
  public static OwnedMemory attachReadOnly(String name, String format) throws IOException {
    return attachReadOnly(name, Format.parse(format));
  }

  /**
   * Removes a name, so that it can be created again. Memory that is in use lasts until all who have
   * it have freed it. Counterpart of {@code SharedMemory.unlink}.
   *
   * @param name the name, without a slash
   * @throws NoSuchFileException if there is no memory of that name
   * @throws IOException if the system has no folder for shared memory, or does not let this user
   *     remove the name
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL
   */
  public static void unlink(String name) throws IOException {
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

  private static OwnedMemory map(
      Path file, FileChannel channel, MapMode mode, Format format, long... shape)
      throws IOException {
    checkHasBytes(file, channel);
    return MappedFiles.map(
        Source.of(file, mode, channel),
        format,
        Layout.contiguous(format.itemSize(), Order.C, shape));
  }

  private static void checkHasBytes(Path file, FileChannel channel) throws IOException {
    if (channel.size() == 0) {
      // Its creator has not come so far; or it is a pipe, since nobody's memory is so small.
      throw new IOException(file + " is no shared memory: it has no bytes");
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
    if (name.isEmpty()
        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0
        || name.equals(".")
        || name.equals("..")) {
      throw new IllegalArgumentException(
          "\"%s\" is no name for shared memory: 1 to %d bytes of UTF-8, and no slash or NUL"
              .formatted(name, LONGEST_NAME));
    }
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
