package io.memview;

import io.memview.format.Format;
import io.memview.internal.reduce.Fold;
import java.util.Objects;

/**
 * What many items become: one number, of all of them or along some dimensions. Each means what
 * NumPy's function of its name does, whose results are in {@link #resultOf}.
 *
 * <p>Items are truth values, integers, floats (bfloat16 too) and complex numbers of such floats, in
 * any byte order; of 80-bit numbers, text and records there is none. Complex numbers have no order,
 * so none of the least or the greatest.
 */
public enum Reduction {
  /**
   * The sum: {@code numpy.sum}. Integers and truth values are added in 64 bits and wrap around
   * ({@link View#longStatistics} refuses to). Floats are added in their own format, halves as
   * floats of 32 bits, and in pairs of partial sums, as NumPy does: for real numbers of one
   * dimension the result is NumPy's to the last bit, else as exact. The sum of nothing is 0.
   */
  SUM(Fold.SUM),

  /** The least: {@code numpy.min}. {@code NaN} if there is one. There is none of no items. */
  MIN(Fold.MIN),

  /** The greatest: {@code numpy.max}. {@code NaN} if there is one. There is none of no items. */
  MAX(Fold.MAX),

  /**
   * The sum divided by the number: {@code numpy.mean}. Integers and truth values have a mean of
   * {@code d}; those of less than 64 bits are added exactly. The mean of nothing is {@code NaN}.
   */
  MEAN(Fold.MEAN),

  /** Whether any item is not 0: {@code numpy.any}. {@code NaN} is not. False of no items. */
  ANY(Fold.ANY),

  /** Whether no item is 0: {@code numpy.all}. {@code NaN} is not. True of no items. */
  ALL(Fold.ALL),

  /**
   * The index of the least: {@code numpy.argmin}; of several, the first; of all dimensions, that in
   * C order. That of the first {@code NaN} if there is one. There is none of no items.
   */
  ARGMIN(Fold.ARGMIN),

  /**
   * The index of the greatest: {@code numpy.argmax}; of several, the first; of all dimensions, that
   * in C order. That of the first {@code NaN} if there is one. There is none of no items.
   */
  ARGMAX(Fold.ARGMAX);

  final Fold fold;

  Reduction(Fold fold) {
    this.fold = fold;
  }

  /**
   * The format of the result, in native byte order: that of the items for {@link #MIN} and {@link
   * #MAX}, and for {@link #SUM} and {@link #MEAN} of floats and complex numbers; else {@code q} for
   * a sum of signed integers and truth values, {@code Q} for one of unsigned integers, {@code d}
   * for a mean, {@code ?} for {@link #ANY} and {@link #ALL}, {@code q} for an index.
   *
   * @param items the format of the items
   * @return the format of the result
   * @throws UnsupportedOperationException if there is no such result of those items
   */
  public Format resultOf(Format items) {
    return fold.resultOf(Objects.requireNonNull(items, "items"));
  }
}
