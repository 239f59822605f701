package io.memview.internal.reduce;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

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
   * @param greatest the lowest of all numbers
   * @param load loads the items, which are overwritten when the greatest is looked for
   * @param placeOf the place of an item of a row among all of them; it grows along the row
   */
  void find(Block greatest, int each, Supplier<Block> load, IntToLongFunction placeOf) {
    Block items = load.get();
    for (int k = 0; k < places.length; k++) {
      greatest.max(k, items, k * each, each);
    }
    boolean isWhole = false;
    for (int k = 0; k < places.length; k++) {
      int order = places[k] < 0 ? 1 : greatest.compare(k, all, k);
      if (order >= 0) {
        items = isWhole ? items : load.get();
        isWhole = true;
        int at = k * each;
        long place = placeOf.applyAsLong(items.find(greatest, k, at) - at);
        if (order > 0 || place < places[k]) {
          all.set(k, greatest, k);
          places[k] = place;
        }
      }
    }
  }

  /** Writes the places, in native byte order. */
  void write(MemorySegment to) {
    MemorySegment.copy(places, 0, to, ValueLayout.JAVA_LONG_UNALIGNED, 0, places.length);
  }
}
