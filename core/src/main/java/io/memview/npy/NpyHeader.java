package io.memview.npy;

import io.memview.format.Format;
import io.memview.format.NumpyDescr;
import io.memview.format.SubArray;
import io.memview.format.TimeType;
import io.memview.internal.PythonLiteral;
import io.memview.internal.PythonLiteral.Tuple;
import io.memview.internal.Texts;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The header of a {@code .npy} file: six bytes of magic, a version, a length, and a Python
 * dictionary, which is read as a literal and never evaluated.
 *
 * <p>Source: NumPy's {@code numpy/lib/_format_impl.py}.
 *
 * @param format what an item is
 * @param layout how the items lie behind the header
 * @param times what integers mean that are times
 * @param dataOffset where the items start, in bytes from the start of the header
 */
record NpyHeader(Format format, Layout layout, Map<String, TimeType> times, long dataOffset) {
  /** As long as headers are that are written, and read unless a property says otherwise. */
  static final int MAX_LENGTH = (1 << 20) - 1;

  /** The property that lets longer headers be read. */
  private static final String LIMIT = "io.memview.npy.maxHeader";

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern PICKLED = Pattern.compile("'[|<>=]?O8?'");
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  /** What the header and the data together are a multiple of. */
  private static final int ALIGNMENT = 64;

  /** Blanks are left for an extent that grows to so many digits. */
  private static final int GROWTH_DIGITS = 21;

  // ---- reading

  /**
   * Where a header was found.
   *
   * @param name for messages
   * @param file the name of the file that has the bytes as they are
   * @param offset where the header starts in that file, in bytes; negative if there is none
   */
  record Origin(String name, String file, long offset) {
    /** What has no places that could be named. */
    static Origin of(String name) {
      return new Origin(name, name, -1);
    }
  }

