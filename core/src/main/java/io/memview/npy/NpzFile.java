package io.memview.npy;

import io.memview.Exporter;
import io.memview.OwnedMemory;
import io.memview.internal.Arrival;
import io.memview.internal.AtomicFile;
import io.memview.internal.Source;
import io.memview.internal.Texts;
import io.memview.npy.NpyHeader.Origin;
import io.memview.npy.ZipDirectory.Member;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * NumPy's {@code .npz} files: ZIP files of named arrays, each a {@code .npy} file. Counterpart of
 * what {@code numpy.load} gives for them, {@code numpy.savez} and {@code numpy.savez_compressed}.
 *
 * <p>The names are read when it is opened, the arrays when they are asked for. A stored array is
 * mapped where it lies in the file; a deflated one is read into native memory. Both are exported
 * read-only: a change would make the checksums of the file wrong.
 *
 * <p><b>What is an array</b> is a member whose name ends in {@code .npy}, or whose first bytes are
 * those of such a file. Of several members with one name, as in an archive that was appended to,
 * the last one counts. {@link #toString} names all others, too.
 *
 * <p><b>Damage.</b> The checksum of a deflated array is checked, since all of it is read. That of a
 * stored one is not: it could be checked only by reading what a mapping leaves on the disk. What
 * the archive says twice about a member has to be the same, and members must not overlap. Bytes in
 * front of the archive or behind it are no damage; Python's {@code zipfile} reads such files, too.
 *
 * <p><b>Lifetime.</b> Nothing stays open, so there is nothing to close. Each array that was loaded
 * is an {@link OwnedMemory} of its own, which outlives this object. A file that is changed or
 * replaced in between is refused.
 *
 * <p><b>Limits.</b> Those of {@link NpyFile}; and {@code io.memview.npy.maxDirectory} bounds the
 * directory of an archive, at 64 MiB without it, which is room for a million members.
 *
 * <p><b>Threads.</b> Immutable, thread-safe.
 */
public final class NpzFile {
  private static final String SUFFIX = ".npy";

  /** The longest name of an array, in bytes: that of a member has 16 bits for its length. */
  private static final int MAX_NAME = 0xFFFF - SUFFIX.length();

  private static final String REMEDY = "NpzFile.read(Files.newInputStream(path)) reads a stream";
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** Deflate makes nothing smaller than this part of itself. */
  private static final long MAX_RATIO = 1032;

  private static final int CHUNK = 1 << 16;

  /**
   * One time for all, so that equal arrays give equal files. For the first tick of 1980 the
   * platform would add the time zone's.
   */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

  private final String file;
  private final Archive archive;

  /** By the names without the suffix. */
  private final Map<String, Member> arrays = new LinkedHashMap<>();

  /** By their whole names, arrays or not. */
  private final Map<String, Member> members = new LinkedHashMap<>();

  private final Set<String> others = new LinkedHashSet<>();

  /** Opens what was read before, or refuses if it is not the same. */
  @FunctionalInterface
  private interface Archive {
    Source open() throws IOException;
  }

  private NpzFile(Source source, Archive archive) throws IOException {
    this.file = source.name();
    this.archive = archive;
    for (Member member : ZipDirectory.read(source)) {
      String name = member.name();
      members.put(name, member);
      if (name.endsWith(SUFFIX)) {
        arrays.putIfAbsent(name.substring(0, name.length() - SUFFIX.length()), member);
      } else if (isArray(source, member)) {
        arrays.put(name, member);
      } else {
        others.add(name);
      }
    }
  }

  // ---- reading

  /**
   * Reads the names of the arrays in a file.
   *
   * @param path the file
   * @return the file, of which nothing has to be closed
   * @throws IOException if the file cannot be opened, is changed meanwhile, is a folder, pipe,
   *     device or socket, or is no ZIP file
   */
  public static NpzFile open(Path path) throws IOException {
    Identity identity = Identity.of(path);
    Archive archive =
        () -> {
          Source source = Source.open(path, MapMode.READ_ONLY, REMEDY);
          try {
            identity.check(path);
            return source;
          } catch (Throwable failure) {
            source.close();
            throw failure;
          }
        };
    try (Source source = archive.open()) {
      NpzFile npz = new NpzFile(source, archive);
      identity.check(path);
      return npz;
    }
  }

  /**
   * Reads a whole archive into native memory, where it stays as long as it or one of its arrays is
   * in use.
   *
   * @param in where it comes from, to the end; it is not closed
   * @return the archive, whose stored arrays are exported in place
   * @throws IOException if the stream fails, gives no ZIP file, or gives more bytes than the
   *     property {@code io.memview.maxRead} allows
   */
  public static NpzFile read(InputStream in) throws IOException {
    return of("the stream", Arrival.readAll(Objects.requireNonNull(in, "in"), Arena.ofAuto()));
  }

  /**
   * Reads a whole archive into native memory, where it stays as long as it or one of its arrays is
   * in use.
   *
   * @param channel where it comes from, to the end, which must be blocking; it is not closed
   * @return the archive, whose stored arrays are exported in place
   * @throws IOException as {@link #read(InputStream)}
   * @throws java.nio.channels.IllegalBlockingModeException if the channel does not block
   */
  public static NpzFile read(ReadableByteChannel channel) throws IOException {
    Objects.requireNonNull(channel, "channel");
    return read(Channels.newInputStream(channel));
  }

  /**
   * An archive in memory.
   *
   * @param bytes the memory, all of which is the archive. It stays the caller's, and must not be
   *     changed
   * @return the archive, whose stored arrays are exported in place
   * @throws IOException if they are no ZIP file
   * @throws IllegalStateException if the arena of the memory has been closed
   * @throws WrongThreadException if the memory belongs to another thread
   */
  public static NpzFile of(MemorySegment bytes) throws IOException {
    Objects.requireNonNull(bytes, "bytes");
    return of("the memory", bytes);
  }

  /**
   * An archive in a buffer.
   *
   * @param bytes the buffer, all of whose remaining bytes are the archive. It stays the caller's,
   *     and must not be changed; its position stays as it is
   * @return the archive, whose stored arrays are exported in place
   * @throws IOException if they are no ZIP file
   */
  public static NpzFile of(ByteBuffer bytes) throws IOException {
    Objects.requireNonNull(bytes, "bytes");
    return of(MemorySegment.ofBuffer(bytes));
  }

  /**
   * An archive in an array of bytes.
   *
   * @param bytes the archive, which must not be changed
   * @return the archive, whose stored arrays are exported in place
   * @throws IOException if they are no ZIP file
   */
  public static NpzFile of(byte[] bytes) throws IOException {
    Objects.requireNonNull(bytes, "bytes");
    return of(MemorySegment.ofArray(bytes));
  }

  private static NpzFile of(String name, MemorySegment bytes) throws IOException {
    Source source = Source.of(name, bytes.asReadOnly());
    return new NpzFile(source, () -> source);
  }

  /** What tells a file from the one that takes its place. */
  private record Identity(@Nullable Object key, long size, FileTime changed) {
    static Identity of(Path path) throws IOException {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new Identity(now.fileKey(), now.size(), now.lastModifiedTime());
    }

    void check(Path path) throws IOException {
      if (!equals(of(path))) {
        throw new IOException(
            path + " has been changed or replaced since it was opened; open it again");
      }
    }
  }

  /**
   * The names of the arrays. Counterpart of {@code NpzFile.files}.
   *
   * @return the names without {@code .npy}, in the order of the file
   */
  public List<String> names() {
    return List.copyOf(arrays.keySet());
  }

  /**
   * Maps an array if it is stored, and reads it into native memory if it is deflated. The checksum
   * is checked in the second case only.
   *
   * @param name one of {@link #names}, or the whole name of a member
   * @return a new read-only exporter, which the caller must free
   * @throws IllegalArgumentException if there is no array of that name
   * @throws IOException if the file cannot be opened, or has been changed or replaced; if the
   *     member is no {@code .npy} file, has a header that cannot be understood, is cut short or
   *     damaged, or is encrypted or compressed by another method than deflate
   * @throws IllegalStateException if the archive is in memory whose arena has been closed
   * @throws OutOfMemoryError if there is not memory enough for a deflated array
   */
  public OwnedMemory load(String name) throws IOException {
    return array(name).memory();
  }

  /**
   * Loads an array, and tells what its memory does not hold: the units of its times.
   *
   * @param name one of {@link #names}, or the whole name of a member
   * @return the array, whose memory the caller must free
   * @throws IllegalArgumentException if there is no array of that name
   * @throws IOException as {@link #load}
   * @throws IllegalStateException as {@link #load}
   * @throws OutOfMemoryError if there is not memory enough for a deflated array
   */
  public NpyArray array(String name) throws IOException {
    Member member = arrays.get(Objects.requireNonNull(name, "name"));
    Member any = members.get(name);
    if (member == null && any != null && (!others.contains(name) || !isReadable(any))) {
      member = any;
    }
    if (member == null) {
      throw new IllegalArgumentException(
          "%s has no array '%s'%s; it has %s"
              .formatted(
                  file,
                  Texts.shown(name),
                  members.containsKey(name) ? ", but a member that java.util.zip reads" : "",
                  shown()));
    }
    String shown = "%s: member %s".formatted(file, Texts.shown(member.name()));
    if (member.isEncrypted()) {
      throw new IOException(shown + " is encrypted");
    }
    if (member.method() != STORED && member.method() != DEFLATED) {
      throw new IOException(
          "%s is compressed by method %d; stored (0) and deflated (8) members can be read"
              .formatted(shown, member.method()));
    }
    try (Source source = archive.open()) {
      long data = ZipDirectory.data(source, member);
      return member.method() == STORED
          ? stored(shown, member, source, data)
          : inflated(shown, member, source.stream(data, member.packed()));
    }
  }

  private static NpyArray stored(String shown, Member member, Source source, long data)
      throws IOException {
    if (member.length() != member.packed()) {
      throw new IOException(
          "%s is damaged: it is stored in %d bytes, and has %d"
              .formatted(shown, member.packed(), member.length()));
    }
    NpyArray array = NpyFile.open(source, shown, data, member.packed());
    return new NpyArray(array.memory(), array.times(), array.end() - data);
  }

  private static NpyArray inflated(String shown, Member member, InputStream in) throws IOException {
    if (member.length() / MAX_RATIO > member.packed()) {
      throw new IOException(
          "%s cannot be: %d bytes do not inflate to %d"
              .formatted(shown, member.packed(), member.length()));
    }
    Inflater inflater = new Inflater(true);
    CRC32 crc = new CRC32();
    try {
      InputStream out =
          new CheckedInputStream(
              new BufferedInputStream(new InflaterInputStream(in, inflater, CHUNK), CHUNK), crc);
      NpyHeader header = NpyHeader.read(Origin.of(shown), out);
      NpyFile.checkLength(shown, header, member.length());
      long size = header.layout().byteLength();
      return NpyFile.array(
          header,
          header.dataOffset(),
          arena -> {
            MemorySegment items = Arrival.read(out, size, arena);
            out.skipNBytes(member.length() - header.dataOffset() - size);
            if (crc.getValue() != member.crc()) {
              throw new ZipException("its checksum is wrong");
            }
            return items;
          },
          true);
    } catch (EOFException | ZipException e) {
      String reason = e.getMessage() == null ? "it ends too early" : e.getMessage();
      throw new IOException("%s is damaged: %s".formatted(shown, reason), e);
    } finally {
      inflater.end();
    }
  }

  private static boolean isReadable(Member member) {
    return !member.isEncrypted() && (member.method() == STORED || member.method() == DEFLATED);
  }

  /** Whether a member begins as an array does. One that cannot be read does not. */
  private static boolean isArray(Source source, Member member) {
    if (!isReadable(member)) {
      return false;
    }
    Inflater inflater = new Inflater(true);
    try {
      long data = ZipDirectory.data(source, member);
      InputStream in = source.stream(data, member.packed());
      if (member.method() == DEFLATED) {
        in = new InflaterInputStream(in, inflater, Long.BYTES * Long.BYTES);
      }
      return Signatures.NPY.isStartOf(in.readNBytes(Long.BYTES));
    } catch (IOException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  private String shown() {
    String arrayNames = shown(names());
    return others.isEmpty()
        ? arrayNames
        : arrayNames + ", and no arrays: " + shown(List.copyOf(others));
  }

  private static String shown(List<String> names) {
    List<String> first =
        names.subList(0, Math.min(names.size(), 10)).stream().map(Texts::shown).toList();
    return names.size() <= 10 ? first.toString() : first + " and more";
  }

  /** The path and the names. */
  @Override
  public String toString() {
    return "NpzFile[%s, %s]".formatted(file, shown());
  }

  // ---- writing

  /**
   * Writes arrays to a file, stored: {@code numpy.savez}. Each item is read twice, for its checksum
   * first.
   *
   * @param path the file; one that is there is replaced when the new one is complete
   * @param arrays the arrays by name, without {@code .npy}, in the order to write them; with their
   *     times, if they are {@link io.memview.Timed}
   * @param options {@link java.nio.file.StandardOpenOption#SYNC} or {@code DSYNC} to force the file
   *     to the disk before it takes the old one's place; none to leave that to the system
   * @throws IOException if the file cannot be written, or if an array is changed meanwhile
   * @throws UnsupportedOperationException if NumPy has no type for a format or for times, or if a
   *     file system other than the default one is to force something
   * @throws IllegalArgumentException if the description of a record is longer than a header may be,
   *     or a name longer than 65,531 bytes; if what is to be a time is no 64-bit integer; if there
   *     are other options
   * @throws io.memview.BufferException.Refused if an array cannot be acquired
   */
  public static void save(Path path, Map<String, ? extends Exporter> arrays, OpenOption... options)
      throws IOException {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(arrays, "arrays");
    Objects.requireNonNull(options, "options");
    save(path, arrays, ZipEntry.STORED, options);
  }

  /**
   * Writes arrays to a file, deflated: {@code numpy.savez_compressed}. They cannot be mapped.
   *
   * @param path the file; one that is there is replaced when the new one is complete
   * @param arrays the arrays by name, without {@code .npy}, in the order to write them; with their
   *     times, if they are {@link io.memview.Timed}
   * @param options {@link java.nio.file.StandardOpenOption#SYNC} or {@code DSYNC} to force the file
   *     to the disk before it takes the old one's place; none to leave that to the system
   * @throws IOException if the file cannot be written
   * @throws UnsupportedOperationException if NumPy has no type for a format or for times, or if a
   *     file system other than the default one is to force something
   * @throws IllegalArgumentException if the description of a record is longer than a header may be,
   *     or a name longer than 65,531 bytes; if what is to be a time is no 64-bit integer; if there
   *     are other options
   * @throws io.memview.BufferException.Refused if an array cannot be acquired
   */
  public static void saveCompressed(
      Path path, Map<String, ? extends Exporter> arrays, OpenOption... options) throws IOException {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(arrays, "arrays");
    Objects.requireNonNull(options, "options");
    save(path, arrays, ZipEntry.DEFLATED, options);
  }

  /**
   * Writes arrays to a stream, stored, as {@link #save} does to a file.
   *
   * @param out the stream, which is not closed
   * @param arrays the arrays by name, without {@code .npy}, in the order to write them; with their
   *     times, if they are {@link io.memview.Timed}
   * @throws IOException if the stream cannot be written, or if an array is changed meanwhile
   * @throws UnsupportedOperationException if NumPy has no type for a format or for times
   * @throws IllegalArgumentException if the description of a record is longer than a header may be,
   *     or a name longer than 65,531 bytes; if what is to be a time is no 64-bit integer
   * @throws io.memview.BufferException.Refused if an array cannot be acquired
   */
  public static void write(OutputStream out, Map<String, ? extends Exporter> arrays)
      throws IOException {
    write(
        Objects.requireNonNull(out, "out"),
        Objects.requireNonNull(arrays, "arrays"),
        ZipEntry.STORED);
  }

  /**
   * Writes arrays to a stream, deflated, as {@link #saveCompressed} does to a file.
   *
   * @param out the stream, which is not closed
   * @param arrays the arrays by name, without {@code .npy}, in the order to write them; with their
   *     times, if they are {@link io.memview.Timed}
   * @throws IOException if the stream cannot be written
   * @throws UnsupportedOperationException if NumPy has no type for a format or for times
   * @throws IllegalArgumentException if the description of a record is longer than a header may be,
   *     or a name longer than 65,531 bytes; if what is to be a time is no 64-bit integer
   * @throws io.memview.BufferException.Refused if an array cannot be acquired
   */
  public static void writeCompressed(OutputStream out, Map<String, ? extends Exporter> arrays)
      throws IOException {
    write(
        Objects.requireNonNull(out, "out"),
        Objects.requireNonNull(arrays, "arrays"),
        ZipEntry.DEFLATED);
  }

  private static void save(
      Path path, Map<String, ? extends Exporter> arrays, int method, OpenOption... options)
      throws IOException {
    Objects.requireNonNull(arrays, "arrays");
    AtomicFile.write(
        path, channel -> write(Channels.newOutputStream(channel), arrays, method), options);
  }

  private static void write(OutputStream out, Map<String, ? extends Exporter> arrays, int method)
      throws IOException {
    OutputStream open =
        new BufferedOutputStream(out, CHUNK) {
          @Override
          public void close() throws IOException {
            flush(); // only the archive ends here
          }
        };
    try (ZipOutputStream zip = new ZipOutputStream(open)) {
      for (Map.Entry<String, ? extends Exporter> array : arrays.entrySet()) {
        String name = Objects.requireNonNull(array.getKey(), "name of an array");
        Exporter items = array.getValue();
        if (items == null) {
          throw new NullPointerException("the array '%s'".formatted(name));
        }
        NpyWriter.with(items, writer -> add(zip, checked(name) + SUFFIX, writer, method));
      }
    }
  }

  /** A name that ZIP files can hold. */
  private static String checked(String name) {
    boolean isText = StandardCharsets.UTF_8.newEncoder().canEncode(name);
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (!isText || length > MAX_NAME) {
      throw new IllegalArgumentException(
          "an array's name is text of at most %d bytes in UTF-8; '%s' %s"
              .formatted(
                  MAX_NAME,
                  Texts.shown(name),
                  isText ? "has " + length : "has half of a surrogate pair"));
    }
    return name;
  }

  private static void add(ZipOutputStream zip, String name, NpyWriter array, int method)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    entry.setTimeLocal(TIME);
    if (method == ZipEntry.STORED) {
      CheckedOutputStream sum =
          new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
      array.writeTo(sum);
      entry.setCrc(sum.getChecksum().getValue());
      entry.setSize(array.length());
    }
    zip.putNextEntry(entry);
    array.writeTo(zip);
    zip.closeEntry();
  }
}
