package io.memview.npy;

import io.memview.Exporter;
import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.format.Format;
import io.memview.format.SubArray;
import io.memview.internal.Arrival;
import io.memview.internal.AtomicFile;
import io.memview.internal.Source;
import io.memview.internal.Texts;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.npy.NpyHeader.Origin;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * NumPy's {@code .npy} files: mapped, so that the array in the file is exported in place, made for
 * writing in place, and written from any exporter. Counterpart of {@code numpy.load} with {@code
 * mmap_mode}, {@code numpy.lib.format.open_memmap} and {@code numpy.save}.
 *
 * {@snippet lang=java :
 * NpyArray array = NpyFile.open(path, MapMode.READ_ONLY, 0);
 * array.doWithView(Request.FULL_RO, view -> use(view)); // integers,
 * array.times().get(""); // and what they mean, if they are times
 * array.memory().free();
 * }
 *
 * <p>Versions 1 to 3 of the file format, C and Fortran order, files of any size, and every type of
 * items that {@link io.memview.format.NumpyDescr} translates, records too. Headers are read as
 * literals; no code in them runs. Pickled Python objects are refused. NumPy itself reads arrays of
 * at most 64 dimensions, and headers of more than 10,000 characters only if it is told to.
 *
 * <p><b>Times.</b> Arrays of {@code datetime64} and {@code timedelta64} are integers, {@code q}; an
 * {@link NpyArray} tells their units, and an exporter that is {@link io.memview.Timed} is saved
 * with them.
 *
 * <p><b>Several arrays</b> may stand one after the other. Streams, channels and buffers are left
 * behind the array that was read; in files and segments, the next one begins at {@link
 * NpyArray#end}.
 *
 * <p>A mapping lasts until {@link OwnedMemory#free()}. The file may be cut short meanwhile, or the
 * disk be full when a new page is written. Views throw {@link
 * io.memview.BufferException.StorageFailure} then; a raw segment of the memory, as {@code
 * asSegment} and {@code forEachRun} give it, follows the platform's rules, which are an {@code
 * InternalError} at best.
 *
 * <p><b>Other file systems.</b> Files of file systems that map none, such as the inside of a ZIP
 * file, are read into native memory.
 *
 * <p><b>Limits.</b> Memory grows with the bytes that arrive, not with what a header promises. The
 * property {@code io.memview.maxRead} bounds what is read into memory for one array, in bytes;
 * there is no bound without it, and none on what is mapped. {@code io.memview.npy.maxHeader} bounds
 * headers, at 1,048,575 bytes without it.
 *
 * <p><b>Replacing files.</b> {@link #create} and {@link #save} write a new file next to the path,
 * {@code .NAME.memview-….tmp}, which takes the place of the old one when it is complete. So the old
 * array may be mapped, or be what is saved, and a failure leaves it as it was; only a process that
 * is killed leaves the new file behind, which can be deleted. The permissions of the old file are
 * kept, and its owner and group if the system lets. A symbolic link stays one, to the new file;
 * other names of the old file (hard links) keep the old array. {@link NpzFile} replaces files in
 * the same way.
 *
 * <p><b>What reaches the disk.</b> Nothing is forced there unless it is asked for: {@link
 * java.nio.file.StandardOpenOption#SYNC} forces a saved file before it takes the old one's place,
 * and its folder after that; {@link MemorySegment#force} of a view's segment forces what was
 * written in place.
 */
public final class NpyFile {
  private static final String REMEDY = "NpyFile.read(Files.newInputStream(path)) reads a stream";

  private NpyFile() {}

  // ---- files

  /**
   * Maps a file that may not be written.
   *
   * @param path the file
   * @return a new exporter, which the caller must free
   * @throws IOException if the file cannot be opened; if it is a folder, pipe, device or socket, or
   *     no {@code .npy} file, has a header that cannot be understood, or is shorter than its header
   *     promises. Nothing is mapped then.
   */
  public static OwnedMemory map(Path path) throws IOException {
    return open(path, MapMode.READ_ONLY, 0).memory();
  }

  /**
   * Maps a file whose array is written in place.
   *
   * @param path the file
   * @return a new exporter, which the caller must free
   * @throws IOException as {@link #map(Path)}, and if the file cannot be written or mapped
   */
  public static OwnedMemory mapWritable(Path path) throws IOException {
    return open(path, MapMode.READ_WRITE, 0).memory();
  }

  /**
   * Maps a file whose array can be written without changing the file: what is written is copied
   * first, and nobody else sees it. Counterpart of {@code numpy.load} with {@code mmap_mode="c"}. A
   * file that this user may not write is read into native memory as a whole.
   *
   * @param path the file
   * @return a new exporter, which the caller must free
   * @throws IOException as {@link #map(Path)}
   */
  public static OwnedMemory mapPrivate(Path path) throws IOException {
    return open(path, MapMode.PRIVATE, 0).memory();
  }

  /**
   * Maps an array anywhere in a file, and tells what its memory does not hold.
   *
   * @param path the file
   * @param mode {@link MapMode#READ_ONLY}, {@code READ_WRITE} to write in place, or {@code PRIVATE}
   *     to write without changing the file
   * @param offset where the array's header starts, in bytes from the start of the file
   * @return the array, whose memory the caller must free
   * @throws EOFException if the file ends there, behind other bytes
   * @throws IOException as {@link #map(Path)}, and if the file is to be written and cannot be
   * @throws IllegalArgumentException if the offset is negative
   * @throws UnsupportedOperationException if it is another mode
   */
  public static NpyArray open(Path path, MapMode mode, long offset) throws IOException {
    if (offset < 0) {
      throw new IllegalArgumentException("offset %d is negative".formatted(offset));
    }
    if (mode != MapMode.READ_ONLY && mode != MapMode.READ_WRITE && mode != MapMode.PRIVATE) {
      throw new UnsupportedOperationException(
          "%s is none of READ_ONLY, READ_WRITE and PRIVATE"
              .formatted(Objects.requireNonNull(mode, "mode")));
    }
    try (Source file = Source.open(path, mode, REMEDY)) {
      if (file.size() == 0) {
        throw new IOException(path + " is no .npy file: it is empty");
      }
      return open(file, path.toString(), offset, Math.max(0, file.size() - offset));
    }
  }

  /** The array that begins at a byte of a file or of memory, and has so many at most. */
  static NpyArray open(Source source, String name, long from, long length) throws IOException {
    NpyHeader header =
        NpyHeader.read(new Origin(name, source.name(), from), source.stream(from, length));
    checkLength(name, header, length);
    long data = from + header.dataOffset();
    return array(
        header,
        data,
        arena -> source.memory(data, header.layout().byteLength(), arena),
        source.isReadOnly());
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

  /** Maps or reads items. */
  @FunctionalInterface
  interface Items {
    MemorySegment in(Arena arena) throws IOException;
  }

  /** An array whose items start at a byte of what it was found in. */
  static NpyArray array(NpyHeader header, long data, Items items, boolean isReadOnly)
      throws IOException {
    OwnedMemory memory = own(header.format(), header.layout(), items, isReadOnly);
    return new NpyArray(memory, header.times(), data + header.layout().byteLength());
  }

  private static OwnedMemory own(Format format, Layout layout, Items items, boolean isReadOnly)
      throws IOException {
    try {
      return OwnedMemory.make(
          arena -> {
            try {
              Memory memory = Memory.of(items.in(arena), format, layout);
              return isReadOnly ? memory.asReadOnly() : memory;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  // ---- what is no file

  /**
   * Reads an array into native memory.
   *
   * @param in where it comes from; it is left behind the array, and not closed
   * @return the array, whose memory the caller must free
   * @throws EOFException if the stream is at its end
   * @throws IOException if the stream fails; if it gives no {@code .npy} file, a header that cannot
   *     be understood, or less than its header promises
   */
  public static NpyArray read(InputStream in) throws IOException {
    String name = "the stream";
    NpyHeader header = NpyHeader.read(Origin.of(name), Objects.requireNonNull(in, "in"));
    long size = header.layout().byteLength();
    try {
      return array(header, header.dataOffset(), arena -> Arrival.read(in, size, arena), false);
    } catch (EOFException e) {
      throw new IOException(
          "%s is cut short: its header promises %d bytes of data (shape %s), and it has ended before"
              .formatted(name, size, header.shapeText()),
          e);
    }
  }

  /**
   * Reads an array into native memory.
   *
   * @param channel where it comes from, which must be blocking; it is left behind the array, and
   *     not closed
   * @return the array, whose memory the caller must free
   * @throws EOFException if the channel is at its end
   * @throws IOException as {@link #read(InputStream)}
   * @throws java.nio.channels.IllegalBlockingModeException if the channel does not block
   */
  public static NpyArray read(ReadableByteChannel channel) throws IOException {
    Objects.requireNonNull(channel, "channel");
    return read(Channels.newInputStream(channel));
  }

  /**
   * An array in memory, in place.
   *
   * @param bytes the memory, which begins with a header and may go on behind the array. It stays
   *     the caller's: freeing the array ends its leases, and nothing else
   * @return the array; it may be written if the memory may
   * @throws EOFException if there are no bytes
   * @throws IOException if they are no {@code .npy} file, have a header that cannot be understood,
   *     or are less than it promises
   * @throws IllegalStateException if the arena of the memory has been closed
   * @throws WrongThreadException if the memory belongs to another thread
   */
  public static NpyArray of(MemorySegment bytes) throws IOException {
    Objects.requireNonNull(bytes, "bytes");
    return open(Source.of("the memory", bytes), "the memory", 0, bytes.byteSize());
  }

  /**
   * An array in a buffer, in place.
   *
   * @param bytes the buffer, in whose remaining bytes a header comes first; its position is set
   *     behind the array. It stays the caller's
   * @return the array; it may be written if the buffer may
   * @throws EOFException if no bytes remain
   * @throws IOException as {@link #of(MemorySegment)}
   */
  public static NpyArray of(ByteBuffer bytes) throws IOException {
    Objects.requireNonNull(bytes, "bytes");
    NpyArray array = of(MemorySegment.ofBuffer(bytes));
    bytes.position(bytes.position() + Math.toIntExact(array.end()));
    return array;
  }

  /**
   * An array in an array of bytes, in place.
   *
   * @param bytes the bytes, which begin with a header and may go on behind the array
   * @return the array, which may be written
   * @throws EOFException if there are no bytes
   * @throws IOException as {@link #of(MemorySegment)}
   */
  public static NpyArray of(byte[] bytes) throws IOException {
    Objects.requireNonNull(bytes, "bytes");
    return of(MemorySegment.ofArray(bytes));
  }

  // ---- making and writing

  /**
   * Makes a file of items that are all zero, and maps it to be written in place. It replaces a file
   * that is there. Where the file system can, the file takes no room until items are written.
   *
   * @param path the file
   * @param format what an item is; a sub-array by itself becomes dimensions in the file
   * @param order the order of the items: {@link Order#C} (or {@code ANY}), or {@link Order#FORTRAN}
   * @param shape the extents in items; none for a single item
   * @return a new exporter of the format and the shape, which the caller must free
   * @throws IOException if the file cannot be written or mapped
   * @throws UnsupportedOperationException if NumPy has no type for the format
   * @throws IllegalArgumentException if an extent is negative, if there are more than 64
   *     dimensions, if the size in bytes does not fit 64 bits, if the description of a record is
   *     longer than a header may be, or if sub-arrays are to lie in Fortran order
   */
  public static OwnedMemory create(Path path, Format format, Order order, long... shape)
      throws IOException {
    Layout layout = Layout.contiguous(format.itemSize(), order, shape);
    if (order == Order.FORTRAN && format instanceof SubArray) {
      throw new IllegalArgumentException(
          "'%s' items become dimensions of the file, which would not lie in Fortran order; use C"
              .formatted(Texts.shownValue(format)));
    }
    byte[] header = NpyHeader.bytes(format, order, Map.of(), shape);
    long end = Math.addExact(header.length, layout.byteLength());
    OwnedMemory[] made = new OwnedMemory[1];
    try {
      AtomicFile.write(
          path,
          channel -> {
            write(channel, header);
            if (end > header.length) {
              write(channel.position(end - 1), new byte[1]);
            }
            made[0] =
                own(format, layout, arena -> map(path, channel, header.length, end, arena), false);
          });
    } catch (Throwable failure) {
      if (made[0] != null) {
        made[0].free();
      }
      throw failure;
    }
    return made[0];
  }

  /**
   * Makes a file of items that are all zero, as {@link #create(Path, Format, Order, long...)} does.
   *
   * @param path the file
   * @param format what an item is, as {@link Format#parse} reads it
   * @param order the order of the items: {@link Order#C} (or {@code ANY}), or {@link Order#FORTRAN}
   * @param shape the extents in items; none for a single item
   * @return a new exporter of the format and the shape, which the caller must free
   * @throws IOException if the file cannot be written or mapped
   * @throws UnsupportedOperationException if NumPy has no type for the format
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the shape or the order cannot be that of a file
   */
  public static OwnedMemory create(Path path, String format, Order order, long... shape)
      throws IOException {
    return create(path, Format.parse(format), order, shape);
  }

  /** The new file is mapped before it has its name, under which somebody may put another one. */
  private static MemorySegment map(
      Path path, SeekableByteChannel channel, long data, long end, Arena arena) throws IOException {
    if (channel instanceof FileChannel file) {
      return file.map(MapMode.READ_WRITE, data, end - data, arena);
    }
    throw new IOException(
        path
            + " is of a file system that maps no files, and cannot be written in place; save an"
            + " array there");
  }

  private static void write(SeekableByteChannel channel, byte[] bytes) throws IOException {
    Channels.newOutputStream(channel).write(bytes);
  }

  /**
   * Writes all items to a file, which replaces one that is there. They lie in Fortran order if the
   * memory is Fortran contiguous and not C contiguous, and in C order in every other case, as
   * {@code numpy.save} has it.
   *
   * @param path the file
   * @param source whose items, in any layout; their times, too, if it is {@link io.memview.Timed}
   * @param options {@link java.nio.file.StandardOpenOption#SYNC} or {@code DSYNC} to force the file
   *     to the disk before it takes the old one's place; none to leave that to the system
   * @throws IOException if the file cannot be written, or the memory fails
   * @throws UnsupportedOperationException if NumPy has no type for the format or the times, or if a
   *     file system other than the default one is to force something
   * @throws IllegalArgumentException if the description of a record is longer than a header may be;
   *     if what is to be a time is no 64-bit integer; if there are other options
   * @throws io.memview.BufferException.Refused if the source cannot be acquired
   */
  public static void save(Path path, Exporter source, OpenOption... options) throws IOException {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(path, "path");
    NpyWriter.with(source, array -> AtomicFile.write(path, array::writeTo, options));
  }

  /**
   * Writes all items to a stream, as {@link #save} does to a file. Several arrays can be written
   * one after the other.
   *
   * @param out the stream, which is neither flushed nor closed
   * @param source whose items, in any layout; their times, too, if it is {@link io.memview.Timed}
   * @throws IOException if the stream fails, or the memory does
   * @throws UnsupportedOperationException if NumPy has no type for the format or the times
   * @throws IllegalArgumentException if the description of a record is longer than a header may be,
   *     or if what is to be a time is no 64-bit integer
   * @throws io.memview.BufferException.Refused if the source cannot be acquired
   */
  public static void write(OutputStream out, Exporter source) throws IOException {
    Objects.requireNonNull(out, "out");
    NpyWriter.with(source, array -> array.writeTo(out));
  }
}
