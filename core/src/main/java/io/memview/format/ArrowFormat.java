package io.memview.format;

import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;

/**
 * Formats as format strings of the Arrow C data interface and back: the fixed-width layouts, whose
 * items lie in one buffer.
 *
 * <p>Refused, since Arrow has no such type or holds it in another way: byte orders other than the
 * machine's, truth values (Arrow packs them into bits), records (Arrow holds columns), and
 * dimensions beyond one.
 *
 * <p>Source: the page "The Arrow C data interface" of the Arrow columnar format.
 */
public final class ArrowFormat {
  private static final Map<String, ScalarType> CODES =
      Map.ofEntries(
          Map.entry("c", ScalarType.INT8),
          Map.entry("C", ScalarType.UINT8),
          Map.entry("s", ScalarType.INT16),
          Map.entry("S", ScalarType.UINT16),
          Map.entry("i", ScalarType.INT32),
          Map.entry("I", ScalarType.UINT32),
          Map.entry("l", ScalarType.INT64),
          Map.entry("L", ScalarType.UINT64),
          Map.entry("e", ScalarType.FLOAT16),
          Map.entry("f", ScalarType.FLOAT32),
          Map.entry("g", ScalarType.FLOAT64));

  private ArrowFormat() {}

  /**
   * The Arrow format string of a format.
   *
   * @param format a number in native byte order, or {@code s}
   * @return such as {@code "g"} for {@code d}, or {@code "w:4"} for {@code 4s}
   * @throws UnsupportedOperationException if Arrow has no such fixed-width type
   */
  public static String of(Format format) {
    Objects.requireNonNull(format, "format");
    if (format instanceof Scalar scalar && !scalar.isSwapped()) {
      if (scalar.type() == ScalarType.BYTES) {
        return "w:" + scalar.length();
      }
      for (Map.Entry<String, ScalarType> code : CODES.entrySet()) {
        if (new Scalar(code.getValue()).equals(scalar)) {
          return code.getKey();
        }
      }
    }
    throw new UnsupportedOperationException(
        ("Arrow has no fixed-width type for format '%s'; integers, floats of 2 to 8 bytes and 's'"
                + " have one, in %s order")
            .formatted(format, ByteOrder.nativeOrder()));
  }

  /**
   * The format of an Arrow format string.
   *
   * @param arrow such as {@code "g"} or {@code "w:4"}
   * @return the format of an item
   * @throws UnsupportedOperationException if its items are no numbers and no bytes of a fixed
   *     length; dates, times and decimals would lose their meaning
   */
  public static Format toFormat(String arrow) {
    Objects.requireNonNull(arrow, "arrow");
    ScalarType type = CODES.get(arrow);
    if (type != null) {
      return new Scalar(type);
    }
    if (arrow.matches("w:[0-9]{1,10}")) {
      return new Scalar(ScalarType.BYTES, ByteMode.NATIVE, Long.parseLong(arrow.substring(2)));
    }
    throw new UnsupportedOperationException(
        "Arrow format '%s' is no number and no fixed number of bytes: one of %s or w:n can be read"
            .formatted(arrow, CODES.keySet().stream().sorted().toList()));
  }
}
