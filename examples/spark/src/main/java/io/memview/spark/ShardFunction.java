package io.memview.spark;

import io.memview.View;
import java.io.Serializable;

/**
 * Makes a result of a shard, in a task.
 *
 * @param <R> the result, serializable
 */
@FunctionalInterface
public interface ShardFunction<R> extends Serializable {
  /**
   * Makes a result.
   *
   * @param shard which part of the array it is
   * @param items its items, with the border that was asked for, read-only; released when this
   *     returns or throws
   * @return the result
   * @throws Exception if it fails, which fails the task
   */
  R apply(Shard shard, View items) throws Exception;
}
