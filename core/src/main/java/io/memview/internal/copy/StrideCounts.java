package io.memview.internal.copy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many items have been copied at strides that have no class of their own. */
final class StrideCounts {
  /**
   * The items that are copied at the same strides before these become constants of a class: what
   * this saves of so many items is what it takes to define the class and to compile it.
   */
  static final long EARNED = 1 << 24;

  /** The strides that are counted; when there are more, counting begins anew. */
  private static final int MOST = 4096;

  private final Map<KernelKind, AtomicLong> items = new ConcurrentHashMap<>();

  /** Counts some more items, and tells whether there have been enough. */
  boolean haveEarned(KernelKind kind, long more) {
    if (items.size() >= MOST) {
      items.clear();
    }
    if (items.computeIfAbsent(kind, _ -> new AtomicLong()).addAndGet(more) < EARNED) {
      return false;
    }
    items.remove(kind);
    return true;
  }
}
