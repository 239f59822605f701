package io.memview.spark;

import io.memview.Exporter;
import io.memview.OwnedMemory;
import java.io.IOException;
import java.io.Serializable;

/** Where the chunks of an array are. */
interface Chunks extends Serializable {
  /** The memory of a chunk. */
  interface Chunk extends AutoCloseable {
    /** Its items: at least as many in each dimension as the chunk has. */
    Exporter items();

    @Override
    void close();
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
    return new Chunk() {
      @Override
      public Exporter items() {
        return memory;
      }

      @Override
      public void close() {
        memory.free();
      }
    };
  }

  /** A chunk in memory that the collector frees. */
  static Chunk of(Exporter items) {
    return new Chunk() {
      @Override
      public Exporter items() {
        return items;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
