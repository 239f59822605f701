package io.memview.format;

/**
 * A complex number, the value of a {@code Ze}, {@code Zf} or {@code Zd} item. Counterpart of
 * Python's {@code complex}.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param re the real part
 * @param im the imaginary part
 */
public record Complex(double re, double im) {
  /** The number as Python writes it, such as {@code (1.0-2.0j)}. */
  @Override
  public String toString() {
    boolean negative = Double.compare(im, 0) < 0;
    return "(" + re + (negative ? "" : "+") + im + "j)";
  }
}
