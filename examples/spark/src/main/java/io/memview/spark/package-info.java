/**
 * NumPy's files as tables of Spark ({@link io.memview.spark.NpySource}), and arrays that lie in
 * shards on a file system that all machines see ({@link io.memview.spark.ShardedArray}). Nothing is
 * shipped but descriptions: a task maps what it works on.
 *
 * <p>Experimental: it follows Spark 4.2, and may change with it.
 */
@NullMarked
package io.memview.spark;

import org.jspecify.annotations.NullMarked;
