package io.memview.internal.reduce;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Floats, and the sums of floats. */
final class FloatBlock extends Block {
  final float[] items;

  FloatBlock(int length) {
    items = new float[length];
  }

  @Override
  Block accumulators(int count, boolean sums) {
    FloatBlock made = new FloatBlock(count);
    if (!sums) {
      Arrays.fill(made.items, Float.NEGATIVE_INFINITY);
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
    float[] a = ((FloatBlock) block).items;
    int end = at + count;
    int i = at;
    for (; i < end - LANES; i++) {
      a[i + LANES] = Math.max(a[i + LANES], a[i]);
    }
    float most = items[k];
    for (; i < end; i++) {
      most = Math.max(most, a[i]);
    }
    items[k] = most;
  }

  @Override
  void maxEach(Block block, int count) {
    float[] a = ((FloatBlock) block).items;
    for (int i = 0; i < count; i++) {
      items[i] = Math.max(items[i], a[i]);
    }
  }

  @Override
  void placeEach(Block block, int count, long place, long[] places) {
    float[] a = ((FloatBlock) block).items;
    for (int i = 0; i < count; i++) {
      float item = a[i];
      if ((!(item <= items[i]) && !Float.isNaN(items[i])) || places[i] < 0) {
        items[i] = item;
        places[i] = place;
      }
    }
  }

  @Override
  void add(int k, Block block, int at, int count) {
    items[k] += sum(((FloatBlock) block).items, at, count);
  }

  @Override
  void addEach(Block block, int count) {
    float[] a = ((FloatBlock) block).items;
    for (int i = 0; i < count; i++) {
      items[i] += a[i];
    }
  }

  /** In NumPy's order of additions: the same sum to the last bit. */
  static float sum(float[] x, int at, int count) {
    if (count > SUMMED) {
      int half = (int) half(count);
      return sum(x, at, half) + sum(x, at + half, count - half);
    }
    float sum = 0;
    int i = at;
    if (count >= 8) {
      float a = x[i];
      float b = x[i + 1];
      float c = x[i + 2];
      float d = x[i + 3];
      float e = x[i + 4];
      float f = x[i + 5];
      float g = x[i + 6];
      float h = x[i + 7];
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
    float x = items[k];
    float y = ((FloatBlock) other).items[j];
    return x == y ? 0 : Float.compare(x, y);
  }

  @Override
  void set(int k, Block other, int j) {
    items[k] = ((FloatBlock) other).items[j];
  }

  @Override
  int find(Block accumulator, int k, int at, int end) {
    float value = ((FloatBlock) accumulator).items[k];
    boolean isNumber = !Float.isNaN(value);
    int i = at;
    while (i < end && (isNumber ? items[i] != value : !Float.isNaN(items[i]))) {
      i++;
    }
    return i;
  }

  @Override
  double doubleAt(int k) {
    return items[k];
  }
}
