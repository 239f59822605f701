package io.memview.internal;

/** Rounds doubles to binary16 once; {@code Float.floatToFloat16((float) d)} would round twice. */
public final class Half {
  private Half() {}

  public static short of(double value) {
    return Float.floatToFloat16(Float.intBitsToFloat(toOdd(value)));
  }

  /**
   * The bits of a binary32, rounded to odd: what is cut off sets the last bit. That keeps what a
   * second rounding, to fewer bits, needs to know: whether anything was cut off.
   */
  static int toOdd(double value) {
    float cut = (float) value;
    int bits = Float.floatToRawIntBits(cut);
    if (cut != value && Float.isFinite(cut)) {
      if (Math.abs((double) cut) > Math.abs(value)) {
        bits--; // towards zero
      }
      bits |= 1;
    }
    return bits;
  }
}
