package io.memview.spark;

import io.memview.OwnedMemory;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

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

    static Path file(Path folder, long... grid) {
      String name =
          Arrays.stream(grid).mapToObj(Long::toString).collect(Collectors.joining("."));
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
