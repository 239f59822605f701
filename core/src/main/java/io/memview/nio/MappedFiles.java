package io.memview.nio;

import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.format.Format;
import io.memview.internal.Source;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Maps files of any size and exports them in place. Counterpart of {@code mmap.mmap} and {@code
 * numpy.memmap}.
 *
 * <p>The mapping lasts until {@link OwnedMemory#free()}. The file may be cut short meanwhile, or
 * the disk be full when a new page is written. Views throw {@link
 * io.memview.BufferException.StorageFailure} then; a raw segment of the memory, as {@code
 * asSegment} and {@code forEachRun} give it, follows the platform's rules, which are an {@code
 * InternalError} at best.
 *
 * <p><b>What reaches the disk.</b> What is written in place is in the file at once for everybody
 * who reads it, and on the disk when the system writes it there. {@link
 * java.lang.foreign.MemorySegment#force} of a view's segment waits for that.
 *
 * <p><b>Windows</b> lets nobody cut short or delete a file that is mapped, nor put another in its
 * place; it can be renamed, which is how memview replaces one.
 *
 * <p><b>Other file systems.</b> Paths of file systems that map no files, such as the inside of a
 * ZIP file, are read into native memory, at most so many bytes as the property {@code
 * io.memview.maxRead} says, if it is set.
 */
public final class MappedFiles {
  private MappedFiles() {}

  /**
   * Maps a file that may not be written, in one dimension up to its end.
   *
   * @param path the file
   * @param format what an item is
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket;
   *     nothing is mapped
   * @throws IllegalArgumentException if the file has not room for a whole number of items
   */
  public static OwnedMemory map(Path path, Format format) throws IOException {
    return map(path, MapMode.READ_ONLY, file -> whole(file, format));
  }

  /**
   * Maps a file that may not be written, in one dimension up to its end.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket;
   *     nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the file has not room for a whole number of items
   */
  public static OwnedMemory map(Path path, String format) throws IOException {
    return map(path, Format.parse(format));
  }

  /**
   * Maps a file that may not be written.
   *
   * @param path the file
   * @param format what an item is
   * @param shape the extents in items, from the start of the file on; an empty array is one item
   *     without dimensions
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   */
  public static OwnedMemory map(Path path, Format format, long... shape) throws IOException {
    return map(path, format, Layout.contiguous(format.itemSize(), Order.C, shape));
  }

  /**
   * Maps a file that may not be written.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items, from the start of the file on; an empty array is one item
   *     without dimensions
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   */
  public static OwnedMemory map(Path path, String format, long... shape) throws IOException {
    return map(path, Format.parse(format), shape);
  }

  /**
   * Maps a file that may not be written.
   *
   * @param path the file
   * @param format what an item is
   * @param layout where the items lie in the file: its offset counts from the start
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   * @throws IllegalArgumentException if the layout reaches bytes before the file, has items smaller
   *     than the format's, or dimensions of pointers
   */
  public static OwnedMemory map(Path path, Format format, Layout layout) throws IOException {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(layout, "layout");
    return map(path, MapMode.READ_ONLY, file -> map(file, format, layout));
  }

  /**
   * Maps a file that may not be written.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @param layout where the items lie in the file: its offset counts from the start
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the layout reaches bytes before the file, has items smaller
   *     than the format's, or dimensions of pointers
   */
  public static OwnedMemory map(Path path, String format, Layout layout) throws IOException {
    return map(path, Format.parse(format), layout);
  }

  /**
   * Maps a file whose items are written in place, in one dimension up to its end.
   *
   * @param path the file
   * @param format what an item is
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened for writing, if it is a folder, pipe, device
   *     or socket; nothing is mapped
   * @throws IllegalArgumentException if the file has not room for a whole number of items
   */
  public static OwnedMemory mapWritable(Path path, Format format) throws IOException {
    return map(path, MapMode.READ_WRITE, file -> whole(file, format));
  }

  /**
   * Maps a file whose items are written in place, in one dimension up to its end.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened for writing, if it is a folder, pipe, device
   *     or socket; nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the file has not room for a whole number of items
   */
  public static OwnedMemory mapWritable(Path path, String format) throws IOException {
    return mapWritable(path, Format.parse(format));
  }

  /**
   * Maps a file whose items are written in place.
   *
   * @param path the file
   * @param format what an item is
   * @param shape the extents in items, from the start of the file on; an empty array is one item
   *     without dimensions
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened for writing, if it is a folder, pipe, device
   *     or socket, or if it is shorter than the items; nothing is mapped
   */
  public static OwnedMemory mapWritable(Path path, Format format, long... shape)
      throws IOException {
    return mapWritable(path, format, Layout.contiguous(format.itemSize(), Order.C, shape));
  }

  /**
   * Maps a file whose items are written in place.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items, from the start of the file on; an empty array is one item
   *     without dimensions
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened for writing, if it is a folder, pipe, device
   *     or socket, or if it is shorter than the items; nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   */
  public static OwnedMemory mapWritable(Path path, String format, long... shape)
      throws IOException {
    return mapWritable(path, Format.parse(format), shape);
  }

  /**
   * Maps a file whose items are written in place.
   *
   * @param path the file
   * @param format what an item is
   * @param layout where the items lie in the file: its offset counts from the start
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened for writing, if it is a folder, pipe, device
   *     or socket, or if it is shorter than the items; nothing is mapped
   * @throws IllegalArgumentException if the layout reaches bytes before the file, has items smaller
   *     than the format's, or dimensions of pointers
   */
  public static OwnedMemory mapWritable(Path path, Format format, Layout layout)
      throws IOException {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(layout, "layout");
    return map(path, MapMode.READ_WRITE, file -> map(file, format, layout));
  }

  /**
   * Maps a file whose items are written in place.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @param layout where the items lie in the file: its offset counts from the start
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened for writing, if it is a folder, pipe, device
   *     or socket, or if it is shorter than the items; nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the layout reaches bytes before the file, has items smaller
   *     than the format's, or dimensions of pointers
   */
  public static OwnedMemory mapWritable(Path path, String format, Layout layout)
      throws IOException {
    return mapWritable(path, Format.parse(format), layout);
  }

  /**
   * Maps a file whose items can be written without changing the file: what is written is copied
   * first, and nobody else sees it. Counterpart of {@code numpy.memmap} with mode {@code c}. A file
   * that this user may not write is read into native memory as a whole. There is one dimension up
   * to the end of the file.
   *
   * @param path the file
   * @param format what an item is
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket;
   *     nothing is mapped
   * @throws IllegalArgumentException if the file has not room for a whole number of items
   */
  public static OwnedMemory mapPrivate(Path path, Format format) throws IOException {
    return map(path, MapMode.PRIVATE, file -> whole(file, format));
  }

  /**
   * Maps a file whose items can be written without changing the file: what is written is copied
   * first, and nobody else sees it. Counterpart of {@code numpy.memmap} with mode {@code c}. A file
   * that this user may not write is read into native memory as a whole. There is one dimension up
   * to the end of the file.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket;
   *     nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the file has not room for a whole number of items
   */
  public static OwnedMemory mapPrivate(Path path, String format) throws IOException {
    return mapPrivate(path, Format.parse(format));
  }

  /**
   * Maps a file whose items can be written without changing the file: what is written is copied
   * first, and nobody else sees it. Counterpart of {@code numpy.memmap} with mode {@code c}. A file
   * that this user may not write is read into native memory as a whole.
   *
   * @param path the file
   * @param format what an item is
   * @param shape the extents in items, from the start of the file on; an empty array is one item
   *     without dimensions
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   */
  public static OwnedMemory mapPrivate(Path path, Format format, long... shape) throws IOException {
    return mapPrivate(path, format, Layout.contiguous(format.itemSize(), Order.C, shape));
  }

  /**
   * Maps a file whose items can be written without changing the file: what is written is copied
   * first, and nobody else sees it. Counterpart of {@code numpy.memmap} with mode {@code c}. A file
   * that this user may not write is read into native memory as a whole.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items, from the start of the file on; an empty array is one item
   *     without dimensions
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   */
  public static OwnedMemory mapPrivate(Path path, String format, long... shape) throws IOException {
    return mapPrivate(path, Format.parse(format), shape);
  }

  /**
   * Maps a file whose items can be written without changing the file: what is written is copied
   * first, and nobody else sees it. Counterpart of {@code numpy.memmap} with mode {@code c}. A file
   * that this user may not write is read into native memory as a whole.
   *
   * @param path the file
   * @param format what an item is
   * @param layout where the items lie in the file: its offset counts from the start
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   * @throws IllegalArgumentException if the layout reaches bytes before the file, has items smaller
   *     than the format's, or dimensions of pointers
   */
  public static OwnedMemory mapPrivate(Path path, Format format, Layout layout) throws IOException {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(layout, "layout");
    return map(path, MapMode.PRIVATE, file -> map(file, format, layout));
  }

  /**
   * Maps a file whose items can be written without changing the file: what is written is copied
   * first, and nobody else sees it. Counterpart of {@code numpy.memmap} with mode {@code c}. A file
   * that this user may not write is read into native memory as a whole.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @param layout where the items lie in the file: its offset counts from the start
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, if it is a folder, pipe, device or socket, or
   *     if it is shorter than the items; nothing is mapped
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the layout reaches bytes before the file, has items smaller
   *     than the format's, or dimensions of pointers
   */
  public static OwnedMemory mapPrivate(Path path, String format, Layout layout) throws IOException {
    return mapPrivate(path, Format.parse(format), layout);
  }

  /** What is done with an open file. */
  @FunctionalInterface
  private interface Opened {
    OwnedMemory map(Source file) throws IOException;
  }

  private static OwnedMemory map(Path path, MapMode mode, Opened opened) throws IOException {
    try (Source file = Source.open(path, mode, "copy what it gives to a file, and map that")) {
      return opened.map(file);
    }
  }

  private static OwnedMemory whole(Source file, Format format) throws IOException {
    return owned(arena -> whole(file, format, arena));
  }

  static Memory whole(Source file, Format format, Arena arena) throws IOException {
    return described(file, Memory.of(file.memory(0, file.size(), arena), format));
  }

  private static OwnedMemory map(Source file, Format format, Layout layout) throws IOException {
    return owned(arena -> map(file, format, layout, arena));
  }

  static Memory map(Source file, Format format, Layout layout, Arena arena) throws IOException {
    long[] range = layout.byteRange();
    long start = range[0];
    long size = range[1] - start;
    if (start < 0) {
      throw new IllegalArgumentException(
          "the layout reaches byte %d, which lies before the file: %s".formatted(start, layout));
    }
    if (range[1] > file.size()) {
      throw new IOException(
          "%s has %d bytes, but the items take %d from byte %d on"
              .formatted(file.name(), file.size(), size, start));
    }
    Layout inside = layout.withOffset(layout.offset() - start);
    return described(file, Memory.of(file.memory(start, size, arena), format, inside));
  }

  private static Memory described(Source file, Memory memory) {
    return file.isReadOnly() ? memory.asReadOnly() : memory;
  }

  /** What is mapped for as long as an arena is open. */
  @FunctionalInterface
  interface Mapping {
    Memory map(Arena arena) throws IOException;
  }

  static OwnedMemory owned(Mapping mapping) throws IOException {
    try {
      return OwnedMemory.make(
          arena -> {
            try {
              return mapping.map(arena);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
