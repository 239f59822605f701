package io.memview.nio;

import io.memview.Layout;
import io.memview.Memory;
import io.memview.Order;
import io.memview.OwnedMemory;
import io.memview.format.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Maps files of any size and exports them in place. Counterpart of {@code mmap.mmap} and {@code
 * numpy.memmap}.
 *
 * <p>The mapping lasts until {@link OwnedMemory#free()}. If the file is cut short meanwhile, access
 * to the lost bytes throws {@link io.memview.BufferException.Storage}.
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
   * @throws IOException if the file cannot be opened, or is shorter than the items; nothing is
   *     mapped
   * @throws IllegalArgumentException if the offset is negative, or, where no shape is given, if the
   *     file has not room for a whole number of items
   */
  public static OwnedMemory map(Path path, Format format, long offset, long... shape)
      throws IOException {
    return map(path, MapMode.READ_ONLY, Set.of(StandardOpenOption.READ), format, offset, shape);
  }

  /**
   * Maps a file whose items are written in place.
   *
   * @param path the file
   * @param format what an item is
   * @param offset where the first item starts, in bytes from the start of the file
   * @param shape the extents in items; if none is given, one dimension up to the end of the file
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened, or is shorter than the items; nothing is
   *     mapped
   * @throws IllegalArgumentException if the offset is negative, or, where no shape is given, if the
   *     file has not room for a whole number of items
   */
  public static OwnedMemory mapWritable(Path path, Format format, long offset, long... shape)
      throws IOException {
    return map(
        path,
        MapMode.READ_WRITE,
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE),
        format,
        offset,
        shape);
  }

  private static OwnedMemory map(
      Path path,
      MapMode mode,
      Set<? extends OpenOption> options,
      Format format,
      long offset,
      long... shape)
      throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    try (FileChannel channel = FileChannel.open(path, options)) {
      long end = channel.size();
      long room = end - offset;
      if (offset < 0) {
        throw new IllegalArgumentException("offset %d is negative".formatted(offset));
      }
      long size = room;
      if (shape.length > 0) {
        size = Layout.contiguous(Order.C, format.itemSize(), shape).byteLength();
      }
      if (room < 0 || size > room) {
        throw new IOException(
            "%s has %d bytes, but the items take bytes %d to %d"
                .formatted(path, end, offset, offset + Math.max(0, size)));
      }
      long mapped = size;
      return OwnedMemory.make(
          arena -> {
            try {
              return Memory.of(channel.map(mode, offset, mapped, arena), format, shape);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
