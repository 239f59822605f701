package io.memview.spark;

import io.memview.layout.Index;
import java.util.Arrays;

/**
 * Which part of an array a task works on: a box of items, and a border around it.
 *
 * @param grid where the shard stands among the others, in shards
 * @param origin where its first item stands in the array, in items
 * @param shape its extents, in items; those of the last shards may be shorter than others
 * @param before how many items of the border there are before it, by dimension: fewer than were
 *     asked for where the array ends
 * @param after how many there are behind it
 */
public record Shard(long[] grid, long[] origin, long[] shape, long[] before, long[] after) {
  /**
   * Where the shard lies in the view with the border.
   *
   * @return a range for each dimension, for {@link io.memview.View#slice}
   */
  public Index[] inner() {
    Index[] ranges = new Index[shape.length];
    Arrays.setAll(ranges, d -> Index.range(before[d], before[d] + shape[d]));
    return ranges;
  }

  /** Where it stands among the others, and its box. */
  @Override
  public String toString() {
    return "shard %s at %s, shape %s"
        .formatted(Arrays.toString(grid), Arrays.toString(origin), Arrays.toString(shape));
  }
}
