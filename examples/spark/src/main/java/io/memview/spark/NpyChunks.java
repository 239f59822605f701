package io.memview.spark;

import io.memview.OwnedMemory;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chunks that are {@code .npy} files. */
final class NpyChunks {
  private NpyChunks() {}

  /** Files that lie end to end along the first dimension. */
  record Files(List<String> paths) implements Chunks {
    @Override
    public Chunk open(long... grid) throws IOException {
      return Chunks.own(map(Path.of(paths.get((int) grid[0]))));
    }

    @Override
    public String toString() {
      return "%d files from %s on".formatted(paths.size(), paths.getFirst());
    }
  }

  /** Files of a folder, named by where they stand: {@code 0.12.npy}. */
  record Grid(String folder) implements Chunks {
    @Override
    public Chunk open(long... grid) throws IOException {
      return Chunks.own(map(file(Path.of(folder), grid)));
    }

    private static final Pattern NAME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})*)\\.npy");

    static ShardedArray open(Path folder) throws IOException {
      List<long[]> places = new ArrayList<>();
      try (Stream<Path> files = java.nio.file.Files.list(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Matcher name = NAME.matcher(file.getFileName().toString());
          if (name.matches()) {
            places.add(
                Arrays.stream(name.group(1).split("\\.", -1)).mapToLong(Long::parseLong).toArray());
          }
        }
      } catch (NoSuchFileException e) {
        throw new IOException("%s: no such folder".formatted(folder), e);
      }
      if (places.isEmpty()) {
        throw new IllegalArgumentException(
            "%s has no files that are named by where they stand, such as 0.12.npy"
                .formatted(folder));
      }
      ShardedArray.Head first = ShardedArray.head(file(folder, new long[places.getFirst().length]));
      int rank = first.shape().length;
      long[] counts = new long[rank];
      for (long[] place : places) {
        for (int d = 0; d < rank && place.length == rank; d++) {
          counts[d] = Math.max(counts[d], place[d] + 1);
        }
      }
      long expected = Arrays.stream(counts).reduce(1, Math::multiplyExact);
      if (places.size() != expected) {
        throw new IllegalArgumentException(
            "%s has %d files of a grid of %s, which needs %d"
                .formatted(folder, places.size(), Arrays.toString(counts), expected));
      }
      long[][] cuts = new long[rank][];
      for (int d = 0; d < rank; d++) {
        cuts[d] = cuts(folder, first, d, Math.toIntExact(counts[d]));
      }
      return new ShardedArray(first.format(), cuts, cuts, new Grid(folder.toString()));
    }

    /** Along one edge of the grid. */
    private static long[] cuts(Path folder, ShardedArray.Head first, int dimension, int count)
        throws IOException {
      long[] cuts = new long[count + 1];
      long[] grid = new long[first.shape().length];
      for (int i = 0; i < count; i++) {
        grid[dimension] = i;
        Path file = file(folder, grid);
        ShardedArray.Head head = ShardedArray.head(file);
        if (!head.fitsBeside(first, dimension)) {
          throw new IllegalArgumentException(
              "%s is %s, and does not fit beside the first, which is %s"
                  .formatted(file, head, first));
        }
        cuts[i + 1] = cuts[i] + head.shape()[dimension];
      }
      return cuts;
    }

    static Path file(Path folder, long... grid) {
      String name = Arrays.stream(grid).mapToObj(Long::toString).collect(Collectors.joining("."));
      return folder.resolve(name + ".npy");
    }

    @Override
    public String toString() {
      return folder;
    }
  }

  static OwnedMemory map(Path path) throws IOException {
    try {
      return NpyFile.map(path);
    } catch (NoSuchFileException e) {
      throw new IOException("%s: no such file".formatted(path), e);
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      throw message.contains(path.toString())
          ? e
          : new IOException("%s: %s".formatted(path, message), e);
    }
  }
}
