package io.memview.npy;

import io.memview.Exporter;
import io.memview.Layout;
import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's {@code .npz} files: ZIP files of named arrays, each a {@code .npy} file. Counterpart of
 * what {@code numpy.load} gives for them, {@code numpy.savez} and {@code numpy.savez_compressed}.
 *
 * <p>The names are read when it is opened, the arrays when they are asked for. A stored array is
 * mapped where it lies in the file; a deflated one is read into native memory. Both are exported
 * read-only: a change would make the checksums of the file wrong.
 *
 * <p><b>Damage.</b> The checksum of a deflated array is checked, since all of it is read. That of a
 * stored one is not: it could be checked only by reading what a mapping leaves on the disk. Bytes
 * in front of the archive are no damage; Python's {@code zipfile} reads such files, too.
 *
 * <p><b>Lifetime.</b> Nothing stays open, so there is nothing to close. Each array that was loaded
 * is an {@link OwnedMemory} of its own, which outlives this object. A file that is changed in
 * between is read as it is then, or refused.
 *
 * <p><b>Threads.</b> Immutable, thread-safe.
 */
public final class NpzFile {
  private static final String SUFFIX = ".npy";
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** Deflate makes nothing smaller than this part of itself. */
  private static final long MAX_RATIO = 1032;

  private static final int CHUNK = 1 << 16;

  /** Alignment of native memory, in bytes, as NumPy aligns its files. */
  private static final int ALIGNMENT = 64;

  /**
   * One time for all, so that equal arrays give equal files. For the first tick of 1980 the
   * platform would add the time zone's.
   */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

  private final Path path;
  private final Map<String, ZipDirectory.Member> members;

  private NpzFile(Path path, Map<String, ZipDirectory.Member> members) {
    this.path = path;
    this.members = members;
  }

