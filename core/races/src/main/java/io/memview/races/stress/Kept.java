package io.memview.races.stress;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A pool of blocks, which are somebody else's, with the next stamp, after their last lease. */
final class Kept implements Subject, Exporter {
  private static final int SIZE = 16;
  private static final Format FORMAT = Format.parse("q");

  private final Oracle oracle = new Oracle("blocks of a pool");
  private final Queue<MemorySegment> unused = new ConcurrentLinkedQueue<>();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong stamps = new AtomicLong();

  @Override
  public Lease acquire(Request request) {
    MemorySegment pooled = unused.poll();
    MemorySegment block =
        pooled == null ? Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, SIZE) : pooled;
    fill(block, stamps.incrementAndGet());
    taken.incrementAndGet();
    return new ExportCount(this, new Block(block)).lease(Memory.of(block, FORMAT, SIZE), request);
  }

  private static void fill(MemorySegment block, long number) {
    for (int i = 0; i < SIZE; i++) {
      block.setAtIndex(ValueLayout.JAVA_LONG, i, number);
    }
  }

  private final class Block implements ExportCount.Keeper {
    private final MemorySegment block;
    private @Nullable Arena arena;
    private boolean isGone;

    Block(MemorySegment block) {
      this.block = block;
    }

    @Override
    @SuppressWarnings("restricted") // the same memory for a shorter time
    public synchronized MemorySegment raw(MemorySegment segment) {
      if (isGone) {
        throw oracle.forbidden("a segment was asked for when the block had gone");
      }
      Arena known = arena == null ? arena = Arena.ofShared() : arena;
      return segment.reinterpret(known, _ -> Reference.reachabilityFence(block));
    }

    @Override
    public synchronized void released(long remaining) {
      if (remaining > 0) {
        return;
      }
      if (isGone) {
        throw oracle.forbidden("a block was given back twice");
      }
      isGone = true;
      if (arena != null) {
        arena.close();
      }
      fill(block, GONE);
      taken.decrementAndGet();
      unused.add(block);
    }
  }

  @Override
  public Exporter exporter() {
    return this;
  }

  @Override
  public Oracle oracle() {
    return oracle;
  }

  /** Blocks change hands with their leases alone. */
  @Override
  public void change(RandomGenerator random) {}

  @Override
  public long exports() {
    return taken.get();
  }

  /** An item that is read too late may be somebody else's already. */
  @Override
  public boolean mayShow(long stamp, long seen) {
    return true;
  }

  @Override
  public boolean endsRawSegments() {
    return true;
  }
}