  /**
   * Reads a header.
   *
   * @param origin whose header it is, for messages
   * @param in stands at the first byte of the header; afterwards at the first item
   * @throws EOFException if there is not one byte
   */
  static NpyHeader read(Origin origin, InputStream in) throws IOException {
    String name = origin.name;
    byte[] begin = in.readNBytes(8);
    if (begin.length == 0) {
      throw new EOFException(name + " is no .npy file: nothing is where one would begin");
    }
    if (!Signatures.NPY.isStartOf(begin)) {
      throw new IOException(
          "%s is no .npy file: %s"
              .formatted(name, Signatures.whatIs(begin, "it does not begin with \\x93NUMPY")));
    }
    if (begin.length < 8) {
      throw cutShort(name);
    }
    int version = begin[6];
    if (version < 1 || version > 3 || begin[7] != 0) {
      throw new IOException(
          "%s has version %d.%d of the file format; 1.0, 2.0 and 3.0 are known"
              .formatted(name, begin[6] & 0xFF, begin[7] & 0xFF));
    }
    int width = version == 1 ? 2 : 4;
    ByteBuffer number = ByteBuffer.wrap(in.readNBytes(width)).order(ByteOrder.LITTLE_ENDIAN);
    if (number.remaining() < width) {
      throw cutShort(name);
    }
    long length = width == 2 ? number.getShort() & 0xFFFF : number.getInt() & 0xFFFF_FFFFL;
    int most = Integer.getInteger(LIMIT, MAX_LENGTH);
    if (length > most) {
      throw new IOException(
          "%s has a header of %d bytes; at most %d are read, unless -D%s says more"
              .formatted(name, length, most, LIMIT));
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw cutShort(name);
    }
    long dataOffset = 8 + width + length;
    try {
      return parse(origin, decode(text, version), dataOffset);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: bad header: %s".formatted(name, e.getMessage()), e);
    } catch (UnsupportedOperationException e) {
      throw new IOException("%s: bad header: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static String decode(byte[] text, int version) {
    try {
      return charset(version).newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is no UTF-8", e);
    }
  }

  private static IOException cutShort(String name) {
    return new IOException(name + " is cut short in its header");
  }

  private static Charset charset(int version) {
    return version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
  }

  private static NpyHeader parse(Origin origin, String text, long dataOffset) {
    if (!(PythonLiteral.parse(text) instanceof Map<?, ?> entries)
        || !entries.keySet().equals(KEYS)) {
      throw new IllegalArgumentException(
          "it is no dictionary of descr, fortran_order and shape and nothing else");
    }
    Object order = entry(entries, "fortran_order");
    if (!(order instanceof Boolean fortran)) {
      throw new IllegalArgumentException(
          "fortran_order is %s, not True or False"
              .formatted(Texts.shown(PythonLiteral.print(order))));
    }
    long[] shape = shape(entry(entries, "shape"));
    // Printed, so that a string in quotes stays one.
    String descr = PythonLiteral.print(entry(entries, "descr"));
    Format format;
    try {
      format = NumpyDescr.toFormat(descr);
    } catch (UnsupportedOperationException e) {
      // Pickles are no items that lie anywhere.
      String place = PICKLED.matcher(descr).find() ? "" : place(origin, dataOffset, fortran, shape);
      throw new UnsupportedOperationException(e.getMessage() + place, e);
    }
    Layout layout = Layout.contiguous(format.itemSize(), fortran ? Order.FORTRAN : Order.C, shape);
    checkEmpty(format, shape);
    return new NpyHeader(format, layout, NumpyDescr.times(descr), dataOffset);
  }

  /** How MappedFiles would be asked for the bytes, where that can be done. */
  private static String place(Origin origin, long dataOffset, boolean fortran, long[] shape) {
    if (origin.offset < 0) {
      return "";
    }
    long[] inFile = shape.clone();
    for (int d = 0; fortran && d < shape.length; d++) {
      inFile[d] = shape[shape.length - 1 - d];
    }
    return "; the data begin at byte %d of %s, in C order of shape %s%s"
        .formatted(
            origin.offset + dataOffset,
            origin.file,
            tuple(inFile),
            fortran && shape.length > 1 ? ", to be transposed" : "");
  }

  private static Object entry(Map<?, ?> entries, String key) {
    return Objects.requireNonNull(entries.get(key));
  }

  private static long[] shape(Object shape) {
    if (!(shape instanceof Tuple(List<Object> extents))
        || !extents.stream().allMatch(extent -> extent instanceof Long n && n >= 0)) {
      throw new IllegalArgumentException(
          "shape is %s, not a tuple of extents".formatted(Texts.shown(PythonLiteral.print(shape))));
    }
    return extents.stream().mapToLong(extent -> (Long) extent).toArray();
  }

  String shapeText() {
    return tuple(layout.shape());
  }

  private static String tuple(long... shape) {
    Object[] extents = LongStream.of(shape).boxed().toArray();
    return PythonLiteral.print(Tuple.of(extents));
  }

  /** Refuses what takes no bytes in the file and any amount of memory in lists. */
  private static void checkEmpty(Format format, long[] shape) {
    long rows = 1;
    for (long extent : shape) {
      if (extent == 0) {
        return;
      }
      boolean isData = format.itemSize() > 0 && LongStream.of(shape).noneMatch(n -> n == 0);
      if (!isData && extent > Integer.MAX_VALUE / rows) {
        throw new IllegalArgumentException(
            "shape %s promises more than %d rows or items without a byte"
                .formatted(tuple(shape), Integer.MAX_VALUE));
      }
      rows = isData ? 1 : rows * extent;
    }
  }

  // ---- writing

  /**
   * The header of a file, byte for byte as NumPy writes it, in the oldest version that can hold it.
   * A sub-array by itself becomes dimensions, as it does in NumPy.
   *
   * @param format what an item is
   * @param order the order of the items, C or Fortran
   * @param times what integers mean that are times
   * @param shape the extents
   * @throws UnsupportedOperationException if NumPy has no type for the format
   * @throws IllegalArgumentException if the header would be longer than {@link #MAX_LENGTH}, or if
   *     what is to be a time is no 64-bit integer
   */
  static byte[] bytes(Format format, Order order, Map<String, TimeType> times, long... shape) {
    Format item = format;
    LongStream all = LongStream.of(shape);
    while (item instanceof SubArray array) {
      all = LongStream.concat(all, array.shape().stream().mapToLong(Long::longValue));
      item = array.element();
    }
    long[] extents = all.toArray();
    boolean fortran = order == Order.FORTRAN;
    String descr = NumpyDescr.of(item, times);
    StringBuilder text = new StringBuilder("{'descr': ");
    text.append(descr.startsWith("[") ? descr : PythonLiteral.print(descr));
    text.append(", 'fortran_order': ").append(PythonLiteral.print(fortran));
    text.append(", 'shape': ").append(tuple(extents)).append(", }");
    if (extents.length > 0) {
      long grows = extents[fortran ? extents.length - 1 : 0];
      text.append(" ".repeat(GROWTH_DIGITS - Long.toString(grows).length()));
    }
    for (int version = 1; version <= 3; version++) {
      if (charset(version).newEncoder().canEncode(text)) {
        byte[] encoded = text.toString().getBytes(charset(version));
        int start = version == 1 ? 10 : 12;
        // At least one blank, and the end of the line.
        int end = (start + encoded.length + 1) / ALIGNMENT * ALIGNMENT + ALIGNMENT;
        int length = end - start;
        if (version > 1 || length <= 0xFFFF) {
          return assemble(version, encoded, length, end);
        }
      }
    }
    throw new AssertionError("UTF-8 encodes everything that print() leaves");
  }

  private static byte[] assemble(int version, byte[] text, int length, int end) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the description of the format takes %d bytes; a header has at most %d"
              .formatted(text.length, MAX_LENGTH));
    }
    ByteBuffer all = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    all.put(MAGIC).put((byte) version).put((byte) 0);
    if (version == 1) {
      all.putShort((short) length);
    } else {
      all.putInt(length);
    }
    all.put(text);
    while (all.remaining() > 1) {
      all.put((byte) ' ');
    }
    return all.put((byte) '\n').array();
  }
}
