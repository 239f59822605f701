package io.memview;

import io.memview.internal.copy.Arithmetic;
import io.memview.internal.copy.Arithmetic.Rule;
import java.util.Objects;

/**
 * How numbers become numbers of another format on the way of a copy: what happens to those that do
 * not fit, and what is computed.
 *
 * <table>
 * <caption>What becomes of values that the target does not hold</caption>
 * <tr><th>from, to</th><th>{@link #CHECKED}</th><th>{@link #SATURATING}</th>
 *     <th>{@link #WRAPPING}</th></tr>
 * <tr><td>integer to integer</td><td>refused</td><td>the closest one</td>
 *     <td>the lowest bits, as in C and {@code numpy.astype}</td></tr>
 * <tr><td>integer to float</td><td>refused if it is not exact</td><td>rounded to the nearest</td>
 *     <td>rounded to the nearest</td></tr>
 * <tr><td>float to float</td><td>rounded to the nearest; too large refused, but infinite for
 *     {@code f} in native order</td><td>rounded to the nearest, infinite if too large</td>
 *     <td>the same</td></tr>
 * <tr><td>float to integer</td><td>the whole format is refused</td><td>cut towards zero, the closest
 *     one; NaN is 0: Java's casts</td><td>cut towards zero, the lowest bits of that; NaN and the
 *     infinities are 0</td></tr>
 * <tr><td>scaled, to integer</td><td>rounded to the nearest; NaN and what is out of range
 *     refused</td><td>rounded to the nearest, the closest one; NaN is 0</td><td>rounded to the
 *     nearest, the lowest bits; NaN and the infinities are 0</td></tr>
 * <tr><td>truth values</td><td>to truth values only</td><td>are 1 and 0; what is not 0 is true</td>
 *     <td>the same</td></tr>
 * </table>
 *
 * <p><b>Arithmetic.</b> {@link #scaled(double, double)} computes {@code y = x * a + b} for each
 * number, in doubles whatever the formats, and rounds the result once to the target's format: to
 * the nearest even where two are as near, as {@code numpy.rint} does. An integer of more than 53
 * bits is rounded to a double first.
 *
 * <p>Immutable, thread-safe, value-based.
 */
public final class Conversion {
  /** No value is lost without a word: what does not fit is refused, and nothing is written then. */
  public static final Conversion CHECKED = new Conversion(Arithmetic.of(Rule.CHECKED));

  /** What does not fit becomes the closest value that does: {@code numpy.clip}, then astype. */
  public static final Conversion SATURATING = new Conversion(Arithmetic.of(Rule.SATURATING));

  /** Integers keep their lowest bits, as casts in C do, and {@code numpy.astype} of integers. */
  public static final Conversion WRAPPING = new Conversion(Arithmetic.of(Rule.WRAPPING));

  final Arithmetic arithmetic;

  private Conversion(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
  }

  /**
   * The same with every number multiplied, and something added: {@code y = x * scale + shift}. It
   * takes the place of what was computed before.
   *
   * @param scale the factor
   * @param shift what is added to the product
   * @return a new conversion
   */
  public Conversion scaled(double scale, double shift) {
    return new Conversion(Arithmetic.of(arithmetic.rule(), scale, shift));
  }

  /**
   * The same with the numbers at each position of a dimension multiplied by a factor of their own:
   * {@code y[…, i, …] = x[…, i, …] * scale[i] + shift[i]}. So a picture of rows, columns and
   * channels becomes a normalised tensor of channels, rows and columns by one copy.
   *
   * @param dimension the dimension of the target, from 0
   * @param scale a factor for each position
   * @param shift what is added to each product, as many
   * @return a new conversion
   * @throws IndexOutOfBoundsException if the dimension is negative
   * @throws IllegalArgumentException if there are no factors, or not as many as there are addends
   */
  public Conversion scaled(int dimension, double[] scale, double[] shift) {
    Objects.requireNonNull(scale, "scale");
    Objects.requireNonNull(shift, "shift");
    if (dimension < 0) {
      throw new IndexOutOfBoundsException(
          "there is no dimension %d; they count from 0".formatted(dimension));
    }
    if (scale.length == 0 || scale.length != shift.length) {
      throw new IllegalArgumentException(
          "%d factors and %d addends; there must be one of each for every position of dimension %d"
              .formatted(scale.length, shift.length, dimension));
    }
    return new Conversion(
        new Arithmetic(arithmetic.rule(), dimension, scale.clone(), shift.clone()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Conversion that && arithmetic.equals(that.arithmetic);
  }

  @Override
  public int hashCode() {
    return arithmetic.hashCode();
  }

  /** Such as {@code SATURATING.scaled(255.0, 0.0)}. */
  @Override
  public String toString() {
    return arithmetic.toString();
  }
}
