package io.memview.internal.reduce;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Integers, and truth values. */
final class IntBlock extends Block {
  final int[] items;

  IntBlock(int length) {
    items = new int[length];
  }

  @Override
  Block accumulators(int count, boolean sums) {
    if (sums) {
      return new LongBlock(count);
    }
    IntBlock lowest = new IntBlock(count);
    Arrays.fill(lowest.items, Integer.MIN_VALUE);
    return lowest;
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
      items[i] = ~items[i];
    }
  }

  @Override
  void turn(int count) {
    for (int i = 0; i < count; i++) {
      items[i] ^= Integer.MIN_VALUE;
    }
  }

  @Override
  void max(int k, Block block, int at, int count) {
    int[] a = ((IntBlock) block).items;
    int end = at + count;
    int i = at;
    for (; i < end - LANES; i++) {
      a[i + LANES] = Math.max(a[i + LANES], a[i]);
    }
    int most = items[k];
    for (; i < end; i++) {
      most = Math.max(most, a[i]);
    }
    items[k] = most;
  }

  @Override
  void maxEach(Block block, int count) {
    int[] a = ((IntBlock) block).items;
    for (int i = 0; i < count; i++) {
      items[i] = Math.max(items[i], a[i]);
    }
  }

  @Override
  void placeEach(Block block, int count, long place, long[] places) {
    int[] a = ((IntBlock) block).items;
    for (int i = 0; i < count; i++) {
      int item = a[i];
      if (item > items[i] || places[i] < 0) {
        items[i] = item;
        places[i] = place;
      }
    }
  }

  @Override
  int compare(int k, Block other, int j) {
    return Integer.compare(items[k], ((IntBlock) other).items[j]);
  }

  @Override
  void set(int k, Block other, int j) {
    items[k] = ((IntBlock) other).items[j];
  }

  @Override
  int find(Block accumulator, int k, int at, int end) {
    int value = ((IntBlock) accumulator).items[k];
    int i = at;
    while (i < end && items[i] != value) {
      i++;
    }
    return i;
  }

  @Override
  long longAt(int k) {
    return items[k];
  }

  /** Makes truth values of numbers, which may be these. */
  void setTruths(Block block, int count) {
    switch (block) {
      case IntBlock ints -> {
        for (int i = 0; i < count; i++) {
          items[i] = ints.items[i] != 0 ? 1 : 0;
        }
      }
      case LongBlock longs -> {
        for (int i = 0; i < count; i++) {
          items[i] = longs.items[i] != 0 ? 1 : 0;
        }
      }
      case FloatBlock floats -> {
        for (int i = 0; i < count; i++) {
          items[i] = floats.items[i] != 0 ? 1 : 0;
        }
      }
      default -> {
        double[] doubles = ((DoubleBlock) block).items;
        for (int i = 0; i < count; i++) {
          items[i] = doubles[i] != 0 ? 1 : 0;
        }
      }
    }
  }
}
