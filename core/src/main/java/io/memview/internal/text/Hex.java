package io.memview.internal.text;

import io.memview.internal.memory.Limits;
import java.nio.charset.StandardCharsets;

/** Bytes as hexadecimal text, as {@code bytes.hex} writes them. */
public final class Hex {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private Hex() {}

  /** With a separator between groups, counted from the end, or from the start if negative. */
  public static String of(byte[] bytes, char separator, int groupSize) {
    if (separator > 127) {
      throw new IllegalArgumentException(
          "separator '%s' is not ASCII; take one of the characters up to 127".formatted(separator));
    }
    long group = groupSize == 0 ? Long.MAX_VALUE : Math.abs((long) groupSize);
    long first = groupSize > 0 ? bytes.length % group : 0; // bytes before the first whole group
    long separators = bytes.length == 0 ? 0 : (bytes.length - 1) / group;
    byte[] text = new byte[Limits.arrayLength(2L * bytes.length + separators, "take a slice")];
    int at = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (i > 0 && (i - first) % group == 0) {
        text[at++] = (byte) separator;
      }
      text[at++] = DIGITS[bytes[i] >> 4 & 0xF];
      text[at++] = DIGITS[bytes[i] & 0xF];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
