package io.memview.internal.reduce;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Doubles, and the sums of doubles. */
final class DoubleBlock extends Block {
  final double[] items;

  DoubleBlock(int length) {
    items = new double[length];
  }

  @Override
  Block accumulators(int count, boolean sums) {
    DoubleBlock made = new DoubleBlock(count);
    if (!sums) {
      Arrays.fill(made.items, Double.NEGATIVE_INFINITY);
    }
    return made;
  }

  @Override
  MemorySegment memory() {
    return MemorySegment.ofArray(items);
  }

  @Override
  void moveToFront(int at, int count) {
    System.arraycopy(items, at, items, 0, count);
  }

  @Override
  void reverse(int count) {
    for (int i = 0; i < count; i++) {
      items[i] = -items[i];
    }
  }

  @Override
  void max(int k, Block block, int at, int count) {
    double[] a = ((DoubleBlock) block).items;
    int end = at + count;
    int i = at;
    for (; i < end - LANES; i++) {
      a[i + LANES] = Math.max(a[i + LANES], a[i]);
    }
    double most = items[k];
    for (; i < end; i++) {
      most = Math.max(most, a[i]);
    }
    items[k] = most;
  }

  @Override
  void maxEach(Block block, int count) {
    double[] a = ((DoubleBlock) block).items;
    for (int i = 0; i < count; i++) {
      items[i] = Math.max(items[i], a[i]);
    }
  }

  @Override
  void placeEach(Block block, int count, long place, long[] places) {
    double[] a = ((DoubleBlock) block).items;
    for (int i = 0; i < count; i++) {
      double item = a[i];
      if ((!(item <= items[i]) && !Double.isNaN(items[i])) || places[i] < 0) {
        items[i] = item;
        places[i] = place;
      }
    }
  }

  @Override
  void add(int k, Block block, int at, int count) {
    items[k] += sum(((DoubleBlock) block).items, at, count);
  }

  @Override
  void addEach(Block block, int count) {
    double[] a = ((DoubleBlock) block).items;
    for (int i = 0; i < count; i++) {
      items[i] += a[i];
    }
  }

  /** In NumPy's order of additions: the same sum to the last bit. */
  static double sum(double[] x, int at, int count) {
    if (count > SUMMED) {
      int half = (int) half(count);
      return sum(x, at, half) + sum(x, at + half, count - half);
    }
    double sum = 0;
    int i = at;
    if (count >= 8) {
      double a = x[i];
      double b = x[i + 1];
      double c = x[i + 2];
      double d = x[i + 3];
      double e = x[i + 4];
      double f = x[i + 5];
      double g = x[i + 6];
      double h = x[i + 7];
      for (i += 8; i <= at + count - 8; i += 8) {
        a += x[i];
        b += x[i + 1];
        c += x[i + 2];
        d += x[i + 3];
        e += x[i + 4];
        f += x[i + 5];
        g += x[i + 6];
        h += x[i + 7];
      }
      sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
    for (; i < at + count; i++) {
      sum += x[i];
    }
    return sum;
  }

  @Override
  int compare(int k, Block other, int j) {
    double x = items[k];
    double y = ((DoubleBlock) other).items[j];
    return x == y ? 0 : Double.compare(x, y);
  }

  @Override
  void set(int k, Block other, int j) {
    items[k] = ((DoubleBlock) other).items[j];
  }

  @Override
  int find(Block accumulator, int k, int at, int end) {
    double value = ((DoubleBlock) accumulator).items[k];
    boolean isNumber = !Double.isNaN(value);
    int i = at;
    while (i < end && (isNumber ? items[i] != value : !Double.isNaN(items[i]))) {
      i++;
    }
    return i;
  }

  @Override
  double doubleAt(int k) {
    return items[k];
  }

  /** The nearest doubles. */
  void set(LongBlock longs, int count, boolean areUnsigned) {
    for (int i = 0; i < count; i++) {
      long bits = longs.items[i];
      boolean isTooLarge = areUnsigned && bits < 0;
      // The lowest bit is kept where halving would lose it.
      items[i] = isTooLarge ? ((bits >>> 1) | (bits & 1)) * 2.0 : bits;
    }
  }
}
