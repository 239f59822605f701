package io.memview.nio;

import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.format.Format;
import io.memview.internal.Platform;
import io.memview.internal.Source;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/**
 * Memory shared with other processes under a name. Counterpart of {@code
 * multiprocessing.shared_memory.SharedMemory}, which finds it by the same name.
 *
 * <p>One process creates the memory, others attach to it; all see the same bytes at once. A name
 * stays until {@link #unlink}, also when all processes have ended (but on Windows); who has the
 * memory keeps it beyond that. What an item is, the processes agree on by other means, and also who
 * writes when.
 *
 * <p>Who may write the memory can also cut it short; access to the lost bytes is then as {@link
 * MappedFiles} says.
 *
 * <p><b>Systems.</b> On Linux a name lasts in the folder {@code /dev/shm}, where POSIX shared
 * memory is kept. macOS keeps it out of sight ({@code shm_open}), under names of 30 bytes at most;
 * Windows has mappings with names, which are free, unlinked or not, when the last process that has
 * the memory has freed it or ended. These two are called in C, which {@code --enable-native-access}
 * must allow, and count in pages: who attaches without a shape gets all of the last page, too.
 * Other systems without such a folder throw {@link IOException}; there, processes can share a file
 * with {@link MappedFiles#mapWritable}.
 *
 * <p><b>Python's own rule.</b> Before Python 3.13, a process that only attaches unlinks the name
 * when it ends; {@code multiprocessing.resource_tracker.unregister} keeps it from that, {@code
 * track=False} later.
 */
public final class SharedMemory {
  private static final NamedMemory NAMES = NamedMemory.of(Platform.current());

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
    return create(NAMES, name, format, shape);
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
    return attach(NAMES, name, false, format, shape);
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
    return attachWhole(NAMES, name, false, format);
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
    return attach(NAMES, name, true, format, shape);
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
    return attachWhole(NAMES, name, true, format);
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
   * it have freed it. On Windows, where a name does not outlast them, nothing is done. Counterpart
   * of {@code SharedMemory.unlink}.
   *
   * @param name the name, without a slash
   * @throws NoSuchFileException if there is no memory of that name
   * @throws IOException if the system has no folder for shared memory, or does not let this user
   *     remove the name
   * @throws IllegalArgumentException if the name is empty, is too long, or has a slash or a NUL
   */
  public static void unlink(String name) throws IOException {
    NAMES.check(name);
    NAMES.unlink(name);
  }

  // ---- by the way of any system

  static OwnedMemory create(NamedMemory names, String name, Format format, long... shape)
      throws IOException {
    names.check(name);
    Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
    if (layout.byteLength() == 0) {
      throw new IllegalArgumentException("shared memory has at least one byte, not 0");
    }
    return MappedFiles.owned(
        arena -> {
          try (Source memory = names.create(name, layout.byteLength(), arena)) {
            try {
              return MappedFiles.map(memory, format, layout, arena);
            } catch (Throwable failure) {
              NamedMemory.unlink(names, name, failure);
              throw failure;
            }
          }
        });
  }

  static OwnedMemory attach(
      NamedMemory names, String name, boolean isReadOnly, Format format, long... shape)
      throws IOException {
    Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
    return attach(
        names, name, isReadOnly, (memory, arena) -> MappedFiles.map(memory, format, layout, arena));
  }

  static OwnedMemory attachWhole(NamedMemory names, String name, boolean isReadOnly, Format format)
      throws IOException {
    return attach(
        names, name, isReadOnly, (memory, arena) -> MappedFiles.whole(memory, format, arena));
  }

  private interface Attached {
    Memory memory(Source source, Arena arena) throws IOException;
  }

  private static OwnedMemory attach(
      NamedMemory names, String name, boolean isReadOnly, Attached attached) throws IOException {
    names.check(name);
    return MappedFiles.owned(
        arena -> {
          try (Source memory = names.open(name, isReadOnly, arena)) {
            if (memory.size() == 0) {
              // Its creator has not come so far; or it is a pipe, since nobody's memory is so
              // small.
              throw new IOException(memory.name() + " is no shared memory: it has no bytes");
            }
            return attached.memory(memory, arena);
          }
        });
  }
}
