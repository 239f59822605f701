package io.memview.internal.reduce;

/** Floats of which the upper half is kept: bfloat16. */
final class BrainFloat {
  private BrainFloat() {}

  static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }

  /** The nearest one, and of two the even one; what is too large is infinite. */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int rounding = Float.isNaN(value) ? 0 : Short.MAX_VALUE + ((bits >>> Short.SIZE) & 1);
    return (short) ((bits + rounding) >>> Short.SIZE);
  }
}
