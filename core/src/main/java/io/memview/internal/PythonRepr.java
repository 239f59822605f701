package io.memview.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes and text as Python's {@code repr} writes them. */
public final class PythonRepr {
  private PythonRepr() {}

  /**
   * Bytes.
   *
   * @param bytes any
   * @return such as {@code b'a\x00'}
   */
  public static String of(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    char quote = quote(text);
    StringBuilder out = new StringBuilder("b").append(quote);
    for (byte b : bytes) {
      escape(b & 0xFF, quote, b >= ' ' && b < 127, out);
    }
    return out.append(quote).toString();
  }

  /**
   * Bytes without the zeros behind them, which pad them to the length of their format.
   *
   * @param bytes any
   * @return such as {@code b'a'}
   */
  public static String ofPadded(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return of(Arrays.copyOf(bytes, length));
  }

  /**
   * Bytes without a meaning, as NumPy's {@code void} has them.
   *
   * @param bytes any
   * @return such as {@code b'\x61\x00'}
   */
  public static String ofOpaque(byte[] bytes) {
    StringBuilder out = new StringBuilder("b'");
    for (byte b : bytes) {
      HexFormat.of().withUpperCase().toHexDigits(out.append("\\x"), b);
    }
    return out.append('\'').toString();
  }

  /**
   * Text.
   *
   * @param text any
   * @return such as {@code 'a'}
   */
  public static String of(String text) {
    char quote = quote(text);
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints().forEach(c -> escape(c, quote, isPrintable(c), out));
    return out.append(quote).toString();
  }

  private static char quote(String text) {
    return text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
  }

  private static void escape(int c, char quote, boolean printable, StringBuilder out) {
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
    } else if (c == '\t') {
      out.append("\\t");
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\r') {
      out.append("\\r");
    } else if (printable) {
      out.appendCodePoint(c);
    } else {
      int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
      out.append('\\').append(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
      out.append(HexFormat.of().toHexDigits(c, digits));
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
