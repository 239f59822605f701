package io.memview.npy;

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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Maps NumPy's {@code .npy} files: the array in the file is exported in place. Counterpart of
 * {@code numpy.load} with {@code mmap_mode}.
 *
 * <p>Reads versions 1 to 3 of the file format, C and Fortran order, and numbers and truth values of
 * every size and byte order.
 *
 * <p>The mapping lasts until {@link OwnedMemory#free()}.
 */
public final class NpyFile {
  private NpyFile() {}

  /**
   * Maps a file that may not be written.
   *
   * @param path the file
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened; if it is no {@code .npy} file, has a header
   *     that cannot be understood, or is shorter than its header promises. Nothing is mapped then.
   */
  public static OwnedMemory map(Path path) throws IOException {
    return map(path, false);
  }

  /**
   * Maps a file whose array is written in place.
   *
   * @param path the file
   * @return a new exporter, which the caller must free
   * @throws IOException as {@link #map(Path)}, and if the file cannot be written
   */
  public static OwnedMemory mapWritable(Path path) throws IOException {
    return map(path, true);
  }

  private static OwnedMemory map(Path path, boolean writable) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    StandardOpenOption[] options =
        writable
            ? new StandardOpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE}
            : new StandardOpenOption[] {StandardOpenOption.READ};
    try (FileChannel channel = FileChannel.open(path, options)) {
      NpyHeader header = NpyHeader.read(path, channel);
      Format format = header.format();
      Layout layout = layout(path, header, format);
      long there = channel.size() - header.dataOffset();
      if (layout.byteLength() > there) {
        throw new IOException(
            "%s is cut short: its header promises %d bytes of data (shape %s), but %d are there"
                .formatted(path, layout.byteLength(), header.shapeText(), there));
      }
      return OwnedMemory.make(
          arena -> {
            try {
              return Memory.of(
                  channel.map(
                      writable ? MapMode.READ_WRITE : MapMode.READ_ONLY,
                      header.dataOffset(),
                      layout.byteLength(),
                      arena),
                  format,
                  layout);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Layout layout(Path path, NpyHeader header, Format format) throws IOException {
    try {
      return Layout.contiguous(
          header.fortran() ? Order.FORTRAN : Order.C, format.itemSize(), header.shape());
    } catch (IllegalArgumentException e) {
      throw new IOException("%s has an impossible shape: %s".formatted(path, e.getMessage()), e);
    }
  }
}
