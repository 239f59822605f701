package io.memview.internal;

/**
 * What is made of 32 bits that were loaded from memory that a file may be behind. If a load meets a
 * page that was cut off its file, HotSpot makes an {@link InternalError} of it; but of a load that
 * it has fused with a sign extension ({@code movslq} on x86), it does not know the instruction, and
 * ends the process (JDK 25). So the sign is extended in a way that is not fused, nor undone by the
 * JIT compiler when somebody narrows the result and widens it again.
 */
public final class Unfused {
  private Unfused() {}

  /**
   * The bits as a signed integer.
   *
   * @param bits as they were loaded
   * @return their value
   */
  public static long signed(int bits) {
    return ((bits & 0xFFFF_FFFFL) ^ 0x8000_0000L) - 0x8000_0000L;
  }

  /**
   * The bits as an unsigned integer.
   *
   * @param bits as they were loaded
   * @return their value
   */
  public static long unsigned(int bits) {
    return signed(bits) & 0xFFFF_FFFFL;
  }

  /**
   * The bits as a float: of its bits, somebody may extend the sign.
   *
   * @param bits as they were loaded
   * @return their value
   */
  public static float real(int bits) {
    return Float.intBitsToFloat((int) signed(bits));
  }
}
