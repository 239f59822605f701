package io.memview.spark;

import io.memview.View;
import java.io.Serializable;

/** Fills a shard of a new array from one of another, in a task. */
@FunctionalInterface
public interface ShardTransform extends Serializable {
  /**
   * Fills a shard.
   *
   * @param shard which part of the array it is
   * @param items its items, with the border that was asked for, read-only
   * @param result the shard of the new array, all zero, of the same extents without the border
   * @throws Exception if it fails, which fails the task and leaves no shard
   */
  void apply(Shard shard, View items, View result) throws Exception;
}
