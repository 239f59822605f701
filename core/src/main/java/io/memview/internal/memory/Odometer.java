package io.memview.internal.memory;

import io.memview.layout.Layout;
import java.util.NoSuchElementException;

/** Counts through all indices of a layout in C order. For one thread. */
public final class Odometer {
  private final Layout layout;
  private final long[] index;
  private long left;

  /** Starts before the first index. */
  public Odometer(Layout layout) {
    this.layout = layout;
    this.index = new long[layout.ndim()];
    this.left = layout.itemCount();
    if (index.length > 0) {
      index[index.length - 1] = -1;
    }
  }

  /** Whether there is another index. */
  public boolean hasNext() {
    return left > 0;
  }

  /** The next index. The array is the same one each time. */
  public long[] next() {
    if (left-- <= 0) {
      throw new NoSuchElementException("all items have been visited");
    }
    for (int d = index.length - 1; d >= 0; d--) {
      if (++index[d] < layout.shape(d)) {
        break;
      }
      index[d] = 0;
    }
    return index;
  }
}
