package io.memview.npy;

import io.memview.format.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a {@code .npy} file: six bytes of magic, a version, a length, and a Python
 * dictionary.
 *
 * <p>Source: NumPy's {@code numpy/lib/_format_impl.py}. The dictionary is matched against the one
 * form that NumPy writes and is never evaluated.
 *
 * @param format what an item is
 * @param fortran whether the items lie in Fortran order
 * @param shape the extents
 * @param dataOffset where the items start, in bytes from the start of the file
 */
record NpyHeader(Format format, boolean fortran, long[] shape, long dataOffset) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy itself refuses longer headers: {@code _MAX_HEADER_SIZE}. */
  private static final int MAX_LENGTH = 10_000;

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\G\\s*'(descr|fortran_order|shape)'\\s*:\\s*"
              + "('[^']*'|\\[[^\\]]*\\]|True|False|\\([0-9,\\sL]*\\))\\s*(?:,|(?=\\s*\\}))");
  private static final Pattern EXTENT = Pattern.compile("\\s*([0-9]+)L?\\s*");
  private static final Pattern TYPE = Pattern.compile("([<>|=])([a-zA-Z])([0-9]+)");

  /** NumPy's kind and size, and our code. */
  private static final Map<String, Character> CODES =
      Map.ofEntries(
          Map.entry("b1", '?'),
          Map.entry("i1", 'b'),
          Map.entry("i2", 'h'),
          Map.entry("i4", 'i'),
          Map.entry("i8", 'q'),
          Map.entry("u1", 'B'),
          Map.entry("u2", 'H'),
          Map.entry("u4", 'I'),
          Map.entry("u8", 'Q'),
          Map.entry("f2", 'e'),
          Map.entry("f4", 'f'),
          Map.entry("f8", 'd'));

  static NpyHeader read(Path path, FileChannel channel) throws IOException {
    ByteBuffer head = bytes(channel, 0, 12);
    for (int i = 0; i < MAGIC.length; i++) {
      if (head.remaining() <= i || head.get(i) != MAGIC[i]) {
        throw new IOException(path + " is no .npy file: it does not begin with \\x93NUMPY");
      }
    }
    if (head.remaining() < 10) {
      throw new IOException(path + " is cut short in its header");
    }
    int version = head.get(6);
    if (version < 1 || version > 3 || head.get(7) != 0) {
      throw new IOException(
          "%s has version %d.%d of the file format; 1.0, 2.0 and 3.0 are known"
              .formatted(path, head.get(6) & 0xFF, head.get(7) & 0xFF));
    }
    int start = version == 1 ? 10 : 12;
    if (head.remaining() < start) {
      throw new IOException(path + " is cut short in its header");
    }
    long length = version == 1 ? head.getShort(8) & 0xFFFF : head.getInt(8) & 0xFFFF_FFFFL;
    if (length > MAX_LENGTH) {
      throw new IOException(
          "%s has a header of %d bytes; at most %d are read".formatted(path, length, MAX_LENGTH));
    }
    ByteBuffer text = bytes(channel, start, (int) length);
    if (text.remaining() < length) {
      throw new IOException(path + " is cut short in its header");
    }
    Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return parse(path, charset.decode(text).toString().strip(), start + length);
  }

  private static ByteBuffer bytes(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // A read may give less than was asked for.
    }
    return bytes.flip();
  }

  private static NpyHeader parse(Path path, String text, long dataOffset) throws IOException {
    Map<String, String> entries = new HashMap<>();
    if (text.startsWith("{") && text.endsWith("}")) {
      Matcher entry = ENTRY.matcher(text).region(1, text.length());
      int end = 1;
      while (entry.find()) {
        entries.put(entry.group(1), entry.group(2));
        end = entry.end();
      }
      String descr = entries.get("descr");
      String fortran = entries.get("fortran_order");
      String shape = entries.get("shape");
      if (text.substring(end).strip().equals("}")
          && descr != null
          && fortran != null
          && shape != null) {
        return new NpyHeader(
            format(path, descr), flag(path, fortran), shape(path, shape), dataOffset);
      }
    }
    throw new IOException(
        "%s has a header that is no dictionary of descr, fortran_order and shape: %s"
            .formatted(path, text));
  }

  private static Format format(Path path, String descr) throws IOException {
    Matcher type = TYPE.matcher(descr.replace("'", ""));
    Character code = type.matches() ? CODES.get(type.group(2) + type.group(3)) : null;
    if (code == null) {
      throw new IOException(
          "%s holds items of type %s; numbers and truth values can be read".formatted(path, descr));
    }
    String order = type.group(1);
    return Format.parse((order.equals("|") ? "" : order) + code);
  }

  private static boolean flag(Path path, String value) throws IOException {
    if (!value.equals("True") && !value.equals("False")) {
      throw new IOException("%s: fortran_order is %s".formatted(path, value));
    }
    return value.equals("True");
  }

  private static long[] shape(Path path, String tuple) throws IOException {
    if (!tuple.startsWith("(")) {
      throw new IOException("%s: shape is %s".formatted(path, tuple));
    }
    // A tuple of one has a comma, and any may end with one.
    String[] parts = tuple.substring(1, tuple.length() - 1).split(",", -1);
    boolean ended = parts[parts.length - 1].isBlank();
    int count = ended ? parts.length - 1 : parts.length;
    long[] shape = new long[count];
    for (int d = 0; d < count; d++) {
      Matcher extent = EXTENT.matcher(parts[d]);
      if (!extent.matches() || (count == 1 && !ended)) {
        throw new IOException("%s: shape is %s".formatted(path, tuple));
      }
      try {
        shape[d] = Long.parseLong(extent.group(1));
      } catch (NumberFormatException e) {
        throw new IOException("%s: shape is %s".formatted(path, tuple), e);
      }
    }
    return shape;
  }

  String shapeText() {
    return Arrays.toString(shape).replace('[', '(').replace(']', ')');
  }
}
