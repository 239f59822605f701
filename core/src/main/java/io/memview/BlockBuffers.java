package io.memview;

import io.memview.internal.copy.Blocks;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Shows blocks to a visitor as buffers that are not to be written.
 *
 * @param <X> what the visitor throws
 */
record BlockBuffers<X extends Exception>(BlockVisitor<X> visitor, ByteOrder order)
    implements Blocks.Visitor<X> {
  /** A run of fewer bytes costs less to copy to a buffer than to visit by itself. */
  private static final long SHORTEST_RUN = 1 << 14;

  @Override
  public void buffer(MemorySegment bytes) throws X {
    ByteBuffer block = bytes.asByteBuffer();
    visitor.visit(block.asReadOnlyBuffer().order(order));
  }

  @Override
  public void memory(MemorySegment bytes) throws X {
    buffer(bytes);
  }

  @Override
  public long shortestRun() {
    return SHORTEST_RUN;
  }
}
