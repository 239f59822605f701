package io.memview.internal.copy;

import io.memview.format.Scalar;
import io.memview.internal.Texts;
import io.memview.internal.memory.Limits;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;

/** Positions that somebody else holds as integers. */
public final class Positions {
  private Positions() {}

  /** The integers of a region of one dimension. */
  public static long[] of(Region region) {
    Layout layout = region.layout();
    if (layout.ndim() != 1 || !(region.format() instanceof Scalar scalar && scalar.isInteger())) {
      throw new IllegalArgumentException(
          "positions are integers in one dimension, and these are '%s' of shape %s"
              .formatted(Texts.shownValue(region.format()), region.shapeText()));
    }
    long[] positions = new long[Limits.arrayLength(layout.itemCount(), "take fewer rows at once")];
    Copy.copy(region, Region.ofArray(positions));
    return positions;
  }
}
