package io.memview.examples;

import static io.memview.layout.Index.range;
import static io.memview.layout.Index.upTo;

import io.memview.View;
import io.memview.format.Scalar;
import io.memview.layout.Index;
import java.util.stream.LongStream;

/** Paints heights: a colour for the height, light and shade for the slope. */
final class Relief {
  /** From the lowest to the highest, at equal distances. */
  private static final int[] COLOURS = {
    0x3F7F63, 0x7FA96B, 0xC3CC8B, 0xE8DDA6, 0xCFA871, 0xA5754C, 0x9A8478, 0xF6F4F1
  };

  private static final int UNKNOWN = 0xC8C8C8;

  private final double low;
  private final double high;

  /** A scale from the lowest to the highest of some heights. */
  Relief(View heights) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < heights.shape(0); i++) {
      for (long j = 0; j < heights.shape(1); j++) {
        double height = number(heights, i, j);
        if (Double.isFinite(height)) {
          least = Math.min(least, height);
          most = Math.max(most, height);
        }
      }
    }
    this.low = least <= most ? least : 0;
    this.high = least <= most ? most : 0;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  /** Reads any number; integers of 64 bits do not travel as doubles by themselves. */
  static double number(View view, long... index) {
    return view.format() instanceof Scalar item && item.isInteger()
        ? (double) view.getLong(index)
        : view.getDouble(index);
  }

  /**
   * Paints heights in colour, lit from the north-west.
   *
   * @param target the pixels, of shape (height, width, 3)
   * @param heights of shape (height, width)
   */
  void paint(View target, View heights) {
    paint(target, heights, true);
  }

  /** Paints light and shade alone. */
  void paintShade(View target, View heights) {
    paint(target, heights, false);
  }

  private void paint(View target, View heights, boolean coloured) {
    if (heights.shape(0) < 3 || heights.shape(1) < 3) {
      paintInner(target, heights, heights, heights, heights, heights, coloured);
      return;
    }
    // The neighbours of all inner items, as views of the same memory, each shifted by one.
    View north = heights.slice(upTo(-2), range(1, -1));
    View south = heights.slice(Index.from(2), range(1, -1));
    View west = heights.slice(range(1, -1), upTo(-2));
    View east = heights.slice(range(1, -1), Index.from(2));
    Index inner = range(1, -1);
    View middle = heights.slice(inner, inner);
    paintInner(target.slice(inner, inner), middle, north, south, west, east, coloured);
    // The border has no neighbours: it takes the pixels beside it.
    target.at(0).assign(target.at(1));
    target.at(-1).assign(target.at(-2));
    target.slice(Index.all(), Index.at(0)).assign(target.slice(Index.all(), Index.at(1)));
    target.slice(Index.all(), Index.at(-1)).assign(target.slice(Index.all(), Index.at(-2)));
  }

  private void paintInner(
      View target, View middle, View north, View south, View west, View east, boolean coloured) {
    double steepness = steepness(north, south) + steepness(west, east);
    double lift = steepness > 0 ? 1.0 / steepness : 0;
    for (long i = 0; i < middle.shape(0); i++) {
      for (long j = 0; j < middle.shape(1); j++) {
        double slopeX = (number(east, i, j) - number(west, i, j)) * lift;
        double slopeY = (number(south, i, j) - number(north, i, j)) * lift;
        double light =
            (0.5 * (slopeX + slopeY) + Math.sqrt(0.5))
                / Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
        double factor = Double.isNaN(light) ? 1 : 0.42 + 0.58 * Math.max(0, light) / Math.sqrt(0.5);
        int rgb = coloured ? colour(number(middle, i, j)) : 0xD0D0D0;
        View pixel = target.at(i, j);
        for (int band = 0; band < 3; band++) {
          int value = rgb >> (16 - 8 * band) & 0xFF;
          double lit = factor <= 1 ? value * factor : value + (255 - value) * 1.6 * (factor - 1);
          pixel.setLong(band, Math.round(Math.min(255, lit)));
        }
      }
    }
  }

  /** The mean difference of two views. */
  private static double steepness(View one, View other) {
    double sum = 0;
    long count = 0;
    for (long i = 0; i < one.shape(0); i++) {
      for (long j = 0; j < one.shape(1); j++) {
        double difference = Math.abs(number(one, i, j) - number(other, i, j));
        if (Double.isFinite(difference)) {
          sum += difference;
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** Paints a row of heights: columns of colour, each up to the height of its place. */
  void paintProfile(View target, View heights) {
    long rows = target.shape(0);
    double span = high - low;
    target.fill(0xF3);
    for (long column = 0; column < target.shape(1); column++) {
      long place = column * (heights.shape(0) - 1) / (target.shape(1) - 1);
      double height = number(heights, place);
      double part = span > 0 ? Math.clamp((height - low) / span, 0, 1) : 0;
      long top = rows - 1 - Math.round((Double.isFinite(part) ? part : 0) * (rows - 2));
      View bar = target.slice(range(top, rows), Index.at(column));
      for (long row = 0; row < bar.shape(0); row++) {
        int rgb = colour(low + span * (rows - 1 - top - row) / (rows - 2));
        for (int band = 0; band < 3; band++) {
          bar.setLong(row, band, rgb >> (16 - 8 * band) & 0xFF);
        }
      }
    }
  }

  /** The colour of a height, 0xRRGGBB. */
  int colour(double height) {
    if (!Double.isFinite(height)) {
      return UNKNOWN;
    }
    double place = high > low ? (height - low) / (high - low) * (COLOURS.length - 1) : 0;
    int below = Math.clamp((int) place, 0, COLOURS.length - 2);
    double part = Math.clamp(place - below, 0, 1);
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = COLOURS[below] >> shift & 0xFF;
      int to = COLOURS[below + 1] >> shift & 0xFF;
      rgb |= (int) Math.round(from + (to - from) * part) << shift;
    }
    return rgb;
  }

  /** Round heights for a scale: about as many as asked for. */
  double[] ticks(int wanted) {
    double step = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, (high - low) / wanted))));
    for (double factor : new double[] {1, 2, 5, 10}) {
      if ((high - low) / (step * factor) <= wanted) {
        step *= factor;
        break;
      }
    }
    if (!(high > low)) {
      return new double[] {low};
    }
    double unit = step;
    return LongStream.rangeClosed((long) Math.ceil(low / unit), (long) Math.floor(high / unit))
        .mapToDouble(count -> count * unit)
        .toArray();
  }
}
