package io.memview;

import io.memview.internal.Closing;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Exports a copy of somebody's items: that of a mirror, or one to be read. When its last lease has
 * ended, the copy is written back if that has been decided, and its memory is given back. It does
 * not hold the lease on it, so that a forgotten one can be collected.
 */
final class CopyExporter implements Exporter {
  enum Fate {
    OPEN,
    WRITTEN_BACK,
    DISCARDED
  }

  private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);

  /** Where it is written back to; nowhere if it is to be read. */
  private final @Nullable Lease source;

  private final ContiguousBlock block;
  private final Memory memory;
  private final ExportCount exports = new ExportCount(this, this::released);
  private volatile boolean isOver;

  private CopyExporter(@Nullable Lease source, ContiguousBlock block, Memory memory) {
    this.source = source;
    this.block = block;
    this.memory = memory;
  }

  static CopyExporter toRead(ContiguousBlock block) {
    return new CopyExporter(null, block, block.memory().asReadOnly());
  }

  /** A copy that is released together with the lease that it was made of. */
  static CopyExporter toWrite(Lease source, ContiguousBlock block) {
    return new CopyExporter(source, block, block.memory());
  }

  /** Decides what becomes of it; the first decision counts. */
  void decide(Fate decision) {
    fate.compareAndSet(Fate.OPEN, decision);
  }

  /** Reached from outside as the owner of the leases, perhaps after the last of them has ended. */
  @Override
  public Lease acquire(Request request) {
    Lease lease = exports.lease(memory, request);
    if (isOver) {
      lease.close();
      throw new BufferException.Refused(
          "the copy of %s is gone, since its last lease has been ended; acquire from the exporter"
              .formatted(memory.describe()));
    }
    return lease;
  }

  private void released(long remaining) {
    if (remaining == 0 && isLast()) {
      try (source;
          Closing _ = block::free) {
        if (source != null && fate.get() == Fate.WRITTEN_BACK) {
          source.view().copyFrom(MemoryExporter.of(memory));
        }
      }
    }
  }

  /** Whether there will be no other lease, and nobody was told so before. */
  private boolean isLast() {
    try {
      return exports.move(
          "end the copy",
          () -> {
            boolean first = !isOver;
            isOver = true;
            return first;
          });
    } catch (BufferException.Exported acquiredMeanwhile) {
      return false; // the release of that lease comes here in turn
    }
  }

  @Override
  public String toString() {
    return "%s[%s]".formatted(source == null ? "Copy" : "Mirror", memory.describe());
  }
}
