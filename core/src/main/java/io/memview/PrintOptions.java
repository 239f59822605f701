package io.memview;

/**
 * How {@link View#show(PrintOptions)} writes items. Counterpart of {@code numpy.printoptions}.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param precision the greatest number of digits behind the point of a float
 * @param lineWidth how many characters a line may have before it is broken between items; an item
 *     that is longer has a line of its own
 * @param threshold how many items are shown in full; of more than these, long dimensions show their
 *     edges only
 * @param edgeItems how many items an edge has, at each end of a dimension
 */
public record PrintOptions(int precision, int lineWidth, long threshold, int edgeItems) {
  /** NumPy's own: 8 digits, 75 characters, 1000 items and 3 at the edges. */
  public static final PrintOptions DEFAULT = new PrintOptions(8, 75, 1000, 3);

  /**
   * Options.
   *
   * @throws IllegalArgumentException if a number is negative, or if the edges have no item
   */
  public PrintOptions {
    if (precision < 0 || lineWidth < 0 || threshold < 0 || edgeItems < 1) {
      throw new IllegalArgumentException(
          "precision %d, line width %d, threshold %d, edge items %d: none is negative, and an edge has an item"
              .formatted(precision, lineWidth, threshold, edgeItems));
    }
  }

  /**
   * These options with another precision.
   *
   * @param digits the greatest number of digits behind the point of a float
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public PrintOptions withPrecision(int digits) {
    return new PrintOptions(digits, lineWidth, threshold, edgeItems);
  }

  /**
   * These options with another line width.
   *
   * @param characters how many characters a line may have
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public PrintOptions withLineWidth(int characters) {
    return new PrintOptions(precision, characters, threshold, edgeItems);
  }

  /**
   * These options with another threshold.
   *
   * @param items how many items are shown in full; {@link Long#MAX_VALUE} for all
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public PrintOptions withThreshold(long items) {
    return new PrintOptions(precision, lineWidth, items, edgeItems);
  }

  /**
   * These options with other edges.
   *
   * @param items how many items an edge has
   * @return the changed options
   * @throws IllegalArgumentException if it is not positive
   */
  public PrintOptions withEdgeItems(int items) {
    return new PrintOptions(precision, lineWidth, threshold, items);
  }
}
