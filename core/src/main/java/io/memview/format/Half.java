package io.memview.format;

/** Rounds doubles to binary16 once; {@code Float.floatToFloat16((float) d)} would round twice. */
final class Half {
  private Half() {}

  /**
   * Rounding to odd at 24 bits keeps what the second rounding, to 11 bits, needs to know: whether
   * anything was cut off.
   */
  static short of(double value) {
    float cut = (float) value;
    if (cut != value && Float.isFinite(cut)) {
      int bits = Float.floatToRawIntBits(cut);
      if (Math.abs((double) cut) > Math.abs(value)) {
        bits--; // towards zero
      }
      cut = Float.intBitsToFloat(bits | 1);
    }
    return Float.floatToFloat16(cut);
  }
}
