package io.memview;

import io.memview.internal.text.TextOptions;

/**
 * How {@link View#show(PrintOptions)} writes items. Counterpart of {@code numpy.printoptions}.
 *
 * <p>Immutable, thread-safe, value-based: made from {@link #DEFAULT} by its {@code with} methods.
 */
public final class PrintOptions {
  /** NumPy's own: 8 digits, 75 characters, 1000 items and 3 at the edges. */
  public static final PrintOptions DEFAULT = new PrintOptions(new TextOptions(8, 75, 1000, 3));

  private final TextOptions options;

  private PrintOptions(TextOptions options) {
    if (options.precision() < 0
        || options.lineWidth() < 0
        || options.threshold() < 0
        || options.edgeItems() < 1) {
      throw new IllegalArgumentException(
          "precision %d, line width %d, threshold %d, edge items %d: none is negative, and an edge has an item"
              .formatted(
                  options.precision(),
                  options.lineWidth(),
                  options.threshold(),
                  options.edgeItems()));
    }
    this.options = options;
  }

  TextOptions forText() {
    return options;
  }

  /**
   * The greatest number of digits behind the point of a float.
   *
   * @return 0 or more
   */
  public int precision() {
    return options.precision();
  }

  /**
   * How many characters a line may have before it is broken between items; an item that is longer
   * has a line of its own.
   *
   * @return 0 or more
   */
  public int lineWidth() {
    return options.lineWidth();
  }

  /**
   * How many items are shown in full; of more than these, long dimensions show their edges only.
   *
   * @return 0 or more
   */
  public long threshold() {
    return options.threshold();
  }

  /**
   * How many items an edge has, at each end of a dimension.
   *
   * @return 1 or more
   */
  public int edgeItems() {
    return options.edgeItems();
  }

  /**
   * These options with another precision.
   *
   * @param digits the greatest number of digits behind the point of a float
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public PrintOptions withPrecision(int digits) {
    return new PrintOptions(new TextOptions(digits, lineWidth(), threshold(), edgeItems()));
  }

  /**
   * These options with another line width.
   *
   * @param characters how many characters a line may have
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public PrintOptions withLineWidth(int characters) {
    return new PrintOptions(new TextOptions(precision(), characters, threshold(), edgeItems()));
  }

  /**
   * These options with another threshold.
   *
   * @param items how many items are shown in full; {@link Long#MAX_VALUE} for all
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public PrintOptions withThreshold(long items) {
    return new PrintOptions(new TextOptions(precision(), lineWidth(), items, edgeItems()));
  }

  /**
   * These options with other edges.
   *
   * @param items how many items an edge has
   * @return the changed options
   * @throws IllegalArgumentException if it is not positive
   */
  public PrintOptions withEdgeItems(int items) {
    return new PrintOptions(new TextOptions(precision(), lineWidth(), threshold(), items));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrintOptions that && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  /** The numbers, by name. */
  @Override
  public String toString() {
    return options.toString().replace("TextOptions", "PrintOptions");
  }
}
