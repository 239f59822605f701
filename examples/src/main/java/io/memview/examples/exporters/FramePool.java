package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

// @start region="keeper"
/** Frames of a camera, thousands a second: memory that is used again when nobody looks at it. */
public final class FramePool implements Exporter {
  private static final long SIZE = 640 * 480;

  private final Queue<MemorySegment> unused = new ConcurrentLinkedQueue<>();

  /** The next frame. */
  @Override
  public Lease acquire(Request request) {
    MemorySegment pooled = unused.poll();
    MemorySegment block = pooled == null ? Arena.ofAuto().allocate(SIZE) : pooled;
    Memory frame = Memory.of(block, Format.parse("B"), 480, 640);
    return new ExportCount(this, new Frame(block)).lease(frame, request);
  }

  /** Gives the block back with the last lease, and ends what could still reach it. */
  private final class Frame implements ExportCount.Keeper {
    private final MemorySegment block;
    private @Nullable Arena arena;

    Frame(MemorySegment block) {
      this.block = block;
    }

    @Override
    @SuppressWarnings("restricted") // the same memory for a shorter time
    public synchronized MemorySegment raw(MemorySegment segment) {
      Arena known = arena == null ? arena = Arena.ofShared() : arena;
      return segment.reinterpret(known, _ -> Reference.reachabilityFence(block));
    }

    @Override
    public synchronized void released(long remaining) {
      if (remaining == 0) {
        if (arena != null) {
          arena.close();
        }
        unused.add(block);
      }
    }
  }
}
// @end