  /**
   * Reads the names of the arrays in a file. Members whose names do not end in {@code .npy} are
   * left out.
   *
   * @param path the file
   * @return the file, of which nothing has to be closed
   * @throws IOException if the file cannot be opened or is no ZIP file
   */
  public static NpzFile open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    Map<String, ZipDirectory.Member> members = new LinkedHashMap<>();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ZipDirectory.read(path.toString(), channel)
          .forEach(
              (name, member) -> {
                if (name.endsWith(SUFFIX)) {
                  members.put(name.substring(0, name.length() - SUFFIX.length()), member);
                }
              });
    }
    return new NpzFile(path, members);
  }

  /**
   * The names of the arrays. Counterpart of {@code NpzFile.files}.
   *
   * @return the names without {@code .npy}, in the order of the file
   */
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  /**
   * Maps an array if it is stored, and reads it into native memory if it is deflated. The checksum
   * is checked in the second case only.
   *
   * @param name one of {@link #names}
   * @return a new read-only exporter, which the caller must free
   * @throws IllegalArgumentException if there is no array of that name
   * @throws IOException if the file cannot be opened, if the member is no {@code .npy} file, has a
   *     header that cannot be understood, is cut short or damaged, or is encrypted or compressed by
   *     another method than deflate
   * @throws OutOfMemoryError if there is not memory enough for a deflated array
   */
  public OwnedMemory load(String name) throws IOException {
    ZipDirectory.Member member = members.get(Objects.requireNonNull(name, "name"));
    if (member == null) {
      throw new IllegalArgumentException(
          "%s has no array '%s'; it has %s".formatted(path, name, shown()));
    }
    String shown = "%s: member %s%s".formatted(path, name, SUFFIX);
    if (member.encrypted()) {
      throw new IOException(shown + " is encrypted");
    }
    if (member.method() != STORED && member.method() != DEFLATED) {
      throw new IOException(
          "%s is compressed by method %d; stored (0) and deflated (8) members can be read"
              .formatted(shown, member.method()));
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long data = ZipDirectory.data(path.toString(), channel, member);
      channel.position(data);
      InputStream in = new Part(Channels.newInputStream(channel), member.packed());
      return member.method() == STORED
          ? map(shown, channel, data, member, in)
          : inflate(shown, member, in);
    }
  }

  private static OwnedMemory map(
      String shown, FileChannel channel, long data, ZipDirectory.Member member, InputStream in)
      throws IOException {
    NpyHeader header = NpyHeader.read(shown, in);
    NpyFile.checkLength(shown, header, member.packed());
    return NpyFile.map(
        channel, MapMode.READ_ONLY, data + header.dataOffset(), header.format(), header.layout());
  }

  private static OwnedMemory inflate(String shown, ZipDirectory.Member member, InputStream in)
      throws IOException {
    if (member.length() / MAX_RATIO > member.packed()) {
      throw new IOException(
          "%s cannot be: %d bytes do not inflate to %d"
              .formatted(shown, member.packed(), member.length()));
    }
    Inflater inflater = new Inflater(true);
    CRC32 crc = new CRC32();
    try {
      InputStream out =
          new Part(
              new CheckedInputStream(
                  new BufferedInputStream(new InflaterInputStream(in, inflater, CHUNK), CHUNK),
                  crc),
              member.length());
      NpyHeader header = NpyHeader.read(shown, out);
      NpyFile.checkLength(shown, header, member.length());
      Layout layout = header.layout();
      return OwnedMemory.make(
          arena -> {
            MemorySegment block = arena.allocate(layout.byteLength(), ALIGNMENT);
            try {
              fill(block, out);
              out.skipNBytes(member.length() - header.dataOffset() - layout.byteLength());
              if (crc.getValue() != member.crc()) {
                throw new ZipException("its checksum is wrong");
              }
            } catch (IOException e) {
              throw new UncheckedIOException(damaged(shown, e));
            }
            return Memory.of(block, header.format(), layout).asReadOnly();
          });
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    } catch (EOFException | ZipException e) {
      throw damaged(shown, e);
    } finally {
      inflater.end();
    }
  }

  private static IOException damaged(String shown, IOException e) {
    String reason = e.getMessage() == null ? "it ends too early" : e.getMessage();
    return new IOException("%s is damaged: %s".formatted(shown, reason), e);
  }

  private static void fill(MemorySegment block, InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (long at = 0; at < block.byteSize(); ) {
      int length = (int) Math.min(CHUNK, block.byteSize() - at);
      if (in.readNBytes(chunk, 0, length) < length) {
        throw new EOFException();
      }
      MemorySegment.copy(chunk, 0, block, ValueLayout.JAVA_BYTE, at, length);
      at += length;
    }
  }

  private String shown() {
    List<String> names = names();
    return names.size() <= 10 ? names.toString() : names.subList(0, 10) + " and more";
  }

  /** The path and the names. */
  @Override
  public String toString() {
    return "NpzFile[%s, %s]".formatted(path, shown());
  }

  // ---- writing

  /**
   * Writes arrays to a file, stored: {@code numpy.savez}. Each item is read twice, for its checksum
   * first.
   *
   * @param path the file; one that is there is replaced when the new one is complete
   * @param arrays the arrays by name, without {@code .npy}, in the order to write them
   * @throws IOException if the file cannot be written, or if an array is changed meanwhile
   * @throws UnsupportedOperationException if NumPy has no type for a format
   * @throws IllegalArgumentException if the description of a record is longer than a header may be,
   *     or a name longer than 65,531 bytes
   * @throws io.memview.BufferException.Refused if an array cannot be acquired
   */
  public static void save(Path path, Map<String, ? extends Exporter> arrays) throws IOException {
    save(path, arrays, ZipEntry.STORED);
  }

  /**
   * Writes arrays to a file, deflated: {@code numpy.savez_compressed}. They cannot be mapped.
   *
   * @param path the file; one that is there is replaced when the new one is complete
   * @param arrays the arrays by name, without {@code .npy}, in the order to write them
   * @throws IOException if the file cannot be written
   * @throws UnsupportedOperationException if NumPy has no type for a format
   * @throws IllegalArgumentException if the description of a record is longer than a header may be,
   *     or a name longer than 65,531 bytes
   * @throws io.memview.BufferException.Refused if an array cannot be acquired
   */
  public static void saveCompressed(Path path, Map<String, ? extends Exporter> arrays)
      throws IOException {
    save(path, arrays, ZipEntry.DEFLATED);
  }

  private static void save(Path path, Map<String, ? extends Exporter> arrays, int method)
      throws IOException {
    Objects.requireNonNull(arrays, "arrays");
    NewFile.write(
        path,
        channel -> {
          OutputStream buffered =
              new BufferedOutputStream(Channels.newOutputStream(channel), CHUNK);
          try (ZipOutputStream zip = new ZipOutputStream(buffered)) {
            for (Map.Entry<String, ? extends Exporter> array : arrays.entrySet()) {
              array
                  .getValue()
                  .doWithView(
                      Request.FULL_RO,
                      view -> add(zip, array.getKey() + SUFFIX, new NpyWriter(view), method));
            }
          }
        });
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

  /** So many bytes of another stream and no more. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0 && length > 0) {
        return -1;
      }
      int read = in.read(bytes, from, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
