package io.memview.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The central directory of a ZIP file: what {@code java.util.zip} does not tell is where the data
 * of a member lies, and that is needed to map it.
 *
 * <p>Sources: PKWARE's "APPNOTE.TXT", sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3; Python's
 * {@code zipfile} for bytes in front of the archive.
 */
final class ZipDirectory {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;

  private static final int END_LENGTH = 22;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int LOCATOR_64_LENGTH = 20;
  private static final int END_64_LENGTH = 56;
  private static final int CENTRAL_LENGTH = 46;
  private static final int LOCAL_LENGTH = 30;
  private static final long ELSEWHERE = 0xFFFF_FFFFL;

  /** Room for a million members. */
  private static final long MAX_LENGTH = 1 << 26;

  private final String file;
  private final FileChannel channel;

  private ZipDirectory(String file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * One member.
   *
   * @param method 0 for stored, 8 for deflated
   * @param encrypted whether a password is needed
   * @param crc the CRC-32 of the data
   * @param packed how many bytes the data take in the file
   * @param length how many bytes the data are
   * @param header where the local header lies, in bytes from the start of the file, which may be
   *     before that of the archive
   */
  record Member(int method, boolean encrypted, long crc, long packed, long length, long header) {}

  /** All members by name, in the order of the directory. */
  static Map<String, Member> read(String file, FileChannel channel) throws IOException {
    return new ZipDirectory(file, channel).members();
  }

  /** Where the data of a member begin, which its local header tells. */
  static long data(String file, FileChannel channel, Member member) throws IOException {
    ZipDirectory directory = new ZipDirectory(file, channel);
    ByteBuffer local = directory.bytes(member.header, LOCAL_LENGTH);
    if (local.getInt(0) != LOCAL) {
      throw directory.bad("a member is not where the directory says");
    }
    long data = member.header + LOCAL_LENGTH + u16(local, 26) + u16(local, 28);
    if (member.packed > channel.size() - data) {
      throw directory.bad("it is cut short");
    }
    return data;
  }

  private Map<String, Member> members() throws IOException {
    Place place = place();
    long directoryAt = place.end - place.length;
    long archive = directoryAt - place.start;
    if (archive < 0) {
      throw bad("its directory is damaged");
    }
    ByteBuffer directory = bytes(directoryAt, place.length);
    Map<String, Member> members = new LinkedHashMap<>();
    while (directory.remaining() >= CENTRAL_LENGTH) {
      ByteBuffer entry = directory.slice().order(ByteOrder.LITTLE_ENDIAN);
      int nameLength = u16(entry, 28);
      int extraLength = u16(entry, 30);
      int length = CENTRAL_LENGTH + nameLength + extraLength + u16(entry, 32);
      if (entry.getInt(0) != CENTRAL || length > entry.remaining()) {
        throw bad("its directory is damaged");
      }
      byte[] name = new byte[nameLength];
      entry.get(CENTRAL_LENGTH, name);
      String text = new String(name, charset(u16(entry, 8)));
      ByteBuffer extra = entry.slice(CENTRAL_LENGTH + nameLength, extraLength);
      Member member = member(entry, extra, archive);
      if (members.put(text, member) != null) {
        throw bad("it has two members '%s'".formatted(text));
      }
      directory.position(directory.position() + length);
    }
    return members;
  }

  private Member member(ByteBuffer entry, ByteBuffer extra, long archive) throws IOException {
    long[] numbers = {u32(entry, 24), u32(entry, 20), u32(entry, 42)};
    extra.order(ByteOrder.LITTLE_ENDIAN);
    while (extra.remaining() >= 4) {
      int tag = extra.getShort() & 0xFFFF;
      int length = extra.getShort() & 0xFFFF;
      int end = extra.position() + length;
      if (end > extra.limit()) {
        break;
      }
      // ZIP64: those numbers, in this order, that did not fit.
      for (int i = 0; tag == 1 && i < numbers.length; i++) {
        if (numbers[i] == ELSEWHERE && end - extra.position() >= Long.BYTES) {
          numbers[i] = extra.getLong();
        }
      }
      extra.position(end);
    }
    long size = channel.size();
    long length = numbers[0];
    long packed = numbers[1];
    long header = numbers[2];
    if (length < 0 || packed < 0 || packed > size || header < 0 || header > size - archive) {
      throw bad("its directory is damaged");
    }
    boolean encrypted = (u16(entry, 8) & 1) != 0;
    return new Member(u16(entry, 10), encrypted, u32(entry, 16), packed, length, archive + header);
  }

  /** Names are UTF-8 if a flag says so, and of the first IBM PC if not. */
  private static Charset charset(int flags) {
    if ((flags & 1 << 11) != 0) {
      return StandardCharsets.UTF_8;
    }
    return Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;
  }

  /**
   * Where the directory lies. Bytes may stand in front of the archive, such as a program that
   * unpacks it; then the number that says where it starts counts from behind them. It is found as
   * Python finds it: the directory ends where its end record starts.
   *
   * @param length how many bytes it has
   * @param start where it starts, in bytes from the start of the archive
   * @param end where it ends, in bytes from the start of the file
   */
  private record Place(int length, long start, long end) {}

  /** Found from the end of the file. */
  private Place place() throws IOException {
    long size = channel.size();
    int tailLength = (int) Math.min(size, END_LENGTH + MAX_COMMENT);
    long tailAt = size - tailLength;
    ByteBuffer tail = bytes(tailAt, tailLength);
    for (int at = tailLength - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END && at + END_LENGTH + u16(tail, at + 20) == tailLength) {
        long end = tailAt + at;
        long end64 = end - LOCATOR_64_LENGTH - END_64_LENGTH;
        boolean is64 =
            end64 >= 0 && bytes(end - LOCATOR_64_LENGTH, LOCATOR_64_LENGTH).getInt(0) == LOCATOR_64;
        return is64 ? place64(end64) : place(u32(tail, at + 12), u32(tail, at + 16), end);
      }
    }
    throw new IOException(file + " is no .npz file: it does not end as a ZIP file does");
  }

  private Place place64(long end) throws IOException {
    ByteBuffer record = bytes(end, END_64_LENGTH);
    if (record.getInt(0) != END_64) {
      throw bad("its directory is damaged");
    }
    return place(record.getLong(40), record.getLong(48), end);
  }

  private Place place(long length, long start, long end) throws IOException {
    if (length < 0 || length > MAX_LENGTH) {
      throw bad(
          "its directory has %s bytes; at most %d are read"
              .formatted(Long.toUnsignedString(length), MAX_LENGTH));
    }
    return new Place((int) length, start, end);
  }

  private ByteBuffer bytes(long from, int length) throws IOException {
    if (from < 0 || length > channel.size() - from) {
      throw bad("it is cut short");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw bad("it is cut short");
      }
    }
    return bytes.flip();
  }

  private IOException bad(String reason) {
    return new IOException("%s cannot be read as a ZIP file: %s".formatted(file, reason));
  }

  private static int u16(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xFFFF;
  }

  private static long u32(ByteBuffer bytes, int at) {
    return bytes.getInt(at) & 0xFFFF_FFFFL;
  }
}
