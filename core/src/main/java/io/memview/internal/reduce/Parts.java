package io.memview.internal.reduce;

import io.memview.format.Scalar;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;

/** Complex numbers, whose parts are folded by themselves. */
final class Parts {
  private Parts() {}

  static void reduce(Region items, Fold fold, boolean[] folded, Region result) {
    if (!fold.isTruth()) {
      for (int part = 0; part < 2; part++) {
        Reducer.reduce(part(items, part), fold, folded, part(result, part));
      }
      return;
    }
    // True is what has a part that is: a truth value for each item is made first.
    Layout packed = Layout.contiguous(1, Order.C, items.layout().shape());
    byte[] truths = new byte[Math.toIntExact(packed.itemCount())];
    Region all = Region.of(MemorySegment.ofArray(truths), result.format(), packed);
    Region real = part(items, 0);
    Region imaginary = part(items, 1);
    boolean[] none = new boolean[folded.length];
    byte[] other = new byte[truths.length];
    Reducer.reduce(real, Fold.ANY, none, all);
    Reducer.reduce(
        imaginary,
        Fold.ANY,
        none,
        Region.of(MemorySegment.ofArray(other), result.format(), packed));
    for (int i = 0; i < truths.length; i++) {
      truths[i] |= other[i];
    }
    Reducer.reduce(all, fold, folded, result);
  }

  /** The real parts or the imaginary ones. */
  static Region part(Region items, int part) {
    Scalar complex = (Scalar) items.format();
    Scalar real = new Scalar(complex.type().part().orElseThrow(), complex.mode());
    return items.withFormat(
        real, items.layout().subItem(part * real.itemSize(), real.itemSize(), new long[0]));
  }
}
