package io.memview.internal.copy;

import io.memview.internal.Texts;
import io.memview.layout.Layout;
import java.util.Arrays;

/**
 * How numbers become others on the way of a copy.
 *
 * @param rule what happens to values that do not fit
 * @param dimension the dimension along which the factors differ, or {@link #EVERYWHERE}
 * @param scale the factors; none if numbers are taken as they are
 * @param shift what is added to the products, as many
 */
public record Arithmetic(Rule rule, int dimension, double[] scale, double[] shift) {

  /** What happens to values that do not fit. */
  public enum Rule {
    /** They are refused. */
    CHECKED,
    /** They become the closest value that fits. */
    SATURATING,
    /** Of integers, the lowest bits are kept. */
    WRAPPING
  }

  /** One factor for all numbers. */
  private static final int EVERYWHERE = -1;

  /** A copy that loses nothing. */
  public static final Arithmetic PLAIN = of(Rule.CHECKED);

  /** Numbers as they are. */
  public static Arithmetic of(Rule rule) {
    return new Arithmetic(rule, EVERYWHERE, new double[0], new double[0]);
  }

  /** All numbers multiplied by one factor, and something added. */
  public static Arithmetic of(Rule rule, double scale, double shift) {
    return new Arithmetic(rule, EVERYWHERE, new double[] {scale}, new double[] {shift});
  }

  boolean isScaled() {
    return scale.length > 0;
  }

  /** Whether all numbers are treated alike. */
  boolean isUniform() {
    return dimension == EVERYWHERE;
  }

  double factor(int i) {
    return isScaled() ? scale[i] : 1;
  }

  double addend(int i) {
    return isScaled() ? shift[i] : 0;
  }

  /** Refuses a target that has not as many positions as there are factors. */
  void checkFactors(Layout target) {
    if (isUniform()) {
      return;
    }
    if (dimension >= target.ndim() || target.shape(dimension) != scale.length) {
      throw new IllegalArgumentException(
          "%d factors along dimension %d do not fit shape %s"
              .formatted(scale.length, dimension, Texts.tuple(target.shape())));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Arithmetic that
        && rule == that.rule
        && dimension == that.dimension
        && Arrays.equals(scale, that.scale)
        && Arrays.equals(shift, that.shift);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(
        new int[] {rule.hashCode(), dimension, Arrays.hashCode(scale), Arrays.hashCode(shift)});
  }

  @Override
  public String toString() {
    if (!isScaled()) {
      return rule.toString();
    }
    return isUniform()
        ? "%s.scaled(%s, %s)".formatted(rule, scale[0], shift[0])
        : "%s.scaled(%d, %s, %s)"
            .formatted(rule, dimension, Arrays.toString(scale), Arrays.toString(shift));
  }
}
