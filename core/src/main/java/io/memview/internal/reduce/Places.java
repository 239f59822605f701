package io.memview.internal.reduce;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/** The greatest items so far, and where the first of each is. */
final class Places {
  private final Block all;
  private final long[] places;

  Places(Block all, int count) {
    this.all = all;
    this.places = new long[count];
    Arrays.fill(places, -1);
  }

  /**
   * Looks at a row of items for each place.
   *
   * @param greatest the greatest of each row
   * @param find the index in the row of the first that is as great
   * @param placeOf the place of an item of a row among all of them; it grows along the row
   */
  void find(Block greatest, IntUnaryOperator find, IntToLongFunction placeOf) {
    for (int k = 0; k < places.length; k++) {
      int order = places[k] < 0 ? 1 : greatest.compare(k, all, k);
      if (order > 0 || (order == 0 && placeOf.applyAsLong(0) < places[k])) {
        long place = placeOf.applyAsLong(find.applyAsInt(k));
        if (order > 0 || place < places[k]) {
          all.set(k, greatest, k);
          places[k] = place;
        }
      }
    }
  }

  /** Looks at one item for each place, all of which are at the same one. */
  void findEach(Block items, long place) {
    all.placeEach(items, places.length, place, places);
  }

  MemorySegment memory() {
    return MemorySegment.ofArray(places);
  }

  long at(int k) {
    return places[k];
  }
}
