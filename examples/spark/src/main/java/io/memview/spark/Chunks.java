package io.memview.spark;

import io.memview.Exporter;
import io.memview.OwnedMemory;
import java.io.IOException;
import java.io.Serializable;

/** Where the chunks of an array are. */
interface Chunks extends Serializable {
  /**
   * The memory of a chunk.
   *
   * @param items at least as many in each dimension as the chunk has
   * @param release what is done with the memory in the end
   */
  record Chunk(Exporter items, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /**
   * Opens a chunk.
   *
   * @param grid where it stands among the others
   * @throws IOException if it cannot be read; the message names the file
   */
  Chunk open(long... grid) throws IOException;

  /** A chunk in memory of its own. */
  static Chunk own(OwnedMemory memory) {
    return new Chunk(memory, memory::free);
  }

  /** A chunk in memory that the collector frees. */
  static Chunk of(Exporter items) {
    return new Chunk(items, () -> {});
  }
}
