package io.memview.spark;

import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * An array that lies in chunks on a file system that all machines see, and is worked on shard by
 * shard: each task maps the chunks that it needs, and holds no more. This is a description of some
 * hundred bytes, and a number for each cut; items never pass through the driver.
 *
 * <pre>{@code
 * ShardedArray heights = ShardedArray.zarr(Path.of("/data/heights.zarr"));
 * double highest = heights.map(spark, (shard, items) -> items.doubleStatistics().getMax())
 *     .reduce(Math::max);
 * ShardedArray metres = heights.write(spark, Path.of("/data/metres"), "<f",
 *     (shard, items, result) -> result.copyFrom(items, Conversion.CHECKED.scaled(0.3048, 0)));
 * }</pre>
 *
 * <p>A shard is a chunk, or a piece of one ({@link #npy}). Where its border lies in the same chunk,
 * the view is of the mapped file; else the shard and its border are gathered from the chunks into
 * native memory, which is freed behind the function.
 *
 * <p><b>Threads.</b> Immutable; any thread and any machine may use it.
 */
public final class ShardedArray implements Serializable {
  private final String format;
  private final long[][] shards;
  private final long[][] cuts;
  private final Chunks chunks;

  /**
   * An array.
   *
   * @param shards where the shards of each dimension start, and where the last one ends
   * @param cuts the same of the chunks
   */
  ShardedArray(String format, long[][] shards, long[][] cuts, Chunks chunks) {
    this.format = format;
    this.shards = shards;
    this.cuts = cuts;
    this.chunks = chunks;
  }

  /**
   * One {@code .npy} file in shards of a shape.
   *
   * @param file the file
   * @param shard the extents of a shard in items; the last ones of a dimension may be shorter
   * @return the array
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if there is not one positive extent for each dimension
   */
  public static ShardedArray npy(Path file, long... shard) throws IOException {
    Objects.requireNonNull(shard, "shard");
    Head head = head(file);
    int rank = head.shape().length;
    if (shard.length != rank || Arrays.stream(shard).anyMatch(extent -> extent < 1)) {
      throw new IllegalArgumentException(
          "shards of %s: an array of shape %s needs %d positive extents"
              .formatted(Arrays.toString(shard), Arrays.toString(head.shape()), rank));
    }
    long[][] whole = new long[rank][];
    long[][] cuts = new long[rank][];
    for (int d = 0; d < rank; d++) {
      whole[d] = new long[] {0, head.shape()[d]};
      cuts[d] = regular(head.shape()[d], shard[d]);
    }
    return new ShardedArray(
        head.format(), cuts, whole, new NpyChunks.Files(List.of(file.toString())));
  }

  /**
   * {@code .npy} files, end to end along the first dimension; each is a shard.
   *
   * @param files at least one, of one format and of equal extents but for the first
   * @return the array
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if there is no file, if they differ, or if they are of single
   *     items
   */
  public static ShardedArray npyFiles(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("an array of no files has no format and no shape");
    }
    Head first = head(files.getFirst());
    int rank = first.shape().length;
    if (rank == 0) {
      throw new IllegalArgumentException(
          "%s is a single item, and has no first dimension".formatted(files.getFirst()));
    }
    long[] starts = new long[files.size() + 1];
    for (int i = 0; i < files.size(); i++) {
      Head head = head(files.get(i));
      if (!head.fitsBeside(first, 0)) {
        throw new IllegalArgumentException(
            "%s is %s, and does not fit behind %s, which is %s"
                .formatted(files.get(i), head, files.getFirst(), first));
      }
      starts[i + 1] = starts[i] + head.shape()[0];
    }
    long[][] cuts = new long[rank][];
    cuts[0] = starts;
    for (int d = 1; d < rank; d++) {
      cuts[d] = new long[] {0, first.shape()[d]};
    }
    List<String> paths = files.stream().map(Path::toString).toList();
    return new ShardedArray(first.format(), cuts, cuts, new NpyChunks.Files(paths));
  }

  /**
   * {@code .npy} files of a folder that are named by where they stand, such as {@code 0.12.npy}, as
   * {@link #write} makes them. Each is a shard.
   *
   * @param folder the folder
   * @return the array
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if there are none, if one is missing, or if those at the edges
   *     of the grid do not fit each other; that the others do is seen when they are opened
   */
  public static ShardedArray npyGrid(Path folder) throws IOException {
    return NpyChunks.Grid.open(folder);
  }

  /**
   * A Zarr array, of version 2 or 3, whose chunks are stored as they are (then they are mapped) or
   * by gzip or zlib. Each chunk is a shard; one that is missing is all fill value.
   *
   * @param folder the array's folder
   * @return the array
   * @throws IOException if there is no such array, or if it is stored in another way, which the
   *     message names
   */
  public static ShardedArray zarr(Path folder) throws IOException {
    return ZarrChunks.open(folder);
  }

  /** What a header says. */
  record Head(String format, long[] shape) {
    /** Whether all is the same but for the extent of one dimension. */
    boolean fitsBeside(Head first, int dimension) {
      if (!format.equals(first.format) || shape.length != first.shape.length) {
        return false;
      }
      for (int d = 0; d < shape.length; d++) {
        if (d != dimension && shape[d] != first.shape[d]) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return "'%s' of shape %s".formatted(format, Arrays.toString(shape));
    }
  }

  static Head head(Path file) throws IOException {
    OwnedMemory memory = NpyChunks.map(file);
    try {
      return memory.withView(
          Request.FULL_RO, view -> new Head(view.format().toString(), view.shape()));
    } finally {
      memory.free();
    }
  }

  /** Cuts at multiples of a chunk. */
  static long[] regular(long extent, long chunk) {
    int count = Math.toIntExact(Math.max(1, Math.ceilDiv(extent, chunk)));
    return LongStream.rangeClosed(0, count).map(i -> Math.min(extent, i * chunk)).toArray();
  }

  /**
   * What an item is.
   *
   * @return the format
   */
  public Format format() {
    return Format.parse(format);
  }

  /**
   * The extents of the array.
   *
   * @return one for each dimension, in items
   */
  public long[] shape() {
    return Arrays.stream(shards).mapToLong(cuts -> cuts[cuts.length - 1]).toArray();
  }

  /**
   * How many shards there are.
   *
   * @return one for each dimension
   */
  public long[] grid() {
    return Arrays.stream(shards).mapToLong(cuts -> cuts.length - 1).toArray();
  }

  /**
   * Makes something of each shard, a task each.
   *
   * @param <R> the results, serializable
   * @param context the driver's
   * @param function makes a result of a shard
   * @param border how many items around it are seen, too: one number for each dimension, or none at
   *     all for none
   * @return the results, in C order of the shards; nothing runs before one asks for them
   * @throws IllegalArgumentException if there is not one number for each dimension, or one is
   *     negative
   */
  public <R> JavaRDD<R> map(JavaSparkContext context, ShardFunction<R> function, long... border) {
    long[] checked = border(border);
    long count = Math.toIntExact(Arrays.stream(grid()).reduce(1, Math::multiplyExact));
    List<Long> numbers = LongStream.range(0, count).boxed().toList();
    // Once to each executor: what a task refers to itself is read again for each task.
    Broadcast<ShardedArray> array = context.broadcast(this);
    return context
        .parallelize(numbers, Math.max(1, numbers.size()))
        .map(number -> array.value().apply(number, function, checked));
  }

  /** What a task does. */
  <R> R apply(long number, ShardFunction<R> function, long... border) throws Exception {
    return apply(shard(number, border(border)), function);
  }

  /**
   * Makes a new array of this one, a task for each shard. Each writes a {@code .npy} file, which
   * has its name once it is complete: {@code 0.12.npy} by where the shard stands.
   *
   * @param context the driver's
   * @param folder where the shards go; it is made if it is not there
   * @param newFormat what an item of the new array is, as {@link Format#parse} reads it
   * @param transform fills a shard
   * @param border as {@link #map(JavaSparkContext, ShardFunction, long...)}
   * @return the new array
   * @throws IOException if the folder cannot be made
   * @throws IllegalArgumentException as {@link #map(JavaSparkContext, ShardFunction, long...)}
   */
  public ShardedArray write(
      JavaSparkContext context,
      Path folder,
      String newFormat,
      ShardTransform transform,
      long... border)
      throws IOException {
    String resultFormat = Format.parse(newFormat).toString();
    Files.createDirectories(folder);
    String target = folder.toString();
    this.<Long>map(
            context,
            (shard, items) -> {
              Path file = NpyChunks.Grid.file(Path.of(target), shard.grid());
              fill(file, resultFormat, shard, items, transform);
              return shard.grid()[0];
            },
            border)
        .count();
    return new ShardedArray(resultFormat, shards, shards, new NpyChunks.Grid(target));
  }

  /** A task that fails, or runs twice, leaves a whole file or none. */
  private static void fill(
      Path file, String format, Shard shard, View items, ShardTransform transform)
      throws Exception {
    OwnedMemory result = OwnedMemory.allocate(format, shard.shape());
    try {
      result.doWithView(Request.FULL, view -> transform.apply(shard, items, view));
      NpyFile.save(file, result);
    } finally {
      result.free();
    }
  }

  private long[] border(long... border) {
    long[] all = border.length == 0 ? new long[shards.length] : border.clone();
    if (all.length != shards.length || Arrays.stream(all).anyMatch(items -> items < 0)) {
      throw new IllegalArgumentException(
          "a border of %s: an array of %d dimensions needs as many numbers, from 0 on"
              .formatted(Arrays.toString(border), shards.length));
    }
    return all;
  }

  private Shard shard(long number, long... border) {
    int rank = shards.length;
    long[] grid = new long[rank];
    long[] origin = new long[rank];
    long[] shape = new long[rank];
    long[] before = new long[rank];
    long[] after = new long[rank];
    long rest = number;
    for (int d = rank - 1; d >= 0; d--) {
      long[] starts = shards[d];
      int at = (int) (rest % (starts.length - 1));
      rest /= starts.length - 1;
      grid[d] = at;
      origin[d] = starts[at];
      shape[d] = starts[at + 1] - starts[at];
      before[d] = Math.min(border[d], starts[at]);
      after[d] = Math.min(border[d], starts[starts.length - 1] - starts[at + 1]);
    }
    return new Shard(grid, origin, shape, before, after);
  }

  private <R> R apply(Shard shard, ShardFunction<R> function) throws Exception {
    int rank = shards.length;
    long[] from = new long[rank];
    long[] to = new long[rank];
    for (int d = 0; d < rank; d++) {
      from[d] = shard.origin()[d] - shard.before()[d];
      to[d] = shard.origin()[d] + shard.shape()[d] + shard.after()[d];
    }
    long[] first = new long[rank];
    long[] last = new long[rank];
    for (int d = 0; d < rank; d++) {
      first[d] = chunkOf(d, from[d]);
      last[d] = Math.max(first[d], chunkOf(d, to[d] - 1));
    }
    if (Arrays.equals(first, last)) {
      try (Chunks.Chunk chunk = chunks.open(first);
          Lease lease = chunk.items().acquire(Request.FULL_RO)) {
        return function.apply(shard, part(lease.view(), from, to, first));
      }
    }
    OwnedMemory gathered = gather(from, to, first, last);
    try (Lease lease = gathered.acquire(Request.FULL_RO)) {
      return function.apply(shard, lease.view());
    } finally {
      gathered.free();
    }
  }

  private long chunkOf(int dimension, long position) {
    int found = Arrays.binarySearch(cuts[dimension], position);
    int last = cuts[dimension].length - 2;
    return Math.clamp(found >= 0 ? found : -found - 2, 0, last);
  }

  /**
   * What a chunk has of a box of the array.
   *
   * @throws IllegalStateException if the chunk is not what it was when the array was described
   */
  private View part(View chunk, long[] from, long[] to, long... at) {
    Index[] ranges = new Index[from.length];
    boolean fits = chunk.ndim() == ranges.length && chunk.format().equals(format());
    for (int d = 0; d < ranges.length && fits; d++) {
      long start = cuts[d][(int) at[d]];
      long end = cuts[d][(int) at[d] + 1];
      fits = chunk.shape(d) >= end - start;
      ranges[d] = Index.range(Math.max(from[d], start) - start, Math.min(to[d], end) - start);
    }
    if (!fits) {
      throw new IllegalStateException(
          "chunk %s of %s is '%s' of shape %s now, which does not fit there"
              .formatted(
                  Arrays.toString(at), chunks, chunk.format(), Arrays.toString(chunk.shape())));
    }
    return chunk.slice(ranges);
  }

  /** Copies a box from all chunks that have some of it. */
  private OwnedMemory gather(long[] from, long[] to, long[] first, long[] last) throws IOException {
    long[] shape = new long[from.length];
    Arrays.setAll(shape, d -> to[d] - from[d]);
    OwnedMemory box = OwnedMemory.allocate(format(), shape);
    try {
      box.doWithView(
          Request.FULL,
          all -> {
            for (long[] at : between(first, last)) {
              View part = all.slice(target(from, to, at));
              try (Chunks.Chunk chunk = chunks.open(at)) {
                chunk
                    .items()
                    .doWithView(Request.FULL_RO, items -> part.copyFrom(part(items, from, to, at)));
              }
            }
          });
      return box;
    } catch (Throwable failure) {
      box.free();
      throw failure;
    }
  }

  /** What a chunk covers of a box, as ranges of the box. */
  private Index[] target(long[] from, long[] to, long... chunk) {
    Index[] ranges = new Index[from.length];
    for (int d = 0; d < ranges.length; d++) {
      long start = cuts[d][(int) chunk[d]];
      long end = cuts[d][(int) chunk[d] + 1];
      ranges[d] = Index.range(Math.max(from[d], start) - from[d], Math.min(to[d], end) - from[d]);
    }
    return ranges;
  }

  private static List<long[]> between(long[] first, long[] last) {
    List<long[]> all = new ArrayList<>();
    long[] at = first.clone();
    while (true) {
      all.add(at.clone());
      int d = at.length - 1;
      while (d >= 0 && ++at[d] > last[d]) {
        at[d] = first[d];
        d--;
      }
      if (d < 0) {
        return all;
      }
    }
  }

  /** What it holds, its shape, and where it lies. */
  @Override
  public String toString() {
    return "ShardedArray['%s' of shape %s in %s shards, %s]"
        .formatted(format, Arrays.toString(shape()), Arrays.toString(grid()), chunks);
  }
}
