package io.memview.internal.reduce;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Long integers, and the sums of integers. */
final class LongBlock extends Block {
  final long[] items;

  LongBlock(int length) {
    items = new long[length];
  }

  @Override
  Block accumulators(int count, boolean sums) {
    if (sums) {
      return new LongBlock(count);
    }
    LongBlock lowest = new LongBlock(count);
    Arrays.fill(lowest.items, Long.MIN_VALUE);
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
      items[i] ^= Long.MIN_VALUE;
    }
  }

  @Override
  void max(int k, Block block, int at, int count) {
    long[] a = ((LongBlock) block).items;
    int end = at + count;
    int i = at;
    for (; i < end - LANES; i++) {
      a[i + LANES] = Math.max(a[i + LANES], a[i]);
    }
    long most = items[k];
    for (; i < end; i++) {
      most = Math.max(most, a[i]);
    }
    items[k] = most;
  }

  @Override
  void maxEach(Block block, int count) {
    long[] a = ((LongBlock) block).items;
    for (int i = 0; i < count; i++) {
      items[i] = Math.max(items[i], a[i]);
    }
  }

  @Override
  void placeEach(Block block, int count, long place, long[] places) {
    long[] a = ((LongBlock) block).items;
    for (int i = 0; i < count; i++) {
      long item = a[i];
      if (item > items[i] || places[i] < 0) {
        items[i] = item;
        places[i] = place;
      }
    }
  }

  @Override
  void add(int k, Block block, int at, int count) {
    items[k] +=
        block instanceof IntBlock ints ? sum(ints.items, at, count) : sum(longs(block), at, count);
  }

  private static long[] longs(Block block) {
    return ((LongBlock) block).items;
  }

  private static long sum(int[] a, int at, int count) {
    long sum = 0;
    for (int i = at; i < at + count; i++) {
      sum += a[i];
    }
    return sum;
  }

  private static long sum(long[] a, int at, int count) {
    long sum = 0;
    for (int i = at; i < at + count; i++) {
      sum += a[i];
    }
    return sum;
  }

  @Override
  void addEach(Block block, int count) {
    if (block instanceof IntBlock ints) {
      addEach(items, ints.items, count);
      return;
    }
    long[] a = longs(block);
    for (int i = 0; i < count; i++) {
      items[i] += a[i];
    }
  }

  private static void addEach(long[] items, int[] a, int count) {
    for (int i = 0; i < count; i++) {
      items[i] += a[i];
    }
  }

  @Override
  int compare(int k, Block other, int j) {
    return Long.compare(items[k], ((LongBlock) other).items[j]);
  }

  @Override
  void set(int k, Block other, int j) {
    items[k] = ((LongBlock) other).items[j];
  }

  @Override
  int find(Block accumulator, int k, int at, int end) {
    long value = ((LongBlock) accumulator).items[k];
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

  void setUnsigned(IntBlock ints, int count) {
    for (int i = 0; i < count; i++) {
      items[i] = Integer.toUnsignedLong(ints.items[i]);
    }
  }
}
