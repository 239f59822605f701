package io.memview.format;

import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The byte order characters of a format string: each fixes the order of the bytes, whether codes
 * have the C compiler's sizes or the standard ones, and whether items are aligned.
 *
 * <p>Source: the {@code struct} module's table of byte orders; {@code ^} is PEP 3118's.
 */
public enum ByteMode {
  /** {@code @}: native order, native sizes, aligned. The mode at the start of every string. */
  NATIVE('@', ByteOrder.nativeOrder(), true, true),
  /** {@code ^}: native order, native sizes, not aligned. */
  NATIVE_PACKED('^', ByteOrder.nativeOrder(), true, false),
  /** {@code =}: native order, standard sizes, not aligned. */
  STANDARD('=', ByteOrder.nativeOrder(), false, false),
  /** {@code <}: little-endian, standard sizes, not aligned. */
  LITTLE('<', ByteOrder.LITTLE_ENDIAN, false, false),
  /** {@code >} or {@code !}: big-endian, standard sizes, not aligned. */
  BIG('>', ByteOrder.BIG_ENDIAN, false, false);

  private final char code;
  private final ByteOrder order;
  private final boolean nativeSizes;
  private final boolean aligned;

  ByteMode(char code, ByteOrder order, boolean nativeSizes, boolean aligned) {
    this.code = code;
    this.order = order;
    this.nativeSizes = nativeSizes;
    this.aligned = aligned;
  }

  /**
   * The character of the mode.
   *
   * @return one of {@code @ ^ = < >}
   */
  public char code() {
    return code;
  }

  /**
   * The order of the bytes in an item.
   *
   * @return the byte order
   */
  public ByteOrder order() {
    return order;
  }

  /**
   * Whether codes have the C compiler's sizes.
   *
   * @return true for {@code @} and {@code ^}
   */
  public boolean nativeSizes() {
    return nativeSizes;
  }

  /**
   * Whether items start at multiples of their alignment.
   *
   * @return true for {@code @} alone
   */
  public boolean aligned() {
    return aligned;
  }

  /**
   * The packed mode of a byte order: {@code <} or {@code >}.
   *
   * @param order the byte order
   * @return {@link #LITTLE} or {@link #BIG}
   */
  public static ByteMode of(ByteOrder order) {
    return Objects.requireNonNull(order, "order") == ByteOrder.BIG_ENDIAN ? BIG : LITTLE;
  }

  static boolean isCode(char c) {
    return "@^=<>!".indexOf(c) >= 0;
  }

  static ByteMode ofCode(char c) {
    return switch (c) {
      case '@' -> NATIVE;
      case '^' -> NATIVE_PACKED;
      case '=' -> STANDARD;
      case '<' -> LITTLE;
      case '>', '!' -> BIG;
      default -> throw new IllegalArgumentException("not a byte order: " + c);
    };
  }
}
