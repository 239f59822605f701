package io.memview.layout;

import java.util.Objects;

/**
 * One part of a multi-dimensional slice. Counterpart of what stands between Python's brackets:
 * {@code v[1, 2:8:2, ..., None]} is {@code v.slice(at(1), range(2, 8, 2), ellipsis(), newAxis())}.
 *
 * <p>Positions count items. As in Python, negative positions count from the end, and ranges are
 * clipped to the extent.
 *
 * <p>Immutable, thread-safe, value-based.
 */
public sealed interface Index {

  /**
   * One position: the dimension goes away.
   *
   * @param position the position; negative counts from the end
   */
  record At(long position) implements Index {}

  /**
   * The positions {@code start}, {@code start + step}, … before {@code stop}: the dimension stays.
   *
   * @param start the first position; negative counts from the end
   * @param stop the first position that is not taken any more; negative counts from the end
   * @param step the distance of two positions, not 0
   */
  record Range(long start, long stop, long step) implements Index {
    /**
     * A range.
     *
     * @throws IllegalArgumentException if the step is 0 or {@code Long.MIN_VALUE}
     */
    public Range {
      if (step == 0 || step == Long.MIN_VALUE) {
        throw new IllegalArgumentException("the step of a range cannot be " + step);
      }
    }

    /** The first position in an extent: {@code slice.indices(extent)[0]}. */
    long first(long extent) {
      return step > 0 ? clip(start, extent, 0, extent) : clip(start, extent, -1, extent - 1);
    }

    /** The number of positions in an extent: {@code len(range(*slice.indices(extent)))}. */
    long count(long extent) {
      long first = first(extent);
      if (step > 0) {
        long last = clip(stop, extent, 0, extent);
        return last <= first ? 0 : (last - first - 1) / step + 1;
      }
      long last = clip(stop, extent, -1, extent - 1);
      return last >= first ? 0 : (first - last - 1) / -step + 1;
    }

    private static long clip(long position, long extent, long low, long high) {
      long fromStart = position < 0 ? position + extent : position;
      return Math.max(low, Math.min(high, fromStart));
    }
  }

  /** As many full dimensions as are left: {@code ...}. */
  record Ellipsis() implements Index {
    private static final Ellipsis INSTANCE = new Ellipsis();
  }

  /** A new dimension of one: {@code None}. */
  record NewAxis() implements Index {
    private static final NewAxis INSTANCE = new NewAxis();
  }

  /**
   * One position: {@code v[position]}.
   *
   * @param position the position; negative counts from the end
   * @return the index
   */
  static Index at(long position) {
    return new At(position);
  }

  /**
   * A full dimension: {@code v[:]}.
   *
   * @return the index
   */
  static Index all() {
    return new Range(0, Long.MAX_VALUE, 1);
  }

  /**
   * A range: {@code v[start:stop]}.
   *
   * @param start the first position
   * @param stop the first position that is not taken any more
   * @return the index
   */
  static Index range(long start, long stop) {
    return new Range(start, stop, 1);
  }

  /**
   * A stepped range: {@code v[start:stop:step]}.
   *
   * @param start the first position
   * @param stop the first position that is not taken any more
   * @param step the distance of two positions
   * @return the index
   * @throws IllegalArgumentException if the step is 0 or {@code Long.MIN_VALUE}
   */
  static Index range(long start, long stop, long step) {
    return new Range(start, stop, step);
  }

  /**
   * Everything from a position on: {@code v[start:]}.
   *
   * @param start the first position
   * @return the index
   */
  static Index from(long start) {
    return new Range(start, Long.MAX_VALUE, 1);
  }

  /**
   * Everything before a position: {@code v[:stop]}.
   *
   * @param stop the first position that is not taken any more
   * @return the index
   */
  static Index upTo(long stop) {
    return new Range(0, stop, 1);
  }

  /**
   * Every {@code step}-th position of a full dimension, from the last one if the step is negative:
   * {@code v[::step]}.
   *
   * @param step the distance of two positions
   * @return the index
   * @throws IllegalArgumentException if the step is 0 or {@code Long.MIN_VALUE}
   */
  static Index every(long step) {
    return step > 0
        ? new Range(0, Long.MAX_VALUE, step)
        : new Range(Long.MAX_VALUE, Long.MIN_VALUE, step);
  }

  /**
   * As many full dimensions as are left: {@code v[..., 0]}.
   *
   * @return the index
   */
  static Index ellipsis() {
    return Ellipsis.INSTANCE;
  }

  /**
   * A new dimension of one: {@code v[None]}.
   *
   * @return the index
   */
  static Index newAxis() {
    return NewAxis.INSTANCE;
  }

  /**
   * What stands between Python's brackets, as text: {@code "1:-1, ::2, ..., None"}. Counterpart of
   * {@code numpy.s_}.
   *
   * <p>A comma separates positions ({@code 3}, {@code -1}), ranges ({@code 2:8}, {@code ::-1}),
   * {@code ...} and {@code None} (or {@code newaxis}); one may stand at the end. White space stands
   * anywhere but in a number. As in Python, negative numbers count from the end.
   *
   * @param text the indices
   * @return one index or more, for {@code View.slice}
   * @throws IndexException if the text does not follow the grammar, has two ellipses, a step of 0,
   *     or a number that does not fit 64 bits
   */
  static Index[] parse(String text) {
    Objects.requireNonNull(text, "text");
    return new IndexParser(text).parse();
  }
}
