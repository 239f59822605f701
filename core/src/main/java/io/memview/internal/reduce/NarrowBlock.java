package io.memview.internal.reduce;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Integers of one or two bytes without a sign, as they lie. As many as a {@code long} has parts are
 * compared at a time, which the JIT compiler makes vector instructions of; it makes none of a
 * comparison of bytes. For extremes: sums are of wider integers.
 */
final class NarrowBlock extends Block {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  /** How far the greater items go on, in bytes. */
  private static final int FAR = 256;

  private final byte[] items;

  /** The bytes of an item. */
  private final int size;

  /** The highest bit of each part. */
  private final long signs;

  NarrowBlock(int size, int length) {
    this.size = size;
    this.signs = size == 1 ? 0x8080_8080_8080_8080L : 0x8000_8000_8000_8000L;
    this.items = new byte[bytes(length)];
  }

  /** The bytes of some items, and of those that share their last {@code long}. */
  private int bytes(int count) {
    return (count * size + Long.BYTES - 1) & -Long.BYTES;
  }

  @Override
  Block accumulators(int count, boolean sums) {
    return new NarrowBlock(size, count);
  }

  @Override
  MemorySegment memory() {
    return MemorySegment.ofArray(items);
  }

  @Override
  void moveToFront(int at, int count) {
    System.arraycopy(items, at * size, items, 0, count * size);
  }

  @Override
  void reverse(int count) {
    turn(count, ~0L);
  }

  @Override
  void turn(int count) {
    turn(count, signs);
  }

  private void turn(int count, long key) {
    int end = bytes(count);
    for (int i = 0; i < end; i += Long.BYTES) {
      LONG.set(items, i, (long) LONG.get(items, i) ^ key);
    }
  }

  /** The greater ones of parts side by side. */
  private static long max(long x, long y, long signs, int width) {
    long isNotLess = (x | signs) - (y & ~signs); // but for the signs: nothing is borrowed
    long isGreater = ((x & ~y) | (~(x ^ y) & isNotLess)) & signs;
    long mask = (isGreater << 1) - (isGreater >>> (width - 1));
    return y ^ ((x ^ y) & mask);
  }

  @Override
  void max(int k, Block block, int at, int count) {
    byte[] a = ((NarrowBlock) block).items;
    int width = size * Byte.SIZE;
    int end = (at + count) * size;
    int i = at * size;
    for (; i <= end - FAR - Long.BYTES; i += Long.BYTES) {
      LONG.set(a, i + FAR, max((long) LONG.get(a, i + FAR), (long) LONG.get(a, i), signs, width));
    }
    long parts = 0;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      parts = max(parts, (long) LONG.get(a, i), signs, width);
    }
    int most = at(k);
    for (; parts != 0; parts >>>= width) {
      most = Math.max(most, (int) parts & ((1 << width) - 1));
    }
    for (; i < end; i += size) {
      most = Math.max(most, at(a, i));
    }
    set(k, most);
  }

  @Override
  void maxEach(Block block, int count) {
    byte[] a = ((NarrowBlock) block).items;
    int width = size * Byte.SIZE;
    int end = bytes(count);
    for (int i = 0; i < end; i += Long.BYTES) {
      LONG.set(items, i, max((long) LONG.get(items, i), (long) LONG.get(a, i), signs, width));
    }
  }

  @Override
  long longAt(int k) {
    return at(k);
  }

  private int at(int k) {
    return at(items, k * size);
  }

  private int at(byte[] a, int i) {
    return size == 1 ? a[i] & 0xFF : (short) SHORT.get(a, i) & 0xFFFF;
  }

  /** Sets an item to a number. */
  void set(int k, int value, boolean isSigned) {
    set(k, isSigned ? value ^ (1 << (size * Byte.SIZE - 1)) : value);
  }

  private void set(int k, int value) {
    if (size == 1) {
      items[k] = (byte) value;
    } else {
      SHORT.set(items, k * size, (short) value);
    }
  }
}
