package io.memview.fuzz;

import io.memview.layout.Index;
import java.util.ArrayList;
import java.util.List;

/** What Python's brackets select of one dimension, one position after the other. */
final class Positions {
  private Positions() {}

  /** The positions of a range: {@code list(range(*slice(start, stop, step).indices(extent)))}. */
  static List<Long> of(Index.Range range, long extent) {
    List<Long> all = new ArrayList<>();
    for (long i = 0; i < extent; i++) {
      long at = range.step() > 0 ? i : extent - 1 - i;
      if (isBetween(range, at, extent)) {
        all.add(at);
      }
    }
    return everyStep(all, Math.absExact(range.step()));
  }

  /** Whether a position is not before the start and before the stop, in the range's direction. */
  private static boolean isBetween(Index.Range range, long at, long extent) {
    long start = range.start() < 0 ? range.start() + extent : range.start();
    long stop = range.stop() < 0 ? range.stop() + extent : range.stop();
    return range.step() > 0 ? at >= start && at < stop : at <= start && at > stop;
  }

  private static List<Long> everyStep(List<Long> all, long step) {
    List<Long> taken = new ArrayList<>();
    for (long i = 0; i < all.size(); i++) {
      if (i % step == 0) {
        taken.add(all.get((int) i));
      }
    }
    return taken;
  }
}
