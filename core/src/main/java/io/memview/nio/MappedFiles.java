package io.memview.nio;

import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.format.Format;
import io.memview.internal.Source;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/**
 * Maps files of any size and exports them in place. Counterpart of {@code mmap.mmap} and {@code
 * numpy.memmap}.
 *
 * <p>The mapping lasts until {@link OwnedMemory#free()}. The file may be cut short meanwhile, or
 * the disk be full when a new page is written. Views throw {@link
 * io.memview.BufferException.Storage} then; a raw segment of the memory, as {@code asSegment} and
 * {@code forEachRun} give it, follows the platform's rules, which are an {@code InternalError} at
 * best.
 *
 * <p><b>What reaches the disk.</b> What is written in place is in the file at once for everybody
 * who reads it, and on the disk when the system writes it there. {@link
 * java.lang.foreign.MemorySegment#force} of a view's segment waits for that.
 *
 * <p><b>Other file systems.</b> Paths of file systems that map no files, such as the inside of a
 * ZIP file, are read into native memory, at most so many bytes as the property {@code
 * io.memview.maxRead} says, if it is set.
 */
public final class MappedFiles {
  private MappedFiles() {}

  /**
   * Maps a file that may not be written.
   *
   * @param path the file
   * @param format what an item is
   * @param offset where the first item starts, in bytes from the start of the file
   * @param shape the extents in items; if none is given, one dimension up to the end of the file
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   * @throws IllegalArgumentException if the offset is negative, or, where no shape is given, if the
   *     file has not room for a whole number of items
   */
  public static OwnedMemory map(Path path, Format format, long offset, long... shape)
      throws IOException {
    return map(path, MapMode.READ_ONLY, format, offset, shape);
  }

  /**
   * Maps a file whose items are written in place.
   *
   * @param path the file
   * @param format what an item is
   * @param offset where the first item starts, in bytes from the start of the file
   * @param shape the extents in items; if none is given, one dimension up to the end of the file
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened for writing or cannot be mapped, if it is a
   *     folder, pipe, device or socket, or if it is shorter than the items; nothing is mapped
   * @throws IllegalArgumentException if the offset is negative, or, where no shape is given, if the
   *     file has not room for a whole number of items
   */
  public static OwnedMemory mapWritable(Path path, Format format, long offset, long... shape)
      throws IOException {
    return map(path, MapMode.READ_WRITE, format, offset, shape);
  }

  /**
   * Maps a file whose items can be written without changing the file: what is written is copied
   * first, and nobody else sees it. Counterpart of {@code numpy.memmap} with mode {@code c}. A file
   * that this user may not write is read into native memory as a whole.
   *
   * @param path the file
   * @param format what an item is
   * @param offset where the first item starts, in bytes from the start of the file
   * @param shape the extents in items; if none is given, one dimension up to the end of the file
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   * @throws IllegalArgumentException if the offset is negative, or, where no shape is given, if the
   *     file has not room for a whole number of items
   */
  public static OwnedMemory mapPrivate(Path path, Format format, long offset, long... shape)
      throws IOException {
    return map(path, MapMode.PRIVATE, format, offset, shape);
  }

  private static OwnedMemory map(Path path, MapMode mode, Format format, long offset, long... shape)
      throws IOException {
    try (Source file = Source.open(path, mode, "copy what it gives to a file, and map that")) {
      return map(file, format, offset, shape);
    }
  }

  static OwnedMemory map(Source file, Format format, long offset, long... shape)
      throws IOException {
    long end = file.size();
    long room = end - offset;
    if (offset < 0) {
      throw new IllegalArgumentException("offset %d is negative".formatted(offset));
    }
    long size =
        shape.length == 0
            ? room
            : Layout.contiguous(Order.C, format.itemSize(), shape).byteLength();
    if (room < 0 || size > room) {
      throw new IOException(
          "%s has %d bytes, but the items take %d from byte %d on"
              .formatted(file.name(), end, Math.max(0, size), offset));
    }
    try {
      return OwnedMemory.make(
          arena -> {
            try {
              Memory memory = Memory.of(file.memory(offset, size, arena), format, shape);
              return file.isReadOnly() ? memory.asReadOnly() : memory;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
