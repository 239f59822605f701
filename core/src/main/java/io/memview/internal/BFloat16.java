package io.memview.internal;

/** Rounds doubles to bfloat16 once, the upper half of a binary32. */
public final class BFloat16 {
  private BFloat16() {}

  /**
   * The value, exactly.
   *
   * @param bits the upper half of a float's
   * @return a double that a float holds
   */
  public static double toDouble(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /**
   * To the nearest even; what is too large becomes infinite.
   *
   * @param value any
   * @return the upper half of a float's bits
   */
  public static short of(double value) {
    if (Double.isNaN(value)) {
      return (short) (Float.floatToRawIntBits((float) value) >>> 16 | 0x40);
    }
    int bits = Half.toOdd(value);
    // Adding just below a half of the last bit kept, and that bit, rounds to even.
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >> 16);
  }
}
