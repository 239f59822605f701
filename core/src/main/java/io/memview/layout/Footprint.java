package io.memview.layout;

import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The bytes that items take: what tells whether some of them are the same.
 *
 * @param offset where the first item lies
 * @param itemSize how many bytes each item takes
 * @param shape the extents
 * @param strides from item to item, in bytes
 */
record Footprint(long offset, long itemSize, long[] shape, long[] strides) {

  /** Whether an item of one and an item of the other have a byte in common. */
  boolean overlaps(Footprint other) {
    if (!hasBytes() || !other.hasBytes()) {
      return false;
    }
    try {
      BoundedSum distance = new BoundedSum();
      distance.moveTarget(Math.subtractExact(other.offset, offset));
      for (int d = 0; d < shape.length; d++) {
        distance.add(strides[d], shape[d] - 1);
      }
      for (int d = 0; d < other.shape.length; d++) {
        distance.add(-other.strides[d], other.shape[d] - 1);
      }
      distance.add(1, itemSize - 1);
      distance.add(-1, other.itemSize - 1);
      return distance.isPossible();
    } catch (ArithmeticException e) {
      return true; // further apart than 64 bits can say: in doubt
    }
  }

  /** Whether two items have a byte in common. */
  boolean overlapsItself() {
    return hasBytes() && !isNested(d -> d) && !isNested(byStride()) && hasSharedBytes();
  }

  private boolean hasBytes() {
    return itemSize > 0 && LongStream.of(shape).allMatch(extent -> extent > 0);
  }

  private IntUnaryOperator byStride() {
    int[] dimensions =
        IntStream.range(0, shape.length)
            .boxed()
            .sorted(Comparator.comparing(d -> -Math.abs((double) strides[d])))
            .mapToInt(Integer::intValue)
            .toArray();
    return i -> dimensions[i];
  }

  /** Whether each step goes over all that the dimensions behind it reach. */
  private boolean isNested(IntUnaryOperator dimensions) {
    long reach = itemSize;
    for (int i = shape.length - 1; i >= 0; i--) {
      int d = dimensions.applyAsInt(i);
      if (shape[d] > 1) {
        long step = Math.abs(strides[d]);
        if (step < reach) {
          return false;
        }
        reach += step * (shape[d] - 1);
      }
    }
    return true;
  }

  /** Of two indices that lead to one byte, one is the larger in the first dimension they differ. */
  private boolean hasSharedBytes() {
    for (int d = 0; d < shape.length; d++) {
      if (shape[d] > 1 && hasSharedBytes(d)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasSharedBytes(int first) {
    try {
      BoundedSum distance = new BoundedSum();
      distance.moveTarget(Math.negateExact(strides[first]));
      distance.add(strides[first], shape[first] - 2);
      for (int d = first + 1; d < shape.length; d++) {
        distance.add(strides[d], shape[d] - 1);
        distance.add(-strides[d], shape[d] - 1);
      }
      distance.add(1, itemSize - 1);
      distance.add(-1, itemSize - 1);
      return distance.isPossible();
    } catch (ArithmeticException e) {
      return true; // further apart than 64 bits can say: in doubt
    }
  }
}
