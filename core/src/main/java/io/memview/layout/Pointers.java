package io.memview.layout;

import java.util.Arrays;

/** Which dimensions of a layout hold pointers, and how far behind them the ways go on. */
final class Pointers {
  static final Pointers NONE = new Pointers(0, new long[0]);

  /** Bit {@code d} is set if dimension {@code d} holds pointers. */
  final long dimensions;

  /** One for each dimension, 0 if it holds none; empty if none does. Nobody changes them. */
  final long[] suboffsets;

  private Pointers(long dimensions, long[] suboffsets) {
    this.dimensions = dimensions;
    this.suboffsets = suboffsets;
  }

  /** For an array that nobody changes any more. */
  static Pointers of(long dimensions, long[] suboffsets) {
    return dimensions == 0 ? NONE : new Pointers(dimensions, suboffsets);
  }

  /** Whether a dimension of a layout holds pointers. */
  boolean isAt(int dimension) {
    return (dimensions >>> dimension & 1) != 0;
  }

  /** How far the way goes on behind the pointers of a dimension; 0 if it holds none. */
  long suboffset(int dimension) {
    return dimensions == 0 ? 0 : suboffsets[dimension];
  }

  /** How many dimensions of pointers lie before one. */
  int before(int dimension) {
    return Long.bitCount(dimensions & ((1L << dimension) - 1));
  }

  /** The suboffsets of a layout with so many dimensions, in a new array. */
  long[] copy(int ndim) {
    return dimensions == 0 ? new long[ndim] : suboffsets.clone();
  }

  /** Those of the dimensions behind the first few. */
  Pointers behind(int few) {
    long left = few < Long.SIZE ? dimensions >>> few : 0;
    return left == 0
        ? NONE
        : new Pointers(left, Arrays.copyOfRange(suboffsets, few, suboffsets.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pointers that
        && dimensions == that.dimensions
        && Arrays.equals(suboffsets, that.suboffsets);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(dimensions);
  }
}
