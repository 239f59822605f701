package io.memview.npy;

import io.memview.internal.Source;
import io.memview.internal.Texts;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

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
  private static final int MAX_LENGTH = 1 << 26;

  /** The sizes and the checksum stand behind the data, and not in the local header. */
  private static final int FLAG_DESCRIPTOR = 1 << 3;

  private static final int FLAG_UTF_8 = 1 << 11;

  /** The property that lets larger directories be read. */
  private static final String LIMIT = "io.memview.npy.maxDirectory";

  private final Source source;

  private ZipDirectory(Source source) {
    this.source = source;
  }

  /**
   * One member.
   *
   * @param name its name
   * @param flags bits: 0 encrypted, 3 sizes behind the data, 11 the name is UTF-8
   * @param method 0 for stored, 8 for deflated
   * @param crc the CRC-32 of the data
   * @param packed how many bytes the data take in the file
   * @param length how many bytes the data are
   * @param header where the local header lies, in bytes from the start of the file, which may be
   *     before that of the archive
   * @param limit where the data end at the latest: where the next member begins, or the directory
   */
  record Member(
      String name,
      int flags,
      int method,
      long crc,
      long packed,
      long length,
      long header,
      long limit) {
    boolean isEncrypted() {
      return (flags & 1) != 0;
    }

    Member until(long end) {
      return new Member(name, flags, method, crc, packed, length, header, end);
    }
  }

  /** The members in the order of the directory. Of several with one name, the last one counts. */
  static Collection<Member> read(Source source) throws IOException {
    return new ZipDirectory(source).members().values();
  }

  /**
   * Where the data of a member begin, which its local header tells. What else that says is what the
   * directory says, or it is another member's.
   */
  static long data(Source source, Member member) throws IOException {
    ZipDirectory directory = new ZipDirectory(source);
    ByteBuffer local = directory.bytes(member.header, LOCAL_LENGTH);
    if (local.getInt(0) != LOCAL) {
      throw directory.bad(
          "member %s is not where the directory says".formatted(Texts.shown(member.name)));
    }
    int nameLength = u16(local, 26);
    byte[] name = directory.bytes(member.header + LOCAL_LENGTH, nameLength).array();
    String text = new String(name, charset(member.flags));
    boolean isSame =
        text.equals(member.name)
            && u16(local, 8) == member.method
            && ((u16(local, 6) ^ member.flags) & 1) == 0
            && ((u16(local, 6) & FLAG_DESCRIPTOR) != 0
                || (isSame(u32(local, 14), member.crc)
                    && isSame(u32(local, 18), member.packed)
                    && isSame(u32(local, 22), member.length)));
    if (!isSame) {
      throw directory.bad(
          "where the directory has member %s, another one lies: '%s'"
              .formatted(Texts.shown(member.name), Texts.shown(text)));
    }
    long data = member.header + LOCAL_LENGTH + nameLength + u16(local, 28);
    if (member.packed > source.size() - data) {
      throw directory.bad("it is cut short");
    }
    if (member.packed > member.limit - data) {
      throw directory.bad("member %s overlaps the next one".formatted(Texts.shown(member.name)));
    }
    return data;
  }

  /** Some who write archives leave it out, and numbers of ZIP64 stand elsewhere. */
  private static boolean isSame(long local, long central) {
    return local == central || local == 0 || local == ELSEWHERE;
  }

  private Map<String, Member> members() throws IOException {
    DirectoryLocation place = place();
    long directoryAt = place.end - place.length;
    long archive = directoryAt - place.start;
    if (archive < 0) {
      throw bad("its directory is damaged");
    }
    ByteBuffer directory = bytes(directoryAt, place.length);
    List<Member> all = new ArrayList<>();
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
      all.add(member(text, entry, extra, archive));
      directory.position(directory.position() + length);
    }
    long[] starts =
        LongStream.concat(all.stream().mapToLong(Member::header), LongStream.of(directoryAt))
            .sorted()
            .distinct()
            .toArray();
    Map<String, Member> members = new LinkedHashMap<>();
    for (Member member : all) {
      int next = Arrays.binarySearch(starts, member.header) + 1;
      members.put(member.name, member.until(next < starts.length ? starts[next] : 0));
    }
    return members;
  }

  private Member member(String name, ByteBuffer entry, ByteBuffer extra, long archive)
      throws IOException {
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
    long size = source.size();
    long length = numbers[0];
    long packed = numbers[1];
    long header = numbers[2];
    if (length < 0 || packed < 0 || packed > size || header < 0 || header > size - archive) {
      throw bad("its directory is damaged");
    }
    return new Member(
        name,
        u16(entry, 8),
        u16(entry, 10),
        u32(entry, 16),
        packed,
        length,
        archive + header,
        Long.MAX_VALUE);
  }

  /** Names are UTF-8 if a flag says so, and of the first IBM PC if not. */
  private static Charset charset(int flags) {
    if ((flags & FLAG_UTF_8) != 0) {
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
  private record DirectoryLocation(int length, long start, long end) {}

  /** Found from the end of the file. */
  private DirectoryLocation place() throws IOException {
    long size = source.size();
    int tailLength = (int) Math.min(size, END_LENGTH + MAX_COMMENT);
    long tailAt = size - tailLength;
    ByteBuffer tail = bytes(tailAt, tailLength);
    int at = end(tail, true);
    if (at < 0) {
      at = end(tail, false);
    }
    if (at < 0) {
      throw new IOException("%s is no .npz file: %s".formatted(source.name(), whatItIs()));
    }
    long end = tailAt + at;
    long end64 = end - LOCATOR_64_LENGTH - END_64_LENGTH;
    boolean is64 =
        end64 >= 0 && bytes(end - LOCATOR_64_LENGTH, LOCATOR_64_LENGTH).getInt(0) == LOCATOR_64;
    return is64 ? place64(end64) : place(u32(tail, at + 12), u32(tail, at + 16), end);
  }

  private String whatItIs() throws IOException {
    byte[] start = source.stream(0, Long.BYTES).readNBytes(Long.BYTES);
    return Signatures.ZIP.isStartOf(start) || Signatures.EMPTY_ZIP.isStartOf(start)
        ? "it begins as a ZIP file does, and does not end as one: it is cut short"
        : Signatures.whatIs(start, "it does not end as a ZIP file does");
  }

  /** Where the end record is, with nothing behind its comment, or with whatever may be there. */
  private static int end(ByteBuffer tail, boolean isExact) {
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END) {
        int behind = tail.limit() - at - END_LENGTH - u16(tail, at + 20);
        if (isExact ? behind == 0 : behind > 0) {
          return at;
        }
      }
    }
    return -1;
  }

  private DirectoryLocation place64(long end) throws IOException {
    ByteBuffer record = bytes(end, END_64_LENGTH);
    if (record.getInt(0) != END_64) {
      throw bad("its directory is damaged");
    }
    return place(record.getLong(40), record.getLong(48), end);
  }

  private DirectoryLocation place(long length, long start, long end) throws IOException {
    long most = Integer.getInteger(LIMIT, MAX_LENGTH);
    if (length < 0 || length > most) {
      throw bad(
          "its directory has %s bytes; at most %d are read, unless -D%s says more"
              .formatted(Long.toUnsignedString(length), most, LIMIT));
    }
    return new DirectoryLocation((int) length, start, end);
  }

  private ByteBuffer bytes(long from, int length) throws IOException {
    if (from < 0 || length > source.size() - from) {
      throw bad("it is cut short");
    }
    try {
      return source.bytes(from, length);
    } catch (EOFException e) {
      throw bad("it is cut short");
    }
  }

  private IOException bad(String reason) {
    return new IOException("%s cannot be read as a ZIP file: %s".formatted(source.name(), reason));
  }

  private static int u16(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xFFFF;
  }

  private static long u32(ByteBuffer bytes, int at) {
    return bytes.getInt(at) & 0xFFFF_FFFFL;
  }
}
