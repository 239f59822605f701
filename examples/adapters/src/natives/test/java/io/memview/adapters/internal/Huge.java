package io.memview.adapters.internal;

import io.memview.OwnedMemory;
import io.memview.nio.MappedFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** More memory than a buffer holds, of which only the touched pages exist. */
public final class Huge {
  /** A few bytes more than a buffer has. */
  public static final long SIZE = (1L << 31) + (1 << 16);

  private Huge() {}

  /** Zeros in a file that has holes. */
  public static OwnedMemory zeros(Path folder) throws IOException {
    Path path = folder.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    return MappedFiles.mapWritable(path, "B");
  }
}
