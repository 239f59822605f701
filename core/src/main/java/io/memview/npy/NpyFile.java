package io.memview.npy;

import io.memview.Exporter;
import io.memview.Layout;
import io.memview.Memory;
import io.memview.Order;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.format.Format;
import io.memview.format.SubArray;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/**
 * NumPy's {@code .npy} files: mapped, so that the array in the file is exported in place, made for
 * writing in place, and written from any exporter. Counterpart of {@code numpy.load} with {@code
 * mmap_mode}, {@code numpy.lib.format.open_memmap} and {@code numpy.save}.
 *
 * <p>Versions 1 to 3 of the file format, C and Fortran order, files of any size, and every type of
 * items that {@link io.memview.format.NumpyDescr} translates, records too. Headers are read as
 * literals; no code in them runs. Pickled Python objects are refused.
 *
 * <p>A mapping lasts until {@link OwnedMemory#free()}. If the file is cut short meanwhile, or the
 * disk is full when a new page is written, access throws {@link
 * io.memview.BufferException.Storage}.
 *
 * <p><b>Replacing files.</b> {@link #create} and {@link #save} write a new file next to the path,
 * which takes the place of the old one when it is complete. So the old array may be mapped, or be
 * what is saved, and a failure leaves it as it was. The permissions of the old file are kept, and
 * its owner and group if the system lets. A symbolic link stays one, to the new file; other names
 * of the old file (hard links) keep the old array. {@link NpzFile} replaces files in the same way.
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
    return map(path, MapMode.READ_ONLY, Set.of(StandardOpenOption.READ));
  }

  /**
   * Maps a file whose array is written in place.
   *
   * @param path the file
   * @return a new exporter, which the caller must free
   * @throws IOException as {@link #map(Path)}, and if the file cannot be written
   */
  public static OwnedMemory mapWritable(Path path) throws IOException {
    return map(path, MapMode.READ_WRITE, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  private static OwnedMemory map(Path path, MapMode mode, Set<? extends OpenOption> options)
      throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    try (FileChannel channel = FileChannel.open(path, options)) {
      NpyHeader header = NpyHeader.read(path.toString(), Channels.newInputStream(channel));
      checkLength(path.toString(), header, channel.size());
      return map(channel, mode, header.dataOffset(), header.format(), header.layout());
    }
  }

  /** Refuses a header that promises more than there is. */
  static void checkLength(String name, NpyHeader header, long length) throws IOException {
    long there = length - header.dataOffset();
    if (header.layout().byteLength() > there) {
      throw new IOException(
          "%s is cut short: its header promises %d bytes of data (shape %s), but %d are there"
              .formatted(name, header.layout().byteLength(), header.shapeText(), there));
    }
  }

  /** Maps the items that begin at a byte of a file. */
  static OwnedMemory map(
      FileChannel channel, MapMode mode, long offset, Format format, Layout layout)
      throws IOException {
    try {
      return OwnedMemory.make(
          arena -> {
            try {
              return Memory.of(
                  channel.map(mode, offset, layout.byteLength(), arena), format, layout);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Makes a file of items that are all zero, and maps it to be written in place. It replaces a file
   * that is there. Where the file system can, the file takes no room until items are written.
   *
   * @param path the file
   * @param format what an item is; a sub-array by itself becomes dimensions in the file
   * @param order the order of the items: {@link Order#C} (or {@code ANY}), or {@link Order#FORTRAN}
   * @param shape the extents in items; none for a single item
   * @return a new exporter of the format and the shape, which the caller must free
   * @throws IOException if the file cannot be written
   * @throws UnsupportedOperationException if NumPy has no type for the format
   * @throws IllegalArgumentException if an extent is negative, if there are more than 64
   *     dimensions, if the size in bytes does not fit 64 bits, if the description of a record is
   *     longer than a header may be, or if sub-arrays are to lie in Fortran order
   */
  public static OwnedMemory create(Path path, Format format, Order order, long... shape)
      throws IOException {
    Layout layout = Layout.contiguous(order, format.itemSize(), shape);
    if (order == Order.FORTRAN && format instanceof SubArray) {
      throw new IllegalArgumentException(
          "'%s' items become dimensions of the file, which would not lie in Fortran order; use C"
              .formatted(format));
    }
    byte[] header = NpyHeader.bytes(format, order, shape);
    long end = Math.addExact(header.length, layout.byteLength());
    NewFile.write(
        path,
        channel -> {
          writeFully(channel, ByteBuffer.wrap(header), 0);
          if (end > header.length) {
            writeFully(channel, ByteBuffer.allocate(1), end - 1);
          }
        });
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return map(channel, MapMode.READ_WRITE, header.length, format, layout);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long at)
      throws IOException {
    for (long to = at; bytes.hasRemaining(); ) {
      to += channel.write(bytes, to);
    }
  }

  /**
   * Writes all items to a file, which replaces one that is there. They lie in Fortran order if the
   * memory is Fortran contiguous and not C contiguous, and in C order in every other case, as
   * {@code numpy.save} has it.
   *
   * @param path the file
   * @param source whose items, in any layout
   * @throws IOException if the file cannot be written, or the memory fails
   * @throws UnsupportedOperationException if NumPy has no type for the format
   * @throws IllegalArgumentException if the description of a record is longer than a header may be
   * @throws io.memview.BufferException.Refused if the source cannot be acquired
   */
  public static void save(Path path, Exporter source) throws IOException {
    Objects.requireNonNull(path, "path");
    source.doWithView(
        Request.FULL_RO,
        view -> {
          NpyWriter writer = new NpyWriter(view);
          NewFile.write(
              path,
              channel -> {
                OutputStream out = Channels.newOutputStream(channel);
                writer.writeTo(out);
              });
        });
  }
}
