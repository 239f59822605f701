package io.memview.internal.reduce;

import java.lang.foreign.MemorySegment;

/**
 * An array of numbers, and what is folded into it: items are folded into accumulators. A class for
 * each primitive type, whose loops the JIT compiler turns into vector instructions.
 *
 * <p>All extremes are maxima: the greatest of numbers that have been turned round is their minimum.
 */
abstract class Block {
  /** So many items are summed in eight partial sums, and more in halves, as in NumPy. */
  static final int SUMMED = 128;

  /** How far the greater items go on. */
  static final int LANES = 256;

  /** What so many items are divided at to be summed, as in NumPy. */
  static long half(long count) {
    return count / 2 - count / 2 % 8;
  }

  /** New accumulators of the type that items of this type are added or compared in. */
  abstract Block accumulators(int count, boolean sums);

  /** The memory of the array. */
  abstract MemorySegment memory();

  /**
   * Moves some items to the front: two arrays are folded into each other by vector instructions if
   * each item meets the one at its own place.
   */
  abstract void moveToFront(int at, int count);

  /** Turns the order of numbers round. */
  abstract void reverse(int count);

  /** Turns the highest bits: the order of unsigned numbers becomes that of signed ones, or back. */
  void turn(int count) {
    throw new AssertionError("floats have a sign");
  }

  /**
   * Makes one accumulator the greatest of itself and some items, which are overwritten: the greater
   * ones go on, item by item at a distance that the JIT compiler knows, so that it takes vectors.
   */
  abstract void max(int k, Block items, int at, int count);

  /** Makes each accumulator the greater of itself and an item. */
  abstract void maxEach(Block items, int count);

  /**
   * Makes each accumulator the greater of itself and an item.
   *
   * @param place what is noted where the item is greater, or nothing has been noted
   */
  void placeEach(Block items, int count, long place, long[] places) {
    throw new AssertionError("places are those of wider numbers");
  }

  /** Adds some items to one accumulator. */
  void add(int k, Block items, int at, int count) {
    throw new AssertionError("integers are added in 64 bits");
  }

  /** Adds an item to each accumulator. */
  void addEach(Block items, int count) {
    throw new AssertionError("integers are added in 64 bits");
  }

  /** How a number compares to another block's; no number is the greatest, zeros are equal. */
  int compare(int k, Block other, int j) {
    throw new AssertionError("places are those of wider numbers");
  }

  /** Copies a number of another block. */
  void set(int k, Block other, int j) {
    throw new AssertionError("places are those of wider numbers");
  }

  /** Where the first of some items is that is equal to an accumulator; {@code end} if none is. */
  int find(Block accumulator, int k, int at, int end) {
    throw new AssertionError("places are those of wider numbers");
  }

  /** A number, if they are integers. */
  long longAt(int k) {
    throw new AssertionError("no integers");
  }

  /** A number. */
  double doubleAt(int k) {
    return longAt(k);
  }
}
